import type { CredentialBook, CredentialRecord, StatusChange } from '../../revoking/credential-book.ts'
import { changeActions, judgeChange } from '../../revoking/judge-change.ts'
import { appendMemoryJournal, type CredentialRow, type MemoryScope } from './scope.ts'

/** The credentials of one institution, looked up, revoked, suspended and restored, in memory. */
export function openCredentialBook(scope: MemoryScope): CredentialBook {
  const { accessTokens, awards, credentials, offers, statusLists } = scope.tables
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
    async changeStatus(selection, change, act) {
      const found = [...credentials.values()]
        .filter(({ id, awardId }) => ('awardId' in selection ? awardId === selection.awardId : selection.ids.includes(id)))
        .sort((one, other) => (one.id < other.id ? -1 : 1))
      const known = 'awardId' in selection ? awards.has(selection.awardId) : found.length === new Set(selection.ids).size
      const judged = judgeChange(found, known, selection, change)
      if (!('changing' in judged)) return judged.outcome
      if (change.status !== 'valid') {
        const ended = new Set('awardId' in selection ? [...offers.values()].filter(({ awardId }) => awardId === selection.awardId).map(({ id }) => id) : judged.changing.flatMap(({ offerId }) => offerId ?? []))
        for (const [hash, token] of accessTokens) if (ended.has(token.offerId)) accessTokens.delete(hash)
      }
      for (const row of judged.changing) credentials.set(row.id, changed(row, change, act.at))
      for (const id of new Set(judged.changing.map(({ listId }) => listId))) {
        const list = statusLists.get(id)
        if (list !== undefined) statusLists.set(id, { ...list, version: list.version + 1 })
      }
      appendMemoryJournal(scope, act, judged.changing.map(({ id }) => ({ action: changeActions[change.status], objectKind: 'credential', objectId: id, reason: change.reason })))
      return judged.outcome
    },
  }
}

function changed({ suspendedAt, suspensionReason, ...row }: CredentialRow, { status, reason }: StatusChange, at: Date): CredentialRow {
  if (status === 'valid') return row
  if (status === 'suspended') return { ...row, suspendedAt: at, suspensionReason: reason }
  return { ...row, ...(suspendedAt === undefined ? {} : { suspendedAt }), ...(suspensionReason === undefined ? {} : { suspensionReason }), state: 'revoked', revokedAt: at, revocationReason: reason }
}

function toRecord(row: CredentialRow): CredentialRecord {
  const { id, awardId, awardRevision, offerId, configurationId, state, listId, statusIndex, issuedAt } = row
  return {
    id, configurationId, state, listId, statusIndex, issuedAt,
    ...(awardId === undefined || awardRevision === undefined ? {} : { awardId, awardRevision }),
    ...(offerId === undefined ? {} : { offerId }),
    ...(row.statusPurposes === undefined ? {} : { statusPurposes: row.statusPurposes }),
    ...(row.expiresAt === undefined ? {} : { expiresAt: row.expiresAt }),
    ...(row.signedAt === undefined ? {} : { signedAt: row.signedAt }),
    ...(row.revokedAt === undefined ? {} : { revokedAt: row.revokedAt }),
    ...(row.revocationReason === undefined ? {} : { revocationReason: row.revocationReason }),
    ...(row.suspendedAt === undefined ? {} : { suspendedAt: row.suspendedAt }),
    ...(row.suspensionReason === undefined ? {} : { suspensionReason: row.suspensionReason }),
  }
}
