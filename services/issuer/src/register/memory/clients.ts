import type { ClientBook } from '../../institutions/client-book.ts'
import { appendMemoryJournal, type MemoryScope } from './scope.ts'

/** The API clients of one institution and their tokens, in memory. */
export function openClientBook(scope: MemoryScope): ClientBook {
  const { apiClients, apiTokens } = scope.tables
  return {
    async add(client, act) {
      apiClients.set(client.clientId, client)
      appendMemoryJournal(scope, act, [{ action: 'client.created', objectKind: 'client', objectId: client.clientId, reason: client.scopes.join(' ') }])
    },
    find: async (clientId) => apiClients.get(clientId),
    list: async () => [...apiClients.values()],
    async disable(clientId, act) {
      const client = apiClients.get(clientId)
      if (client === undefined) return false
      if (client.disabledAt !== undefined) return true
      apiClients.set(clientId, { ...client, disabledAt: act.at })
      for (const [hash, grant] of apiTokens) if (grant.clientId === clientId) apiTokens.delete(hash)
      appendMemoryJournal(scope, act, [{ action: 'client.disabled', objectKind: 'client', objectId: clientId }])
      return true
    },
    async recordToken(tokenHash, grant) {
      const client = apiClients.get(grant.clientId)
      if (client === undefined || client.disabledAt !== undefined) return false
      apiTokens.set(hex(tokenHash), grant)
      return true
    },
    async findGrant(tokenHash) {
      const grant = apiTokens.get(hex(tokenHash))
      return grant === undefined || apiClients.get(grant.clientId)?.disabledAt !== undefined ? undefined : grant
    },
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
