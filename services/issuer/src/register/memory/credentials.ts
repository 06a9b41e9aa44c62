import type { CredentialBook, CredentialRecord } from '../../revoking/credential-book.ts'
import { appendMemoryJournal, type CredentialRow, type MemoryScope } from './scope.ts'

/** The credentials of one institution, looked up and revoked, in memory. */
export function openCredentialBook(scope: MemoryScope): CredentialBook {
  const { accessTokens, credentials, statusLists } = scope.tables
  return {
    async list({ awardId, after, limit }) {
      return [...credentials.values()]
        .filter((row) => (awardId === undefined || row.awardId === awardId) && (after === undefined || row.id > after))
        .sort((one, other) => (one.id < other.id ? -1 : 1))
        .slice(0, limit)
        .map(toRecord)
    },
    async get(id) {
      const row = credentials.get(id)
      return row && toRecord(row)
    },
    async revoke(id, reason, act) {
      const row = credentials.get(id)
      if (row === undefined) return 'unknown'
      if (row.state === 'revoked') return 'already_revoked'
      for (const [hash, token] of accessTokens) if (token.offerId === row.offerId) accessTokens.delete(hash)
      credentials.set(id, { ...row, state: 'revoked', revokedAt: act.at, revocationReason: reason })
      const list = statusLists.get(row.listId)
      if (list !== undefined) statusLists.set(list.id, { ...list, version: list.version + 1 })
      appendMemoryJournal(scope, act, [{ action: 'credential.revoked', objectKind: 'credential', objectId: id, reason }])
      return 'revoked'
    },
  }
}

function toRecord(row: CredentialRow): CredentialRecord {
  const { id, awardId, awardRevision, offerId, state, listId, statusIndex, issuedAt } = row
  return {
    id, awardId, awardRevision, offerId, state, listId, statusIndex, issuedAt,
    ...(row.expiresAt === undefined ? {} : { expiresAt: row.expiresAt }),
    ...(row.signedAt === undefined ? {} : { signedAt: row.signedAt }),
    ...(row.revokedAt === undefined ? {} : { revokedAt: row.revokedAt }),
    ...(row.revocationReason === undefined ? {} : { revocationReason: row.revocationReason }),
  }
}
