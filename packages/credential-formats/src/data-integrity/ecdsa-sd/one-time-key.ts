import { createECDH, createHash, createPrivateKey, type KeyObject, sign } from 'node:crypto'
import { DataIntegrityError } from '../errors.ts'

/** The key that signs the statements of one credential and no other. */
export type OneTimeKey = { readonly publicKey: Uint8Array; sign(statement: string): Uint8Array }

const MIN_SALT_BYTES = 16

/**
 * 32 secret bytes for one purpose, from the salts of this credential: the same salts give the same bytes again, so that what is signed can be made again.
 * Throws DataIntegrityError DI_SALT_WEAK for salts that are short or alike.
 */
export function secretFrom(saltFor: (path: string) => Uint8Array, purpose: string): Buffer {
  const salts = [0, 1].map((part) => saltFor(`ecdsa-sd-2023/${purpose}/${part}`))
  const [one, two] = salts.map((salt) => Buffer.from(salt).toString('base64url'))
  if (salts.some((salt) => salt.byteLength < MIN_SALT_BYTES) || one === two) throw new DataIntegrityError('DI_SALT_WEAK', 'the salts are shorter than 16 bytes, or the same twice')
  return createHash('sha256').update(`ecdsa-sd-2023/${purpose}.${one}.${two}`).digest()
}

/** A P-256 key with this secret. VC Data Integrity ECDSA 1.0 #base-proof-serialization-ecdsa-sd-2023 */
export function oneTimeKey(secret: Uint8Array): OneTimeKey {
  const pair = createECDH('prime256v1')
  try {
    pair.setPrivateKey(secret)
  } catch (cause) {
    // One in 2^32 numbers is beyond the order of the curve.
    throw new DataIntegrityError('DI_SALT_WEAK', 'the salts give no key of P-256', { cause })
  }
  const key = privateKeyOf(secret, pair.getPublicKey())
  return {
    publicKey: Buffer.concat([Uint8Array.of(0x80, 0x24), pair.getPublicKey(null, 'compressed')]),
    sign: (statement) => sign('sha256', Buffer.from(statement), { key, dsaEncoding: 'ieee-p1363' }),
  }
}

function privateKeyOf(secret: Uint8Array, point: Buffer): KeyObject {
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
  return createPrivateKey({ key: { kty: 'EC', crv: 'P-256', x: text(point.subarray(1, 33)), y: text(point.subarray(33)), d: text(secret) }, format: 'jwk' })
}
