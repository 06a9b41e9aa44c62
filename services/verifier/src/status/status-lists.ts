import { type Outbound, OutboundError } from '@eduwallet/outbound'
import {
  freshUntil,
  readStatusEntry,
  readStatusListToken,
  STATUS_LIST_MEDIA_TYPE,
  StatusListError,
  type StatusEntry,
  type StatusType,
  statusType,
  type VerifiedStatusList,
  verifyStatusListToken,
} from '@eduwallet/status-list'
import type { Finding, RecognisedIssuer, StatusLists, TrustSource } from '../judging/index.ts'
import { createFetchMemory, type Loaded } from '../trust/index.ts'
import { meaningOf } from './name-refusal.ts'

/** However long an issuer lets its list be kept: a revocation is seen within a minute. */
const MAX_AGE_SECONDS = 60
const FAILURE_SECONDS = 5
/** Lists kept in memory; one of 2^20 statuses takes 128 KiB, none more than 8 MiB. */
const CAPACITY = 100
/** A list of 10,000,000 statuses, half of them set, is about 2.2 MB as a token. */
const MAX_BYTES = 4 * 1024 * 1024

export type ReadingStatus = {
  readonly outbound: Outbound
  /** Finds the key of a list, as that of a credential of the same issuer. */
  readonly findKey: TrustSource['findKey']
  readonly now: () => Date
}

/** A list that could not be used, as the finding to which it leads. */
class ListRefused extends Error {
  readonly finding: Finding<'status'>
  constructor(finding: Finding<'status'>) {
    super('the status list cannot be used')
    this.name = 'ListRefused'
    this.finding = finding
  }
}

/** What each kind of status says about the credential. */
const meaningOfType = {
  valid: { outcome: 'passed' },
  invalid: { outcome: 'failed', code: 'revoked' },
  suspended: { outcome: 'failed', code: 'suspended' },
  other: { outcome: 'failed', code: 'status_other' },
} as const satisfies Record<StatusType, Finding<'status'>>

/**
 * Reads statuses from Token Status Lists (draft 15 #section-8.3). A credential must refer to a list: without one it
 * could never be taken back. The list must be signed by a key of the credential's own issuer. `ttl` and `exp` of the
 * list, and at most a minute, say how long it is used; what HTTP caching says does not matter (#section-8.1).
 */
export function createStatusLists({ outbound, findKey, now }: ReadingStatus): StatusLists {
  const lists = createFetchMemory<VerifiedStatusList>({ now, capacity: CAPACITY, failureSeconds: FAILURE_SECONDS })

  async function load(uri: string, issuer: RecognisedIssuer): Promise<Loaded<VerifiedStatusList>> {
    const askedAt = now()
    const response = await outbound.get(uri, { accept: STATUS_LIST_MEDIA_TYPE, maxBytes: MAX_BYTES })
    if (!isStatusListType(response.contentType)) throw new ListRefused({ outcome: 'unknown', code: 'status_list_unreadable' })
    const token = readStatusListToken(response.body)
    if (token.issuer !== undefined && token.issuer !== issuer.identifier) throw new ListRefused({ outcome: 'failed', code: 'status_list_not_genuine' })
    const found = await findKey(issuer, { kid: token.kid, x5c: token.x5c })
    if (found.outcome === 'failed') throw new ListRefused({ outcome: 'failed', code: 'status_list_not_genuine' })
    if (found.outcome === 'unknown') throw new ListRefused({ outcome: 'unknown', code: 'status_list_key_unavailable' })
    const value = verifyStatusListToken(token, { uri, key: found.key, now: now() })
    const until = freshUntil(value, askedAt, MAX_AGE_SECONDS).getTime()
    return { value, freshSeconds: Math.min(MAX_AGE_SECONDS, (until - now().getTime()) / 1000) }
  }

  return {
    async check(status, issuer) {
      if (status === undefined) return { outcome: 'failed', code: 'status_missing' }
      try {
        const { uri, index }: StatusEntry = readStatusEntry(status)
        const list = await lists.get(JSON.stringify([uri, issuer.identifier, issuer.keys]), async () => await load(uri, issuer))
        return meaningOfType[statusType(list.statusAt(index))]
      } catch (error) {
        if (error instanceof ListRefused) return error.finding
        if (error instanceof OutboundError) return { outcome: 'unknown', code: 'status_unreachable' }
        if (error instanceof StatusListError) return meaningOf(error.code)
        throw error
      }
    },
  }
}

function isStatusListType(contentType: string): boolean {
  return contentType.split(';', 1)[0]?.trim().toLowerCase() === STATUS_LIST_MEDIA_TYPE
}
