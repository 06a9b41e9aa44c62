import { isJsonObject, type JsonObject } from '@eduwallet/strict-json'
import { StatusListError } from '../errors.ts'
import { MAX_STATUS_SIZE } from './bitstring.ts'

/** What a list of ours can be about. Bitstring Status List v1.0 #bitstringstatuslistentry */
export type BitstringPurpose = 'revocation' | 'suspension'

/** Which bits of which list are a credential's own, for one purpose. */
export type BitstringEntry = {
  /** Where the list is: `statusListCredential`. */
  readonly url: string
  readonly purpose: string
  readonly index: number
  /** In bits, 1 to 8. */
  readonly statusSize: number
  /** What each value means, when the credential says so: developers' words, not for people. */
  readonly messages?: readonly string[]
}

export const BITSTRING_ENTRY_TYPE = 'BitstringStatusListEntry'
const MAX_URL_CHARACTERS = 2048
/** Each entry is a list that is fetched: more than a credential has reason for are not looked at. */
const MAX_ENTRIES = 8

/** One `credentialStatus` entry. Bitstring Status List v1.0 #bitstringstatuslistentry */
export function composeBitstringEntry({ url, purpose, index }: { url: string; purpose: BitstringPurpose; index: number }): JsonObject {
  return { id: `${url}#${index}`, type: BITSTRING_ENTRY_TYPE, statusPurpose: purpose, statusListIndex: String(index), statusListCredential: url }
}

/**
 * Reads `credentialStatus`, one entry or several. Throws StatusListError: STATUS_ENTRY_MISSING when an entry is of another type (what it
 * says cannot be read, so nothing can be said of the credential), STATUS_ENTRY_MALFORMED, STATUS_LIST_BITS when a status is wider than 8 bits,
 * STATUS_INDEX_OUT_OF_RANGE when the index cannot be one of any list. Whether a URL may be fetched is for `outbound` to say.
 */
export function readBitstringEntries(credentialStatus: unknown): BitstringEntry[] {
  const entries: readonly unknown[] = Array.isArray(credentialStatus) ? credentialStatus : [credentialStatus]
  if (entries.length === 0 || entries.length > MAX_ENTRIES) throw malformed(`credentialStatus does not have 1 to ${MAX_ENTRIES} entries`)
  return entries.map(readEntry)
}

function readEntry(entry: unknown): BitstringEntry {
  if (!isJsonObject(entry)) throw malformed('a credentialStatus is not an object')
  const types: unknown[] = Array.isArray(entry['type']) ? entry['type'] : [entry['type']]
  if (!types.every((type) => typeof type === 'string') || types.length === 0) throw malformed('a credentialStatus has no type')
  if (!types.includes(BITSTRING_ENTRY_TYPE)) throw new StatusListError('STATUS_ENTRY_MISSING', 'a credentialStatus refers to no bitstring status list')
  const { statusPurpose: purpose, statusListIndex, statusListCredential: url } = entry
  if (typeof purpose !== 'string' || purpose === '') throw malformed('statusPurpose is not a text')
  if (typeof url !== 'string' || url.length > MAX_URL_CHARACTERS || !URL.canParse(url)) throw malformed('statusListCredential is not a URL')
  if (typeof statusListIndex !== 'string' || !/^(?:0|[1-9]\d{0,99})$/.test(statusListIndex)) throw malformed('statusListIndex is not a whole number in a text')
  const index = Number(statusListIndex)
  if (!Number.isSafeInteger(index)) throw new StatusListError('STATUS_INDEX_OUT_OF_RANGE', 'statusListIndex is not an index')
  const statusSize = readSize(entry)
  const messages = readMessages(entry, statusSize)
  return { url, purpose, index, statusSize, ...(messages === undefined ? {} : { messages }) }
}

/** `statusSize`: 1 when it is not there. Of a list as well as of an entry. */
export function readSize(holder: JsonObject): number {
  if (!Object.hasOwn(holder, 'statusSize')) return 1
  const size = holder['statusSize']
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1) throw malformed('statusSize is not a whole number above zero')
  if (size > MAX_STATUS_SIZE) throw new StatusListError('STATUS_LIST_BITS', `statusSize is more than ${MAX_STATUS_SIZE}`)
  return size
}

/** One message a value, in any order, each value once. */
function readMessages(entry: JsonObject, statusSize: number): string[] | undefined {
  const given = entry['statusMessage']
  if (given === undefined) {
    if (statusSize > 1) throw malformed('statusMessage is missing')
    return undefined
  }
  const count = 2 ** statusSize
  if (!Array.isArray(given) || given.length !== count) throw malformed('statusMessage does not have one message for each value')
  const messages = new Map<number, string>()
  for (const each of given as unknown[]) {
    const { status, message } = isJsonObject(each) ? each : {}
    if (typeof status !== 'string' || !/^0x[0-9a-f]{1,4}$/i.test(status) || typeof message !== 'string') throw malformed('a statusMessage has no status or message')
    const value = Number(status)
    if (value >= count || messages.has(value)) throw malformed('a statusMessage is about a value that there is not, or about one that had its message')
    messages.set(value, message)
  }
  return Array.from({ length: count }, (_, value) => messages.get(value) ?? '')
}

function malformed(message: string): StatusListError {
  return new StatusListError('STATUS_ENTRY_MALFORMED', message)
}
