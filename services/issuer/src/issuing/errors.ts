export type IssueErrorCode =
  | 'ISSUE_AWARD_CHANGED'
  | 'ISSUE_AWARD_UNKNOWN'
  | 'ISSUE_NOT_OFFERED'
  | 'ISSUE_CERTIFICATE_MISSING'
  | 'ISSUE_EXPIRED'
  | 'ISSUE_LIMIT_REACHED'
  | 'ISSUE_REVOKED'
  | 'ISSUE_NOT_THE_SAME'
  | 'ISSUE_TOKEN_GONE'
  | 'ISSUE_NONCE_USED'
  | 'ISSUE_DPOP_REPLAYED'
  | 'ISSUE_NOT_RECORDED'
  | 'ISSUE_TICKET_SPENT'

/** Why a credential was not issued. The message holds nothing of the learner. */
export class IssueError extends Error {
  override readonly name = 'IssueError'
  readonly code: IssueErrorCode

  constructor(code: IssueErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}

export type ReadyMadeErrorCode = 'READY_MADE_OTHER_ISSUER' | 'READY_MADE_REFERENCE_TAKEN' | 'READY_MADE_REVOKED'

/** Why a credential that an institution composed itself was not issued. The message holds nothing of it. */
export class ReadyMadeError extends Error {
  override readonly name = 'ReadyMadeError'
  readonly code: ReadyMadeErrorCode

  constructor(code: ReadyMadeErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
