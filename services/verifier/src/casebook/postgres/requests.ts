import type { Database } from '@eduwallet/storage'
import type { AskingBook } from '../../asking/index.ts'
import type { AnswerBook } from '../../receiving/index.ts'
import type { ShowingBook } from '../../showing/index.ts'
import { isUuid } from './employers.ts'
import { selectRequest, toAskedRequest, toRequestOnRecord, type RequestRow } from './request-rows.ts'

const notShutOut = 'EXISTS (SELECT FROM employers e WHERE e.id = $1 AND e.disabled_at IS NULL)'

/**
 * Requests and what became of them. Every statement runs for one employer: `$1` is the employer, always, and
 * row-level security holds the rest. What must happen once is one statement that names the state it wants to find.
 */
export function openRequestBook(database: Pick<Database, 'inInstitution' | 'query'>): AskingBook & AnswerBook & ShowingBook {
  const inEmployer = async (employerId: string, text: string, values: readonly unknown[]): Promise<RequestRow[]> =>
    (await database.inInstitution(employerId, (tx) => tx.query<RequestRow>(text, values))).rows
  const find = async (employerId: string, condition: string, value: string): Promise<RequestRow | undefined> =>
    (await inEmployer(employerId, selectRequest + condition, [value]))[0]

  return {
    async record(request) {
      await inEmployer(
        request.employerId,
        `WITH deadline AS (INSERT INTO request_deadlines (employer_id, request_id, due_at) VALUES ($1, $2, $16))
         INSERT INTO requests (employer_id, id, request_id, response_id, page_hash, question, purpose_nl, purpose_en, flow,
           client_id_prefix, client_id, nonce, wallet_state, one_time_key, created_at, expires_at, lives_until, sealed_one_time_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16, $17)`,
        [
          request.id,
          request.requestId,
          request.responseId,
          request.pageHash,
          JSON.stringify(request.question),
          request.purpose.nl,
          request.purpose.en,
          request.flow,
          request.clientIdPrefix,
          request.clientId,
          request.nonce,
          request.walletState,
          JSON.stringify(request.oneTimeKey),
          request.createdAt,
          request.expiresAt,
          request.sealedOneTimeKey,
        ],
      )
    },
    async findByRequestId(employerId, requestId) {
      const row = await find(employerId, 'r.request_id = $2', requestId)
      return row && { request: toAskedRequest(row), employerName: row.employer_name, state: row.state }
    },
    async findByResponseId(employerId, responseId) {
      const row = await find(employerId, 'r.response_id = $2', responseId)
      return row && { request: toAskedRequest(row), state: row.state, sealedOneTimeKey: row.sealed_one_time_key ?? undefined }
    },
    async recordAnswer(employerId, id, record) {
      const rows = await inEmployer(
        employerId,
        `WITH answered AS (
           UPDATE requests SET state = 'answered', answered_at = $3, lives_until = $4, outcome = $5, sealed_credentials = $6,
             answer_digest = $7, response_code_hash = $8, sealed_one_time_key = NULL
           WHERE employer_id = $1 AND id = $2 AND state = 'waiting' AND wiped_at IS NULL AND ${notShutOut}
           RETURNING employer_id, id
         ), moved AS (
           UPDATE request_deadlines d SET due_at = $4 FROM answered a WHERE d.employer_id = a.employer_id AND d.request_id = a.id
         )
         SELECT id FROM answered`,
        [id, record.answeredAt, record.livesUntil, JSON.stringify(record.outcome), record.sealedCredentials, record.answerDigest, record.responseCodeHash ?? null],
      )
      return rows.length === 1
    },
    async recordDecline(employerId, id, record) {
      const rows = await inEmployer(
        employerId,
        `UPDATE requests SET state = 'declined', answered_at = $3, decline_reason = $4, response_code_hash = $5, sealed_one_time_key = NULL
         WHERE employer_id = $1 AND id = $2 AND state = 'waiting' AND wiped_at IS NULL AND ${notShutOut} RETURNING id`,
        [id, record.answeredAt, record.reason, record.responseCodeHash ?? null],
      )
      return rows.length === 1
    },
    async findById(employerId, id) {
      const row = isUuid(id) ? await find(employerId, 'r.id = $2', id) : undefined
      return row && toRequestOnRecord(row)
    },
    async findByPage(employerId, pageHash) {
      const row = await find(employerId, 'r.page_hash = $2', pageHash)
      return row && toRequestOnRecord(row)
    },
    async bindSession(employerId, id, sessionHash) {
      const rows = await inEmployer(
        employerId,
        `UPDATE requests SET session_hash = $3 WHERE employer_id = $1 AND id = $2 AND session_hash IS NULL AND wiped_at IS NULL AND ${notShutOut} RETURNING id`,
        [id, sessionHash],
      )
      return rows.length === 1
    },
    async spendResponseCode(employerId, id, { codeHash, sessionHash, at }) {
      const rows = await inEmployer(
        employerId,
        `UPDATE requests SET response_code_hash = NULL, returned_at = CASE WHEN $4::text IS NULL THEN returned_at ELSE $5::timestamptz END
         WHERE employer_id = $1 AND id = $2 AND response_code_hash = $3 AND lives_until > $5
           AND ($4::text IS NULL OR session_hash = $4) AND ${notShutOut} RETURNING id`,
        [id, codeHash, sessionHash ?? null, at],
      )
      return rows.length === 1
    },
    async wipe(now, limit) {
      const { rows: due } = await database.query<{ employer_id: string; ids: string[] }>(
        `SELECT employer_id, array_agg(request_id::text) AS ids
         FROM (SELECT employer_id, request_id FROM request_deadlines WHERE due_at <= $1 ORDER BY due_at LIMIT $2) d GROUP BY employer_id`,
        [now, limit],
      )
      let wiped = 0
      for (const { employer_id, ids } of due) {
        wiped += await database.inInstitution(employer_id, async (tx) => {
          const { rowCount } = await tx.query(
            `UPDATE requests SET wiped_at = $3, nonce = '', wallet_state = '', sealed_one_time_key = NULL, sealed_credentials = NULL,
               session_hash = NULL, response_code_hash = NULL
             WHERE employer_id = $1 AND id = ANY($2::uuid[]) AND lives_until <= $3 AND wiped_at IS NULL`,
            [ids, now],
          )
          await tx.query('DELETE FROM request_deadlines WHERE employer_id = $1 AND request_id = ANY($2::uuid[]) AND due_at <= $3', [ids, now])
          return rowCount
        })
      }
      return wiped
    },
  }
}
