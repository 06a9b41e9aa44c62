import { createPrivateKey, sign as signWithKey, type KeyObject } from 'node:crypto'
import { leafPublicJwk } from '../certificates/parse-certificate.ts'
import { KeyError } from '../errors.ts'
import type { Signer, SigningAlgorithm, SigningPublicJwk } from '../signer.ts'
import type { KeyEncryptionKey } from './key-encryption-key.ts'
import { samePublicKey, thumbprint, verifySignature } from '../verification-key.ts'
import { type SealedKey, sealedKeyContext } from './sealed-key.ts'

/**
 * Opens a sealed key as a Signer, after proving that it is the key it is said to be: a probe signature verifies
 * under `publicJwk`, `kid` is its thumbprint, and the leaf of `x5c`, when there is one, carries the same key. A service that
 * signed with the wrong pair would hand out credentials that nobody can verify, so this refuses to start.
 * Throws KeyError: KEY_SEALED_*, KEY_PAIR_MISMATCH, KEY_ID_MISMATCH, KEY_CERTIFICATE_MISMATCH.
 */
export async function openSealedKey<Alg extends SigningAlgorithm = 'ES256'>(
  kek: KeyEncryptionKey,
  sealed: SealedKey<Alg> & { x5c?: readonly string[] },
  context: string,
): Promise<Signer<Alg>> {
  const { kid, sealedPrivateKey } = sealed
  const publicJwk: SigningPublicJwk[SigningAlgorithm] = Object.freeze({ ...(sealed as SealedKey | SealedKey<'EdDSA'>).publicJwk })
  const x5c = Object.freeze([...(sealed.x5c ?? [])])
  if (thumbprint(publicJwk) !== kid) throw new KeyError('KEY_ID_MISMATCH', 'kid is not the thumbprint of the public key')
  const privateKey = importPrivateKey(kek.open(sealedPrivateKey, sealedKeyContext(context)))
  const alg = publicJwk.kty === 'OKP' ? 'EdDSA' : 'ES256'
  const kind = privateKey.asymmetricKeyDetails?.namedCurve ?? privateKey.asymmetricKeyType
  if (kind !== (alg === 'EdDSA' ? 'ed25519' : 'prime256v1')) throw new KeyError('KEY_PAIR_MISMATCH', `the private key is not a ${publicJwk.crv} key`)
  // Synchronous on purpose: such a signature takes about 60 µs, less than handing it to another thread and back.
  const sign = alg === 'EdDSA'
    ? (data: Uint8Array): Uint8Array => signWithKey(null, data, privateKey)
    : (data: Uint8Array): Uint8Array => signWithKey('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' })

  const probe = Buffer.from(`eduwallet/probe/${kid}`)
  if (!verifySignature(alg, publicJwk, probe, sign(probe))) throw new KeyError('KEY_PAIR_MISMATCH', 'private and public key do not belong together')
  const leaf = x5c[0]
  if (leaf !== undefined && !samePublicKey(leafPublicJwk(leaf), publicJwk)) {
    throw new KeyError('KEY_CERTIFICATE_MISMATCH', 'the certificate is for another key')
  }
  return Object.freeze({ alg, kid, publicJwk, x5c, sign: async (data: Uint8Array) => sign(data) }) as unknown as Signer<Alg>
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
