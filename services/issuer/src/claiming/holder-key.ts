/**
 * The learner's key as a wallet names it in a key proof: a JWK, or a DID that *is* the key (did:jwk, did:key). Nothing
 * is ever fetched: a DID that would have to be looked up is refused (OpenID4VCI 1.0 #jwt-proof-type; DIIP v5).
 */
import { ECDH } from 'node:crypto'
import { KeyError, parsePublicJwk, thumbprint, type PublicJwk } from '@eduwallet/keys'
import { parseJsonObject, type JsonObject } from '@eduwallet/strict-json'
import { ClaimError } from './errors.ts'

/** A holder key, proven or not. `didUrl` is there when the wallet wants the credential bound to its DID. */
export type HolderKey = { publicJwk: PublicJwk; thumbprint: string; didUrl?: string }

/** Multicodec p256-pub (0x1200) as varint. https://github.com/multiformats/multicodec */
const p256Multicodec = [0x80, 0x24] as const
const base58Alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
const longestDidUrl = 1024

/**
 * Finds the key in a proof's JOSE header: exactly one of `jwk` and `kid`. Throws ClaimError CLAIM_PROOF_INVALID, also for
 * private key material, a key on another curve and a point that is not on its curve.
 */
export function readHolderKey(header: JsonObject): HolderKey {
  const named = ['jwk', 'kid', 'x5c', 'jku', 'x5u', 'trust_chain', 'key_attestation'].filter((name) => Object.hasOwn(header, name))
  if (named.length !== 1) throw refusal('the header must name the key in exactly one way')
  if (named[0] === 'jwk') return holderKeyOf(header['jwk'])
  if (named[0] === 'kid') return readDidUrl(header['kid'])
  throw refusal('the key must be given as jwk, or as kid with a did:jwk or did:key')
}

function readDidUrl(kid: unknown): HolderKey {
  if (typeof kid !== 'string' || kid.length > longestDidUrl) throw refusal('kid is not a DID URL')
  const [, did, method, identifier, fragment] = /^(did:(jwk|key):([A-Za-z0-9_-]+))#([A-Za-z0-9_-]+)$/.exec(kid) ?? []
  if (did === undefined || identifier === undefined) throw refusal('kid is not a did:jwk or did:key URL')
  if (method === 'jwk') {
    if (fragment !== '0') throw refusal('kid does not name the key of its did:jwk')
    return { ...holderKeyOf(readDidJwk(identifier)), didUrl: kid }
  }
  if (fragment !== identifier) throw refusal('kid does not name the key of its did:key')
  return { ...holderKeyOf(readDidKey(identifier)), didUrl: kid }
}

function readDidJwk(identifier: string): unknown {
  const bytes = Buffer.from(identifier, 'base64url')
  if (bytes.toString('base64url') !== identifier) throw refusal('did:jwk is not base64url')
  try {
    return parseJsonObject(bytes, { maxDepth: 4, maxBytes: longestDidUrl })
  } catch (cause) {
    throw refusal('did:jwk does not contain a JWK', cause)
  }
}

function readDidKey(identifier: string): unknown {
  const bytes = identifier.startsWith('z') ? decodeBase58(identifier.slice(1)) : undefined
  if (bytes === undefined || bytes[0] !== p256Multicodec[0] || bytes[1] !== p256Multicodec[1] || bytes.length !== 35) {
    throw refusal('did:key is not a P-256 key')
  }
  let point: Buffer
  try {
    point = ECDH.convertKey(bytes.subarray(2), 'prime256v1', undefined, undefined, 'uncompressed') as Buffer
  } catch (cause) {
    throw refusal('did:key is not a point on P-256', cause)
  }
  return { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') }
}

function decodeBase58(text: string): Buffer | undefined {
  if (text.length > 64) return undefined
  let value = 0n
  for (const character of text) {
    const digit = base58Alphabet.indexOf(character)
    if (digit < 0) return undefined
    value = value * 58n + BigInt(digit)
  }
  const hex = value.toString(16)
  // A P-256 multicodec never begins with a zero byte, so leading ones (which stand for zeros) cannot be part of it.
  return text.startsWith('1') ? undefined : Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
}

function holderKeyOf(jwk: unknown): HolderKey {
  let publicJwk: PublicJwk
  try {
    publicJwk = parsePublicJwk(jwk)
  } catch (cause) {
    if (cause instanceof KeyError) throw refusal('the key is not a public P-256 key', cause)
    throw cause
  }
  const { use, alg } = jwk as { use?: unknown; alg?: unknown }
  if (use !== undefined && use !== 'sig') throw refusal('the key is not for signatures')
  if (alg !== undefined && alg !== 'ES256') throw refusal('the key is for another algorithm')
  return { publicJwk, thumbprint: thumbprint(publicJwk) }
}

function refusal(message: string, cause?: unknown): ClaimError {
  return new ClaimError('CLAIM_PROOF_INVALID', message, cause === undefined ? undefined : { cause })
}
