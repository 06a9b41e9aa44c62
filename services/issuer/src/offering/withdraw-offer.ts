import type { OfferId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import { OfferError } from './errors.ts'
import type { OfferBook } from './offer-book.ts'

/** Takes an open offer back. Throws OfferError OFFER_UNKNOWN, or OFFER_NOT_OPEN when it was redeemed, locked or withdrawn before. */
export async function withdrawOffer(id: OfferId, act: Act, { offers }: { offers: Pick<OfferBook, 'withdraw'> }): Promise<void> {
  const outcome = await offers.withdraw(id, act)
  if (outcome === 'unknown') throw new OfferError('OFFER_UNKNOWN', 'this institution has no such offer')
  if (outcome === 'not_open') throw new OfferError('OFFER_NOT_OPEN', 'the offer is no longer open')
}
