import type { ApiClient, ClientBook } from '../../institutions/client-book.ts'
import type { ApiScope } from '../../institutions/types.ts'
import { appendJournal } from './journal.ts'
import type { InstitutionScope } from './scope.ts'

/** The API clients of one institution and the access tokens they hold. */
export function openClientBook(scope: InstitutionScope): ClientBook {
  return {
    add: (client, act) =>
      scope.transaction(async (tx) => {
        await tx.query(
          `INSERT INTO api_clients (institution_id, client_id, name, secret_hash, scopes, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
          [client.clientId, client.name, client.secretHash, client.scopes, client.createdAt],
        )
        await appendJournal(tx, act, [{ action: 'client.created', objectKind: 'client', objectId: client.clientId, reason: client.scopes.join(' ') }])
      }),
    find: (clientId) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<ClientColumns>(`${selectClient} AND client_id = $2`, [clientId])
        return rows[0] && toClient(rows[0])
      }),
    list: () =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<ClientColumns>(`${selectClient} ORDER BY created_at, client_id`)
        return rows.map(toClient)
      }),
    disable: (clientId, act) =>
      scope.transaction(async (tx) => {
        const { rowCount } = await tx.query(
          'UPDATE api_clients SET disabled_at = $3 WHERE institution_id = $1 AND client_id = $2 AND disabled_at IS NULL',
          [clientId, act.at],
        )
        if (rowCount === 0) {
          const { rows } = await tx.query(`${selectClient} AND client_id = $2`, [clientId])
          return rows.length > 0
        }
        await tx.query('DELETE FROM api_tokens WHERE institution_id = $1 AND client_id = $2', [clientId])
        await appendJournal(tx, act, [{ action: 'client.disabled', objectKind: 'client', objectId: clientId }])
        return true
      }),
    recordToken: (tokenHash, grant) =>
      scope.transaction(async (tx) => {
        const { rowCount } = await tx.query(
          `INSERT INTO api_tokens (institution_id, token_hash, client_id, scopes, expires_at)
           SELECT $1, $2, client_id, $4, $5 FROM api_clients WHERE institution_id = $1 AND client_id = $3 AND disabled_at IS NULL`,
          [tokenHash, grant.clientId, grant.scopes, grant.expiresAt],
        )
        return rowCount === 1
      }),
    findGrant: (tokenHash) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<{ client_id: string; scopes: ApiScope[]; expires_at: Date }>(
          `SELECT t.client_id, t.scopes, t.expires_at FROM api_tokens t
             JOIN api_clients c ON c.institution_id = t.institution_id AND c.client_id = t.client_id
            WHERE t.institution_id = $1 AND t.token_hash = $2 AND c.disabled_at IS NULL`,
          [tokenHash],
        )
        const row = rows[0]
        return row && { clientId: row.client_id, scopes: row.scopes, expiresAt: row.expires_at }
      }),
  }
}

const selectClient = 'SELECT client_id, name, secret_hash, scopes, created_at, disabled_at FROM api_clients WHERE institution_id = $1'

type ClientColumns = { client_id: string; name: string; secret_hash: Uint8Array; scopes: ApiScope[]; created_at: Date; disabled_at: Date | null }

function toClient(columns: ClientColumns): ApiClient {
  return {
    clientId: columns.client_id,
    name: columns.name,
    secretHash: new Uint8Array(columns.secret_hash),
    scopes: columns.scopes,
    createdAt: columns.created_at,
    ...(columns.disabled_at === null ? {} : { disabledAt: columns.disabled_at }),
  }
}
