import type { StatusListBook } from '../../publishing/status-list-book.ts'
import { statusOf, type CredentialStatus } from '../../revoking/credential-book.ts'
import { appendMemoryJournal, type MemoryScope } from './scope.ts'

/** The status lists of one institution, in memory. */
export function openStatusListBook(scope: MemoryScope): StatusListBook {
  const { statusLists, publications, credentials } = scope.tables
  return {
    list: async () => [...statusLists.values()].map(({ id }) => id),
    standing: async () => [...statusLists.values()].map(({ id, version }) => {
      const last = publications.get(id)
      return { id, version, sequence: last?.sequence ?? 0, publishedVersion: last?.version ?? 0, isWhole: true, ...(last === undefined ? {} : { issuedAt: last.issuedAt }) }
    }),
    async read(id) {
      const list = statusLists.get(id)
      if (list === undefined) return undefined
      const at = (status: CredentialStatus) => [...credentials.values()].filter((row) => row.listId === id && statusOf(row) === status).map((row) => row.statusIndex)
      return { id, size: list.size, signingKid: list.signingKid, version: list.version, revoked: at('revoked'), suspended: at('suspended') }
    },
    async publish(publication) {
      const last = publications.get(publication.listId)
      if (last !== undefined && (last.sequence !== publication.sequence - 1 || last.version > publication.version)) return false
      publications.set(publication.listId, publication)
      return true
    },
    published: async (id) => publications.get(id),
    async open(list, act) {
      statusLists.set(list.id, { ...list, state: 'open', version: 0, createdAt: act.at })
      appendMemoryJournal(scope, act, [{ action: 'status-list.opened', objectKind: 'status-list', objectId: list.id }])
    },
  }
}
