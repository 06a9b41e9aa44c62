import type { CredentialOnRecord, IssuanceBook } from '../../issuing/issuance-book.ts'
import { isUsed, markUsed, promisedContent } from './claims.ts'
import { appendMemoryJournal, type CredentialRow, type MemoryScope } from './scope.ts'

/** What is on record of the credentials that are being made, in memory. */
export function openIssuanceBook(scope: MemoryScope): IssuanceBook {
  const { accessTokens, offers, awards, credentials, statusLists } = scope.tables
  return {
    async open(tokenHash, { candidates, wanted }) {
      const token = accessTokens.get(Buffer.from(tokenHash).toString('hex'))
      const offer = token && offers.get(token.offerId)
      const award = offer && awards.get(offer.awardId)
      const achievement = award && promisedContent(scope, award.achievementId)
      if (token === undefined || offer === undefined || award === undefined || achievement === undefined) return undefined
      const list = [...statusLists.values()].filter(({ state }) => state === 'open').sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime())[0]
      if (list === undefined) throw new Error('the institution has no open status list')
      const taken = new Set([...credentials.values()].filter(({ listId }) => listId === list.id).map(({ statusIndex }) => statusIndex))
      const free = [...new Set(candidates.map((candidate) => candidate % list.size))].filter((index) => !taken.has(index))
      return {
        token,
        offerCreatedAt: offer.createdAt,
        configurations: offer.configurations,
        award,
        achievement,
        credentials: [...credentials.values()].filter(({ offerId }) => offerId === offer.id).map(toCredential),
        statusList: { id: list.id, size: list.size, freeIndexes: free.slice(0, wanted) },
      }
    },
    async intend(intent, act) {
      const award = awards.get(intent.award.id)
      if (award?.state !== 'awarded' || award.revision !== intent.award.revision) return 'award_changed'
      const token = accessTokens.get(Buffer.from(intent.tokenHash).toString('hex'))
      if (token === undefined || token.offerId !== intent.offerId || token.expiresAt <= act.at) return 'token_gone'
      if (intent.dpopProof !== undefined && isUsed(scope, 'dpop', intent.dpopProof)) return 'dpop_replayed'
      if (isUsed(scope, 'nonce', intent.nonce)) return 'nonce_used'
      const standing = [...credentials.values()]
      const ofOffer = standing.filter(({ offerId, configurationId }) => offerId === intent.offerId && configurationId === intent.configurationId)
      if (offers.get(intent.offerId)?.configurations.includes(intent.configurationId) !== true) return 'limit_reached'
      if (intent.credentials.length > 0 && ofOffer.length + intent.credentials.length > intent.limit) return 'limit_reached'
      const raced = intent.credentials.some((credential) =>
        ofOffer.some(({ holderKey }) => holderKey === credential.holderKey)
        || standing.some(({ listId, statusIndex }) => listId === credential.listId && statusIndex === credential.statusIndex))
      if (raced) return 'raced'
      if (intent.dpopProof !== undefined) markUsed(scope, 'dpop', intent.dpopProof)
      markUsed(scope, 'nonce', intent.nonce)
      for (const credential of intent.credentials) {
        credentials.set(credential.id, {
          ...credential, awardId: intent.award.id, offerId: intent.offerId, configurationId: intent.configurationId, state: 'intended',
        })
      }
      appendMemoryJournal(scope, act, intent.credentials.map(({ id }) => ({ action: 'credential.intended', objectKind: 'credential', objectId: id })))
      return 'intended'
    },
    async recordIssued(ids, act) {
      const rows = ids.flatMap((id) => credentials.get(id) ?? [])
      if (rows.some(({ state }) => state === 'revoked')) return false
      const changed = rows.filter(({ state }) => state === 'intended')
      for (const row of changed) credentials.set(row.id, { ...row, state: 'issued', signedAt: act.at })
      appendMemoryJournal(scope, act, changed.map(({ id }) => ({ action: 'credential.issued', objectKind: 'credential', objectId: id })))
      return true
    },
    async replaceStatusList(full, next, act, reason = `list ${full} is full`) {
      const list = statusLists.get(full)
      if (list?.state !== 'open') return
      statusLists.set(full, { ...list, state: 'closed' })
      statusLists.set(next.id, { ...next, state: 'open', version: 0, createdAt: act.at })
      appendMemoryJournal(scope, act, [{ action: 'status-list.opened', objectKind: 'status-list', objectId: next.id, reason }])
    },
  }
}

/** What the room may see of a row. */
export function toCredential(row: CredentialRow): CredentialOnRecord {
  const { id, configurationId, holderKey, awardRevision = 0, listId, statusIndex, payloadDigest, saltSeed, signingKid, issuedAt, expiresAt, state } = row
  return { id, configurationId, ...(holderKey === undefined ? {} : { holderKey }), awardRevision, listId, statusIndex, payloadDigest, saltSeed, signingKid, issuedAt, ...(expiresAt === undefined ? {} : { expiresAt }), state }
}
