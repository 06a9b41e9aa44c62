/** Why nothing is shown. Closed: doors switch on it. */
export type ShowErrorCode = 'SHOW_UNKNOWN' | 'SHOW_RESPONSE_CODE_REFUSED' | 'SHOW_OTHER_SESSION'

export class ShowError extends Error {
  readonly code: ShowErrorCode
  constructor(code: ShowErrorCode, message: string) {
    super(message)
    this.name = 'ShowError'
    this.code = code
  }
}
