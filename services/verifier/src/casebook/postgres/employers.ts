import type { Database } from '@eduwallet/storage'
import type { Employer, EmployerBook } from '../../employers/index.ts'

type EmployerRow = { id: string; name: string; questions: string[]; created_at: Date }

/** Employers and their access, in tables that belong to no one employer: here it is found out who is asking. */
export function openEmployerBook(database: Pick<Database, 'query' | 'transaction'>): EmployerBook {
  return {
    async add(employer, client) {
      await database.query(
        `WITH added AS (INSERT INTO employers (id, name, questions, created_at) VALUES ($1, $2, $3, $4) RETURNING id)
         INSERT INTO employer_clients (client_id, employer_id, secret_hash) SELECT $5, id, $6 FROM added`,
        [employer.id, employer.name, employer.questions, employer.createdAt, client.clientId, client.secretHash],
      )
    },
    async list() {
      const { rows } = await database.query<EmployerRow>(
        'SELECT id, name, questions, created_at FROM employers WHERE disabled_at IS NULL ORDER BY created_at, id',
      )
      return rows.map(toEmployer)
    },
    async disable(employerId, at) {
      if (!isUuid(employerId)) return false
      const { rowCount } = await database.query('UPDATE employers SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL', [employerId, at])
      return rowCount === 1
    },
    async findClient(clientId) {
      const { rows } = await database.query<EmployerRow & { secret_hash: string }>(
        `SELECT e.id, e.name, e.questions, e.created_at, c.secret_hash
         FROM employer_clients c JOIN employers e ON e.id = c.employer_id
         WHERE c.client_id = $1 AND e.disabled_at IS NULL`,
        [clientId],
      )
      const [row] = rows
      return row && { employer: toEmployer(row), secretHash: row.secret_hash }
    },
    async recordToken({ tokenHash, employerId, expiresAt }) {
      await database.query('INSERT INTO access_tokens (token_hash, employer_id, expires_at) VALUES ($1, $2, $3)', [tokenHash, employerId, expiresAt])
    },
    async findByToken(tokenHash, now) {
      const { rows } = await database.query<EmployerRow>(
        `SELECT e.id, e.name, e.questions, e.created_at
         FROM access_tokens t JOIN employers e ON e.id = t.employer_id
         WHERE t.token_hash = $1 AND t.expires_at > $2 AND e.disabled_at IS NULL`,
        [tokenHash, now],
      )
      return rows[0] && toEmployer(rows[0])
    },
    async forgetTokens(now) {
      const { rowCount } = await database.query('DELETE FROM access_tokens WHERE expires_at <= $1', [now])
      return rowCount
    },
  }
}

/** Whether a text can be compared with a uuid column; any other would be an error of the database instead of "not found". */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}

function toEmployer(row: EmployerRow): Employer {
  return { id: row.id, name: row.name, questions: row.questions, createdAt: row.created_at }
}
