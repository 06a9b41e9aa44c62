/** Credentials as other issuers make them, each with the library that its kind of issuer uses; nothing here is ours but the keys of did:web documents. */
import { randomBytes } from 'node:crypto'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as Ed25519Multikey from '@digitalbazaar/ed25519-multikey'
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020'
import { Ed25519VerificationKey2020 } from '@digitalbazaar/ed25519-verification-key-2020'
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import { digest } from '@sd-jwt/crypto-nodejs'
import { SDJwtVcInstance } from '@sd-jwt/sd-jwt-vc'
import { shippedContexts } from '@eduwallet/credential-formats'
import type { JsonObject } from '@eduwallet/strict-json'
import type { Signer } from '@eduwallet/keys'

export const vcdm1 = 'https://www.w3.org/2018/credentials/v1'
export const vcdm2 = 'https://www.w3.org/ns/credentials/v2'
export const openBadges302 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json'
export const openBadges303 = 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'
export const openBadgesExtensions = 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'
export const ed25519Context = 'https://w3id.org/security/suites/ed25519-2020/v1'

type Key = { id: string; controller: string; publicKeyMultibase: string; signer(): unknown }

async function documentLoader(url: string): Promise<{ contextUrl: null; documentUrl: string; document: unknown }> {
  const document = shippedContexts.get(url)
  if (document === undefined) throw new Error(`the library asked for ${url}`)
  return { contextUrl: null, documentUrl: url, document }
}

/** A key of Digital Bazaar's, named as the controller names it; without a controller it is its own did:key. */
export async function edKey(controller?: string, fragment = 'key-0'): Promise<Key> {
  const key = await Ed25519Multikey.generate() as Key
  key.controller = controller ?? `did:key:${key.publicKeyMultibase}`
  key.id = `${key.controller}#${controller === undefined ? key.publicKeyMultibase : fragment}`
  return key
}

/** The DID document that a host serves for such keys. */
export function didDocumentOf(did: string, keys: readonly Key[]): JsonObject {
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    verificationMethod: keys.map(({ id, publicKeyMultibase }) => ({ id, type: 'Multikey', controller: did, publicKeyMultibase })),
    assertionMethod: keys.map(({ id }) => id),
  }
}

/** As Credly signs: `@digitalbazaar/vc` with eddsa-rdfc-2022. */
export async function withEddsa(credential: JsonObject, key: Key, now: Date): Promise<JsonObject> {
  return await vc.issue({ credential: structuredClone(credential), now, suite: new DataIntegrityProof({ signer: key.signer(), cryptosuite: eddsaRdfc2022, date: now.toISOString() }), documentLoader })
}

/** As the Digital Credentials Consortium signs: `@digitalbazaar/vc` with Ed25519Signature2020 and a did:key. */
export async function withEd25519Signature2020(make: (did: string) => JsonObject, now: Date): Promise<{ did: string; credential: JsonObject }> {
  const key = await Ed25519VerificationKey2020.generate({})
  const did = `did:key:${key.publicKeyMultibase}`
  Object.assign(key, { id: `${did}#${key.publicKeyMultibase}`, controller: did })
  return { did, credential: await vc.issue({ credential: make(did), now, suite: new Ed25519Signature2020({ key, date: now.toISOString() }), documentLoader }) }
}

/** As EUDIPLO and the European reference issuer sign: `@sd-jwt/sd-jwt-vc` with a certificate chain in the header. */
export async function asSdJwtVc(payload: { vct: string } & Record<string, unknown>, hidden: readonly string[], { signer, header }: { signer: Signer; header: Record<string, unknown> }): Promise<string> {
  const instance = new SDJwtVcInstance({
    signer: async (data: string) => Buffer.from(await signer.sign(Buffer.from(data))).toString('base64url'),
    signAlg: 'ES256', hasher: digest, hashAlg: 'sha-256', saltGenerator: async (length: number) => randomBytes(length).toString('base64url'),
  })
  return await instance.issue(payload as never, { _sd: [...hidden] } as never, { header })
}
