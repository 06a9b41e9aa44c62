import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto'
import { boundedCache } from './bounded-cache.ts'
import { KeyError } from './errors.ts'
import { parsePublicJwk, type PublicJwk, publicKeyOf, refusePrivateMembers, verifyEs256 } from './public-jwk.ts'

/** A public Ed25519 key: `x` is 32 bytes as canonical base64url. RFC 8037 #section-2 */
export type Ed25519PublicJwk = { kty: 'OKP'; crv: 'Ed25519'; x: string }
/** A public P-384 key: coordinates as canonical base64url of exactly 48 bytes. */
export type P384PublicJwk = { kty: 'EC'; crv: 'P-384'; x: string; y: string }
/** A public RSA key of 2048 to 8192 bits with an odd exponent of at most 32 bits. RFC 7518 #section-6.3.1 */
export type RsaPublicJwk = { kty: 'RSA'; n: string; e: string }

/** A public key of BBS signatures: `x` is the compressed point of G2, 96 bytes. Nothing here signs or verifies with it; the suite that does checks the point. */
export type Bls12381G2PublicJwk = { kty: 'OKP'; crv: 'BLS12381G2'; x: string }

/** Every kind of key that a foreign issuer or holder may have signed with. We ourselves sign with P-256 and Ed25519. */
export type VerificationKey = PublicJwk | P384PublicJwk | Ed25519PublicJwk | RsaPublicJwk | Bls12381G2PublicJwk

/** JOSE names of the signatures that are verified here; which of them count in one place is said there. RFC 7518 #section-3.1, RFC 8037 #section-3.1 */
export type SignatureAlgorithm = 'ES256' | 'ES384' | 'EdDSA' | 'RS256'

/** About 1 KB an entry. */
const importedKeys = boundedCache<KeyObject>(1024)

/**
 * Points of order 1, 2, 4 and 8, as little-endian y with the sign of x cleared: with such a key a signature over one text verifies
 * for others too. The two that are not reduced modulo p are there because OpenSSL takes them.
 */
const SMALL_ORDER = new Set([
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
])

/**
 * Reads a foreign JWK of any kind that is verified with: P-256, P-384, Ed25519, RSA, BLS12-381 G2. Members that mean nothing here are left out.
 * Throws KeyError: KEY_JWK_PRIVATE, KEY_JWK_UNSUPPORTED (another kind, or RSA of another size), KEY_JWK_MALFORMED.
 */
export function parseVerificationKey(jwk: unknown): VerificationKey {
  if (typeof jwk !== 'object' || jwk === null || Array.isArray(jwk)) throw new KeyError('KEY_JWK_MALFORMED', 'JWK is not an object')
  refusePrivateMembers(jwk)
  const { kty, crv, x, y, n, e } = jwk as Record<string, unknown>
  if (kty === 'EC' && crv === 'P-256') return parsePublicJwk(jwk)
  if (kty === 'EC' && crv === 'P-384') return checked({ kty, crv, x: bytesOf(x, 48), y: bytesOf(y, 48) })
  if (kty === 'OKP' && crv === 'Ed25519') {
    const key = { kty, crv, x: bytesOf(x, 32) } as const
    if (isSmallOrder(key.x)) throw new KeyError('KEY_JWK_MALFORMED', 'JWK is a point of small order')
    return checked(key)
  }
  if (kty === 'OKP' && crv === 'BLS12381G2') return { kty, crv, x: bytesOf(x, 96) }
  if (kty === 'RSA') return checkedRsa({ kty, n: bytesOf(n), e: bytesOf(e) })
  throw new KeyError('KEY_JWK_UNSUPPORTED', 'JWK is not a P-256, P-384, Ed25519, RSA or BLS12-381 key')
}

