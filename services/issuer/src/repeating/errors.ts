export type RepeatErrorCode =
  /** Another request with this key is being worked on. */
  | 'KEY_IN_USE'
  /** The key belongs to another request. */
  | 'KEY_REUSED'

/** Why a request with an idempotency key got no answer of its own. */
export class RepeatError extends Error {
  override readonly name = 'RepeatError'
  readonly code: RepeatErrorCode

  constructor(code: RepeatErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
