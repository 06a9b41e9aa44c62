import type { Achievement } from '@eduwallet/microcredential'
import type { FileBook } from '../../issuing/file-book.ts'
import { toAward, type AwardJson } from './claims.ts'
import { findFreeIndex } from './find-free-index.ts'
import { toCredential, type CredentialJson } from './issuance.ts'
import { appendJournal } from './journal.ts'
import type { InstitutionScope } from './scope.ts'

/** The credentials of awards that are bound to no key. They stand among the others, so that no two ever have one place in a list. */
export function openFileBook(scope: InstitutionScope): FileBook {
  return {
    open: (awardId, configurationId, { candidates }) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<{ award: AwardJson; achievement: Achievement; known: CredentialJson | null }>(
          `SELECT to_jsonb(a) - 'institution_id' AS award, ach.content AS achievement, (
                SELECT to_jsonb(c) - 'institution_id' FROM credentials c
                 WHERE c.institution_id = $1 AND c.award_id = a.id AND c.configuration_id = $3 AND c.offer_id IS NULL AND c.revoked_at IS NULL) AS known
             FROM awards a JOIN achievements ach ON ach.institution_id = $1 AND ach.id = a.achievement_id AND ach.state = 'published'
            WHERE a.institution_id = $1 AND a.id = $2`,
          [awardId, configurationId],
        )
        const row = rows[0]
        if (row === undefined) return undefined
        const { id, size, freeIndex } = await findFreeIndex(tx, candidates)
        return {
          award: toAward(row.award),
          achievement: row.achievement,
          known: row.known === null ? undefined : toCredential(row.known),
          statusList: { id, size, freeIndexes: freeIndex === undefined ? [] : [freeIndex] },
        }
      }),
    intend: ({ award, credential }, act) =>
      scope.transaction(async (tx) => {
        const held = await tx.query(`SELECT FROM awards WHERE institution_id = $1 AND id = $2 AND state = 'awarded' AND revision = $3 FOR SHARE`, [award.id, award.revision])
        if (held.rowCount === 0) return 'award_changed'
        const { rowCount } = await tx.query(
          `INSERT INTO credentials (institution_id, id, award_id, award_revision, configuration_id, list_id, status_index, payload_digest, salt_seed, signing_kid, issued_at, expires_at, state)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'intended') ON CONFLICT DO NOTHING`,
          [
            credential.id, award.id, award.revision, credential.configurationId, credential.listId, credential.statusIndex, credential.payloadDigest,
            credential.saltSeed, credential.signingKid, credential.issuedAt, credential.expiresAt ?? null,
          ],
        )
        if (rowCount === 0) return 'raced'
        await appendJournal(tx, act, [{ action: 'credential.intended', objectKind: 'credential', objectId: credential.id }])
        return 'intended'
      }),
  }
}
