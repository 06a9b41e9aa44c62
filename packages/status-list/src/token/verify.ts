import { isNumericDate, type JwsExpectation, parseCompactJws, type ParsedJws, verifyCompactJws } from '@eduwallet/credential-formats'
import { isJsonObject } from '@eduwallet/strict-json'
import { StatusListError } from '../errors.ts'
import { algorithmOf, asStatusListError, LIST_LIMITS, readKeyReference } from '../read-jws.ts'
import type { StatusBits } from '../status-bits.ts'
import { STATUS_LIST_TYP } from './compose.ts'
import { decodeStatusList } from './encoding.ts'

/** A Status List Token, taken apart. Nothing in it has been verified: use it to find the key, and for nothing else. */
export type ReadStatusListToken = {
  readonly kid: string | undefined
  readonly x5c: readonly string[] | undefined
  readonly issuer: string | undefined
  readonly jwt: ParsedJws
}

export type StatusListExpectation = {
  /** The `uri` of the credential's own status entry: the list must say that it is this list. */
  uri: string
  /** The key of whoever may publish this list; found by the caller. */
  key: JwsExpectation['key']
  now: Date
  /** How far `iat` may lie in the future, in seconds. Expiry gets no leeway. Default 60. */
  skewSeconds?: number
}

/** A list that may be believed until it expires, and need not be asked for again until `ttlSeconds` after it was fetched. */
export type VerifiedStatusList = {
  /** The status value at an index. Throws StatusListError STATUS_INDEX_OUT_OF_RANGE. */
  statusAt(index: number): number
  readonly size: number
  readonly bits: 1 | 2 | 4 | 8
  /** The packed statuses themselves, not a copy. */
  readonly statuses: StatusBits
  readonly issuedAt: Date
  readonly ttlSeconds?: number
  readonly expiresAt?: Date
}

/** A year. A list that claims to stay fresh for longer says nothing about today. */
const MAX_TTL_SECONDS = 31_622_400

/**
 * Takes a token apart without believing it. `token`: text, or the bytes of a response body.
 * Throws StatusListError STATUS_TOKEN_MALFORMED, STATUS_TOKEN_TYP, STATUS_LIST_TOO_LARGE.
 */
export function readStatusListToken(token: string | Uint8Array): ReadStatusListToken {
  const compact = typeof token === 'string' ? token : Buffer.from(token.buffer, token.byteOffset, token.byteLength).toString('latin1')
  const jwt = asStatusListError(() => parseCompactJws(compact, LIST_LIMITS))
  if (jwt.header['typ'] !== STATUS_LIST_TYP) throw new StatusListError('STATUS_TOKEN_TYP', `token typ is not ${STATUS_LIST_TYP}`)
  return { ...readKeyReference(jwt), issuer: typeof jwt.payload['iss'] === 'string' ? jwt.payload['iss'] : undefined, jwt }
}

/**
 * Verifies a Status List Token and unpacks its list (Token Status List draft 15 #validation-rules): signature by exactly this key, type, `sub` equal
 * to the URI, issued and not expired at `now`, bounded inflation. Throws StatusListError and nothing else.
 */
export function verifyStatusListToken(token: string | Uint8Array | ReadStatusListToken, { uri, key, now, skewSeconds = 60 }: StatusListExpectation): VerifiedStatusList {
  const { jwt } = typeof token === 'string' || token instanceof Uint8Array ? readStatusListToken(token) : token
  asStatusListError(() => verifyCompactJws(jwt, { alg: algorithmOf(key), typ: STATUS_LIST_TYP, key }))
  const { sub, status_list: list } = jwt.payload
  if (uri === '' || sub !== uri) throw new StatusListError('STATUS_TOKEN_SUBJECT', 'the list is not the one at this URI')
  const seconds = now.getTime() / 1000
  const iat = numericDate(jwt.payload, 'iat')
  const exp = numericDate(jwt.payload, 'exp')
  if (iat === undefined) throw malformed('iat is missing')
  // Written so that a clock that is no clock (NaN) makes nothing valid.
  if (!(iat - skewSeconds <= seconds)) throw new StatusListError('STATUS_TOKEN_ISSUED_IN_FUTURE', 'iat lies in the future')
  if (exp !== undefined && !(exp > seconds)) throw new StatusListError('STATUS_TOKEN_EXPIRED', 'the list has expired')
  const ttl = readTtl(jwt.payload)
  if (!isJsonObject(list)) throw malformed('status_list is not an object')
  const unpacked: StatusBits = decodeStatusList({ bits: list['bits'], lst: list['lst'] })
  return {
    statusAt: unpacked.get,
    size: unpacked.size,
    bits: unpacked.bits,
    statuses: unpacked,
    issuedAt: new Date(iat * 1000),
    ...(ttl === undefined ? {} : { ttlSeconds: ttl }),
    ...(exp === undefined ? {} : { expiresAt: new Date(exp * 1000) }),
  }
}

/**
 * Until when a list fetched at `fetchedAt` may be answered from: `ttl` after fetching or `exp`, whichever comes first; what HTTP
 * caching says does not matter. Without `ttl` in the token, `defaultTtlSeconds`. Token Status List draft 15 #security-ttl
 */
export function freshUntil({ ttlSeconds, expiresAt }: Pick<VerifiedStatusList, 'ttlSeconds' | 'expiresAt'>, fetchedAt: Date, defaultTtlSeconds: number): Date {
  const byTtl = fetchedAt.getTime() + (ttlSeconds ?? defaultTtlSeconds) * 1000
  return new Date(Math.min(byTtl, expiresAt?.getTime() ?? byTtl))
}

function numericDate(payload: Record<string, unknown>, name: string): number | undefined {
  if (!Object.hasOwn(payload, name)) return undefined
  const value = payload[name]
  if (!isNumericDate(value)) throw malformed(`${name} is not a NumericDate`)
  return value
}

/** "A positive number"; fractions are rounded down to whole seconds. */
function readTtl(payload: Record<string, unknown>): number | undefined {
  if (!Object.hasOwn(payload, 'ttl')) return undefined
  const ttl = payload['ttl']
  if (typeof ttl !== 'number' || !(ttl > 0) || ttl > MAX_TTL_SECONDS) throw malformed('ttl is not a positive number of seconds')
  return Math.floor(ttl)
}

function malformed(message: string): StatusListError {
  return new StatusListError('STATUS_TOKEN_MALFORMED', message)
}
