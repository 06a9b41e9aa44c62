import type { AchievementId, AwardId, ResultBatchId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { Decide } from './award-book.ts'
import type { Decision, Reason, ResultToSettle, Settled } from './types.ts'

/** Which batch: the sender gives it its id, within one achievement. */
export type BatchName = { achievementId: AchievementId; id: ResultBatchId }

/** How many rows had which outcome, and how much of all rows was thrown away at the door. */
export type BatchCounts = Record<Decision['outcome'], number> & { droppedNumbers: number; droppedFields: number }

/** A batch as far as it came in. Every row up to `rows` is settled and counted. */
export type ResultBatch = BatchName & { state: 'receiving' | 'complete'; rows: number; counts: BatchCounts; startedAt: Date; updatedAt: Date; completedAt?: Date }

/** A row that somebody must look at. `row` counts rows from 1, `line` lines of what was sent. */
export type BatchRow = { row: number; line: number; reference: string | null; outcome: Exclude<Decision['outcome'], 'awarded'>; awardId?: AwardId; reasons: Reason[] }

/**
 * Rows to look at that are kept of one batch; all are counted. Whoever has more of them sent something that is wrong as a whole, and a
 * file of `{}` would take five hundred times its size.
 */
export const mostRowsToLookAt = 10_000

/** What a part of a batch adds to it. `rows` and `digest` are those of the batch with this part. */
export type BatchPart = { rows: number; digest: Uint8Array; counts: BatchCounts; toLookAt: BatchRow[] }

/** The batches of one institution. */
export type ResultBatchBook = {
  /**
   * Begins a batch, or goes on with one that is not complete: from now on it takes rows of this `sender` only, and of whoever sent
   * before no more. `digest` is that of the rows on record.
   */
  begin(batch: BatchName & { sender: string; digest: Uint8Array }, act: Act): Promise<{ batch: ResultBatch; digest: Uint8Array } | 'unknown_achievement'>
  /**
   * One transaction: settles results as AwardBook.settle does, asks `partOf` what they add, and records that. `taken_over`: the batch
   * has another sender now, and nothing is recorded. `expiresAt`: until when the first {@link mostRowsToLookAt} rows to look at are kept.
   */
  settle(
    part: BatchName & { sender: string; results: readonly ResultToSettle[]; expiresAt: Date },
    decide: Decide,
    partOf: (settled: readonly Settled[]) => BatchPart,
    act: Act,
  ): Promise<'recorded' | 'taken_over'>
  complete(batch: BatchName & { sender: string }, act: Act): Promise<ResultBatch | 'taken_over'>
  get(batch: BatchName): Promise<ResultBatch | undefined>
  /** Rows to look at, in their order, after row `after`. */
  rows(batch: BatchName, page: { outcome?: BatchRow['outcome']; after: number; limit: number }): Promise<BatchRow[]>
}
