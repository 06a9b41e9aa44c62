import { createPrivateKey, sign as signWithKey, type KeyObject } from 'node:crypto'
import { leafPublicJwk } from '../certificates/parse-certificate.ts'
import { KeyError } from '../errors.ts'
import { samePublicKey, thumbprint, verifyEs256 } from '../public-jwk.ts'
import type { Signer } from '../signer.ts'
import type { KeyEncryptionKey } from './key-encryption-key.ts'
import { type SealedKey, sealedKeyContext } from './sealed-key.ts'

/**
 * Opens a sealed key as a Signer, after proving that it is the key it is said to be: a probe signature verifies
 * under `publicJwk`, `kid` is its thumbprint, and the leaf of `x5c`, when there is one, carries the same key. A service that
 * signed with the wrong pair would hand out credentials that nobody can verify, so this refuses to start.
 * Throws KeyError: KEY_SEALED_*, KEY_PAIR_MISMATCH, KEY_ID_MISMATCH, KEY_CERTIFICATE_MISMATCH.
 */
export async function openSealedKey(
  kek: KeyEncryptionKey,
  sealed: SealedKey & { x5c?: readonly string[] },
  context: string,
): Promise<Signer> {
  const { kid, sealedPrivateKey } = sealed
  const publicJwk = Object.freeze({ ...sealed.publicJwk })
  const x5c = Object.freeze([...(sealed.x5c ?? [])])
  if (thumbprint(publicJwk) !== kid) throw new KeyError('KEY_ID_MISMATCH', 'kid is not the thumbprint of the public key')
  const privateKey = importPrivateKey(kek.open(sealedPrivateKey, sealedKeyContext(context)))
  if (privateKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw new KeyError('KEY_PAIR_MISMATCH', 'the private key is not a P-256 key')
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const
  // Synchronous on purpose: a P-256 signature takes about 60 µs, less than handing it to another thread and back.
  const sign = (data: Uint8Array): Uint8Array => signWithKey('sha256', data, key)

  const probe = Buffer.from(`eduwallet/probe/${kid}`)
  if (!verifyEs256(publicJwk, probe, sign(probe))) throw new KeyError('KEY_PAIR_MISMATCH', 'private and public key do not belong together')
  const leaf = x5c[0]
  if (leaf !== undefined && !samePublicKey(leafPublicJwk(leaf), publicJwk)) {
    throw new KeyError('KEY_CERTIFICATE_MISMATCH', 'the certificate is for another key')
  }
  return Object.freeze({ alg: 'ES256', kid, publicJwk, x5c, sign: async (data: Uint8Array) => sign(data) })
}

function importPrivateKey(pkcs8: Uint8Array): KeyObject {
  try {
    return createPrivateKey({ key: Buffer.from(pkcs8.buffer, pkcs8.byteOffset, pkcs8.byteLength), format: 'der', type: 'pkcs8' })
  } catch (cause) {
    throw new KeyError('KEY_SEALED_MALFORMED', 'sealed text is not a private key', { cause })
  } finally {
    pkcs8.fill(0)
  }
}
