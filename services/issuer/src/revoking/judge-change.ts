import { statusOf, type CredentialRecord, type CredentialSelection, type StatusChange, type StatusChangeOutcome } from './credential-book.ts'

/** What a change comes to: those that do change, when anything may. */
export type JudgedChange<Row> = { outcome: Exclude<StatusChangeOutcome, { outcome: 'done' }> } | { outcome: StatusChangeOutcome & { outcome: 'done' }; changing: Row[] }

/**
 * What may change of the credentials that a selection found, by the one rule of this house: a revocation is never undone, nothing is said where
 * nobody would look for it, and all that was asked for happens or nothing does. The caller has them locked. `known`: whether the award is there, or every one of the ids.
 */
export function judgeChange<Row extends Pick<CredentialRecord, 'state' | 'suspendedAt' | 'statusPurposes'>>(found: readonly Row[], known: boolean, selection: CredentialSelection, { status }: StatusChange): JudgedChange<Row> {
  if (!known) return { outcome: { outcome: 'unknown' } }
  const counting = 'awardId' in selection && status !== 'revoked' ? found.filter((row) => statusOf(row) !== 'revoked') : found
  const isFinal = status !== 'revoked' && (counting.some((row) => statusOf(row) === 'revoked') || (found.length > 0 && counting.length === 0))
  if (isFinal) return { outcome: { outcome: 'final' } }
  const changing = counting.filter((row) => statusOf(row) !== status)
  const purpose = status === 'revoked' ? 'revocation' : 'suspension'
  if (changing.some(({ statusPurposes }) => statusPurposes?.includes(purpose) === false)) return { outcome: { outcome: 'unseen' } }
  return { outcome: { outcome: 'done', credentials: counting.length, changed: changing.length }, changing }
}

/** How the journal calls a change to each status. */
export const changeActions = { revoked: 'credential.revoked', suspended: 'credential.suspended', valid: 'credential.restored' } as const
