import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it, type TestContext } from 'vitest'
import type { NewRequest } from '../asking/index.ts'
import { composeQuestion } from '../asking/index.ts'
import { hashSecret, type Employer } from '../employers/index.ts'
import type { AnswerRecord } from '../receiving/index.ts'
import type { Casebook } from './casebook.ts'

const start = new Date('2026-11-22T09:00:00.000Z')
const after = (seconds: number): Date => new Date(start.getTime() + seconds * 1000)
const text = (size = 16): string => randomBytes(size).toString('base64url')

/** A request as `asking` would write it, of an employer that is in the book. */
export function sampleRequest(employerId: string, changes: Partial<NewRequest> = {}): NewRequest {
  return {
    id: randomUUID(),
    employerId,
    requestId: text(32),
    responseId: text(32),
    question: composeQuestion('microcredential', { types: ['https://issuer.example/vct/microcredential/1'] }),
    purpose: { nl: 'Sollicitatie', en: 'Application' },
    flow: 'same_device',
    clientIdPrefix: 'x509_hash',
    clientId: 'x509_hash:abc',
    nonce: text(32),
    walletState: text(16),
    oneTimeKey: { kid: 'kid', publicJwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } },
    createdAt: start,
    expiresAt: after(600),
    sealedOneTimeKey: 'v1.sealed-key',
    pageHash: text(32),
    ...changes,
  }
}

/** An answer as `receiving` would write it. */
export function sampleAnswer(changes: Partial<AnswerRecord> = {}): AnswerRecord {
  return {
    answeredAt: after(60),
    livesUntil: after(600),
    outcome: {
      verdict: 'rejected',
      judgedAt: after(60),
      checks: [{ name: 'status', outcome: 'failed', code: 'revoked', sentence: { nl: 'ingetrokken', en: 'revoked' } }],
    },
    sealedCredentials: 'v1.sealed-credentials',
    answerDigest: text(32),
    ...changes,
  }
}

