import { ECDH } from 'node:crypto'
import { base58 } from '@scure/base'
import { KeyError } from './errors.ts'
import { parseVerificationKey, type VerificationKey } from './verification-key.ts'

/** A BLS12-381 key has 135 characters; base58 costs the square of its length. */
const MAX_LENGTH = 200

/** Multicodec names of public keys as unsigned varints: p256-pub 0x1200, p384-pub 0x1201, ed25519-pub 0xed, bls12_381-g2-pub 0xeb. */
const prefixes = { 'P-256': [0x80, 0x24], 'P-384': [0x81, 0x24], Ed25519: [0xed, 0x01], BLS12381G2: [0xeb, 0x01] } as const

/** OpenSSL's names of the curves. */
const curves = { 'P-256': 'prime256v1', 'P-384': 'secp384r1' } as const

/** The key as multibase text, `z…` (Controlled Identifiers 1.0 #Multikey). RSA keys have no Multikey form. */
export function multikeyOf(key: Exclude<VerificationKey, { kty: 'RSA' }>): string {
  const x = Buffer.from(key.x, 'base64url')
  const material = key.kty === 'OKP' ? x : Buffer.concat([Buffer.from([(Buffer.from(key.y, 'base64url').at(-1) ?? 0) & 1 ? 3 : 2]), x])
  return `z${base58.encode(Buffer.concat([Buffer.from(prefixes[key.crv]), material]))}`
}

/**
 * The key of a multibase text (`z…`): P-256 and P-384 as compressed points, Ed25519, BLS12-381 G2 (Controlled Identifiers 1.0 #Multikey, did:key).
 * Throws KeyError: KEY_MULTIKEY_MALFORMED, KEY_JWK_UNSUPPORTED for another kind of key, KEY_JWK_MALFORMED for a bad point.
 */
export function keyOfMultikey(multikey: string): VerificationKey {
  if (!multikey.startsWith('z') || multikey.length > MAX_LENGTH) throw new KeyError('KEY_MULTIKEY_MALFORMED', 'the key is not base58btc multibase')
  const bytes = decode(multikey.slice(1))
  const key = bytes.subarray(2)
  const crv = (['P-256', 'P-384', 'Ed25519', 'BLS12381G2'] as const).find((name) => prefixes[name][0] === bytes[0] && prefixes[name][1] === bytes[1])
  if (crv === 'Ed25519' && key.length === 32) return parseVerificationKey({ kty: 'OKP', crv, x: key.toString('base64url') })
  if (crv === 'BLS12381G2' && key.length === 96) return parseVerificationKey({ kty: 'OKP', crv, x: key.toString('base64url') })
  if (crv === 'P-256' && key.length === 33) return point(crv, key)
  if (crv === 'P-384' && key.length === 49) return point(crv, key)
  throw new KeyError('KEY_JWK_UNSUPPORTED', 'this kind of key is not supported: P-256, P-384, Ed25519 and BLS12-381 are')
}

function decode(text: string): Buffer {
  try {
    return Buffer.from(base58.decode(text))
  } catch (cause) {
    throw new KeyError('KEY_MULTIKEY_MALFORMED', 'the key is not base58btc multibase', { cause })
  }
}

function point(crv: 'P-256' | 'P-384', compressed: Buffer): VerificationKey {
  let whole: Buffer
  try {
    whole = ECDH.convertKey(compressed, curves[crv], undefined, undefined, 'uncompressed') as Buffer
  } catch (cause) {
    throw new KeyError('KEY_JWK_MALFORMED', `the key is not a point of ${crv}`, { cause })
  }
  const half = (whole.length - 1) / 2
  return parseVerificationKey({ kty: 'EC', crv, x: whole.subarray(1, 1 + half).toString('base64url'), y: whole.subarray(1 + half).toString('base64url') })
}
