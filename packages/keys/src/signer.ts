import type { PublicJwk } from './public-jwk.ts'

/**
 * The port behind which a signing key lives. A room holds a Signer and never a key. Whoever implements it
 * (see `sealed/`) promises: the private key cannot be read back from the object, `publicJwk` and `kid` belong
 * to it, and the first certificate of `x5c`, when there is one, carries the same public key.
 */
export type Signer = {
  readonly alg: 'ES256'
  /** RFC 7638 thumbprint of `publicJwk`, base64url. */
  readonly kid: string
  readonly publicJwk: PublicJwk
  /** Base64 (not base64url) DER, leaf first, trust anchor left out; empty when the key has no certificate. RFC 7515 #section-4.1.6 */
  readonly x5c: readonly string[]
  /** Signs `data` (hashed here with SHA-256). Resolves to raw r||s, 64 bytes. */
  sign(data: Uint8Array): Promise<Uint8Array>
}
