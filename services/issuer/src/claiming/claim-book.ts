import type { Achievement } from '@eduwallet/microcredential'
import type { ConfigurationId } from '../configurations/configurations.ts'
import type { AwardId, OfferId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { Offer } from '../offering/offer-book.ts'
import type { Award } from '../results/types.ts'

/** A value that may be used once: its SHA-256, and until when it has to be remembered as used. */
export type OneTimeValue = { hash: Uint8Array; expiresAt: Date }

/** What stands behind a claim link: the offer, and what it would give to whom as things are now. */
export type OfferBehindLink = { offer: Offer; award: Award; achievement: Achievement }

/** An access token as it is kept: bound to a DPoP key (RFC 7638 thumbprint) and to the client id the wallet named, if any. */
export type TokenToRecord = { hash: Uint8Array; expiresAt: Date; keyThumbprint?: string; clientId?: string }

/** One try to redeem an offer, found by SHA-256 of its pre-authorized code. `transactionCodeHash` is there when the wallet sent a transaction code. */
export type Redemption = {
  codeHash: Uint8Array
  transactionCodeHash?: Uint8Array
  /** What the wallet said that it wants: each must have been offered. */
  configurations?: readonly ConfigurationId[]
  /** The wrong transaction code with which the offer locks. */
  maxTries: number
  dpopProof?: OneTimeValue
  token: TokenToRecord
}

/**
 * What was redeemed: the token is on record and the offer is spent. Or why not: after `code_wrong` and `locked` one more try is on
 * record, after any other refusal nothing has changed.
 */
export type RedemptionOutcome = { awardId: AwardId; configurations: readonly ConfigurationId[] } | RedemptionRefusal

export type RedemptionRefusal =
  | 'not_open'
  | 'expired'
  | 'award_withdrawn'
  | 'award_changed'
  | 'code_missing'
  | 'code_unexpected'
  | 'code_wrong'
  | 'locked'
  | 'not_offered'
  | 'dpop_replayed'

/** One try to open an offer without spending it. As in a redemption. */
export type Unlocking = Pick<Redemption, 'codeHash' | 'transactionCodeHash' | 'maxTries'>
export type UnlockRefusal = Exclude<RedemptionRefusal, 'not_offered' | 'dpop_replayed'>

/** What became of a credential in the wallet (OpenID4VCI 1.0 #notification). */
export type ClaimEvent = 'credential_accepted' | 'credential_failure' | 'credential_deleted'

/** An access token that is on record, expired or not: the caller judges by its clock. */
export type TokenOnRecord = { offerId: OfferId; expiresAt: Date; keyThumbprint?: string; clientId?: string }

/** What learners' wallets do with the offers of one institution. */
export type ClaimBook = {
  /** By SHA-256 of the secret in the link. Reading changes nothing, however often. */
  findBySecretHash(secretHash: Uint8Array): Promise<OfferBehindLink | undefined>
  /** One transaction, the offer's row locked: of any number of redemptions at once exactly one redeems. */
  redeem(redemption: Redemption, act: Act): Promise<RedemptionOutcome>
  /**
   * One transaction, the offer's row locked: opens what could be redeemed, and spends nothing. Wrong codes are counted with those of redemptions: after `code_wrong` and
   * `locked` one more try is on record; after anything else nothing has changed.
   */
  unlock(unlocking: Unlocking, act: Act): Promise<{ awardId: AwardId; revision: number } | UnlockRefusal>
  findToken(tokenHash: Uint8Array): Promise<TokenOnRecord | undefined>
  /**
   * Records an event once. `unknown`: no credential of this offer was ever handed over. `repeated`: it was on record
   * already, nothing has changed.
   */
  notify(notification: { offerId: OfferId; event: ClaimEvent; dpopProof?: OneTimeValue }, act: Act): Promise<'recorded' | 'repeated' | 'unknown' | 'dpop_replayed'>
}
