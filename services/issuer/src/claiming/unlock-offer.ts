/** A learner shows that an offer is theirs, without spending it: what they download does not take the place of what their wallet claims. */
import type { AwardId, InstitutionId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import { hashPreAuthorizedCode, hashTransactionCode, preAuthorizedCode } from '../offering/offer-secret.ts'
import type { ClaimBook } from './claim-book.ts'
import { maxTransactionCodeTries, refusalOf } from './redeem-code.ts'

export type UnlockNeeds = {
  institutionId: InstitutionId
  claims: Pick<ClaimBook, 'unlock'>
  act: Act
  /** `kek.derive('transaction-code')`. */
  transactionCodePepper: Uint8Array
}

/** What the offer is of, as it was when it was opened. */
export type UnlockedAward = { awardId: AwardId; revision: number }

/**
 * Opens an offer that can still be claimed by the secret of its link, and its transaction code when it has one. A wrong one counts as it does when a wallet sends it: five in
 * all, whichever way they came, and the offer is locked. Throws ClaimError as `redeemCode` does.
 */
export async function unlockOffer({ secret, transactionCode }: { secret: string; transactionCode?: string | undefined }, { institutionId, claims, act, transactionCodePepper }: UnlockNeeds): Promise<UnlockedAward> {
  const codeHash = hashPreAuthorizedCode(preAuthorizedCode(secret))
  const outcome = await claims.unlock({
    codeHash,
    maxTries: maxTransactionCodeTries,
    ...(transactionCode === undefined ? {} : { transactionCodeHash: hashTransactionCode(transactionCode, { institutionId, codeHash, pepper: transactionCodePepper }) }),
  }, act)
  if (typeof outcome === 'string') throw refusalOf(outcome)
  return outcome
}
