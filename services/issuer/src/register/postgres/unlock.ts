import type { Queryable } from '@eduwallet/storage'
import type { ClaimBook } from '../../claiming/claim-book.ts'
import { judgeUnlocking } from '../../claiming/judge-unlocking.ts'
import type { AwardId, OfferId } from '../../institutions/types.ts'
import type { Act } from '../../journal/types.ts'
import type { Offer, OfferState } from '../../offering/offer-book.ts'
import type { Award } from '../../results/types.ts'
import { appendJournal } from './journal.ts'

type Unlock = ClaimBook['unlock']
type AwardColumns = { id: AwardId; state: Award['state']; revision: number; corrected_at: Date | null }
type OfferColumns = { id: OfferId; state: OfferState; created_at: Date; expires_at: Date; code_required: boolean; fits: boolean }

/** Opens an offer, or counts a wrong code. The award's row is locked before the offer's, as in the functions of migration 0011; the codes are compared here, where the key of their HMAC is not. */
export async function unlock(tx: Queryable, { codeHash, transactionCodeHash, maxTries }: Parameters<Unlock>[0], act: Act): ReturnType<Unlock> {
  const { rows: [award] } = await tx.query<AwardColumns>(
    `SELECT a.id, a.state, a.revision, a.corrected_at FROM awards a
      WHERE a.institution_id = $1 AND a.id = (SELECT o.award_id FROM offers o WHERE o.institution_id = $1 AND o.code_hash = $2) FOR SHARE`,
    [codeHash],
  )
  const { rows: [found] } = await tx.query<OfferColumns>(
    `SELECT o.id, o.state, o.created_at, o.expires_at, o.transaction_code_hash IS NOT NULL AS code_required, o.transaction_code_hash IS NOT DISTINCT FROM $3 AS fits
       FROM offers o WHERE o.institution_id = $1 AND o.code_hash = $2 FOR UPDATE`,
    [codeHash, transactionCodeHash ?? null],
  )
  if (award === undefined || found === undefined) return 'not_open'
  const offer: Pick<Offer, 'state' | 'createdAt' | 'expiresAt' | 'transactionCodeRequired'> = { state: found.state, createdAt: found.created_at, expiresAt: found.expires_at, transactionCodeRequired: found.code_required }
  const outcome = judgeUnlocking({
    offer, award: { state: award.state, ...(award.corrected_at === null ? {} : { correctedAt: award.corrected_at }) }, given: transactionCodeHash !== undefined, fits: found.fits,
  }, act.at)
  if (outcome === 'unlocked') return { awardId: award.id, revision: award.revision }
  if (outcome !== 'code_wrong') return outcome
  const { rows: [counted] } = await tx.query<{ state: OfferState }>(
    `UPDATE offers SET transaction_code_tries = transaction_code_tries + 1, state = CASE WHEN transaction_code_tries + 1 >= $3 THEN 'locked' ELSE state END
      WHERE institution_id = $1 AND id = $2 RETURNING state`,
    [found.id, maxTries],
  )
  if (counted?.state !== 'locked') return 'code_wrong'
  await appendJournal(tx, act, [{ action: 'offer.locked', objectKind: 'offer', objectId: found.id, reason: 'too many wrong transaction codes' }])
  return 'locked'
}
