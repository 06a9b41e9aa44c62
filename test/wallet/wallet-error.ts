import type { HttpAnswer } from './send.ts'

/** Why the wallet stopped. One code per thing a holder would be told. */
export type WalletErrorCode =
  | 'OFFER_UNREADABLE'
  | 'OFFER_UNSUPPORTED'
  | 'METADATA_INVALID'
  | 'TRANSACTION_CODE_NEEDED'
  | 'TOKEN_REFUSED'
  | 'NONCE_REFUSED'
  | 'CREDENTIAL_REFUSED'
  | 'CREDENTIAL_INVALID'
  | 'NOTIFICATION_REFUSED'
  | 'ISSUER_KEY_INVALID'
  | 'CHAIN_INVALID'
  | 'TYPE_METADATA_INVALID'
  | 'STATUS_INVALID'
  | 'REQUEST_UNREADABLE'
  | 'REQUEST_REFUSED'
  | 'REQUEST_INVALID'
  | 'NOTHING_MATCHES'
  | 'RESPONSE_REFUSED'
  | 'UNREACHABLE'

/** The wallet's one error. `answer` holds what the other side said, when it said something. */
export class WalletError extends Error {
  readonly code: WalletErrorCode
  readonly answer: HttpAnswer | undefined

  constructor(code: WalletErrorCode, message: string, options: { answer?: HttpAnswer; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'WalletError'
    this.code = code
    this.answer = options.answer
  }
}
