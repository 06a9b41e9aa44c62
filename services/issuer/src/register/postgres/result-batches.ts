import type { Queryable } from '@eduwallet/storage'
import type { AchievementId, AwardId, ResultBatchId } from '../../institutions/types.ts'
import { mostRowsToLookAt, type BatchName, type BatchPart, type BatchRow, type ResultBatch, type ResultBatchBook } from '../../results/result-batch-book.ts'
import type { Reason } from '../../results/types.ts'
import { settleResults } from './awards.ts'
import { appendJournal } from './journal.ts'
import type { InstitutionScope } from './scope.ts'

/** Thrown inside the transaction of a part, so that nothing of it stands. */
class TakenOver extends Error {}

/** The batches of results of one institution. */
export function openResultBatchBook(scope: InstitutionScope): ResultBatchBook {
  return {
    begin: ({ achievementId, id, sender, digest }, act) =>
      scope.transaction(async (tx) => {
        const { rowCount: known } = await tx.query('SELECT 1 FROM achievements WHERE institution_id = $1 AND id = $2', [achievementId])
        if (known === 0) return 'unknown_achievement' as const
        const { rowCount: begun } = await tx.query(
          `INSERT INTO result_batches (institution_id, achievement_id, id, state, sender, content_digest, started_at, updated_at)
           VALUES ($1, $2, $3, 'receiving', $4, $5, $6, $6) ON CONFLICT DO NOTHING`, [achievementId, id, sender, digest, act.at])
        // Waits for a part of the sender before, which then stands; a part that comes later finds another sender.
        if (begun === 0) await tx.query(`UPDATE result_batches SET sender = $4 WHERE ${thisBatch} AND state = 'receiving'`, [achievementId, id, sender])
        const { rows: [row] } = await tx.query<BatchColumns>(selectBatch, [achievementId, id])
        if (row === undefined) throw new Error('a batch that was begun is not there')
        if (begun === 1) await appendJournal(tx, act, [{ action: 'result-batch.begun', objectKind: 'result-batch', objectId: id }])
        return { batch: toBatch(row), digest: new Uint8Array(row.content_digest) }
      }),
    settle: ({ achievementId, id, sender, results, expiresAt }, decide, partOf, act) =>
      scope.transaction(async (tx) => {
        const settled = await settleResults(tx, { achievementId, source: 'batch', results }, decide, act)
        if (settled === 'unknown_achievement') throw new Error('the achievement of a batch does not disappear')
        const part = partOf(settled.settled)
        if (!(await record(tx, { achievementId, id, sender }, part, act.at))) throw new TakenOver()
        if (part.toLookAt.length > 0) await insertRows(tx, { achievementId, id }, part.toLookAt, expiresAt)
        await appendJournal(tx, act, settled.notes)
        return 'recorded' as const
      }).catch((error: unknown) => {
        if (error instanceof TakenOver) return 'taken_over' as const
        throw error
      }),
    complete: ({ achievementId, id, sender }, act) =>
      scope.transaction(async (tx) => {
        const { rowCount } = await tx.query(
          `UPDATE result_batches SET state = 'complete', completed_at = $5, updated_at = $5 WHERE ${thisBatch} AND sender = $4 AND state = 'receiving'`, [achievementId, id, sender, act.at])
        if (rowCount === 0) return 'taken_over' as const
        const { rows: [row] } = await tx.query<BatchColumns>(selectBatch, [achievementId, id])
        if (row === undefined) throw new Error('a batch that was completed is not there')
        await appendJournal(tx, act, [{ action: 'result-batch.completed', objectKind: 'result-batch', objectId: id, reason: `${row.row_count} rows` }])
        return toBatch(row)
      }),
    get: ({ achievementId, id }) =>
      scope.transaction(async (tx) => {
        const { rows: [row] } = await tx.query<BatchColumns>(selectBatch, [achievementId, id])
        return row && toBatch(row)
      }),
    rows: ({ achievementId, id }, { outcome, after, limit }) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<RowColumns>(
          `SELECT row_number, line, reference, outcome, award_id, reasons FROM result_batch_rows
            WHERE institution_id = $1 AND achievement_id = $2 AND batch_id = $3 AND row_number > $4 AND ($5::text IS NULL OR outcome = $5::text) ORDER BY row_number LIMIT $6`,
          [achievementId, id, after, outcome ?? null, limit])
        return rows.map(toRow)
      }),
  }
}

