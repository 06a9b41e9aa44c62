import { hash } from 'node:crypto'
import { JsonError, type JsonObject, type JsonValue, parseJson } from '@eduwallet/strict-json'
import type { KeyReference } from '../credential-format.ts'
import { decodeBase64url } from '../jws/base64url.ts'
import { JwsError, type JwsErrorCode, type ParsedJws, parseCompactJws } from '../jws/compact-jws.ts'
import { KeyReferenceError, readKeyReference } from '../jws/key-reference.ts'
import { SdJwtError, type SdJwtErrorCode } from './errors.ts'
import { HASHES, limits } from './rules.ts'

/** One disclosure: an object member (`name` present) or an array element. */
export type Disclosure = { readonly digest: string; readonly name: string | undefined; readonly value: JsonValue }

/** An SD-JWT of any kind, taken apart. Nothing in it has been verified: use it to find the issuer's key, and for nothing else. */
export type SdJwt = {
  readonly keyReferences: readonly KeyReference[]
  readonly header: JsonObject
  readonly payload: JsonObject
  readonly disclosures: readonly Disclosure[]
  readonly issuerJws: ParsedJws
  readonly keyBinding: ParsedJws | undefined
  /** What `sd_hash` must be: digest over everything up to and including the last `~`. RFC 9901 #section-4.3.1 */
  readonly presentationDigest: string
}

const TEXT = /^[A-Za-z0-9_.~-]+$/

/**
 * Takes a compact SD-JWT apart, with or without key binding (RFC 9901 #section-4). Bounded in size, disclosures and depth; every part
 * canonical base64url and strict JSON. The JSON serialisation and a bare JWT are refused. Throws SdJwtError and nothing else.
 */
export function readSdJwt(compact: string): SdJwt {
  if (typeof compact !== 'string') throw new SdJwtError('SDJWT_NOT_AN_SD_JWT', 'not a text')
  if (compact.length > limits.compactCharacters) throw new SdJwtError('SDJWT_TOO_LARGE', 'SD-JWT is too large')
  const lastTilde = compact.lastIndexOf('~')
  if (lastTilde < 0 || !TEXT.test(compact)) throw new SdJwtError('SDJWT_NOT_AN_SD_JWT', 'not a compact SD-JWT')
  const [issuerJwt = '', ...encodedDisclosures] = compact.slice(0, lastTilde).split('~', limits.disclosures + 2)
  if (encodedDisclosures.length > limits.disclosures) throw new SdJwtError('SDJWT_TOO_MANY_DISCLOSURES', 'too many disclosures')

  const issuerJws = readJws(issuerJwt, 'SDJWT_ISSUER_JWT_MALFORMED')
  const { header, payload } = issuerJws
  const hashName = readHashAlgorithm(payload)
  const disclosures = encodedDisclosures.map((encoded) => readDisclosure(encoded, hashName))
  const keyBindingJwt = compact.slice(lastTilde + 1)
  return {
    keyReferences: [readReference(header)],
    header,
    payload,
    disclosures,
    issuerJws,
    keyBinding: keyBindingJwt === '' ? undefined : readJws(keyBindingJwt, 'SDJWT_KEY_BINDING_MALFORMED'),
    presentationDigest: hash(hashName, compact.slice(0, lastTilde + 1), 'base64url'),
  }
}

/** `_sd_alg` is the issuer's choice from a short list; absent means sha-256. RFC 9901 #section-4.1.1 */
function readHashAlgorithm(payload: JsonObject): string {
  const named = Object.hasOwn(payload, '_sd_alg') ? payload['_sd_alg'] : 'sha-256'
  const hashName = typeof named === 'string' ? HASHES.get(named) : undefined
  if (hashName === undefined) throw new SdJwtError('SDJWT_HASH_ALGORITHM', '_sd_alg is not a supported hash algorithm')
  return hashName
}

function readDisclosure(encoded: string, hashName: string): Disclosure {
  const bytes = decodeBase64url(encoded)
  if (bytes === undefined || bytes.length === 0) throw new SdJwtError('SDJWT_DISCLOSURE_MALFORMED', 'a disclosure is not canonical base64url')
  let content: JsonValue
  try {
    content = parseJson(bytes, { maxDepth: limits.depth + 1, maxBytes: limits.jsonBytes })
  } catch (cause) {
    if (cause instanceof JsonError && cause.code === 'JSON_TOO_DEEP') throw new SdJwtError('SDJWT_TOO_DEEP', 'a disclosure is nested too deeply', { cause })
    throw new SdJwtError('SDJWT_DISCLOSURE_MALFORMED', 'a disclosure is not strict JSON', { cause })
  }
  if (!Array.isArray(content) || typeof content[0] !== 'string') throw new SdJwtError('SDJWT_DISCLOSURE_MALFORMED', 'a disclosure is not an array with a salt')
  const digest = hash(hashName, encoded, 'base64url')
  if (content.length === 2) return { digest, name: undefined, value: content[1] as JsonValue }
  if (content.length !== 3 || typeof content[1] !== 'string') throw new SdJwtError('SDJWT_DISCLOSURE_MALFORMED', 'a disclosure does not have two or three elements')
  return { digest, name: content[1], value: content[2] as JsonValue }
}

/** A key that is carried along as `jwk` is passed over: SD-JWT VC draft 13 #section-3.5 knows no such way. */
function readReference({ jwk: _, ...header }: JsonObject): KeyReference {
  try {
    return readKeyReference(header)
  } catch (cause) {
    if (cause instanceof KeyReferenceError) throw new SdJwtError('SDJWT_HEADER_MALFORMED', cause.message, { cause })
    throw cause
  }
}

function readJws(compact: string, malformed: 'SDJWT_ISSUER_JWT_MALFORMED' | 'SDJWT_KEY_BINDING_MALFORMED'): ParsedJws {
  try {
    return parseCompactJws(compact, { maxDepth: limits.depth, maxBytes: limits.jsonBytes })
  } catch (cause) {
    if (!(cause instanceof JwsError)) throw cause
    const codes: Partial<Record<JwsErrorCode, SdJwtErrorCode>> = { JWS_TOO_LARGE: 'SDJWT_TOO_LARGE', JWS_CRIT: 'SDJWT_CRIT' }
    const tooDeep = cause.cause instanceof JsonError && cause.cause.code === 'JSON_TOO_DEEP'
    throw new SdJwtError(tooDeep ? 'SDJWT_TOO_DEEP' : (codes[cause.code] ?? malformed), cause.message, { cause })
  }
}
