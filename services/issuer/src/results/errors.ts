import type { Finding } from '@eduwallet/microcredential'

export type ResultErrorCode =
  | 'RESULT_ACHIEVEMENT_UNKNOWN'
  /** Findings name the fields. */
  | 'ASSOCIATION_MALFORMED'
  | 'ASSOCIATION_UNKNOWN'
  /** The offering leads to no achievement of this institution. */
  | 'ASSOCIATION_OFFERING_UNKNOWN'
  /** The association led to an award of another offering's achievement, and that award stands. */
  | 'ASSOCIATION_OFFERING_CHANGED'
  /** A person was named by id only, and nothing on record says who that is. */
  | 'ASSOCIATION_LEARNER_UNKNOWN'
  /** The association was about another learner before. */
  | 'ASSOCIATION_LEARNER_CHANGED'
  | BatchErrorCode

/** Why a batch is not read on. The message is a sentence for its sender. */
export type BatchErrorCode = 'BATCH_UNREADABLE' | 'BATCH_EMPTY' | 'BATCH_LINE_TOO_LONG' | 'BATCH_TOO_MANY_ROWS' | 'BATCH_TAKEN_OVER' | 'BATCH_DIFFERS'

/** Why a message about results was refused as a whole. */
export class ResultError extends Error {
  override readonly name = 'ResultError'
  readonly code: ResultErrorCode
  readonly findings: readonly Finding[]

  constructor(code: ResultErrorCode, message: string, findings: readonly Finding[] = []) {
    super(message)
    this.code = code
    this.findings = findings
  }
}
