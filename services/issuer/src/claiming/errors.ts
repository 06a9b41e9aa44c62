export type ClaimErrorCode =
  | 'CLAIM_CODE_INVALID'
  | 'CLAIM_TRANSACTION_CODE_MISSING'
  | 'CLAIM_TRANSACTION_CODE_UNEXPECTED'
  | 'CLAIM_NOT_OFFERED'
  | 'CLAIM_TOKEN_INVALID'
  | 'CLAIM_TOKEN_BOUND'
  | 'CLAIM_DPOP_INVALID'
  | 'CLAIM_DPOP_NONCE_NEEDED'
  | 'CLAIM_DPOP_REPLAYED'
  | 'CLAIM_DPOP_OTHER_KEY'
  | 'CLAIM_PROOF_MISSING'
  | 'CLAIM_PROOF_INVALID'
  | 'CLAIM_NONCE_INVALID'
  | 'CLAIM_NOTIFICATION_UNKNOWN'

/** Why a wallet's claim was refused. The message is for who builds a wallet; it repeats nothing that the wallet sent. */
export class ClaimError extends Error {
  override readonly name = 'ClaimError'
  readonly code: ClaimErrorCode

  constructor(code: ClaimErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.code = code
  }
}
