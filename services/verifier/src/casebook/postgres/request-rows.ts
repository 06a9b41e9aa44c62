import type { AskedQuestion, AskedRequest, ClientIdPrefix, Flow, OneTimePublicKey, RequestState } from '../../asking/index.ts'
import type { Outcome } from '../../receiving/index.ts'
import type { RequestOnRecord } from '../../showing/index.ts'

/** A row of `requests`, with the employer's name beside it. */
export type RequestRow = {
  employer_id: string
  employer_name: string
  id: string
  request_id: string
  response_id: string
  question: AskedQuestion
  purpose_nl: string
  purpose_en: string
  flow: Flow
  client_id_prefix: ClientIdPrefix
  client_id: string
  state: RequestState
  created_at: Date
  expires_at: Date
  lives_until: Date
  nonce: string
  wallet_state: string
  one_time_key: OneTimePublicKey
  sealed_one_time_key: string | null
  session_hash: string | null
  answered_at: Date | null
  decline_reason: string | null
  outcome: (Omit<Outcome, 'judgedAt'> & { judgedAt: string }) | null
  answer_digest: string | null
  sealed_credentials: string | null
  returned_at: Date | null
}

/** Selects request rows of the employer that `$1` names, unless it was shut out; a condition on `r` follows. */
export const selectRequest = `SELECT r.*, e.name AS employer_name FROM requests r JOIN employers e ON e.id = r.employer_id
  WHERE r.employer_id = $1 AND e.disabled_at IS NULL AND `

/** Turns a row into the request as it was asked. */
export function toAskedRequest(row: RequestRow): AskedRequest {
  return {
    id: row.id,
    employerId: row.employer_id,
    requestId: row.request_id,
    responseId: row.response_id,
    question: row.question,
    purpose: { nl: row.purpose_nl, en: row.purpose_en },
    flow: row.flow,
    clientIdPrefix: row.client_id_prefix,
    clientId: row.client_id,
    nonce: row.nonce,
    walletState: row.wallet_state,
    oneTimeKey: row.one_time_key,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}

/** Turns a row into everything that can be shown of it. */
export function toRequestOnRecord(row: RequestRow): RequestOnRecord {
  return {
    request: toAskedRequest(row),
    employerName: row.employer_name,
    state: row.state,
    answeredAt: row.answered_at ?? undefined,
    declineReason: row.decline_reason ?? undefined,
    outcome: row.outcome ? { ...row.outcome, judgedAt: new Date(row.outcome.judgedAt) } : undefined,
    answerDigest: row.answer_digest ?? undefined,
    sealedCredentials: row.sealed_credentials ?? undefined,
    livesUntil: row.lives_until,
    sessionHash: row.session_hash ?? undefined,
    returnedAt: row.returned_at ?? undefined,
  }
}
