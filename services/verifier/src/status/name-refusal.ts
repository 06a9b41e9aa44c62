import type { StatusListErrorCode } from '@eduwallet/status-list'
import type { Finding } from '../judging/index.ts'

const unreadable = { outcome: 'unknown', code: 'status_list_unreadable' } as const
const notGenuine = { outcome: 'failed', code: 'status_list_not_genuine' } as const
const unfit = { outcome: 'failed', code: 'status_list_unfit' } as const

/**
 * What a refused list or entry means. Failed: the credential or its issuer's own list contradicts itself, or the list
 * at that address is not the issuer's. Unknown: no list could be read, so nothing can be said. Never passed.
 */
const refusals = {
  STATUS_INDEX_OUT_OF_RANGE: { outcome: 'failed', code: 'status_index_out_of_range' },
  STATUS_VALUE_OUT_OF_RANGE: unreadable,
  STATUS_LIST_SIZE: unreadable,
  STATUS_LIST_BITS: unreadable,
  STATUS_LIST_MALFORMED: unreadable,
  STATUS_LIST_TOO_LARGE: unreadable,
  STATUS_LIST_LENGTH: unfit,
  STATUS_LIST_PURPOSE: unfit,
  STATUS_TOKEN_MALFORMED: unreadable,
  STATUS_TOKEN_TYP: unreadable,
  STATUS_TOKEN_ALG: notGenuine,
  STATUS_TOKEN_SIGNATURE: notGenuine,
  STATUS_TOKEN_SUBJECT: notGenuine,
  STATUS_TOKEN_ISSUER: notGenuine,
  STATUS_TOKEN_EXPIRED: { outcome: 'failed', code: 'status_list_expired' },
  STATUS_TOKEN_ISSUED_IN_FUTURE: unreadable,
  STATUS_ENTRY_MISSING: { outcome: 'unknown', code: 'status_method_unknown' },
  STATUS_ENTRY_MALFORMED: { outcome: 'failed', code: 'status_malformed' },
} as const satisfies Record<StatusListErrorCode, Finding<'status'>>

/** Names the finding that a refusal of the status list leads to. */
export function meaningOf(code: StatusListErrorCode): Finding<'status'> {
  return refusals[code]
}
