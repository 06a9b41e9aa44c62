import { createPublicKey, type KeyObject } from 'node:crypto'
import { type PublicJwk, thumbprint } from '../public-jwk.ts'
import type { KeyEncryptionKey } from './key-encryption-key.ts'

/** A signing key at rest. `sealedPrivateKey` is PKCS #8 DER sealed with the service's key-encryption key. */
export type SealedKey = { kid: string; publicJwk: PublicJwk; sealedPrivateKey: string }

/** Seals a P-256 private key for one owner and use. The caller has made sure of its kind. */
export function sealKey(kek: KeyEncryptionKey, privateKey: KeyObject, context: string): SealedKey {
  const { x, y } = createPublicKey(privateKey).export({ format: 'jwk' }) as { x: string; y: string }
  const publicJwk: PublicJwk = { kty: 'EC', crv: 'P-256', x, y }
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' })
  const sealedPrivateKey = kek.seal(pkcs8, sealedKeyContext(context))
  pkcs8.fill(0)
  return { kid: thumbprint(publicJwk), publicJwk, sealedPrivateKey }
}

/** Keeps private keys apart from whatever else a service seals under the same context. */
export function sealedKeyContext(context: string): string {
  return `private-key/${context}`
}