/** The KeyObject of a key, from a bounded cache. Throws KeyError KEY_JWK_MALFORMED. */
function importKey(key: VerificationKey): KeyObject {
  if (key.kty === 'EC' && key.crv === 'P-256') return publicKeyOf(key)
  const id = canonical(key)
  const known = importedKeys.get(id)
  if (known !== undefined) return known
  try {
    return importedKeys.set(id, createPublicKey({ key: { ...key }, format: 'jwk' }))
  } catch (cause) {
    throw new KeyError('KEY_JWK_MALFORMED', 'JWK is not a public key of its kind', { cause })
  }
}

/**
 * True when `signature` over `data` was made with the private half of `key` by exactly this algorithm: ES256 and ES384 as raw r||s
 * (RFC 7518 #section-3.4), EdDSA with Ed25519 (RFC 8032; S is checked to be reduced), RS256 with PKCS #1 v1.5. False for a key of another kind.
 */
export function verifySignature(alg: SignatureAlgorithm, key: VerificationKey, data: Uint8Array, signature: Uint8Array): boolean {
  switch (alg) {
    case 'ES256':
      return key.kty === 'EC' && key.crv === 'P-256' && verifyEs256(key, data, signature)
    case 'ES384':
      return key.kty === 'EC' && key.crv === 'P-384' && signature.byteLength === 96 && verify('sha384', data, { key: importKey(key), dsaEncoding: 'ieee-p1363' }, signature)
    case 'EdDSA':
      return key.kty === 'OKP' && key.crv === 'Ed25519' && signature.byteLength === 64 && verify(null, data, importKey(key), signature)
    case 'RS256':
      return key.kty === 'RSA' && verify('sha256', data, importKey(key), signature)
  }
}

/** RFC 7638 thumbprint (SHA-256, base64url, 43 characters): the name a key gives itself. RFC 8037 #appendix-A.3 for Ed25519 */
export function thumbprint(key: VerificationKey): string {
  return hash('sha256', canonical(key), 'base64url')
}

/** True when both are the same key. Public values, so no constant time is needed. */
export function samePublicKey(one: VerificationKey, other: VerificationKey): boolean {
  return canonical(one) === canonical(other)
}

/** Members in the order of RFC 7638 #section-3.2. Values are base64url and need no escapes. */
function canonical(key: VerificationKey): string {
  if (key.kty === 'EC') return `{"crv":"${key.crv}","kty":"EC","x":"${key.x}","y":"${key.y}"}`
  return key.kty === 'OKP' ? `{"crv":"${key.crv}","kty":"OKP","x":"${key.x}"}` : `{"e":"${key.e}","kty":"RSA","n":"${key.n}"}`
}

function checked<Key extends VerificationKey>(key: Key): Key {
  importKey(key)
  return key
}

function checkedRsa(key: RsaPublicJwk): RsaPublicJwk {
  const { modulusLength = 0, publicExponent = 0n } = importKey(key).asymmetricKeyDetails ?? {}
  if (modulusLength < 2048 || modulusLength > 8192) throw new KeyError('KEY_JWK_UNSUPPORTED', 'the RSA key does not have 2048 to 8192 bits')
  if (publicExponent < 3n || publicExponent % 2n === 0n || publicExponent > 0xffff_ffffn) throw new KeyError('KEY_JWK_UNSUPPORTED', 'the RSA exponent is not an odd number of at most 32 bits')
  return key
}

/** `value` itself, when it is canonical base64url of that many bytes (any number up to 1024 when not said). */
function bytesOf(value: unknown, length?: number): string {
  const bytes = typeof value === 'string' && value.length <= 1366 ? Buffer.from(value, 'base64url') : undefined
  if (bytes === undefined || bytes.toString('base64url') !== value || bytes.length === 0 || (length !== undefined && bytes.length !== length)) {
    throw new KeyError('KEY_JWK_MALFORMED', 'a JWK member is not canonical base64url of the right length')
  }
  return value
}

function isSmallOrder(x: string): boolean {
  const point = Buffer.from(x, 'base64url')
  point[31] = (point[31] ?? 0) & 0x7f
  return SMALL_ORDER.has(point.toString('hex'))
}