/** Counts a part; false when the batch has another sender. */
async function record(tx: Queryable, { achievementId, id, sender }: BatchName & { sender: string }, { rows, digest, counts }: BatchPart, at: Date): Promise<boolean> {
  const { rowCount } = await tx.query(
    `UPDATE result_batches SET row_count = $5, content_digest = $6, updated_at = $7, awarded = awarded + $8, unchanged = unchanged + $9, corrected = corrected + $10,
        not_awarded = not_awarded + $11, rejected = rejected + $12, dropped_numbers = dropped_numbers + $13, dropped_fields = dropped_fields + $14
      WHERE ${thisBatch} AND sender = $4 AND state = 'receiving'`,
    [achievementId, id, sender, rows, digest, at, counts.awarded, counts.unchanged, counts.corrected, counts.not_awarded, counts.rejected, counts.droppedNumbers, counts.droppedFields])
  return rowCount === 1
}

async function insertRows(tx: Queryable, { achievementId, id }: BatchName, rows: readonly BatchRow[], expiresAt: Date): Promise<void> {
  await tx.query(
    `INSERT INTO result_batch_rows (institution_id, achievement_id, batch_id, row_number, line, reference, outcome, award_id, reasons, expires_at)
     SELECT $1, $2, $3, r."row", r.line, r.reference, r.outcome, r."awardId", r.reasons, $4
       FROM jsonb_to_recordset($5::jsonb) AS r("row" integer, line integer, reference text, outcome text, "awardId" uuid, reasons jsonb)
      ORDER BY r."row"
      LIMIT $6 - (SELECT count(*) FROM result_batch_rows k WHERE k.institution_id = $1 AND k.achievement_id = $2 AND k.batch_id = $3)`,
    [achievementId, id, expiresAt, JSON.stringify(rows), mostRowsToLookAt])
}

const thisBatch = 'institution_id = $1 AND achievement_id = $2 AND id = $3'
const selectBatch = `SELECT id, achievement_id, state, row_count, content_digest, awarded, unchanged, corrected, not_awarded, rejected, dropped_numbers, dropped_fields, started_at, updated_at, completed_at
  FROM result_batches WHERE ${thisBatch}`

type BatchColumns = {
  id: ResultBatchId; achievement_id: AchievementId; state: ResultBatch['state']; row_count: number; content_digest: Uint8Array
  awarded: number; unchanged: number; corrected: number; not_awarded: number; rejected: number; dropped_numbers: number; dropped_fields: number
  started_at: Date; updated_at: Date; completed_at: Date | null
}

function toBatch(columns: BatchColumns): ResultBatch {
  const { awarded, unchanged, corrected, not_awarded, rejected, dropped_numbers: droppedNumbers, dropped_fields: droppedFields } = columns
  return {
    id: columns.id,
    achievementId: columns.achievement_id,
    state: columns.state,
    rows: columns.row_count,
    counts: { awarded, unchanged, corrected, not_awarded, rejected, droppedNumbers, droppedFields },
    startedAt: columns.started_at,
    updatedAt: columns.updated_at,
    ...(columns.completed_at === null ? {} : { completedAt: columns.completed_at }),
  }
}

type RowColumns = { row_number: number; line: number; reference: string | null; outcome: BatchRow['outcome']; award_id: AwardId | null; reasons: Reason[] }

function toRow({ row_number: row, line, reference, outcome, award_id: awardId, reasons }: RowColumns): BatchRow {
  return { row, line, reference, outcome, ...(awardId === null ? {} : { awardId }), reasons }
}
