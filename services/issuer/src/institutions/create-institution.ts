import { generateSealedKey, type KeyEncryptionKey, type SigningAlgorithm } from '@eduwallet/keys'
import type { Act } from '../journal/types.ts'
import { InstitutionError } from './errors.ts'
import { identifiersOf } from './identifiers.ts'
import type { InstitutionBook } from './institution-book.ts'
import type { SandboxCa } from './sandbox-ca.ts'
import { checkSlug } from './slug.ts'
import type { Institution, InstitutionId, StatusListId } from './types.ts'

/** What an operator says of a new institution. */
export type InstitutionProfile = Pick<Institution, 'slug' | 'name' | 'country' | 'identifiers'>

/** A new institution with the names it has outside and the thumbprint of its P-256 key. */
export type CreatedInstitution = Institution & ReturnType<typeof identifiersOf> & { kid: string }

export type Founding = {
  book: InstitutionBook
  kek: KeyEncryptionKey
  /** Undefined outside a sandbox: then the key has no certificate until a chain is handed in. */
  sandboxCa: SandboxCa | undefined
  publicUrl: string
  statusListSize: number
  newId: () => string
}

/**
 * Makes an institution: its keys (P-256 and Ed25519), the certificate for the first and its first status list. All of it is made first and recorded
 * in one transaction, so that after a crash there is either a whole institution or none.
 * Throws InstitutionError INSTITUTION_SLUG_INVALID, _RESERVED, _TAKEN.
 */
export async function createInstitution(
  profile: InstitutionProfile,
  act: Act,
  { book, kek, sandboxCa, publicUrl, statusListSize, newId }: Founding,
): Promise<CreatedInstitution> {
  checkSlug(profile.slug)
  const id = newId() as InstitutionId
  const institution: Institution = { id, ...profile, createdAt: act.at }
  const key = await generateSealedKey(kek, signingKeyContext(id))
  const ed25519Key = await generateSealedKey(kek, signingKeyContext(id, 'EdDSA'), 'EdDSA')
  const identifiers = identifiersOf(publicUrl, profile.slug)
  const certificatePem = (await sandboxCa?.certify({ institution, publicJwk: key.publicJwk, ...identifiers })) ?? ''
  const founded = await book.found(
    {
      institution,
      signingKey: { ...key, certificatePem, createdAt: act.at },
      ed25519Key: { ...ed25519Key, certificatePem: '', createdAt: act.at },
      statusList: { id: newId() as StatusListId, size: statusListSize },
    },
    act,
  )
  if (!founded) throw new InstitutionError('INSTITUTION_SLUG_TAKEN', `there is an institution ${profile.slug} already`)
  return { ...institution, ...identifiers, kid: key.kid }
}

/** What a signing key is sealed for: the key of one institution cannot be opened as another's, nor one kind as the other. */
export function signingKeyContext(id: InstitutionId, alg: SigningAlgorithm = 'ES256'): string {
  return `institution/${id}/${contexts[alg]}`
}

const contexts = { ES256: 'credential-signing', EdDSA: 'credential-signing-ed25519' } as const satisfies Record<SigningAlgorithm, string>
