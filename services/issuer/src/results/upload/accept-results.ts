/** A batch of results handed in for one achievement: each row stands by itself, and a bad one costs no good one. */
import { readResultRow } from '@eduwallet/microcredential'
import type { AchievementId } from '../../institutions/types.ts'
import type { Act } from '../../journal/types.ts'
import type { AwardBook } from '../award-book.ts'
import { reasonOf, reasons, resultDecider } from '../decide-result.ts'
import { ResultError } from '../errors.ts'
import type { ResultToSettle, Settled } from '../types.ts'

/** Rows in one batch at most. */
export const mostRows = 1000
/** Rows settled in one transaction: few enough that others of the institution do not wait long. */
export const rowsPerTransaction = 200

/** What became of one row; `row` counts from 1. `dropped` tells how much of the row was thrown away at the door. */
export type RowOutcome = Omit<Settled, 'reference'> & { row: number; reference: string | null; dropped: { nationalIdentityNumbers: number; fields: number } }
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
  const readable: { row: number; result: ResultToSettle; warnings: RowOutcome['reasons']; dropped: RowOutcome['dropped'] }[] = []
  const seen = new Set<string>()
  for (const [index, value] of rows.entries()) {
    const row = index + 1
    const read = readResultRow(value)
    if (!read.ok) {
      outcomes.push({ row, reference: referenceOf(value), outcome: 'rejected', reasons: read.findings.map(reasonOf), dropped: read.dropped })
    } else if (seen.has(read.reference)) {
      outcomes.push({ row, reference: read.reference, outcome: 'rejected', reasons: [reasons.repeated], dropped: read.dropped })
    } else {
      seen.add(read.reference)
      readable.push({ row, result: { reference: read.reference, learner: read.learner, result: read.result }, warnings: read.warnings.map(reasonOf), dropped: read.dropped })
    }
  }

  const decide = resultDecider({ on: act.at, newId })
  for (let start = 0; start === 0 || start < readable.length; start += rowsAtOnce) {
    const part = readable.slice(start, start + rowsAtOnce)
    const settled = await awards.settle({ achievementId, source: 'batch', results: part.map(({ result }) => result) }, decide, act)
    if (settled === 'unknown_achievement') throw new ResultError('RESULT_ACHIEVEMENT_UNKNOWN', 'this institution has no such achievement')
    for (const [index, { row, warnings, dropped }] of part.entries()) {
      const outcome = settled[index]
      if (outcome === undefined) throw new Error('a book settles every result it is given')
      // A reason names the field as the row has it. The reader and the check of the award may warn of the same reference: once is enough.
      const own = outcome.reasons.map((reason) => ({ ...reason, field: reason.field.replace(/^\/result(?=\/|$)/, '') }))
      outcomes.push({ row, ...outcome, reasons: [...warnings.filter(({ code, field }) => !own.some((reason) => reason.code === code && reason.field === field)), ...own], dropped })
    }
  }
  outcomes.sort((a, b) => a.row - b.row)
  return { summary: summaryOf(outcomes), rows: outcomes }
}

function summaryOf(rows: readonly RowOutcome[]): AcceptedResults['summary'] {
  const count = (outcome: RowOutcome['outcome']): number => rows.filter((row) => row.outcome === outcome).length
  return { awarded: count('awarded'), unchanged: count('unchanged'), corrected: count('corrected'), notAwarded: count('not_awarded'), rejected: count('rejected') }
}

// Named back to the sender so that they can find the row; only when it is a short plain text.
function referenceOf(value: unknown): string | null {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'reference')) return null
  const { reference } = value as { reference: unknown }
  return typeof reference === 'string' && /^[\x20-\x7e]{1,200}$/.test(reference) ? reference : null
}