/** What every case book must do. `open` gives an empty book, or skips the test with a reason. */
export function casebookContract(open: (context: TestContext) => Promise<Casebook>): void {
  const withEmployer = async (context: TestContext): Promise<{ book: Casebook; employer: Employer }> => {
    const book = await open(context)
    return { book, employer: await addEmployer(book) }
  }

  describe('employers', () => {
    it('finds a client with its employer, and a token until it expires', async (context) => {
      const { book, employer } = await withEmployer(context)
      const client = { clientId: text(), secretHash: hashSecret('secret') }
      const other = { id: randomUUID(), name: 'Ander bedrijf', questions: [], createdAt: after(1) }
      await book.add(other, client)
      expect(await book.findClient(client.clientId)).toEqual({ employer: other, secretHash: client.secretHash })
      expect(await book.findClient('unknown')).toBeUndefined()
      await book.recordToken({ tokenHash: 'token', employerId: other.id, expiresAt: after(600) })
      expect(await book.findByToken('token', after(599))).toEqual(other)
      expect(await book.findByToken('token', after(600))).toBeUndefined()
      expect((await book.list()).map(({ id }) => id)).toEqual([employer.id, other.id])
      expect(await book.forgetTokens(after(600))).toBe(1)
      expect(await book.findByToken('token', start)).toBeUndefined()
    })

    it('TEN-08 a disabled employer is found by nothing (its tokens and credentials end at once)', async (context) => {
      const book = await open(context)
      const employer = { id: randomUUID(), name: 'Weg BV', questions: ['microcredential'], createdAt: start }
      await book.add(employer, { clientId: 'client', secretHash: hashSecret('secret') })
      await book.recordToken({ tokenHash: 'token', employerId: employer.id, expiresAt: after(600) })
      expect(await book.disable(employer.id, after(10))).toBe(true)
      expect(await book.disable(employer.id, after(11))).toBe(false)
      expect(await book.findByToken('token', after(11))).toBeUndefined()
      expect(await book.findClient('client')).toBeUndefined()
      expect(await book.list()).toEqual([])
      expect(await book.disable('not an id', start)).toBe(false)
    })
  })

  describe('keys', () => {
    it('keeps the first key and the first authority (two processes may start at once)', async (context) => {
      const book = await open(context)
      const key = { kid: 'k1', publicJwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } as const, sealedPrivateKey: 'v1.a', certificatePem: undefined }
      expect(await book.findKey()).toBeUndefined()
      expect(await book.keepKey(key, start)).toEqual(key)
      expect(await book.keepKey({ ...key, kid: 'k2' }, start)).toEqual(key)
      expect(await book.replaceCertificate('k1', 'first', undefined)).toBe('first')
      expect(await book.replaceCertificate('k1', 'second', undefined)).toBe('first')
      expect(await book.replaceCertificate('k1', 'third', 'first')).toBe('third')
      expect((await book.findKey())?.certificatePem).toBe('third')
      const ca = { sealedPrivateKey: 'v1.b', certificatePem: 'ca' }
      expect(await book.findCa()).toBeUndefined()
      expect(await book.keepCa(ca, start)).toEqual(ca)
      expect(await book.keepCa({ ...ca, certificatePem: 'other' }, start)).toEqual(ca)
    })
  })

  describe('requests', () => {
    it('finds a request by each of its identifiers, and by no other', async (context) => {
      const { book, employer } = await withEmployer(context)
      const { sealedOneTimeKey, pageHash, ...request } = sampleRequest(employer.id)
      await book.record({ ...request, sealedOneTimeKey, pageHash })
      expect(await book.findByRequestId(employer.id, request.requestId)).toEqual({ request, employerName: employer.name, state: 'waiting' })
      expect(await book.findByResponseId(employer.id, request.responseId)).toEqual({ request, state: 'waiting', sealedOneTimeKey })
      expect((await book.findById(employer.id, request.id))?.request).toEqual(request)
      expect((await book.findByPage(employer.id, pageHash))?.livesUntil).toEqual(request.expiresAt)
      // VPR-06: what is for one endpoint says nothing at another.
      const others = [request.id, request.requestId, request.responseId, pageHash, 'no id at all']
      for (const other of others.filter((value) => value !== request.requestId)) expect(await book.findByRequestId(employer.id, other)).toBeUndefined()
      for (const other of others.filter((value) => value !== request.responseId)) expect(await book.findByResponseId(employer.id, other)).toBeUndefined()
      for (const other of others.filter((value) => value !== request.id)) expect(await book.findById(employer.id, other)).toBeUndefined()
      for (const other of others.filter((value) => value !== pageHash)) expect(await book.findByPage(employer.id, other)).toBeUndefined()
    })

    it('TEN-01 has nothing of one employer in the book of another', async (context) => {
      const { book, employer } = await withEmployer(context)
      const other = await addEmployer(book)
      const request = sampleRequest(employer.id)
      await book.record(request)
      expect(await book.findById(other.id, request.id)).toBeUndefined()
      expect(await book.findByRequestId(other.id, request.requestId)).toBeUndefined()
      expect(await book.findByResponseId(other.id, request.responseId)).toBeUndefined()
      expect(await book.findByPage(other.id, request.pageHash)).toBeUndefined()
      expect(await book.bindSession(other.id, request.id, 'session')).toBe(false)
      expect(await book.recordAnswer(other.id, request.id, sampleAnswer())).toBe(false)
      expect(await book.recordDecline(other.id, request.id, { answeredAt: after(1), reason: 'access_denied' })).toBe(false)
      expect((await book.findById(employer.id, request.id))?.state).toBe('waiting')
    })

    it('TEN-08 finds no request of an employer that was shut out, waiting or answered, and takes no answer to one', async (context) => {
      const { book, employer } = await withEmployer(context)
      const [waiting, answered] = [sampleRequest(employer.id), sampleRequest(employer.id)]
      for (const request of [waiting, answered]) await book.record(request)
      expect(await book.recordAnswer(employer.id, answered.id, { ...sampleAnswer(), responseCodeHash: 'code' })).toBe(true)
      expect(await book.disable(employer.id, after(70))).toBe(true)
      for (const request of [waiting, answered]) {
        expect(await book.findById(employer.id, request.id)).toBeUndefined()
        expect(await book.findByRequestId(employer.id, request.requestId)).toBeUndefined()
        expect(await book.findByResponseId(employer.id, request.responseId)).toBeUndefined()
        expect(await book.findByPage(employer.id, request.pageHash)).toBeUndefined()
        expect(await book.bindSession(employer.id, request.id, 'session')).toBe(false)
      }
      expect(await book.recordAnswer(employer.id, waiting.id, sampleAnswer())).toBe(false)
      expect(await book.recordDecline(employer.id, waiting.id, { answeredAt: after(71), reason: 'access_denied' })).toBe(false)
      expect(await book.spendResponseCode(employer.id, answered.id, { codeHash: 'code', at: after(72) })).toBe(false)
      // What was shown is forgotten all the same.
      expect(await book.wipe(after(100_000), 10)).toBe(2)
    })

    it('VPR-02 records one of twenty answers that come at once, and deletes the one-time key with it', async (context) => {
      const { book, employer } = await withEmployer(context)
      const request = sampleRequest(employer.id)
      await book.record(request)
      const answers = Array.from({ length: 20 }, () => sampleAnswer())
      const recorded = await Promise.all(answers.map(async (answer) => await book.recordAnswer(employer.id, request.id, answer)))
      expect(recorded.filter(Boolean)).toHaveLength(1)
      const record = await book.findById(employer.id, request.id)
      expect(record).toMatchObject({ state: 'answered', answerDigest: answers[recorded.indexOf(true)]?.answerDigest, outcome: sampleAnswer().outcome, answeredAt: after(60) })
      expect((await book.findByResponseId(employer.id, request.responseId))?.sealedOneTimeKey).toBeUndefined()
      expect(await book.recordDecline(employer.id, request.id, { answeredAt: after(61), reason: 'access_denied' })).toBe(false)
    })

    it('records a decline once', async (context) => {
      const { book, employer } = await withEmployer(context)
      const request = sampleRequest(employer.id)
      await book.record(request)
      expect(await book.recordDecline(employer.id, request.id, { answeredAt: after(5), reason: 'access_denied' })).toBe(true)
      expect(await book.recordDecline(employer.id, request.id, { answeredAt: after(6), reason: 'access_denied' })).toBe(false)
      expect(await book.recordAnswer(employer.id, request.id, sampleAnswer())).toBe(false)
      expect(await book.findById(employer.id, request.id)).toMatchObject({ state: 'declined', declineReason: 'access_denied', answeredAt: after(5) })
    })

    it('binds a page to the first session only', async (context) => {
      const { book, employer } = await withEmployer(context)
      const request = sampleRequest(employer.id)
      await book.record(request)
      const bound = await Promise.all(['a', 'b', 'c'].map(async (session) => await book.bindSession(employer.id, request.id, session)))
      expect(bound.filter(Boolean)).toHaveLength(1)
      expect((await book.findById(employer.id, request.id))?.sessionHash).toBe(['a', 'b', 'c'][bound.indexOf(true)])
    })

    it('VPR-05 spends a response code once, in the session that began, and within the life of the request', async (context) => {
      const { book, employer } = await withEmployer(context)
      const request = sampleRequest(employer.id)
      await book.record(request)
      await book.bindSession(employer.id, request.id, 'session')
      await book.recordAnswer(employer.id, request.id, sampleAnswer({ responseCodeHash: 'code' }))
      const spend = async (spent: { codeHash: string; sessionHash?: string; at: Date }) => await book.spendResponseCode(employer.id, request.id, spent)
      expect(await spend({ codeHash: 'guess', sessionHash: 'session', at: after(61) })).toBe(false)
      expect(await spend({ codeHash: 'code', sessionHash: 'other', at: after(61) })).toBe(false)
      expect(await spend({ codeHash: 'code', sessionHash: 'session', at: after(600) })).toBe(false)
      expect((await book.findById(employer.id, request.id))?.returnedAt).toBeUndefined()
      const spent = await Promise.all([1, 2, 3].map(async () => await spend({ codeHash: 'code', sessionHash: 'session', at: after(62) })))
      expect(spent.filter(Boolean)).toHaveLength(1)
      expect((await book.findById(employer.id, request.id))?.returnedAt).toEqual(after(62))
    })

    it('spends a response code without a session, and then marks no return', async (context) => {
      const { book, employer } = await withEmployer(context)
      const request = sampleRequest(employer.id)
      await book.record(request)
      await book.recordAnswer(employer.id, request.id, sampleAnswer({ responseCodeHash: 'code' }))
      expect(await book.spendResponseCode(employer.id, request.id, { codeHash: 'code', at: after(61) })).toBe(true)
      expect(await book.spendResponseCode(employer.id, request.id, { codeHash: 'code', at: after(62) })).toBe(false)
      expect((await book.findById(employer.id, request.id))?.returnedAt).toBeUndefined()
    })

    it('VPR-24 wipes what has lived its life, keeps verdict and digest, and leaves the living alone', async (context) => {
      const { book, employer } = await withEmployer(context)
      const other = await addEmployer(book)
      const answered = sampleRequest(employer.id)
      const waiting = sampleRequest(other.id)
      const longer = sampleRequest(other.id)
      for (const request of [answered, waiting, longer]) await book.record(request)
      const answer = sampleAnswer({ responseCodeHash: 'code' })
      await book.recordAnswer(employer.id, answered.id, answer)
      await book.bindSession(employer.id, answered.id, 'session')
      await book.recordAnswer(other.id, longer.id, sampleAnswer({ answeredAt: after(590), livesUntil: after(890) }))
      expect(await book.wipe(after(599), 100)).toBe(0)
      expect(await book.wipe(after(600), 100)).toBe(2)
      expect(await book.wipe(after(600), 100)).toBe(0)

      const kept = await book.findById(employer.id, answered.id)
      expect(kept).toMatchObject({ state: 'answered', outcome: answer.outcome, answerDigest: answer.answerDigest, request: { nonce: '', walletState: '' } })
      expect(kept?.sealedCredentials).toBeUndefined()
      expect(kept?.sessionHash).toBeUndefined()
      expect((await book.findById(other.id, longer.id))?.sealedCredentials).toBe('v1.sealed-credentials')
      // A wallet whose answer was being judged while the request was wiped comes too late.
      expect((await book.findByResponseId(other.id, waiting.responseId))?.sealedOneTimeKey).toBeUndefined()
      expect(await book.recordAnswer(other.id, waiting.id, sampleAnswer())).toBe(false)
      expect(await book.recordDecline(other.id, waiting.id, { answeredAt: after(601), reason: 'access_denied' })).toBe(false)
      expect(await book.bindSession(other.id, waiting.id, 'late')).toBe(false)
      expect(await book.wipe(after(890), 100)).toBe(1)
    })

    it('wipes no more at a time than it is told', async (context) => {
      const { book, employer } = await withEmployer(context)
      for (let index = 0; index < 5; index += 1) await book.record(sampleRequest(employer.id))
      expect(await book.wipe(after(600), 3)).toBe(3)
      expect(await book.wipe(after(600), 3)).toBe(2)
    })
  })
}

async function addEmployer(book: Casebook): Promise<Employer> {
  const employer = { id: randomUUID(), name: 'Waterbouw BV', questions: ['microcredential'], createdAt: start }
  await book.add(employer, { clientId: text(), secretHash: hashSecret('secret') })
  return employer
}
