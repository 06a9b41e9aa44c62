import type { AskedRequest, NewRequest, RequestState, StoredCa, StoredKey } from '../../asking/index.ts'
import type { Employer, EmployerClient } from '../../employers/index.ts'
import type { AnswerRecord, DeclineRecord } from '../../receiving/index.ts'
import type { RequestOnRecord } from '../../showing/index.ts'
import type { Casebook } from '../casebook.ts'

type EmployerRow = { employer: Employer; client: EmployerClient; disabledAt?: Date }

type RequestRow = {
  request: AskedRequest
  pageHash: string
  state: RequestState
  livesUntil: Date
  sealedOneTimeKey: string | undefined
  answer?: Partial<AnswerRecord> & Partial<DeclineRecord> & { answeredAt: Date }
  sealedCredentials?: string | undefined
  responseCodeHash?: string | undefined
  sessionHash?: string | undefined
  returnedAt?: Date | undefined
  wiped: boolean
}

/** A case book that forgets everything when the process ends. For tests of rooms and doors; passes the same contract as Postgres. */
export function openMemoryCasebook(): Casebook {
  const employers = new Map<string, EmployerRow>()
  const tokens = new Map<string, { employerId: string; expiresAt: Date }>()
  const requests = new Map<string, RequestRow>()
  let key: StoredKey | undefined
  let ca: StoredCa | undefined

  const active = (id: string | undefined): EmployerRow | undefined => {
    const row = id === undefined ? undefined : employers.get(id)
    return row?.disabledAt ? undefined : row
  }
  const isShutOut = (employerId: string): boolean => employers.get(employerId)?.disabledAt !== undefined
  const find = (employerId: string, matches: (row: RequestRow) => boolean): RequestRow | undefined =>
    isShutOut(employerId) ? undefined : [...requests.values()].find((row) => row.request.employerId === employerId && matches(row))
  const rowOf = (employerId: string, id: string): RequestRow | undefined => find(employerId, ({ request }) => request.id === id)
  const nameOf = ({ request }: RequestRow): string => employers.get(request.employerId)?.employer.name ?? ''
  const onRecord = (row: RequestRow): RequestOnRecord => ({
    request: row.request,
    employerName: nameOf(row),
    state: row.state,
    answeredAt: row.answer?.answeredAt,
    declineReason: row.answer?.reason,
    outcome: row.answer?.outcome,
    answerDigest: row.answer?.answerDigest,
    sealedCredentials: row.sealedCredentials,
    livesUntil: row.livesUntil,
    sessionHash: row.sessionHash,
    returnedAt: row.returnedAt,
  })

  return {
    async add(employer, client) {
      employers.set(employer.id, { employer, client })
    },
    async list() {
      return [...employers.values()].filter((row) => !row.disabledAt).map((row) => row.employer)
    },
    async disable(employerId, at) {
      const row = active(employerId)
      if (row) row.disabledAt = at
      return row !== undefined
    },
    async findClient(clientId) {
      const row = [...employers.values()].find(({ client, disabledAt }) => client.clientId === clientId && !disabledAt)
      return row && { employer: row.employer, secretHash: row.client.secretHash }
    },
    async recordToken({ tokenHash, ...token }) {
      tokens.set(tokenHash, token)
    },
    async findByToken(tokenHash, now) {
      const token = tokens.get(tokenHash)
      return token && token.expiresAt > now ? active(token.employerId)?.employer : undefined
    },
    async forgetTokens(now) {
      const expired = [...tokens].filter(([, { expiresAt }]) => expiresAt <= now)
      for (const [tokenHash] of expired) tokens.delete(tokenHash)
      return expired.length
    },

    async keepKey(stored) {
      return (key ??= stored)
    },
    async findKey() {
      return key
    },
    async replaceCertificate(kid, certificatePem, before) {
      if (key?.kid === kid && key.certificatePem === before) key = { ...key, certificatePem }
      return key?.certificatePem ?? certificatePem
    },
    async keepCa(stored) {
      return (ca ??= stored)
    },
    async findCa() {
      return ca
    },

    async record({ sealedOneTimeKey, pageHash, ...request }: NewRequest) {
      requests.set(request.id, { request, pageHash, sealedOneTimeKey, state: 'waiting', livesUntil: request.expiresAt, wiped: false })
    },
    async findByRequestId(employerId, requestId) {
      const row = find(employerId, ({ request }) => request.requestId === requestId)
      return row && { request: row.request, employerName: nameOf(row), state: row.state }
    },
    async findByResponseId(employerId, responseId) {
      const row = find(employerId, ({ request }) => request.responseId === responseId)
      return row && { request: row.request, state: row.state, sealedOneTimeKey: row.sealedOneTimeKey }
    },
    async recordAnswer(employerId, id, record) {
      const row = rowOf(employerId, id)
      if (row?.state !== 'waiting' || row.wiped) return false
      const { sealedCredentials, livesUntil, responseCodeHash, ...answer } = record
      Object.assign(row, { state: 'answered', answer, sealedCredentials, livesUntil, responseCodeHash, sealedOneTimeKey: undefined })
      return true
    },
    async recordDecline(employerId, id, { responseCodeHash, ...answer }) {
      const row = rowOf(employerId, id)
      if (row?.state !== 'waiting' || row.wiped) return false
      Object.assign(row, { state: 'declined', answer, responseCodeHash, sealedOneTimeKey: undefined })
      return true
    },

    async findById(employerId, id) {
      const row = rowOf(employerId, id)
      return row && onRecord(row)
    },
    async findByPage(employerId, pageHash) {
      const row = find(employerId, (candidate) => candidate.pageHash === pageHash)
      return row && onRecord(row)
    },
    async bindSession(employerId, id, sessionHash) {
      const row = rowOf(employerId, id)
      if (!row || row.sessionHash !== undefined || row.wiped) return false
      row.sessionHash = sessionHash
      return true
    },
    async spendResponseCode(employerId, id, { codeHash, sessionHash, at }) {
      const row = rowOf(employerId, id)
      if (!row || row.responseCodeHash !== codeHash || row.livesUntil <= at) return false
      if (sessionHash !== undefined) {
        if (row.sessionHash !== sessionHash) return false
        row.returnedAt = at
      }
      row.responseCodeHash = undefined
      return true
    },
    async wipe(now, limit) {
      const due = [...requests.values()].filter((row) => !row.wiped && row.livesUntil <= now).slice(0, limit)
      for (const row of due) {
        Object.assign(row, { wiped: true, sealedOneTimeKey: undefined, sealedCredentials: undefined, sessionHash: undefined, responseCodeHash: undefined })
        row.request = { ...row.request, nonce: '', walletState: '' }
      }
      return due.length
    },
  }
}
