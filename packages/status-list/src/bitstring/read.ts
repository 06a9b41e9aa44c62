import { isJsonObject, type JsonObject } from '@eduwallet/strict-json'
import { StatusListError } from '../errors.ts'
import { type Bitstring, MIN_BITSTRING_ENTRIES } from './bitstring.ts'
import { BITSTRING_CREDENTIAL_TYPE, BITSTRING_TYPE, CREDENTIALS_CONTEXT } from './compose.ts'
import { decodeBitstring } from './encoding.ts'
import { type BitstringEntry, readSize } from './entry.ts'

export type BitstringListExpectation = {
  /** The `statusListCredential` of the entry: the list must say that it is this list. */
  url: string
  /** Who issued the credential whose status is asked. A list of anybody else is not believed, also where the specification would let the reader decide. */
  issuer: string
  now: Date
  /** How far `validFrom` may lie in the future, in seconds. The end gets no leeway. Default 60. */
  skewSeconds?: number
}

/** A list that may be believed until it expires, and need not be asked for again until `ttlSeconds` after it was fetched. */
export type BitstringList = {
  readonly purposes: readonly string[]
  readonly bitstring: Bitstring
  /** In bits, when the list itself says so. */
  readonly statusSize?: number
  readonly ttlSeconds?: number
  readonly expiresAt?: Date
}

/** What a list says at one entry. Bitstring Status List v1.0 #validate-algorithm */
export type BitstringStatus = { readonly status: number; readonly purpose: string; readonly valid: boolean; readonly message?: string }

/** A year, in milliseconds. */
const MAX_TTL_MILLISECONDS = 31_622_400_000

/**
 * Reads the content of a list whose signature was verified before (Bitstring Status List v1.0 #bitstringstatuslistcredential): context and types, `id` equal to its address, issuer,
 * in force at `now`, bounded expansion. Throws StatusListError and nothing else.
 */
export function readBitstringList(credential: JsonObject, { url, issuer, now, skewSeconds = 60 }: BitstringListExpectation): BitstringList {
  const context = credential['@context']
  if (!Array.isArray(context) || context[0] !== CREDENTIALS_CONTEXT) throw malformed('@context is not that of VCDM 2.0')
  if (!textsOf(credential['type']).includes(BITSTRING_CREDENTIAL_TYPE)) throw malformed(`type does not include ${BITSTRING_CREDENTIAL_TYPE}`)
  if (url === '' || credential['id'] !== url) throw new StatusListError('STATUS_TOKEN_SUBJECT', 'the list is not the one at this URL')
  if (issuer === '' || issuerOf(credential) !== issuer) throw new StatusListError('STATUS_TOKEN_ISSUER', 'the list is of another issuer than the credential')
  const validFrom = readInstant(credential, 'validFrom')
  const expiresAt = readInstant(credential, 'validUntil')
  // Written so that a clock that is no clock (NaN) makes nothing valid.
  if (!((validFrom?.getTime() ?? 0) - skewSeconds * 1000 <= now.getTime())) throw new StatusListError('STATUS_TOKEN_ISSUED_IN_FUTURE', 'validFrom lies in the future')
  if (expiresAt !== undefined && !(expiresAt.getTime() > now.getTime())) throw new StatusListError('STATUS_TOKEN_EXPIRED', 'the list has expired')
  const subject = credential['credentialSubject']
  if (!isJsonObject(subject) || !textsOf(subject['type']).includes(BITSTRING_TYPE)) throw malformed(`credentialSubject is not a ${BITSTRING_TYPE}`)
  const purposes = textsOf(subject['statusPurpose'])
  if (purposes.length === 0) throw malformed('statusPurpose is missing')
  const ttl = readTtl(subject)
  return {
    purposes,
    bitstring: decodeBitstring(subject['encodedList']),
    ...(Object.hasOwn(subject, 'statusSize') ? { statusSize: readSize(subject) } : {}),
    ...(ttl === undefined ? {} : { ttlSeconds: ttl }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }
}

/**
 * What a list says at an entry (Bitstring Status List v1.0 #validate-algorithm). Throws StatusListError: STATUS_LIST_PURPOSE (the specification's
 * STATUS_VERIFICATION_ERROR), STATUS_LIST_LENGTH (STATUS_LIST_LENGTH_ERROR), STATUS_INDEX_OUT_OF_RANGE (RANGE_ERROR).
 */
export function statusInBitstringList({ purposes, bitstring, statusSize }: BitstringList, entry: BitstringEntry): BitstringStatus {
  if (!purposes.includes(entry.purpose)) throw new StatusListError('STATUS_LIST_PURPOSE', 'the list has another purpose than the entry')
  if (statusSize !== undefined && statusSize !== entry.statusSize) throw malformed('the list has another statusSize than the entry')
  if (bitstring.length / entry.statusSize < MIN_BITSTRING_ENTRIES) throw new StatusListError('STATUS_LIST_LENGTH', 'the list has fewer than 131,072 entries')
  const status = bitstring.valueAt(entry.index, entry.statusSize)
  const message = entry.purpose === 'message' ? entry.messages?.[status] ?? (status === 0 ? 'unset' : 'set') : undefined
  return { status, purpose: entry.purpose, valid: status === 0, ...(message === undefined ? {} : { message }) }
}

/** The issuer of a credential of VCDM: a URL, or an object with one as `id`. */
export function issuerOf({ issuer }: JsonObject): string | undefined {
  const id = isJsonObject(issuer) ? issuer['id'] : issuer
  return typeof id === 'string' ? id : undefined
}

/** One text or a list of them; empty when it is neither. */
function textsOf(value: unknown): string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value]
  return all.every((each) => typeof each === 'string') ? all : []
}

/** VCDM 2.0 #validity-period: an XML Schema dateTimeStamp, with its zone. */
function readInstant(credential: JsonObject, name: 'validFrom' | 'validUntil'): Date | undefined {
  if (!Object.hasOwn(credential, name)) return undefined
  const text = credential[name]
  const instant = typeof text === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(text) ? new Date(text) : undefined
  if (instant === undefined || Number.isNaN(instant.getTime())) throw malformed(`${name} is not a moment in time`)
  return instant
}

/** Milliseconds in the list, whole seconds here; less than a second is none. */
function readTtl(subject: JsonObject): number | undefined {
  if (!Object.hasOwn(subject, 'ttl')) return undefined
  const ttl = subject['ttl']
  if (typeof ttl !== 'number' || !Number.isInteger(ttl) || ttl < 0 || ttl > MAX_TTL_MILLISECONDS) throw malformed('ttl is not a number of milliseconds')
  return Math.floor(ttl / 1000)
}

function malformed(message: string): StatusListError {
  return new StatusListError('STATUS_TOKEN_MALFORMED', message)
}
