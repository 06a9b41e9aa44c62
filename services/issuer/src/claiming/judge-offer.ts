import type { OfferBehindLink } from './claim-book.ts'

/** What a learner can still do with an offer. All but `open` are final, except that a new offer may be made. */
export type OfferStanding = 'open' | 'redeemed' | 'expired' | 'withdrawn' | 'locked'

/**
 * How an offer stands at a moment. An award that was withdrawn, or corrected after the offer was made, withdraws the offer:
 * a learner claims what the link showed, or asks for a new link.
 */
export function judgeOffer({ offer, award }: Pick<OfferBehindLink, 'offer' | 'award'>, now: Date): OfferStanding {
  if (offer.state !== 'open') return offer.state
  if (award.state !== 'awarded' || (award.correctedAt !== undefined && award.correctedAt > offer.createdAt)) return 'withdrawn'
  return offer.expiresAt <= now ? 'expired' : 'open'
}
