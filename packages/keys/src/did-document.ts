import type { PublicJwk } from './public-jwk.ts'

/** The did:web document of an institution. DID Core 1.0 #did-documents */
export type DidDocument = {
  '@context': string[]
  id: string
  alsoKnownAs?: string[]
  verificationMethod: { id: string; type: 'JsonWebKey'; controller: string; publicKeyJwk: PublicJwk }[]
  authentication: string[]
  assertionMethod: string[]
}

/**
 * Writes the DID document: one JsonWebKey verification method a key, named by thumbprint (`<did>#<kid>`), each allowed
 * to make assertions (credentials, status lists) and to authenticate (signed requests). Old keys stay listed
 * as long as credentials signed with them should verify.
 */
export function didDocument({
  did,
  keys,
  alsoKnownAs = [],
}: {
  did: string
  keys: readonly { kid: string; publicJwk: PublicJwk }[]
  alsoKnownAs?: readonly string[]
}): DidDocument {
  const methods = keys.map(({ kid, publicJwk: { kty, crv, x, y } }) => ({
    id: `${did}#${kid}`,
    type: 'JsonWebKey' as const,
    controller: did,
    publicKeyJwk: { kty, crv, x, y },
  }))
  return {
    '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/jwk/v1'],
    id: did,
    ...(alsoKnownAs.length === 0 ? {} : { alsoKnownAs: [...alsoKnownAs] }),
    verificationMethod: methods,
    authentication: methods.map(({ id }) => id),
    assertionMethod: methods.map(({ id }) => id),
  }
}
