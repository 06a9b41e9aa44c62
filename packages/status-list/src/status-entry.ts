import { isJsonObject } from '@eduwallet/strict-json'
import { StatusListError } from './errors.ts'

/** Which status in which list is a credential's own. */
export type StatusEntry = { uri: string; index: number }

const MAX_URI_CHARACTERS = 2048

/** The `status` claim of a credential. Token Status List draft 15 #referenced-token-jose */
export function composeStatusEntry({ uri, index }: StatusEntry): { status_list: { idx: number; uri: string } } {
  return { status_list: { idx: index, uri } }
}

/**
 * Reads the `status` claim. Throws StatusListError: STATUS_ENTRY_MISSING when there is no status list reference (another
 * mechanism, or none), STATUS_ENTRY_MALFORMED, STATUS_INDEX_OUT_OF_RANGE when `idx` cannot be an index of any list. Whether the URI may be fetched is
 * for `outbound` to say.
 */
export function readStatusEntry(status: unknown): StatusEntry {
  const list = isJsonObject(status) ? status['status_list'] : undefined
  if (list === undefined) throw new StatusListError('STATUS_ENTRY_MISSING', 'the credential refers to no status list')
  if (!isJsonObject(list)) throw new StatusListError('STATUS_ENTRY_MALFORMED', 'status_list is not an object')
  const { idx, uri } = list
  if (typeof uri !== 'string' || uri.length > MAX_URI_CHARACTERS || !URL.canParse(uri)) throw new StatusListError('STATUS_ENTRY_MALFORMED', 'uri is not a URI')
  if (typeof idx !== 'number') throw new StatusListError('STATUS_ENTRY_MALFORMED', 'idx is not a number')
  if (!Number.isSafeInteger(idx) || idx < 0) throw new StatusListError('STATUS_INDEX_OUT_OF_RANGE', 'idx is not an index')
  return { uri, index: idx }
}
