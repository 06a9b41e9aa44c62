/**
 * A request that is sent again is not done again.
 *
 * Whoever loses an answer sends the request once more, under the same idempotency key, and gets the answer of the first. The work
 * and its answer are recorded in one transaction; there is no moment at which one is there without the other.
 */
export type { AnswerBook, AnswerSeal, Undoable } from './answer-book.ts'
export { answerOnce, answerSeconds, type Answer, type Asked } from './answer-once.ts'
export { RepeatError, type RepeatErrorCode } from './errors.ts'
