import { hash } from 'node:crypto'
import { JsonError, type JsonObject, type JsonValue, parseJson } from '@eduwallet/strict-json'
import type { ReadCredential } from '../credential-format.ts'
import { decodeBase64url } from '../jws/base64url.ts'
import { JwsError, type JwsErrorCode, type ParsedJws, parseCompactJws } from '../jws/compact-jws.ts'
import { SdJwtError, type SdJwtErrorCode } from './errors.ts'
import { CREDENTIAL_TYP, HASHES, limits } from './rules.ts'

/** One disclosure: an object member (`name` present) or an array element. */
export type Disclosure = { readonly digest: string; readonly name: string | undefined; readonly value: JsonValue }

/** An SD-JWT VC, taken apart. Nothing in it has been verified: use it to find the issuer's key, and for nothing else. */
export type ReadSdJwtVc = ReadCredential & {
  readonly format: 'dc+sd-jwt'
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
 * Takes a compact SD-JWT VC apart, with or without key binding (RFC 9901 #section-4). Bounded in size, disclosures and depth; every part
 * canonical base64url and strict JSON. The JSON serialisation and a bare JWT are refused. Throws SdJwtError and nothing else.
 */
export function readSdJwtVc(compact: string): ReadSdJwtVc {
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
  const { iss, vct } = payload
  return {
    format: CREDENTIAL_TYP,
    issuer: typeof iss === 'string' ? iss : undefined,
    types: typeof vct === 'string' ? [vct] : [],
    keyReferences: [{ algorithm: typeof header['alg'] === 'string' ? header['alg'] : '', ...readHeader(header) }],
    header,
    payload,
    disclosures,
    issuerJws,
    keyBinding: keyBindingJwt === '' ? undefined : readJws(keyBindingJwt, 'SDJWT_KEY_BINDING_MALFORMED'),
    presentationDigest: hash(hashName, compact.slice(0, lastTilde + 1), 'base64url'),
  }
}

/** As `readSdJwtVc`, and refuses an SD-JWT of another kind (SDJWT_TYP), so that one text has one reader. RFC 8725 #section-3.11 */
export function readOnlySdJwtVc(compact: string): ReadSdJwtVc {
  const read = readSdJwtVc(compact)
  if (read.header['typ'] !== CREDENTIAL_TYP) throw new SdJwtError('SDJWT_TYP', `typ is not ${CREDENTIAL_TYP}`)
  return read
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

function readHeader(header: JsonObject): { kid: string | undefined; x5c: readonly string[] | undefined } {
  const { kid, x5c } = header
  if (kid !== undefined && typeof kid !== 'string') throw new SdJwtError('SDJWT_HEADER_MALFORMED', 'kid is not a string')
  if (x5c === undefined) return { kid, x5c: undefined }
  if (!Array.isArray(x5c) || x5c.length === 0 || !x5c.every((entry) => typeof entry === 'string')) {
    throw new SdJwtError('SDJWT_HEADER_MALFORMED', 'x5c is not a list of certificates')
  }
  return { kid, x5c }
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
