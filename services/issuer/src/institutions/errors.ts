export type InstitutionErrorCode =
  | 'INSTITUTION_SLUG_INVALID'
  | 'INSTITUTION_SLUG_RESERVED'
  | 'INSTITUTION_SLUG_TAKEN'
  | 'CERTIFICATE_UNREADABLE'
  | 'CERTIFICATE_NOT_THIS_KEY'
  | 'CERTIFICATE_CHAIN_INVALID'
  | 'CLIENT_UNKNOWN'
  | 'CLIENT_AUTHENTICATION_FAILED'
  | 'CLIENT_SCOPE_NOT_GRANTED'
  | 'TOKEN_INVALID'

/** What can go wrong around who issues here and who may act for it. The message holds no secret. */
export class InstitutionError extends Error {
  override readonly name = 'InstitutionError'
  readonly code: InstitutionErrorCode

  constructor(code: InstitutionErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
