/**
 * Receiving: a wallet's answer is matched to its request, opened, taken apart, judged and put on record.
 *
 * Promise: one answer to one request, whatever arrives at once; an answer is recorded whole or not at all; what
 * the learner showed is stored sealed or not stored; the request's key is forgotten in the same statement.
 */
export type { AnswerableRequest, AnswerBook, AnswerRecord, DeclineRecord } from './answer-book.ts'
export { AnswerError, type AnswerErrorCode } from './errors.ts'
export { receiveAnswer, type PostedAnswer, type Receiving, type WayBack } from './receive-answer.ts'
export { openCredentials } from './seal-credentials.ts'
export type { JudgedAnswer, Outcome, ReceivedAnswer, ReceivedPresentation, ShownCredential } from './types.ts'
