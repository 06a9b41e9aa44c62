import { createHash } from 'node:crypto'
import { checkReference } from '@eduwallet/microcredential'
import type { Act } from '../../journal/types.ts'
import { resultDecider } from '../decide-result.ts'
import { ResultError } from '../errors.ts'
import type { BatchCounts, BatchName, BatchPart, BatchRow, ResultBatch, ResultBatchBook } from '../result-batch-book.ts'
import type { Reason, Settled } from '../types.ts'
import type { BatchLine } from './batch-line.ts'
import { readRow, reasonsOfRow, type RowRead } from './read-row.ts'

/** Rows in one batch at most: of each the reference is held in memory while the batch comes in. */
export const mostRowsOfBatch = 250_000
/** Rows settled in one transaction: few enough that others of the institution do not wait long for the journal. */
export const rowsPerPart = 500
/** How long the rows that somebody must look at are kept. */
export const rowsKeptSeconds = 30 * 86_400

/** A row that was read, where it stood, and what the batch is with it. */
type ReadLine = { read: RowRead; row: number; line: number; field: (pointer: string) => string }

/**
 * Takes in a batch as it arrives, however large, and holds no more of it than two parts.
 *
 * 1. The first row is read; what is no batch at all (BATCH_UNREADABLE, BATCH_EMPTY) leaves nothing on record.
 * 2. The batch is begun, or gone on with. The newest request for a batch is its sender: a sender whose connection broke need not wait until
 *    we notice, and of two that send at once the earlier ends with BATCH_TAKEN_OVER at its next part.
 * 3. Rows that are on record are read past. A digest over all rows so far tells whether they are the same ones (BATCH_DIFFERS); so a batch
 *    that was cut off goes on where it was, and one that is complete can be sent again to hear how it ended.
 * 4. Each part of some hundred rows is one transaction: awards, journal, rows to look at, and how far the batch is. The next part is
 *    read meanwhile; nothing more is read than that. Dying anywhere leaves whole parts, and the batch `receiving`.
 * 5. After the last row the batch is `complete`. Dying before: sending it again reads past everything and completes it.
 *
 * Throws ResultError RESULT_ACHIEVEMENT_UNKNOWN, BATCH_*.
 */
export async function receiveBatch(
  { achievementId, id, lines }: BatchName & { lines: AsyncGenerator<BatchLine> },
  act: Act,
  { batches, newId }: { batches: ResultBatchBook; newId: () => string },
): Promise<ResultBatch> {
  const decide = resultDecider({ on: act.at, newId })
  const name = { achievementId, id, sender: newId() }
  let next = await lines.next() // 1
  if (next.done === true) throw new ResultError('BATCH_EMPTY', 'There is no row in the batch.')

  const begun = await batches.begin({ ...name, digest: noRows }, act) // 2
  if (begun === 'unknown_achievement') throw new ResultError('RESULT_ACHIEVEMENT_UNKNOWN', 'this institution has no such achievement')
  const { batch } = begun

  const seen = new Set<string>()
  let digest: Uint8Array = noRows
  let row = 0
  let part: ReadLine[] = []
  let settling: Promise<unknown> = Promise.resolve()
  const settle = async (): Promise<void> => {
    await settling // At most one part on its way, and one in hand.
    const [rows, so] = [part, { rows: row, digest }]
    part = []
    settling = batches.settle(
      { ...name, results: rows.flatMap(({ read }) => read.ok ? [read.result] : []), expiresAt: new Date(act.at.getTime() + rowsKeptSeconds * 1000) },
      decide, (settled) => ({ ...so, ...outcomesOf(rows, settled) }), act,
    ).then(notTakenOver)
    settling.catch(() => {}) // It is thrown where it is waited for.
  }
  try {
    for (; next.done !== true; next = await lines.next()) {
      const line = next.value
      row += 1
      if (row > mostRowsOfBatch) throw new ResultError('BATCH_TOO_MANY_ROWS', `A batch has at most ${mostRowsOfBatch} rows. Send the rest as another one; what was read so far stands.`)
      digest = chain(digest, line.content)
      const read: RowRead = 'unreadable' in line ? { ok: false, reference: null, reasons: [line.unreadable], dropped: { nationalIdentityNumbers: 0, fields: 0 } } : readRow(line.value, seen)
      if (row <= batch.rows) { // 3
        if (row === batch.rows && !Buffer.from(digest).equals(begun.digest)) throw differs()
        continue
      }
      if (batch.state === 'complete') throw differs()
      part.push({ read, row, line: line.line, field: line.field ?? ((pointer) => pointer) })
      if (part.length === rowsPerPart) await settle() // 4
    }
  } finally {
    await lines.return(undefined)
  }
  if (row < batch.rows) throw differs()
  if (part.length > 0) await settle()
  await settling
  return batch.state === 'complete' ? batch : notTakenOver(await batches.complete(name, act)) // 5
}

const noRows = new Uint8Array(32)

function chain(before: Uint8Array, content: string | Uint8Array): Uint8Array {
  return createHash('sha256').update(before).update(content).digest()
}

/** What became of the rows of a part, of which `settled` are the readable ones. */
function outcomesOf(rows: readonly ReadLine[], settled: readonly Settled[]): Pick<BatchPart, 'counts' | 'toLookAt'> {
  const counts: BatchCounts = { awarded: 0, unchanged: 0, corrected: 0, not_awarded: 0, rejected: 0, droppedNumbers: 0, droppedFields: 0 }
  const toLookAt: BatchRow[] = []
  let index = 0
  for (const { read, row, line, field } of rows) {
    const outcome = read.ok ? settled[index++] : undefined
    if (read.ok && outcome === undefined) throw new Error('a book settles every result it is given')
    const became = outcome?.outcome ?? 'rejected'
    counts[became] += 1
    counts.droppedNumbers += read.dropped.nationalIdentityNumbers
    counts.droppedFields += read.dropped.fields
    const reasons = read.ok ? reasonsOfRow(outcome as Settled, read.warnings) : read.reasons
    if (became === 'awarded' || (became === 'unchanged' && reasons.length === 0)) continue
    toLookAt.push({
      row, line, outcome: became,
      reference: harmlessReference(read.ok ? read.result.reference : read.reference, reasons),
      ...(outcome?.awardId === undefined ? {} : { awardId: outcome.awardId }),
      reasons: reasons.map((reason) => ({ ...reason, field: field(reason.field) })),
    })
  }
  return { counts, toLookAt }
}

/** These rows are kept: a reference that is, or may be, a national identity number is not. The line says which row it was. */
function harmlessReference(reference: string | null, reasons: readonly Reason[]): string | null {
  const suspect = reference === null || reasons.some(({ code }) => code === 'NATIONAL_IDENTITY_NUMBER') || checkReference('', reference).length > 0
  return suspect ? null : reference
}

function notTakenOver<T>(outcome: T | 'taken_over'): T {
  if (outcome === 'taken_over') throw new ResultError('BATCH_TAKEN_OVER', 'The same batch is being sent by a later request, which goes on from here.')
  return outcome
}

function differs(): ResultError {
  return new ResultError('BATCH_DIFFERS', 'Under this id other rows came in before. Send the same rows again, or send these under a new id.')
}
