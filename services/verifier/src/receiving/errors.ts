/** Why what a wallet posted was not taken. Nothing is recorded in any of these cases. Closed: the door switches on it. */
export type AnswerErrorCode =
  | 'ANSWER_REQUEST_UNKNOWN'
  | 'ANSWER_REQUEST_CLOSED'
  | 'ANSWER_REQUEST_EXPIRED'
  | 'ANSWER_NOT_ENCRYPTED'
  | 'ANSWER_ENCRYPTION_REFUSED'
  | 'ANSWER_UNREADABLE'
  | 'ANSWER_MALFORMED'
  | 'ANSWER_STATE_WRONG'

export class AnswerError extends Error {
  readonly code: AnswerErrorCode
  constructor(code: AnswerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'AnswerError'
    this.code = code
  }
}
