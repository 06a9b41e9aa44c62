/** A batch of results handed in for one achievement: each row stands by itself, and a bad one costs no good one. */
import type { AchievementId } from '../../institutions/types.ts'
import type { Act } from '../../journal/types.ts'
import type { AwardBook } from '../award-book.ts'
import { resultDecider } from '../decide-result.ts'
import { ResultError } from '../errors.ts'
import type { Settled } from '../types.ts'
import { readRow, reasonsOfRow, type DroppedOfRow, type RowRead } from './read-row.ts'

/** Rows in one request at most; more come as a stream (receive-batch.ts). */
export const mostRows = 1000
/** Rows settled in one transaction: few enough that others of the institution do not wait long. */
export const rowsPerTransaction = 200

/** What became of one row; `row` counts from 1. `dropped` tells how much of the row was thrown away at the door. */
export type RowOutcome = Omit<Settled, 'reference'> & { row: number; reference: string | null; dropped: DroppedOfRow }
export type AcceptedResults = { summary: Record<'awarded' | 'unchanged' | 'corrected' | 'notAwarded' | 'rejected', number>; rows: RowOutcome[] }

/**
 * Reads every row, settles the good ones and answers for all, in the order of the rows. When the database is lost half way the
 * rows settled so far stand, and sending the batch again changes nothing of them.
 * Throws ResultError RESULT_ACHIEVEMENT_UNKNOWN.
 */
export async function acceptResults(
  { achievementId, rows }: { achievementId: AchievementId; rows: readonly unknown[] },
  act: Act,
  { awards, newId, rowsAtOnce = rowsPerTransaction }: { awards: Pick<AwardBook, 'settle'>; newId: () => string; rowsAtOnce?: number },
): Promise<AcceptedResults> {
  const outcomes: RowOutcome[] = []
  const readable: (Extract<RowRead, { ok: true }> & { row: number })[] = []
  const seen = new Set<string>()
  for (const [index, value] of rows.entries()) {
    const read = readRow(value, seen)
    if (read.ok) readable.push({ ...read, row: index + 1 })
    else outcomes.push({ row: index + 1, reference: read.reference, outcome: 'rejected', reasons: read.reasons, dropped: read.dropped })
  }

  const decide = resultDecider({ on: act.at, newId })
  for (let start = 0; start === 0 || start < readable.length; start += rowsAtOnce) {
    const part = readable.slice(start, start + rowsAtOnce)
    const settled = await awards.settle({ achievementId, source: 'batch', results: part.map(({ result }) => result) }, decide, act)
    if (settled === 'unknown_achievement') throw new ResultError('RESULT_ACHIEVEMENT_UNKNOWN', 'this institution has no such achievement')
    for (const [index, { row, warnings, dropped }] of part.entries()) {
      const outcome = settled[index]
      if (outcome === undefined) throw new Error('a book settles every result it is given')
      outcomes.push({ row, ...outcome, reasons: reasonsOfRow(outcome, warnings), dropped })
    }
  }
  outcomes.sort((a, b) => a.row - b.row)
  return { summary: summaryOf(outcomes), rows: outcomes }
}

function summaryOf(rows: readonly RowOutcome[]): AcceptedResults['summary'] {
  const count = (outcome: RowOutcome['outcome']): number => rows.filter((row) => row.outcome === outcome).length
  return { awarded: count('awarded'), unchanged: count('unchanged'), corrected: count('corrected'), notAwarded: count('not_awarded'), rejected: count('rejected') }
}
