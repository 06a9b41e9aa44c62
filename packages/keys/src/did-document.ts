import { multikeyOf } from './multikey.ts'
import type { SigningAlgorithm, SigningPublicJwk } from './signer.ts'

/** A key of the document: RFC 7638 thumbprint and public half. */
export type DidKey = { kid: string; publicJwk: SigningPublicJwk[SigningAlgorithm] }

/** The same key for JOSE (Controlled Identifiers 1.0 #JsonWebKey) or for Data Integrity (#Multikey). */
export type DidVerificationMethod =
  | { id: string; type: 'JsonWebKey'; controller: string; publicKeyJwk: SigningPublicJwk[SigningAlgorithm] }
  | { id: string; type: 'Multikey'; controller: string; publicKeyMultibase: string }

/** The did:web document of an institution. DID Core 1.0 #did-documents */
export type DidDocument = {
  '@context': string[]
  id: string
  alsoKnownAs?: string[]
  verificationMethod: DidVerificationMethod[]
  authentication: string[]
  assertionMethod: string[]
}

/** The `kid` of what a key signs as JOSE: `<did>#<thumbprint>`. */
export function jsonWebKeyId(did: string, { kid }: Pick<DidKey, 'kid'>): string {
  return `${did}#${kid}`
}

/** The `verificationMethod` of a proof that a key signs: `<did>#<multikey>`. */
export function multikeyId(did: string, { publicJwk }: Pick<DidKey, 'publicJwk'>): string {
  return `${did}#${multikeyOf(publicJwk)}`
}

/**
 * Writes the DID document: each key twice, as JsonWebKey and as Multikey, because readers of JOSE and of Data Integrity look for one of
 * these only. Both names follow from the key, so they stay as they are for as long as it is listed. Each may make
 * assertions (credentials, status lists) and authenticate (signed requests). Old keys stay listed as long as credentials signed with
 * them should verify.
 */
export function didDocument({ did, keys, alsoKnownAs = [] }: { did: string; keys: readonly DidKey[]; alsoKnownAs?: readonly string[] }): DidDocument {
  const methods = keys.flatMap((key): DidVerificationMethod[] => [
    { id: jsonWebKeyId(did, key), type: 'JsonWebKey', controller: did, publicKeyJwk: publicHalf(key.publicJwk) },
    { id: multikeyId(did, key), type: 'Multikey', controller: did, publicKeyMultibase: multikeyOf(key.publicJwk) },
  ])
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/jwk/v1', 'https://w3id.org/security/multikey/v1'],
    id: did,
    ...(alsoKnownAs.length === 0 ? {} : { alsoKnownAs: [...alsoKnownAs] }),
    verificationMethod: methods,
    authentication: methods.map(({ id }) => id),
    assertionMethod: methods.map(({ id }) => id),
  }
}

function publicHalf(jwk: SigningPublicJwk[SigningAlgorithm]): SigningPublicJwk[SigningAlgorithm] {
  return jwk.kty === 'OKP' ? { kty: jwk.kty, crv: jwk.crv, x: jwk.x } : { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y }
}
