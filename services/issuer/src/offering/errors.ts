export type OfferErrorCode =
  | 'OFFER_AWARD_UNKNOWN'
  | 'OFFER_AWARD_WITHDRAWN'
  | 'OFFER_ALREADY_CLAIMED'
  | 'OFFER_CONFIGURATION_UNKNOWN'
  | 'OFFER_UNKNOWN'
  | 'OFFER_NOT_OPEN'

/** Why an offer cannot be made or taken back. */
export class OfferError extends Error {
  override readonly name = 'OfferError'
  readonly code: OfferErrorCode

  constructor(code: OfferErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
