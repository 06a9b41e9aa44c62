/** Public keys in multibase form (Controlled Identifiers 1.0 #multikey, did:key). */
import { ECDH } from 'node:crypto'
import type { JsonWebKey } from 'node:crypto'
import { DidError } from './did-error.ts'

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'

/** A P-256 key has 48 characters; base58 costs the square of its length. */
const MAX_LENGTH = 200

/**
 * The JWK of a multibase key (`z…`): P-256 or Ed25519.
 * @throws DidError DID_MALFORMED, or DID_METHOD_UNSUPPORTED for other kinds of key
 */
export function jwkOfMultikey(multikey: string): JsonWebKey {
  if (!multikey.startsWith('z') || multikey.length > MAX_LENGTH) throw new DidError('DID_MALFORMED', 'the key is not base58btc multibase')
  const bytes = decodeBase58(multikey.slice(1))
  const kind = (bytes[0] ?? 0) << 8 | (bytes[1] ?? 0)
  const key = bytes.subarray(2)
  // Multicodec, as unsigned varint: 0x1200 p256-pub, 0xed ed25519-pub.
  if (kind === 0x8024 && key.length === 33) return p256(key)
  if (kind === 0xed01 && key.length === 32) return { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') }
  throw new DidError('DID_METHOD_UNSUPPORTED', 'this kind of key is not supported: P-256 and Ed25519 are')
}

function p256(compressed: Buffer): JsonWebKey {
  try {
    const point = ECDH.convertKey(compressed, 'prime256v1', undefined, undefined, 'uncompressed') as Buffer
    return { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33, 65).toString('base64url') }
  } catch (error) {
    throw new DidError('DID_MALFORMED', 'the key is not a point of P-256', { cause: error })
  }
}

function decodeBase58(text: string): Buffer {
  let value = 0n
  for (const character of text) {
    const digit = ALPHABET.indexOf(character)
    if (digit < 0) throw new DidError('DID_MALFORMED', 'the key is not base58btc multibase')
    value = value * 58n + BigInt(digit)
  }
  const hex = value === 0n ? '' : value.toString(16)
  const zeros = /^1*/.exec(text)?.[0].length ?? 0
  return Buffer.concat([Buffer.alloc(zeros), Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')])
}
