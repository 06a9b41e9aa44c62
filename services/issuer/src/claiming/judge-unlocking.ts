import type { Award } from '../results/types.ts'
import type { Offer } from '../offering/offer-book.ts'
import type { UnlockRefusal } from './claim-book.ts'

/** An offer and its award as they stand under a lock; `given`: a transaction code came along, `fits`: it is the one of the offer, which may be none. */
export type OfferToUnlock = {
  offer: Pick<Offer, 'state' | 'createdAt' | 'expiresAt' | 'transactionCodeRequired'>
  award: Pick<Award, 'state' | 'correctedAt'>
  given: boolean
  fits: boolean
}

/** Whether an offer opens, in the order of the function redeem_step: a code is judged last, so that a wrong one counts only where a right one would have opened it. */
export function judgeUnlocking({ offer, award, given, fits }: OfferToUnlock, at: Date): 'unlocked' | Exclude<UnlockRefusal, 'locked'> {
  if (offer.state !== 'open') return 'not_open'
  if (offer.expiresAt <= at) return 'expired'
  if (award.state !== 'awarded') return 'award_withdrawn'
  if (award.correctedAt !== undefined && award.correctedAt > offer.createdAt) return 'award_changed'
  if (!offer.transactionCodeRequired && given) return 'code_unexpected'
  if (offer.transactionCodeRequired && !given) return 'code_missing'
  return fits ? 'unlocked' : 'code_wrong'
}
