import type { ConfigurationId } from '../configurations/configurations.ts'
import type { AwardId, OfferId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'

/** `open` can be redeemed until `expiresAt`; the other states are final. */
export type OfferState = 'open' | 'redeemed' | 'withdrawn' | 'locked'

/** An offer as the institution sees it. */
export type Offer = {
  id: OfferId
  awardId: AwardId
  state: OfferState
  /** In which forms the award can be claimed, at least one. */
  configurations: readonly ConfigurationId[]
  /** Whether the wallet must send a transaction code as well. */
  transactionCodeRequired: boolean
  transactionCodeTries: number
  createdAt: Date
  expiresAt: Date
  redeemedAt?: Date
}

/** A new offer with the hashes of what only the learner holds (SHA-256 of link secret and code, HMAC of the transaction code). */
export type OfferToRecord = {
  id: OfferId
  awardId: AwardId
  configurations: readonly ConfigurationId[]
  secretHash: Uint8Array
  codeHash: Uint8Array
  transactionCodeHash?: Uint8Array
  createdAt: Date
  expiresAt: Date
}

/** Offers as institutions make them. What wallets do with them is the claim book's. */
export type OfferBook = {
  /**
   * One transaction: withdraws the open offer of the award, if any, and records the new one. `award_withdrawn` and
   * `already_claimed` (a credential of this award in one of these forms is intended or issued, and not revoked) record nothing.
   */
  record(offer: OfferToRecord, act: Act): Promise<'recorded' | 'award_unknown' | 'award_withdrawn' | 'already_claimed'>
  get(id: OfferId): Promise<Offer | undefined>
  /** `not_open`: redeemed, locked or withdrawn already. */
  withdraw(id: OfferId, act: Act): Promise<'withdrawn' | 'not_open' | 'unknown'>
}
