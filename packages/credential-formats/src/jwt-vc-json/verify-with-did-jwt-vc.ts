import type { VerificationKey } from '@eduwallet/keys'
import { VcJwtError } from '../vc-jose/errors.ts'

/**
 * Has did-jwt-vc verify a credential of VCDM 1.1 as well, with the key that was found for this DID before: its resolver knows this one document and
 * reaches nothing. Loaded when the first such credential comes. Throws VcJwtError VCJWT_SIGNATURE when it does not agree.
 */
export async function verifyWithDidJwtVc(compact: string, { did, kid, key, now, skewSeconds }: { did: string; kid: string | undefined; key: VerificationKey; now: Date; skewSeconds: number }): Promise<void> {
  const { verifyCredential } = await import('did-jwt-vc')
  const id = kid?.startsWith(`${did}#`) === true ? kid : `${did}#key`
  const didDocument = { '@context': 'https://www.w3.org/ns/did/v1', id: did, verificationMethod: [{ id, type: 'JsonWebKey2020', controller: did, publicKeyJwk: { ...key } }], assertionMethod: [id], authentication: [id] }
  const resolver = { resolve: (asked: string) => Promise.resolve({ didResolutionMetadata: {}, didDocument: asked === did ? didDocument : null, didDocumentMetadata: {} }) }
  try {
    await verifyCredential(compact, resolver, { policies: { now: Math.floor(now.getTime() / 1000) }, skewTime: skewSeconds })
  } catch {
    // Its message may quote claims.
    throw new VcJwtError('VCJWT_SIGNATURE', 'did-jwt-vc does not verify the credential')
  }
}
