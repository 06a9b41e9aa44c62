export type RevocationErrorCode = 'REVOCATION_CREDENTIAL_UNKNOWN' | 'REVOCATION_AWARD_UNKNOWN' | 'REVOCATION_FINAL' | 'REVOCATION_UNSEEN'

/** Why a credential's status cannot be changed as asked. */
export class RevocationError extends Error {
  override readonly name = 'RevocationError'
  readonly code: RevocationErrorCode

  constructor(code: RevocationErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
