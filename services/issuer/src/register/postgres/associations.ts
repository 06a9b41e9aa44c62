import { reportedResultSchema } from '@eduwallet/microcredential'
import type { Queryable } from '@eduwallet/storage'
import type { AchievementId } from '../../institutions/types.ts'
import type { AssociationBook, AssociationOnRecord } from '../../results/association-book.ts'
import { settleResults } from './awards.ts'
import { appendJournal } from './journal.ts'
import type { InstitutionScope } from './scope.ts'

/** The OOAPI associations of one institution. */
export function openAssociationBook(scope: InstitutionScope): AssociationBook {
  return {
    get: (associationId) => scope.transaction((tx) => find(tx, associationId)),
    receive: ({ associationId, originalAssociationId }, change, decide, act) =>
      scope.transaction(async (tx) => {
        // Two messages about one association wait here for each other, also when there is no row yet. A statement of its own:
        // the next one must see what the one before us committed.
        await tx.query(`SELECT pg_advisory_xact_lock(hashtextextended(concat_ws(' ', $1::text, 'association', $2::text), 0))`, [associationId])
        const association = await find(tx, associationId)
        const original = originalAssociationId === undefined || originalAssociationId === associationId ? association : await find(tx, originalAssociationId)
        const { offeringId, learner, result } = change({ association, original })
        const { rows: [link] } = await tx.query<{ achievement_id: AchievementId }>('SELECT achievement_id FROM achievement_offerings WHERE institution_id = $1 AND offering_id = $2', [offeringId])
        if (link === undefined) return 'offering_unknown' as const
        const { rows: [standing] } = await tx.query<{ achievement_id: AchievementId }>(
          `SELECT achievement_id FROM awards WHERE institution_id = $1 AND source = 'ooapi' AND source_reference = $2 AND state = 'awarded' AND achievement_id <> $3 LIMIT 1`,
          [associationId, link.achievement_id])
        if (standing !== undefined && association?.offeringId !== offeringId) return 'offering_changed' as const
        const achievementId = standing?.achievement_id ?? link.achievement_id
        const settled = await settleResults(tx,
          { achievementId, source: 'ooapi', results: [{ reference: associationId, learner, ...(result ? { result } : {}) }] }, decide, act)
        const outcome = settled === 'unknown_achievement' ? undefined : settled.settled[0]
        if (settled === 'unknown_achievement' || outcome === undefined) throw new Error('a linked achievement disappeared')
        await tx.query(
          `INSERT INTO associations (institution_id, association_id, offering_id, learner_reference, given_name, family_name, last_result, updated_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
           ON CONFLICT (institution_id, association_id) DO UPDATE SET offering_id = EXCLUDED.offering_id, learner_reference = EXCLUDED.learner_reference,
             given_name = EXCLUDED.given_name, family_name = EXCLUDED.family_name, last_result = EXCLUDED.last_result, updated_at = EXCLUDED.updated_at`,
          [associationId, offeringId, learner.reference, learner.givenName, learner.familyName, result ? JSON.stringify(result) : null, act.at],
        )
        await appendJournal(tx, act, settled.notes)
        return {
          association: { associationId, offeringId, learner, ...(result ? { result } : {}), updatedAt: act.at },
          created: association === undefined,
          achievementId,
          settled: outcome,
        }
      }),
  }
}

async function find(tx: Queryable, associationId: string): Promise<AssociationOnRecord | undefined> {
  const { rows: [row] } = await tx.query<AssociationColumns>(
    'SELECT association_id, offering_id, learner_reference, given_name, family_name, last_result, updated_at FROM associations WHERE institution_id = $1 AND association_id = $2',
    [associationId])
  return row && toAssociation(row)
}

type AssociationColumns = {
  association_id: string; offering_id: string; learner_reference: string; given_name: string; family_name: string; last_result: unknown; updated_at: Date
}

function toAssociation(columns: AssociationColumns): AssociationOnRecord {
  return {
    associationId: columns.association_id,
    offeringId: columns.offering_id,
    learner: { reference: columns.learner_reference, givenName: columns.given_name, familyName: columns.family_name },
    ...(columns.last_result === null ? {} : { result: reportedResultSchema.parse(columns.last_result) }),
    updatedAt: columns.updated_at,
  }
}
