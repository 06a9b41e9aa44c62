import type { CredentialBook, CredentialRecord } from '../../revoking/credential-book.ts'
import type { AwardId, CredentialId, OfferId, StatusListId } from '../../institutions/types.ts'
import { appendJournal } from './journal.ts'
import type { InstitutionScope } from './scope.ts'

/** The credentials of one institution, looked up and revoked. Writing them is the issuance book's. */
export function openCredentialBook(scope: InstitutionScope): CredentialBook {
  return {
    list: ({ awardId, after, limit }) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<CredentialColumns>(
          `${selectCredential} AND ($2::uuid IS NULL OR award_id = $2::uuid) AND ($3::uuid IS NULL OR id > $3::uuid) ORDER BY id LIMIT $4`,
          [awardId ?? null, after ?? null, limit],
        )
        return rows.map(toCredential)
      }),
    get: (id) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<CredentialColumns>(`${selectCredential} AND id = $2`, [id])
        return rows[0] && toCredential(rows[0])
      }),
    revoke: (id, reason, act) =>
      scope.transaction(async (tx) => {
        // The grant ends first: a claim that is being answered holds it, so whatever it makes is on record before this one is
        // revoked, and nothing is made with it afterwards.
        await tx.query(
          `DELETE FROM access_tokens t USING credentials c
            WHERE t.institution_id = $1 AND c.institution_id = $1 AND c.id = $2 AND c.state <> 'revoked' AND t.offer_id = c.offer_id`, [id])
        const { rows } = await tx.query<{ list_id: StatusListId }>(
          `UPDATE credentials SET state = 'revoked', revoked_at = $3, revocation_reason = $4
            WHERE institution_id = $1 AND id = $2 AND state <> 'revoked' RETURNING list_id`,
          [id, act.at, reason],
        )
        const revoked = rows[0]
        if (revoked === undefined) {
          const known = await tx.query(`${selectCredential} AND id = $2`, [id])
          return known.rowCount > 0 ? 'already_revoked' : 'unknown'
        }
        await tx.query('UPDATE status_lists SET version = version + 1 WHERE institution_id = $1 AND id = $2', [revoked.list_id])
        await appendJournal(tx, act, [{ action: 'credential.revoked', objectKind: 'credential', objectId: id, reason }])
        return 'revoked'
      }),
  }
}

const selectCredential = `SELECT id, award_id, award_revision, offer_id, state, list_id, status_index, issued_at, expires_at, signed_at, revoked_at, revocation_reason
  FROM credentials WHERE institution_id = $1`

type CredentialColumns = {
  id: CredentialId
  award_id: AwardId
  award_revision: number
  offer_id: OfferId
  state: CredentialRecord['state']
  list_id: StatusListId
  status_index: number
  issued_at: Date
  expires_at: Date | null
  signed_at: Date | null
  revoked_at: Date | null
  revocation_reason: string | null
}

function toCredential(columns: CredentialColumns): CredentialRecord {
  return {
    id: columns.id,
    awardId: columns.award_id,
    awardRevision: columns.award_revision,
    offerId: columns.offer_id,
    state: columns.state,
    listId: columns.list_id,
    statusIndex: columns.status_index,
    issuedAt: columns.issued_at,
    ...(columns.expires_at === null ? {} : { expiresAt: columns.expires_at }),
    ...(columns.signed_at === null ? {} : { signedAt: columns.signed_at }),
    ...(columns.revoked_at === null ? {} : { revokedAt: columns.revoked_at }),
    ...(columns.revocation_reason === null ? {} : { revocationReason: columns.revocation_reason }),
  }
}
