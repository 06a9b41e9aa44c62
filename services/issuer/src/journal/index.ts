/**
 * Who did what to which object, when and why. Append-only: the service's own database role may read the journal and call
 * the function that appends to it, nothing else. Every row holds the hash of the one before it, per institution, and is
 * written in the transaction of the act it tells of.
 */
export { hashJournalRow, type JournalRow } from './hash-chain.ts'
export type { JournalBook } from './journal-book.ts'
export type { Act, JournalEntry } from './types.ts'
export { verifyJournal, type JournalVerdict } from './verify-journal.ts'
