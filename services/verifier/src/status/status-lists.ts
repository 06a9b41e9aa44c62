import { type Outbound, OutboundError } from '@eduwallet/outbound'
import {
  type BitstringEntry,
  type BitstringList,
  freshUntil,
  readBitstringEntries,
  readStatusEntry,
  statusInBitstringList,
  StatusListError,
  type StatusType,
  statusType,
  type VerifiedStatusList,
} from '@eduwallet/status-list'
import type { Finding, RecognisedIssuer, StatusLists, TrustSource } from '../judging/index.ts'
import { createFetchMemory } from '../trust/index.ts'
import { ListRefused } from './list-refused.ts'
import { BITSTRING_LIST_ACCEPT, verifyBitstringList } from './load-bitstring-list.ts'
import { type FetchedList, TOKEN_LIST_ACCEPT, verifyTokenList } from './load-token-list.ts'
import { meaningOf } from './name-refusal.ts'
import { worstOf } from './worst-finding.ts'

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

/** What each kind of status says about the credential. */
const meaningOfType = {
  valid: { outcome: 'passed' },
  invalid: { outcome: 'failed', code: 'revoked' },
  suspended: { outcome: 'failed', code: 'suspended' },
  other: { outcome: 'failed', code: 'status_other' },
} as const satisfies Record<StatusType, Finding<'status'>>

/** What a bit that is set says about the credential. Any other purpose, or a message, is more than a yes or no: not simply valid. */
const meaningOfPurpose: Readonly<Record<string, Finding<'status'>>> = {
  revocation: { outcome: 'failed', code: 'revoked' },
  suspension: { outcome: 'failed', code: 'suspended' },
}

/**
 * Reads statuses from Token Status Lists (draft 15 #section-8.3) and Bitstring Status Lists (v1.0 #validate-algorithm): whatever the credential refers to, and all of it has to be good. A credential
 * must refer to a list: without one it could never be taken back. The list must be signed by a key of the credential's own
 * issuer. `ttl` and the end of the list, and at most a minute, say how long it is used; what HTTP caching says does not matter (#section-8.1).
 */
export function createStatusLists({ outbound, findKey, now }: ReadingStatus): StatusLists {
  const lists = createFetchMemory<VerifiedStatusList | BitstringList>({ now, capacity: CAPACITY, failureSeconds: FAILURE_SECONDS })

  /** A list is found again only as the same kind, of the same issuer. */
  async function get<List extends VerifiedStatusList | BitstringList>(
    kind: { name: string; accept: string; verify: (fetched: FetchedList, url: string, issuer: RecognisedIssuer, needs: Pick<ReadingStatus, 'findKey' | 'now'>) => Promise<List> },
    url: string,
    issuer: RecognisedIssuer,
  ): Promise<List> {
    return await lists.get(JSON.stringify([kind.name, url, issuer.identifier, issuer.keys]), async () => {
      const askedAt = now()
      const value = await kind.verify(await outbound.get(url, { accept: kind.accept, maxBytes: MAX_BYTES }), url, issuer, { findKey, now })
      const until = freshUntil(value, askedAt, MAX_AGE_SECONDS).getTime()
      return { value, freshSeconds: Math.min(MAX_AGE_SECONDS, (until - now().getTime()) / 1000) }
    }) as List
  }

  async function readToken(status: unknown, issuer: RecognisedIssuer): Promise<Finding<'status'>> {
    const { uri, index } = readStatusEntry(status)
    const list = await get({ name: 'token', accept: TOKEN_LIST_ACCEPT, verify: verifyTokenList }, uri, issuer)
    return meaningOfType[statusType(list.statusAt(index))]
  }

  async function readBitstring(entry: BitstringEntry, issuer: RecognisedIssuer): Promise<Finding<'status'>> {
    const list = await get({ name: 'bitstring', accept: BITSTRING_LIST_ACCEPT, verify: verifyBitstringList }, entry.url, issuer)
    const { valid, purpose } = statusInBitstringList(list, entry)
    return valid ? { outcome: 'passed' } : meaningOfPurpose[purpose] ?? { outcome: 'failed', code: 'status_other' }
  }

  async function readAllBitstrings(credentialStatus: unknown, issuer: RecognisedIssuer): Promise<Finding<'status'>> {
    // `refresh` says that there is a newer one, and nothing against this one (v1.0 #bitstringstatuslistentry).
    const entries = readBitstringEntries(credentialStatus).filter(({ purpose }) => purpose !== 'refresh')
    if (entries.length === 0) return { outcome: 'unknown', code: 'status_method_unknown' }
    return worstOf(await Promise.all(entries.map((entry) => named(readBitstring(entry, issuer)))))
  }

  return {
    async check({ status, credentialStatus }, issuer) {
      const asked: Promise<Finding<'status'>>[] = []
      if (status !== undefined) asked.push(named(readToken(status, issuer)))
      if (credentialStatus !== undefined) asked.push(named(readAllBitstrings(credentialStatus, issuer)))
      return asked.length === 0 ? { outcome: 'failed', code: 'status_missing' } : worstOf(await Promise.all(asked))
    },
  }
}

/** What reading came to; what it stumbled on as the finding that it is. */
async function named(reading: Promise<Finding<'status'>>): Promise<Finding<'status'>> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof ListRefused) return error.finding
    if (error instanceof OutboundError) return { outcome: 'unknown', code: 'status_unreachable' }
    if (error instanceof StatusListError) return meaningOf(error.code)
    throw error
  }
}
