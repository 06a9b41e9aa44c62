import type { Queryable } from '@eduwallet/storage'
import type { Act } from '../../journal/types.ts'
import type { Publication, StatusListBook } from '../../publishing/status-list-book.ts'
import type { StatusListId } from '../../institutions/types.ts'
import { appendJournal } from './journal.ts'
import type { InstitutionScope } from './scope.ts'

/** The status lists of one institution: what they must say, and what was last said. */
export function openStatusListBook(scope: InstitutionScope): StatusListBook {
  return {
    list: () =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<{ id: StatusListId }>('SELECT id FROM status_lists WHERE institution_id = $1 ORDER BY created_at, id')
        return rows.map(({ id }) => id)
      }),
    standing: () =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<{ id: StatusListId; version: number; sequence: number; published_version: number; is_whole: boolean; issued_at: Date | null }>(
          `SELECT l.id, l.version, coalesce(p.sequence, 0) AS sequence, coalesce(p.version, 0) AS published_version,
              coalesce(p.suspension_sequence = p.sequence, true) AS is_whole, p.issued_at FROM status_lists l
             LEFT JOIN status_list_publications p ON p.institution_id = l.institution_id AND p.list_id = l.id
            WHERE l.institution_id = $1 ORDER BY l.created_at, l.id`,
        )
        return rows.map(({ published_version: publishedVersion, is_whole: isWhole, issued_at: issuedAt, ...row }) => ({ ...row, publishedVersion, isWhole, ...(issuedAt === null ? {} : { issuedAt }) }))
      }),
    read: (id) =>
      scope.transaction(async (tx) => {
        // One statement, one snapshot: a change of status moves the version in the same transaction as its row.
        const { rows } = await tx.query<{ size: number; signing_kid: string; version: number; revoked: number[]; suspended: number[] }>(
          `SELECT l.size, l.signing_kid, l.version, ARRAY(
             SELECT c.status_index FROM credentials c
              WHERE c.institution_id = l.institution_id AND c.list_id = l.id AND c.revoked_at IS NOT NULL) AS revoked, ARRAY(
             SELECT c.status_index FROM credentials c
              WHERE c.institution_id = l.institution_id AND c.list_id = l.id AND c.suspended_at IS NOT NULL AND c.revoked_at IS NULL) AS suspended
             FROM status_lists l WHERE l.institution_id = $1 AND l.id = $2`,
          [id],
        )
        const row = rows[0]
        return row && { id, size: row.size, signingKid: row.signing_kid, version: row.version, revoked: row.revoked, suspended: row.suspended }
      }),
    publish: (publication) =>
      scope.transaction(async (tx) => {
        const { rowCount } = await tx.query(
          `INSERT INTO status_list_publications AS p (institution_id, list_id, sequence, version, token, issued_at, expires_at, suspension_sequence)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $3)
           ON CONFLICT (institution_id, list_id) DO UPDATE
             SET sequence = excluded.sequence, version = excluded.version, token = excluded.token,
                 issued_at = excluded.issued_at, expires_at = excluded.expires_at, suspension_sequence = excluded.suspension_sequence
           WHERE p.sequence = excluded.sequence - 1 AND p.version <= excluded.version`,
          [publication.listId, publication.sequence, publication.version, publication.token, publication.issuedAt, publication.expiresAt],
        )
        return rowCount === 1
      }),
    published: (id) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<PublicationColumns>(
          `SELECT list_id, sequence, version, token, issued_at, expires_at
             FROM status_list_publications WHERE institution_id = $1 AND list_id = $2`,
          [id],
        )
        return rows[0] && toPublication(rows[0])
      }),
    open: (list, act) =>
      scope.transaction(async (tx) => {
        await insertStatusList(tx, list, act)
        await appendJournal(tx, act, [{ action: 'status-list.opened', objectKind: 'status-list', objectId: list.id }])
      }),
  }
}

/** Opens a list in a transaction of its institution. The caller writes `status-list.opened` in the journal, last. */
export async function insertStatusList(tx: Queryable, list: { id: StatusListId; size: number; signingKid: string }, act: Act): Promise<void> {
  await tx.query(
    `INSERT INTO status_lists (institution_id, id, size, signing_kid, state, created_at) VALUES ($1, $2, $3, $4, 'open', $5)`,
    [list.id, list.size, list.signingKid, act.at],
  )
}

type PublicationColumns = { list_id: StatusListId; sequence: number; version: number; token: string; issued_at: Date; expires_at: Date }

function toPublication(columns: PublicationColumns): Publication {
  return {
    listId: columns.list_id,
    sequence: columns.sequence,
    version: columns.version,
    token: columns.token,
    issuedAt: columns.issued_at,
    expiresAt: columns.expires_at,
  }
}
