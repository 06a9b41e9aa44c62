import type { SigningAlgorithm, SigningPublicJwk } from '@eduwallet/keys'
import type { Act } from '../journal/types.ts'
import type { Institution, StatusListId } from './types.ts'

/**
 * A signing key as it is kept. `certificatePem` is the chain, leaf first; empty when no certificate was made yet, and for every
 * Ed25519 key: who relies on certificates relies on P-256.
 */
export type KeptSigningKey<Alg extends SigningAlgorithm = 'ES256'> = { kid: string; publicJwk: SigningPublicJwk[Alg]; sealedPrivateKey: string; certificatePem: string; createdAt: Date }
export type AnyKeptSigningKey = KeptSigningKey | KeptSigningKey<'EdDSA'>

/** Whether a kept key is the Ed25519 one. */
export function isEd25519(key: AnyKeptSigningKey): key is KeptSigningKey<'EdDSA'> {
  return key.publicJwk.kty === 'OKP'
}

/** All that an institution is at its beginning. */
export type Founding = { institution: Institution; signingKey: KeptSigningKey; ed25519Key: KeptSigningKey<'EdDSA'>; statusList: { id: StatusListId; size: number } }

/** The institutions of this issuer: the only book that belongs to no single one. */
export type InstitutionBook = {
  /** Institution, keys, certificate, first status list and journal in one transaction, or nothing. False when the slug is taken. */
  found(founding: Founding, act: Act): Promise<boolean>
  findBySlug(slug: string): Promise<Institution | undefined>
  /** All of them, by slug. */
  list(): Promise<Institution[]>
}

/** The signing keys of one institution. */
export type SigningKeyBook = {
  /** Newest first. */
  list(): Promise<AnyKeptSigningKey[]>
  /** Records the Ed25519 key of an institution that was founded without one, with the journal; false when it has one: that one stands. */
  addEd25519(key: KeptSigningKey<'EdDSA'>, act: Act): Promise<boolean>
  /** False when the institution has no such key. */
  replaceCertificate(kid: string, certificatePem: string, act: Act): Promise<boolean>
}

/** Keys of the service itself. */
export type ServiceKeyBook = {
  /** Keeps `candidate` unless there is one already; gives what is kept. Two processes that start together get the same one. */
  keep(purpose: string, candidate: () => Promise<KeptServiceKey>): Promise<KeptServiceKey>
}
export type KeptServiceKey = { sealedPrivateKey: string; certificatePem: string; createdAt: Date }
