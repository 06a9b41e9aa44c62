import type { BitstringPurpose } from '@eduwallet/status-list'
import type { Queryable } from '@eduwallet/storage'
import type { CredentialId, OfferId, StatusListId } from '../../institutions/types.ts'
import type { Act } from '../../journal/types.ts'
import type { CredentialRecord, CredentialSelection, StatusChange, StatusChangeOutcome } from '../../revoking/credential-book.ts'
import { changeActions, judgeChange } from '../../revoking/judge-change.ts'
import { appendJournal } from './journal.ts'

/** `offerId` is null of a file. */
type Row = { id: CredentialId; offerId: OfferId | null; listId: StatusListId; state: CredentialRecord['state']; suspendedAt?: Date; statusPurposes?: readonly BitstringPurpose[] }

/**
 * Changes the status of credentials in a transaction of their institution. Locks are taken in the order in which claiming takes them (migration
 * 0002): award, access tokens, credentials, each kind in one order; then the lists, and last the journal.
 */
export async function changeStatus(tx: Queryable, selection: CredentialSelection, change: StatusChange, act: Act): Promise<StatusChangeOutcome> {
  const isAward = 'awardId' in selection
  if (isAward) {
    // A claim of this award that is being answered is waited for, and one that comes after this finds no grant.
    const award = await tx.query('SELECT 1 FROM awards WHERE institution_id = $1 AND id = $2 FOR NO KEY UPDATE', [selection.awardId])
    if (award.rowCount === 0) return { outcome: 'unknown' }
  }
  const ends = change.status !== 'valid'
  const granted = ends ? await lockGrants(tx, selection) : []
  const found = await lockCredentials(tx, selection)
  const judged = judgeChange(found, isAward || found.length === new Set(selection.ids).size, selection, change)
  if (!('changing' in judged)) return judged.outcome
  const { changing, outcome } = judged
  if (ends) await endGrants(tx, isAward ? granted : changing.flatMap(({ offerId }) => offerId ?? []))
  if (changing.length === 0) return outcome
  await write(tx, changing, change, act.at)
  await moveVersions(tx, [...new Set(changing.map(({ listId }) => listId))])
  await appendJournal(tx, act, changing.map(({ id }) => ({ action: changeActions[change.status], objectKind: 'credential', objectId: id, reason: change.reason })))
  return outcome
}

/** Holds the grants these credentials were claimed with, so that whatever a claim makes with one is on record before this goes on. Gives their offers. */
async function lockGrants(tx: Queryable, selection: CredentialSelection): Promise<OfferId[]> {
  const [offers, value] = 'awardId' in selection
    ? ['SELECT id FROM offers WHERE institution_id = $1 AND award_id = $2', selection.awardId]
    : [`SELECT offer_id FROM credentials WHERE institution_id = $1 AND id = ANY ($2) AND state <> 'revoked'`, selection.ids]
  const { rows } = await tx.query<{ offer_id: OfferId }>(
    `SELECT offer_id FROM access_tokens WHERE institution_id = $1 AND offer_id IN (${offers}) ORDER BY token_hash FOR UPDATE`, [value])
  return rows.map(({ offer_id: offerId }) => offerId)
}

async function lockCredentials(tx: Queryable, selection: CredentialSelection): Promise<Row[]> {
  const [which, value] = 'awardId' in selection ? ['award_id = $2', selection.awardId] : ['id = ANY ($2)', selection.ids]
  const { rows } = await tx.query<{ id: CredentialId; offer_id: OfferId | null; list_id: StatusListId; state: CredentialRecord['state']; suspended_at: Date | null; status_purposes: BitstringPurpose[] | null }>(
    `SELECT id, offer_id, list_id, state, suspended_at, status_purposes FROM credentials WHERE institution_id = $1 AND ${which} ORDER BY id FOR NO KEY UPDATE`, [value])
  return rows.map((row) => ({
    id: row.id, offerId: row.offer_id, listId: row.list_id, state: row.state,
    ...(row.suspended_at === null ? {} : { suspendedAt: row.suspended_at }),
    ...(row.status_purposes === null ? {} : { statusPurposes: row.status_purposes }),
  }))
}

async function endGrants(tx: Queryable, offers: readonly OfferId[]): Promise<void> {
  if (offers.length > 0) await tx.query('DELETE FROM access_tokens WHERE institution_id = $1 AND offer_id = ANY ($2)', [offers])
}

async function write(tx: Queryable, rows: readonly Row[], { status, reason }: StatusChange, at: Date): Promise<void> {
  const ids = rows.map(({ id }) => id)
  const these = 'WHERE institution_id = $1 AND id = ANY ($2)'
  if (status === 'revoked') await tx.query(`UPDATE credentials SET state = 'revoked', revoked_at = $3, revocation_reason = $4 ${these}`, [ids, at, reason])
  else if (status === 'suspended') await tx.query(`UPDATE credentials SET suspended_at = $3, suspension_reason = $4 ${these}`, [ids, at, reason])
  else await tx.query(`UPDATE credentials SET suspended_at = NULL, suspension_reason = NULL ${these}`, [ids])
}

async function moveVersions(tx: Queryable, lists: readonly StatusListId[]): Promise<void> {
  await tx.query(
    `UPDATE status_lists SET version = version + 1 WHERE institution_id = $1
        AND id IN (SELECT id FROM status_lists WHERE institution_id = $1 AND id = ANY ($2) ORDER BY id FOR NO KEY UPDATE)`, [lists])
}
