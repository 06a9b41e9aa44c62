export type IssueErrorCode =
  | 'ISSUE_AWARD_CHANGED'
  | 'ISSUE_EXPIRED'
  | 'ISSUE_LIMIT_REACHED'
  | 'ISSUE_REVOKED'
  | 'ISSUE_NOT_THE_SAME'
  | 'ISSUE_TOKEN_GONE'
  | 'ISSUE_NONCE_USED'
  | 'ISSUE_DPOP_REPLAYED'
  | 'ISSUE_NOT_RECORDED'
  | 'ISSUE_TICKET_SPENT'
  | 'ISSUE_OTHER_ISSUER'
  | 'ISSUE_REFERENCE_TAKEN'

/** Why a credential was not issued. The message holds nothing of the learner. */
export class IssueError extends Error {
  override readonly name = 'IssueError'
  readonly code: IssueErrorCode

  constructor(code: IssueErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
