/** Why a question was not asked, or its request not handed out. Closed: doors switch on it. */
export type AskErrorCode =
  | 'ASK_QUESTION_NOT_ALLOWED'
  | 'ASK_CLAIM_NOT_IN_QUESTION'
  | 'ASK_NO_ISSUER_RECOGNISED'
  | 'ASK_PREFIX_UNAVAILABLE'
  | 'ASK_REQUEST_UNKNOWN'
  | 'ASK_REQUEST_CLOSED'
  | 'ASK_REQUEST_EXPIRED'
  | 'ASK_IDENTITY_UNUSABLE'

export class AskError extends Error {
  readonly code: AskErrorCode
  constructor(code: AskErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'AskError'
    this.code = code
  }
}
