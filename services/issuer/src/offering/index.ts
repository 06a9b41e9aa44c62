/**
 * A promise to one learner of the credential of one award, in one form or several.
 *
 * The link carries a secret of 256 bits; the pre-authorized code is derived from it, so that the link may be opened any
 * number of times and always says the same, and the record has hashes only. One award has at most one open offer, and
 * none of a form of which a credential stands.
 */
export { OfferError, type OfferErrorCode } from './errors.ts'
export { defaultOfferSeconds, maximumOfferSeconds, offerAward, type MadeOffer } from './offer-award.ts'
export type { Offer, OfferBook, OfferState, OfferToRecord } from './offer-book.ts'
export { hashOfferSecret, hashPreAuthorizedCode, hashTransactionCode, looksLikeOfferSecret, newOfferSecret, newTransactionCode, preAuthorizedCode } from './offer-secret.ts'
export { withdrawOffer } from './withdraw-offer.ts'
