import type { ClaimBook, OneTimeValue } from '../../claiming/claim-book.ts'
import { judgeUnlocking } from '../../claiming/judge-unlocking.ts'
import type { Achievement } from '@eduwallet/microcredential'
import type { AchievementId } from '../../institutions/types.ts'
import { toOffer } from './offers.ts'
import { appendMemoryJournal, type MemoryScope } from './scope.ts'

/** What wallets do with the offers of one institution, in memory. */
export function openClaimBook(scope: MemoryScope): ClaimBook {
  const { offers, awards, accessTokens, credentials, notifications } = scope.tables
  return {
    async findBySecretHash(secretHash) {
      const row = [...offers.values()].find((offer) => Buffer.compare(offer.secretHash, secretHash) === 0)
      const award = row && awards.get(row.awardId)
      const achievement = award && promisedContent(scope, award.achievementId)
      return row && award && achievement && { offer: toOffer(row), award, achievement }
    },
    async redeem({ codeHash, transactionCodeHash, configurations = [], maxTries, dpopProof, token }, act) {
      const row = [...offers.values()].find((offer) => Buffer.compare(offer.codeHash, codeHash) === 0)
      const award = row && awards.get(row.awardId)
      if (dpopProof !== undefined && isUsed(scope, 'dpop', dpopProof)) return 'dpop_replayed'
      if (row?.state !== 'open' || award === undefined) return 'not_open'
      if (row.expiresAt <= act.at) return 'expired'
      if (award.state !== 'awarded') return 'award_withdrawn'
      if (award.correctedAt !== undefined && award.correctedAt > row.createdAt) return 'award_changed'
      if (row.transactionCodeHash === undefined && transactionCodeHash !== undefined) return 'code_unexpected'
      if (row.transactionCodeHash !== undefined && transactionCodeHash === undefined) return 'code_missing'
      const codeFits = row.transactionCodeHash === undefined || Buffer.compare(row.transactionCodeHash, transactionCodeHash ?? new Uint8Array()) === 0
      if (codeFits && !configurations.every((asked) => row.configurations.includes(asked))) return 'not_offered'
      if (dpopProof !== undefined) markUsed(scope, 'dpop', dpopProof)
      const { id: offerId, awardId } = row
      if (!codeFits) {
        const tries = row.transactionCodeTries + 1
        offers.set(offerId, { ...row, transactionCodeTries: tries, state: tries >= maxTries ? 'locked' : 'open' })
        if (tries < maxTries) return 'code_wrong'
        appendMemoryJournal(scope, act, [{ action: 'offer.locked', objectKind: 'offer', objectId: offerId, reason: 'too many wrong transaction codes' }])
        return 'locked'
      }
      offers.set(offerId, { ...row, state: 'redeemed', redeemedAt: act.at })
      const { hash, ...grant } = token
      accessTokens.set(Buffer.from(hash).toString('hex'), { offerId, ...grant })
      appendMemoryJournal(scope, act, [{ action: 'offer.redeemed', objectKind: 'offer', objectId: offerId }])
      return { awardId, configurations: row.configurations }
    },
    async unlock({ codeHash, transactionCodeHash, maxTries }, act) {
      const row = [...offers.values()].find((offer) => Buffer.compare(offer.codeHash, codeHash) === 0)
      const award = row && awards.get(row.awardId)
      if (row === undefined || award === undefined) return 'not_open'
      const fits = Buffer.compare(row.transactionCodeHash ?? new Uint8Array(), transactionCodeHash ?? new Uint8Array()) === 0
      const outcome = judgeUnlocking({ offer: toOffer(row), award, given: transactionCodeHash !== undefined, fits }, act.at)
      if (outcome === 'unlocked') return { awardId: row.awardId, revision: award.revision }
      if (outcome !== 'code_wrong') return outcome
      const tries = row.transactionCodeTries + 1
      offers.set(row.id, { ...row, transactionCodeTries: tries, state: tries >= maxTries ? 'locked' : 'open' })
      if (tries < maxTries) return outcome
      appendMemoryJournal(scope, act, [{ action: 'offer.locked', objectKind: 'offer', objectId: row.id, reason: 'too many wrong transaction codes' }])
      return 'locked'
    },
    async findToken(tokenHash) {
      return accessTokens.get(Buffer.from(tokenHash).toString('hex'))
    },
    async notify({ offerId, event, dpopProof }, act) {
      if (dpopProof !== undefined && !markUsed(scope, 'dpop', dpopProof)) return 'dpop_replayed'
      if (![...credentials.values()].some((credential) => credential.offerId === offerId && credential.state !== 'intended')) return 'unknown'
      if (notifications.some((known) => known.offerId === offerId && known.event === event)) return 'repeated'
      notifications.push({ offerId, event, receivedAt: act.at })
      appendMemoryJournal(scope, act, [{ action: 'credential.notified', objectKind: 'offer', objectId: offerId, reason: event }])
      return 'recorded'
    },
  }
}

/** Marks a value as used; false when it was already. */
export function markUsed(scope: MemoryScope, kind: 'nonce' | 'dpop', value: OneTimeValue): boolean {
  if (isUsed(scope, kind, value)) return false
  scope.tables.usedValues.set(keyOf(kind, value), { expiresAt: value.expiresAt })
  return true
}

/** Whether a value that may be used once is on record already, for this institution. */
export function isUsed(scope: MemoryScope, kind: 'nonce' | 'dpop', value: OneTimeValue): boolean {
  return scope.tables.usedValues.has(keyOf(kind, value))
}

/** The content of an achievement that was published; also when it was archived since, because what was offered goes on. */
export function promisedContent(scope: MemoryScope, id: AchievementId): Achievement | undefined {
  const entry = scope.tables.achievements.get(id)
  return entry === undefined || entry.state === 'draft' ? undefined : entry.content
}

function keyOf(kind: 'nonce' | 'dpop', { hash }: OneTimeValue): string {
  return `${kind}:${Buffer.from(hash).toString('hex')}`
}
