import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { boundedCache } from './bounded-cache.ts'
import { KeyError } from './errors.ts'

/** The public half of an ES256 key: P-256, coordinates as canonical base64url of exactly 32 bytes. */
export type PublicJwk = { kty: 'EC'; crv: 'P-256'; x: string; y: string }

/** About 1 KB an entry. Holder keys are mostly seen once; issuer keys stay, because they are used again and again. */
const importedKeys = boundedCache<KeyObject>(4096)

const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'] as const

/** 32 bytes in base64url: 43 characters, the last of which carries only four bits. */
const COORDINATE = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

/**
 * Reads a foreign JWK as a P-256 public key. Members that mean nothing here (kid, use, alg …) are left out of the result.
 * Throws KeyError: KEY_JWK_PRIVATE when private or symmetric members are present, KEY_JWK_UNSUPPORTED for another key
 * type, KEY_JWK_MALFORMED for bad coordinates or a point that is not on the curve. RFC 7518 #section-6.2.1
 */
export function parsePublicJwk(jwk: unknown): PublicJwk {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) throw new KeyError('KEY_JWK_MALFORMED', 'JWK is not an object')
  refusePrivateMembers(jwk)
  const { kty, crv, x, y } = jwk as Record<string, unknown>
  if (kty !== 'EC' || crv !== 'P-256') throw new KeyError('KEY_JWK_UNSUPPORTED', 'JWK is not an EC key on P-256')
  if (typeof x !== 'string' || typeof y !== 'string' || !COORDINATE.test(x) || !COORDINATE.test(y)) {
    throw new KeyError('KEY_JWK_MALFORMED', 'JWK coordinates are not 32 bytes of canonical base64url')
  }
  const publicJwk: PublicJwk = { kty, crv, x, y }
  publicKeyOf(publicJwk)
  return publicJwk
}

/**
 * The KeyObject of a public JWK, from a bounded cache: an import costs half a signature verification.
 * OpenSSL refuses points that are not on the curve (KEY_JWK_MALFORMED).
 */
export function publicKeyOf(jwk: PublicJwk): KeyObject {
  const id = `${jwk.x}.${jwk.y}`
  const known = importedKeys.get(id)
  if (known !== undefined) return known
  try {
    return importedKeys.set(id, createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: jwk.x, y: jwk.y }, format: 'jwk' }))
  } catch (cause) {
    throw new KeyError('KEY_JWK_MALFORMED', 'JWK is not a point on P-256', { cause })
  }
}

/** True when `signature` (raw r||s, 64 bytes; RFC 7518 #section-3.4) over `data` was made with the private half of `jwk`. */
export function verifyEs256(jwk: PublicJwk, data: Uint8Array, signature: Uint8Array): boolean {
  if (signature.byteLength !== 64) return false
  return verify('sha256', data, { key: publicKeyOf(jwk), dsaEncoding: 'ieee-p1363' }, signature)
}

/** Throws KeyError KEY_JWK_PRIVATE when a private or symmetric member is there, whatever its value. */
export function refusePrivateMembers(jwk: object): void {
  for (const member of PRIVATE_MEMBERS) {
    if (Object.hasOwn(jwk, member)) throw new KeyError('KEY_JWK_PRIVATE', 'JWK contains private or symmetric key members')
  }
}
