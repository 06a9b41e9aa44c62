import type { PublicJwk } from './public-jwk.ts'
import type { Ed25519PublicJwk } from './verification-key.ts'

/** What this house signs with: P-256 for wallets and JOSE, Ed25519 where a cryptosuite wants it. */
export type SigningAlgorithm = 'ES256' | 'EdDSA'

/** The public key that belongs to each algorithm. */
export type SigningPublicJwk = { ES256: PublicJwk; EdDSA: Ed25519PublicJwk }

/**
 * The port behind which a signing key lives. A room holds a Signer and never a key. Whoever implements it
 * (see `sealed/`) promises: the private key cannot be read back from the object, `publicJwk` and `kid` belong
 * to it, and the first certificate of `x5c`, when there is one, carries the same public key.
 */
export type Signer<Alg extends SigningAlgorithm = 'ES256'> = {
  readonly alg: Alg
  /** RFC 7638 thumbprint of `publicJwk`, base64url. */
  readonly kid: string
  readonly publicJwk: SigningPublicJwk[Alg]
  /** Base64 (not base64url) DER, leaf first, trust anchor left out; empty when the key has no certificate. RFC 7515 #section-4.1.6 */
  readonly x5c: readonly string[]
  /** Signs `data` (ES256: hashed here with SHA-256; EdDSA: as it is, RFC 8032). Resolves to 64 bytes: raw r||s, or R||S. */
  sign(data: Uint8Array): Promise<Uint8Array>
}

export type AnySigner = Signer | Signer<'EdDSA'>
