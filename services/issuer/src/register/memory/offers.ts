import type { Offer, OfferBook } from '../../offering/offer-book.ts'
import { appendMemoryJournal, type MemoryScope, type OfferRow } from './scope.ts'

/** The offers of one institution, in memory. */
export function openOfferBook(scope: MemoryScope): OfferBook {
  const { offers, awards, credentials, accessTokens } = scope.tables
  return {
    async record(offer, act) {
      const award = awards.get(offer.awardId)
      if (award === undefined) return 'award_unknown'
      if (award.state === 'withdrawn') return 'award_withdrawn'
      for (const credential of credentials.values()) {
        if (credential.awardId === offer.awardId && credential.state !== 'revoked' && credential.offerId !== undefined && offer.configurations.includes(credential.configurationId)) return 'already_claimed'
      }
      for (const [hash, token] of accessTokens) if (offers.get(token.offerId)?.awardId === offer.awardId) accessTokens.delete(hash)
      for (const standing of offers.values()) {
        if (standing.awardId !== offer.awardId || standing.state !== 'open') continue
        offers.set(standing.id, { ...standing, state: 'withdrawn' })
        appendMemoryJournal(scope, act, [{ action: 'offer.withdrawn', objectKind: 'offer', objectId: standing.id, reason: `replaced by ${offer.id}` }])
      }
      offers.set(offer.id, { ...offer, transactionCodeTries: 0, state: 'open' })
      appendMemoryJournal(scope, act, [{ action: 'offer.made', objectKind: 'offer', objectId: offer.id }])
      return 'recorded'
    },
    async get(id) {
      const row = offers.get(id)
      return row && toOffer(row)
    },
    async withdraw(id, act) {
      const row = offers.get(id)
      if (row === undefined) return 'unknown'
      if (row.state !== 'open') return 'not_open'
      offers.set(id, { ...row, state: 'withdrawn' })
      appendMemoryJournal(scope, act, [{ action: 'offer.withdrawn', objectKind: 'offer', objectId: id }])
      return 'withdrawn'
    },
  }
}

/** What the room may see of a row: no hashes. */
export function toOffer(row: OfferRow): Offer {
  return {
    id: row.id,
    awardId: row.awardId,
    state: row.state,
    configurations: row.configurations,
    transactionCodeRequired: row.transactionCodeHash !== undefined,
    transactionCodeTries: row.transactionCodeTries,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    ...(row.redeemedAt === undefined ? {} : { redeemedAt: row.redeemedAt }),
  }
}
