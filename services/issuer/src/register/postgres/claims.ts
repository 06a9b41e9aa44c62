import type { Achievement } from '@eduwallet/microcredential'
import type { ClaimBook, RedemptionRefusal, TokenOnRecord } from '../../claiming/claim-book.ts'
import type { AchievementId, AwardId, OfferId } from '../../institutions/types.ts'
import type { Award } from '../../results/types.ts'
import type { Offer, OfferState } from '../../offering/offer-book.ts'
import { hexOf, type ClaimSteps } from './claim-steps.ts'
import { appendJournal } from './journal.ts'
import { unlock } from './unlock.ts'
import type { InstitutionScope } from './scope.ts'

/** What wallets do with the offers of one institution. The rules of redeeming are in the function redeem_step (migration 0011). */
export function openClaimBook(scope: InstitutionScope, steps: ClaimSteps): ClaimBook {
  return {
    findBySecretHash: (secretHash) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<LinkColumns>(
          `SELECT o.id, o.state, o.configurations, o.transaction_code_hash IS NOT NULL AS transaction_code_required, o.transaction_code_tries,
                  o.created_at, o.expires_at, o.redeemed_at, to_jsonb(a) - 'institution_id' AS award, ach.content AS achievement
             FROM offers o
             JOIN awards a ON a.institution_id = $1 AND a.id = o.award_id
             JOIN achievements ach ON ach.institution_id = $1 AND ach.id = a.achievement_id AND ach.state = 'published'
            WHERE o.institution_id = $1 AND o.secret_hash = $2`,
          [secretHash],
        )
        const row = rows[0]
        if (row === undefined) return undefined
        const award = toAward(row.award)
        return { offer: toOffer(row, award.id), award, achievement: row.achievement }
      }),
    async redeem({ codeHash, transactionCodeHash, configurations, maxTries, dpopProof, token }, act) {
      const { outcome, award, configurations: offered } = await steps.take({
        do: 'redeem',
        codeHash: hexOf(codeHash),
        ...(transactionCodeHash === undefined ? {} : { transactionCodeHash: hexOf(transactionCodeHash) }),
        ...(configurations === undefined ? {} : { configurations }),
        maxTries,
        ...(dpopProof === undefined ? {} : { dpopHash: hexOf(dpopProof.hash), dpopExpiresAt: dpopProof.expiresAt }),
        tokenHash: hexOf(token.hash),
        tokenExpiresAt: token.expiresAt,
        tokenKey: token.keyThumbprint,
        tokenClient: token.clientId,
      }, act)
      return award === null || offered === null ? outcome as RedemptionRefusal : { awardId: award, configurations: offered }
    },
    unlock: (unlocking, act) => scope.transaction((tx) => unlock(tx, unlocking, act)),
    findToken: (tokenHash) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<TokenColumns>(
          'SELECT offer_id, key_thumbprint, client_id, expires_at FROM access_tokens WHERE institution_id = $1 AND token_hash = $2', [tokenHash])
        return rows[0] && toToken(rows[0])
      }),
    notify: ({ offerId, event, dpopProof }, act) =>
      scope.transaction(async (tx) => {
        if (dpopProof !== undefined) {
          const { rowCount } = await tx.query(
            `INSERT INTO used_values (institution_id, kind, value_hash, expires_at) VALUES ($1, 'dpop', $2, $3) ON CONFLICT DO NOTHING`,
            [dpopProof.hash, dpopProof.expiresAt],
          )
          if (rowCount === 0) return 'dpop_replayed'
        }
        const issued = await tx.query(`SELECT FROM credentials WHERE institution_id = $1 AND offer_id = $2 AND state <> 'intended' LIMIT 1`, [offerId])
        if (issued.rowCount === 0) return 'unknown'
        const { rowCount } = await tx.query(
          'INSERT INTO notifications (institution_id, offer_id, event, received_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING',
          [offerId, event, act.at],
        )
        if (rowCount === 0) return 'repeated'
        await appendJournal(tx, act, [{ action: 'credential.notified', objectKind: 'offer', objectId: offerId, reason: event }])
        return 'recorded'
      }),
  }
}

/** An award as `to_jsonb` writes it. */
export type AwardJson = {
  id: AwardId
  achievement_id: AchievementId
  source: Award['source']
  source_reference: string
  learner_reference: string
  given_name: string
  family_name: string
  awarded_on: string
  grade: string | null
  state: Award['state']
  revision: number
  created_at: string
  corrected_at: string | null
}

/** An award as the database's functions give it. */
export function toAward(json: AwardJson): Award {
  return {
    id: json.id,
    achievementId: json.achievement_id,
    source: json.source,
    sourceReference: json.source_reference,
    learner: { reference: json.learner_reference, givenName: json.given_name, familyName: json.family_name },
    awardedOn: json.awarded_on,
    ...(json.grade === null ? {} : { grade: json.grade }),
    state: json.state,
    revision: json.revision,
    createdAt: new Date(json.created_at),
    ...(json.corrected_at === null ? {} : { correctedAt: new Date(json.corrected_at) }),
  }
}

type TokenColumns = { offer_id: OfferId; key_thumbprint: string | null; client_id: string | null; expires_at: Date }

/** An access token as it is on record. */
export function toToken(columns: TokenColumns): TokenOnRecord {
  return {
    offerId: columns.offer_id,
    expiresAt: columns.expires_at,
    ...(columns.key_thumbprint === null ? {} : { keyThumbprint: columns.key_thumbprint }),
    ...(columns.client_id === null ? {} : { clientId: columns.client_id }),
  }
}

type LinkColumns = {
  id: OfferId
  state: OfferState
  configurations: string[]
  transaction_code_required: boolean
  transaction_code_tries: number
  created_at: Date
  expires_at: Date
  redeemed_at: Date | null
  award: AwardJson
  achievement: Achievement
}

function toOffer(columns: LinkColumns, awardId: AwardId): Offer {
  return {
    id: columns.id,
    awardId,
    state: columns.state,
    configurations: columns.configurations,
    transactionCodeRequired: columns.transaction_code_required,
    transactionCodeTries: columns.transaction_code_tries,
    createdAt: columns.created_at,
    expiresAt: columns.expires_at,
    ...(columns.redeemed_at === null ? {} : { redeemedAt: columns.redeemed_at }),
  }
}
