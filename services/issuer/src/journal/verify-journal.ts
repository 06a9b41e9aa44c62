import { hashJournalRow, type JournalRow } from './hash-chain.ts'
import type { JournalBook } from './journal-book.ts'

/** `intact` with how many rows, or the first row (by `seq`) that is not as it was written. */
export type JournalVerdict =
  | { outcome: 'intact'; rows: number }
  | { outcome: 'broken'; seq: number; fault: 'missing' | 'changed' | 'not_linked' | 'head_differs' }

const pageSize = 1000

/**
 * Reads the journal of one institution from its first row and makes every hash again. `missing`: a row is not there;
 * `not_linked`: a row does not continue the one before; `changed`: its fields are not those it was written with;
 * `head_differs`: the rows are sound, but the chain's head says another end (rows were cut off, or the head was edited).
 */
export async function verifyJournal(institutionId: string, journal: JournalBook): Promise<JournalVerdict> {
  let last: Pick<JournalRow, 'seq' | 'hash'> = { seq: 0, hash: new Uint8Array() }
  for (;;) {
    const rows = await journal.list({ after: last.seq, limit: pageSize })
    for (const row of rows) {
      const seq = last.seq + 1
      if (row.seq !== seq) return { outcome: 'broken', seq, fault: 'missing' }
      if (!sameBytes(row.previousHash, last.hash)) return { outcome: 'broken', seq, fault: 'not_linked' }
      if (!sameBytes(row.hash, hashJournalRow(institutionId, row))) return { outcome: 'broken', seq, fault: 'changed' }
      last = row
    }
    if (rows.length === pageSize) continue
    const head = (await journal.head()) ?? { seq: 0, hash: new Uint8Array() }
    if (head.seq > last.seq) {
      // The head was read later than the rows. Rows that were written in between are there; rows that were cut off are not.
      if ((await journal.list({ after: last.seq, limit: 1 })).length > 0) continue
      return { outcome: 'broken', seq: last.seq + 1, fault: 'missing' }
    }
    if (head.seq !== last.seq || !sameBytes(head.hash, last.hash)) return { outcome: 'broken', seq: last.seq, fault: 'head_differs' }
    break
  }
  return { outcome: 'intact', rows: last.seq }
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0
}
