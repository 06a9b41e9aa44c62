import { createPublicKey, type KeyObject } from 'node:crypto'
import type { SigningAlgorithm, SigningPublicJwk } from '../signer.ts'
import { thumbprint } from '../verification-key.ts'
import type { KeyEncryptionKey } from './key-encryption-key.ts'

/** A signing key at rest. `sealedPrivateKey` is PKCS #8 DER sealed with the service's key-encryption key. */
export type SealedKey<Alg extends SigningAlgorithm = 'ES256'> = { kid: string; publicJwk: SigningPublicJwk[Alg]; sealedPrivateKey: string }

/** Seals a P-256 or Ed25519 private key for one owner and use. The caller has made sure of its kind. */
export function sealKey<Alg extends SigningAlgorithm = 'ES256'>(kek: KeyEncryptionKey, privateKey: KeyObject, context: string): SealedKey<Alg> {
  const { x = '', y = '' } = createPublicKey(privateKey).export({ format: 'jwk' })
  const publicJwk = (privateKey.asymmetricKeyType === 'ed25519' ? { kty: 'OKP', crv: 'Ed25519', x } : { kty: 'EC', crv: 'P-256', x, y }) as SigningPublicJwk[Alg]
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' })
  const sealedPrivateKey = kek.seal(pkcs8, sealedKeyContext(context))
  pkcs8.fill(0)
  return { kid: thumbprint(publicJwk), publicJwk, sealedPrivateKey }
}

/** Keeps private keys apart from whatever else a service seals under the same context. */
export function sealedKeyContext(context: string): string {
  return `private-key/${context}`
}
