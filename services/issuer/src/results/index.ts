/**
 * Which result of which learner may become a credential.
 *
 * 1 A source reads what the institution sent and keeps the least of it (`ooapi/`, `upload/`). 2 `decide-result` says what shall
 * happen, from what is on record. 3 The book records that in one transaction. Sending a result again changes nothing; a correction
 * is recorded beside what it replaces; an established fail withdraws the award and its open offers, and the institution revokes.
 */
export type { AssociationBook, AssociationChange, AssociationOnRecord, KnownAssociation, ReceivedAssociation } from './association-book.ts'
export type { AwardBook, Decide } from './award-book.ts'
export { resultDecider } from './decide-result.ts'
export { ResultError, type ResultErrorCode } from './errors.ts'
export { receiveAssociation, type Receipt } from './ooapi/receive-association.ts'
export { receiveResult } from './ooapi/receive-result.ts'
export type { BatchRow, ResultBatch, ResultBatchBook } from './result-batch-book.ts'
export { acceptResults, mostRows, type AcceptedResults, type RowOutcome } from './upload/accept-results.ts'
export { readCsv } from './upload/read-csv.ts'
export { readNdjson } from './upload/read-ndjson.ts'
export { receiveBatch } from './upload/receive-batch.ts'
export type { Award, AwardContent, Decision, Reason, ResultToSettle, Settled } from './types.ts'
