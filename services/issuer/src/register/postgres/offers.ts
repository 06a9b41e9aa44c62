import type { Offer, OfferBook, OfferState } from '../../offering/offer-book.ts'
import type { AwardId, OfferId } from '../../institutions/types.ts'
import { appendJournal, type JournalNote } from './journal.ts'
import type { InstitutionScope } from './scope.ts'

/** The offers of one institution. Redeeming them is the claim book's. */
export function openOfferBook(scope: InstitutionScope): OfferBook {
  return {
    async record(offer, act) {
      try {
        return await scope.transaction(async (tx) => {
          // The award row is held, so that two offers of one award are made one after the other.
          const award = await tx.query<{ state: string }>(
            'SELECT state FROM awards WHERE institution_id = $1 AND id = $2 FOR NO KEY UPDATE', [offer.awardId])
          if (award.rows[0] === undefined) return 'award_unknown' as const
          if (award.rows[0].state === 'withdrawn') return 'award_withdrawn' as const
          // An offer that is being redeemed at this moment holds its row, so after this statement its grant is visible to the next one.
          const withdrawn = await tx.query<{ id: OfferId }>(
            `UPDATE offers SET state = 'withdrawn' WHERE institution_id = $1 AND award_id = $2 AND state = 'open' RETURNING id`, [offer.awardId])
          // A grant of an earlier offer that led to no credential ends here. A claim that is being answered holds its
          // grant, so after this statement its credential is visible to the next one.
          await tx.query(
            `DELETE FROM access_tokens t USING offers o
              WHERE t.institution_id = $1 AND o.institution_id = $1 AND o.id = t.offer_id AND o.award_id = $2`,
            [offer.awardId],
          )
          const live = await tx.query(
            `SELECT 1 FROM credentials WHERE institution_id = $1 AND award_id = $2 AND state <> 'revoked' AND offer_id IS NOT NULL AND configuration_id = ANY ($3) LIMIT 1`,
            [offer.awardId, offer.configurations],
          )
          if (live.rowCount > 0) throw new AlreadyClaimed()
          await tx.query(
            `INSERT INTO offers (institution_id, id, award_id, secret_hash, code_hash, transaction_code_hash, configurations, state, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9)`,
            [offer.id, offer.awardId, offer.secretHash, offer.codeHash, offer.transactionCodeHash ?? null, offer.configurations, offer.createdAt, offer.expiresAt],
          )
          await appendJournal(tx, act, [
            ...withdrawn.rows.map(({ id }): JournalNote => ({ action: 'offer.withdrawn', objectKind: 'offer', objectId: id, reason: `replaced by ${offer.id}` })),
            { action: 'offer.made', objectKind: 'offer', objectId: offer.id },
          ])
          return 'recorded' as const
        })
      } catch (error) {
        if (error instanceof AlreadyClaimed) return 'already_claimed'
        throw error
      }
    },
    get: (id) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<OfferColumns>(`${selectOffer} AND id = $2`, [id])
        return rows[0] && toOffer(rows[0])
      }),
    withdraw: (id, act) =>
      scope.transaction(async (tx) => {
        const { rowCount } = await tx.query(
          `UPDATE offers SET state = 'withdrawn' WHERE institution_id = $1 AND id = $2 AND state = 'open'`, [id])
        if (rowCount === 0) {
          const { rows } = await tx.query(`${selectOffer} AND id = $2`, [id])
          return rows.length > 0 ? 'not_open' : 'unknown'
        }
        await appendJournal(tx, act, [{ action: 'offer.withdrawn', objectKind: 'offer', objectId: id }])
        return 'withdrawn'
      }),
  }
}

/** Rolls the transaction back, so that the grants it took away stand again. */
class AlreadyClaimed extends Error {}

const selectOffer = `SELECT id, award_id, state, configurations, transaction_code_hash IS NOT NULL AS transaction_code_required, transaction_code_tries,
  created_at, expires_at, redeemed_at FROM offers WHERE institution_id = $1`

type OfferColumns = {
  id: OfferId
  award_id: AwardId
  state: OfferState
  configurations: string[]
  transaction_code_required: boolean
  transaction_code_tries: number
  created_at: Date
  expires_at: Date
  redeemed_at: Date | null
}

function toOffer(columns: OfferColumns): Offer {
  return {
    id: columns.id,
    awardId: columns.award_id,
    state: columns.state,
    configurations: columns.configurations,
    transactionCodeRequired: columns.transaction_code_required,
    transactionCodeTries: columns.transaction_code_tries,
    createdAt: columns.created_at,
    expiresAt: columns.expires_at,
    ...(columns.redeemed_at === null ? {} : { redeemedAt: columns.redeemed_at }),
  }
}
