import { createHash } from 'node:crypto'
import type { JournalEntry } from './types.ts'

/** One row of the journal as it stands on record. `seq` counts from 1 within an institution. */
export type JournalRow = JournalEntry & {
  seq: number
  at: Date
  /** The same instant as the record has it, in microseconds since 1970: a Date would lose what is below a millisecond. */
  atMicroseconds: number
  correlationId: string
  previousHash: Uint8Array
  hash: Uint8Array
}

/**
 * The hash of a row: SHA-256 over the previous row's hash (empty for the first) and every field as `<octets>:<text>`, so
 * that no two rows can read the same. The database function `journal_append` makes the same hash by itself; this one is
 * used to check it, and by the register in memory.
 */
export function hashJournalRow(institutionId: string, row: Omit<JournalRow, 'hash'>): Uint8Array {
  const fields = [
    institutionId, row.seq.toString(), row.atMicroseconds.toString(), row.actor, row.action,
    row.objectKind, row.objectId, row.reason, row.correlationId,
  ]
  const hash = createHash('sha256').update(row.previousHash)
  for (const field of fields) hash.update(`${Buffer.byteLength(field, 'utf8')}:${field}`, 'utf8')
  return new Uint8Array(hash.digest())
}
