export type PublishingErrorCode = 'PUBLISHING_RECORD_SET_BACK' | 'PUBLISHING_KEY_MISSING' | 'PUBLISHING_LIST_UNREADABLE'

/** Why a status list is not published. */
export class PublishingError extends Error {
  override readonly name = 'PublishingError'
  readonly code: PublishingErrorCode

  constructor(code: PublishingErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}
