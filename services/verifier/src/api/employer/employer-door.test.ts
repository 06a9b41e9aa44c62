import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSampleVerifier, sampleVerdict, type SampleVerifier } from '../../fixtures/sample-verifier.ts'
import { answerTo } from '../../fixtures/wallet-answer.ts'
import { receiveAnswer } from '../../receiving/index.ts'

let verifier: SampleVerifier
let token: string
beforeEach(async () => {
  verifier = await createSampleVerifier({ judge: async () => sampleVerdict(verifier.now()) })
  token = await tokenOf(verifier)
})
afterEach(async () => {
  await verifier.close()
})

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
const body = { question: 'microcredential', purpose: { nl: 'Sollicitatie als dijkinspecteur', en: 'Application as a dike inspector' }, flow: 'cross_device' }

async function tokenOf({ app }: SampleVerifier, { clientId, clientSecret }: { clientId: string; clientSecret: string } = verifier): Promise<string> {
  const answer = await app.inject({ method: 'POST', url: '/oauth/token', headers: { ...form, authorization: basic(clientId, clientSecret) }, payload: 'grant_type=client_credentials' })
  return answer.json<{ access_token: string }>().access_token
}

const asEmployer = async (method: 'GET' | 'POST', url: string, payload?: object, bearer = token) =>
  await verifier.app.inject({ method, url, headers: { authorization: `Bearer ${bearer}` }, ...(payload === undefined ? {} : { payload }) })

describe('POST /oauth/token', () => {
  const post = async (payload: string, headers: Record<string, string> = {}) => await verifier.app.inject({ method: 'POST', url: '/oauth/token', headers: { ...form, ...headers }, payload })

  it('gives a short-lived opaque token for client credentials, by header or in the form, and stores neither in clear', async () => {
    const byHeader = await post('grant_type=client_credentials', { authorization: basic(verifier.clientId, verifier.clientSecret) })
    const byForm = await post(`grant_type=client_credentials&client_id=${verifier.clientId}&client_secret=${verifier.clientSecret}`)
    for (const answer of [byHeader, byForm]) {
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['cache-control']).toBe('no-store')
      expect(answer.json()).toEqual({ access_token: expect.stringMatching(/^[\w-]{43}$/), token_type: 'Bearer', expires_in: 600 })
    }
    const client = await verifier.casebook.findClient(verifier.clientId)
    expect(JSON.stringify(client)).not.toContain(verifier.clientSecret)
    expect(await verifier.casebook.findByToken(byForm.json<{ access_token: string }>().access_token, verifier.now())).toBeUndefined()
  })

  it('answers a wrong secret and an unknown client in the same words', async () => {
    const wrong = await post('grant_type=client_credentials', { authorization: basic(verifier.clientId, 'wrong') })
    const unknown = await post('grant_type=client_credentials', { authorization: basic('unknown', verifier.clientSecret) })
    expect(wrong.statusCode).toBe(401)
    expect(wrong.headers['www-authenticate']).toContain('Basic')
    expect(wrong.json()).toMatchObject({ error: 'invalid_client' })
    expect(unknown.json()).toEqual(wrong.json())
  })

  it('TOK-21 refuses duplicate parameters, and anything else that is not a token request', async () => {
    const authorization = basic(verifier.clientId, verifier.clientSecret)
    const refusals: [string, Record<string, string>, number, string][] = [
      ['grant_type=client_credentials&grant_type=client_credentials', { authorization }, 400, 'invalid_request'],
      [`grant_type=client_credentials&client_id=a&client_id=b&client_secret=c`, {}, 400, 'invalid_request'],
      ['', { authorization }, 400, 'invalid_request'],
      ['grant_type=authorization_code', { authorization }, 400, 'unsupported_grant_type'],
      ['grant_type=client_credentials&scope=admin', { authorization }, 400, 'invalid_scope'],
      ['grant_type=client_credentials', {}, 401, 'invalid_client'],
      [`grant_type=client_credentials&client_secret=${verifier.clientSecret}`, { authorization }, 400, 'invalid_request'],
      ['grant_type=client_credentials', { authorization: 'Basic !!!' }, 401, 'invalid_client'],
      ['grant_type=client_credentials', { authorization: 'Basic YWJj' }, 401, 'invalid_client'],
      ['grant_type=client_credentials', { authorization: 'Bearer x' }, 401, 'invalid_client'],
      ['grant_type=client_credentials', { authorization: basic('%00', 'x') }, 401, 'invalid_client'],
      ['grant_type=client_credentials', { authorization: basic(verifier.clientId, '\0') }, 401, 'invalid_client'],
      ['{"grant_type":"client_credentials"}', { authorization, 'content-type': 'application/json' }, 400, 'invalid_request'],
      ['a=%00', { authorization }, 400, 'invalid_request'],
      [`grant_type=client_credentials&x=${'y'.repeat(20_000)}`, { authorization }, 413, 'invalid_request'],
    ]
    for (const [payload, headers, status, error] of refusals) {
      const answer = await post(payload, headers)
      expect([payload, answer.statusCode, answer.json<{ error: string }>().error]).toEqual([payload, status, error])
      expect(answer.headers['cache-control']).toBe('no-store')
      // TOK-22: RFC 6749 allows only these characters.
      expect(answer.json<{ error_description: string }>().error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/)
    }
  })
})

describe('access', () => {
  it('needs a token in the header: none, a wrong one, one in the address, and an expired one are refused', async () => {
    for (const headers of [{}, { authorization: 'Bearer guess' }, { authorization: `Basic ${token}` }, { authorization: `Bearer ${token} ${token}` }]) {
      const answer = await verifier.app.inject({ method: 'GET', url: '/api/v1/questions', headers })
      expect(answer.statusCode).toBe(401)
      expect(answer.headers['www-authenticate']).toContain('Bearer')
      expect(answer.headers['content-type']).toContain('application/problem+json')
    }
    expect((await verifier.app.inject(`/api/v1/questions?access_token=${token}`)).statusCode).toBe(401)
    verifier.passSeconds(600)
    expect((await asEmployer('GET', '/api/v1/questions')).statusCode).toBe(401)
  })

  it('TEN-08 ends at the next request when the employer is shut out', async () => {
    const operator = { authorization: `Bearer ${verifier.operatorToken}` }
    expect((await verifier.app.inject({ method: 'DELETE', url: `/operator/employers/${verifier.employer.id}`, headers: operator })).statusCode).toBe(204)
    expect((await asEmployer('GET', '/api/v1/questions')).statusCode).toBe(401)
    const again = await verifier.app.inject({ method: 'POST', url: '/oauth/token', headers: { ...form, authorization: basic(verifier.clientId, verifier.clientSecret) }, payload: 'grant_type=client_credentials' })
    expect(again.statusCode).toBe(401)
  })
})

describe('asking', () => {
  it('lists what may be asked, and makes a request with the links for wallet and page', async () => {
    const { questions } = (await asEmployer('GET', '/api/v1/questions')).json<{ questions: { name: string; claims: unknown[] }[] }>()
    expect(questions).toMatchObject([{ name: 'microcredential', title: { nl: expect.any(String), en: expect.any(String) } }])
    const answer = await asEmployer('POST', '/api/v1/requests', body)
    expect(answer.statusCode).toBe(201)
    expect(answer.headers['cache-control']).toBe('no-store')
    const created = answer.json<Record<string, string>>()
    expect(created).toEqual({
      id: expect.any(String),
      walletUrl: expect.stringMatching(/^openid4vp:\/\/\?client_id=x509_hash%3A[\w-]{43}&request_uri=https%3A%2F%2Fverifier\.example%2Fopenid4vp%2Frequests%2F[\w-]{43}&request_uri_method=post$/),
      requestUri: expect.stringMatching(/^https:\/\/verifier\.example\/openid4vp\/requests\/[\w-]{43}$/),
      pageUrl: expect.stringMatching(/^https:\/\/verifier\.example\/requests\/[\w-]{43}$/),
      expiresAt: '2026-11-22T09:10:00.000Z',
    })
    expect(answer.headers.location).toBe(`/api/v1/requests/${created.id}`)
    expect((await asEmployer('GET', `/api/v1/requests/${created.id}`)).json()).toEqual({ id: created.id, state: 'waiting', expiresAt: created.expiresAt })
  })

  it('VPR-17 names a claim that may not be asked, and wants a purpose in two languages', async () => {
    const over = await asEmployer('POST', '/api/v1/requests', { ...body, claims: ['given_name', 'birthdate'] })
    expect(over.statusCode).toBe(422)
    expect(over.json()).toMatchObject({ code: 'claim-not-in-question', errors: [{ path: '/claims', message: expect.stringContaining('birthdate') }] })
    expect((await asEmployer('POST', '/api/v1/requests', { ...body, question: 'diploma' })).json()).toMatchObject({ status: 422, code: 'question-not-allowed' })
    for (const purpose of [undefined, { nl: 'Sollicitatie' }, { nl: 'Sollicitatie', en: '' }, { nl: 'x'.repeat(301), en: 'Application' }, { nl: 'a\u202eb, tekst', en: 'Application' }, { nl: 'een\ntwee', en: 'Application' }, { nl: '       ', en: 'Application' }]) {
      expect((await asEmployer('POST', '/api/v1/requests', { ...body, purpose })).json()).toMatchObject({ status: 400, code: 'invalid-request' })
    }
  })

  it('says plainly that nobody is believed yet, instead of asking what cannot be confirmed', async () => {
    await verifier.issuers.remove('did:web:hogeschool.example')
    expect((await asEmployer('POST', '/api/v1/requests', body)).json()).toMatchObject({ status: 409, code: 'no-issuer-recognised', title: expect.stringContaining('No issuer') })
  })

  it('TEN-13 takes no members it does not know, and none that would choose for another (TEN-02)', async () => {
    for (const extra of [{ employerId: verifier.employer.id }, { nonce: 'x' }, { state: 'answered' }, { dcql_query: {} }, { expiresAt: '2099-01-01T00:00:00Z' }]) {
      expect((await asEmployer('POST', '/api/v1/requests', { ...body, ...extra })).statusCode).toBe(400)
    }
    for (const changed of [{ flow: 'dc_api' }, { clientIdPrefix: 'redirect_uri' }, { clientIdPrefix: null }]) {
      expect((await asEmployer('POST', '/api/v1/requests', { ...body, ...changed })).statusCode).toBe(400)
    }
  })
})

describe('reading', () => {
  it('VPR-23 gives the verdict to the employer that asked, and 404 to every other (TEN-01)', async () => {
    const { request } = await verifier.ask()
    await receiveAnswer(verifier.rooms.receiving, request.responseId, { response: await answerTo(request) })
    const own = await asEmployer('GET', `/api/v1/requests/${request.id}`)
    expect(own.json()).toEqual({
      id: request.id,
      state: 'answered',
      expiresAt: '2026-11-22T09:10:00.000Z',
      answerDigest: expect.stringMatching(/^[\w-]{43}$/),
      verdict: JSON.parse(JSON.stringify(sampleVerdict(verifier.now()))) as unknown,
    })
    const other = await tokenOf(verifier, await verifier.addEmployer('Ander bedrijf'))
    const foreign = await asEmployer('GET', `/api/v1/requests/${request.id}`, undefined, other)
    const unknown = await asEmployer('GET', `/api/v1/requests/${crypto.randomUUID()}`, undefined, other)
    for (const answer of [foreign, unknown]) expect(answer.json()).toMatchObject({ status: 404, code: 'request-unknown' })
    for (const id of [request.requestId, request.responseId, 'x', '%00', '../employers']) {
      expect((await asEmployer('GET', `/api/v1/requests/${id}`)).statusCode).toBeGreaterThanOrEqual(400)
    }
  })

  it('VPR-05 on one device wants the fresh response code, once', async () => {
    const { request } = await verifier.ask({ flow: 'same_device' })
    const wayBack = await receiveAnswer(verifier.rooms.receiving, request.responseId, { response: await answerTo(request) })
    const read = async (query = '') => await asEmployer('GET', `/api/v1/requests/${request.id}${query}`)
    expect((await read()).json()).toEqual({ id: request.id, state: 'answered', expiresAt: expect.any(String) })
    expect((await read('?response_code=guess')).json()).toMatchObject({ status: 403, code: 'response-code-refused' })
    expect((await read(`?response_code=${wayBack?.responseCode}&response_code=${wayBack?.responseCode}`)).statusCode).toBe(400)
    expect((await read(`?response_code=${wayBack?.responseCode}`)).json()).toMatchObject({ verdict: { verdict: 'confirmed' } })
    expect((await read(`?response_code=${wayBack?.responseCode}`)).statusCode).toBe(403)
  })

  it('tells that the wallet declined, and why in one word', async () => {
    const { request } = await verifier.ask()
    await receiveAnswer(verifier.rooms.receiving, request.responseId, { error: 'access_denied', state: request.walletState })
    expect((await asEmployer('GET', `/api/v1/requests/${request.id}`)).json()).toMatchObject({ state: 'declined', declineReason: 'access_denied' })
  })
})

it('a lost database is 503 with Retry-After at every door, in the door\'s own form', async () => {
  const lost = Object.assign(new Error('connection to 10.0.0.3 lost'), { code: 'DATABASE_UNAVAILABLE', retryAfterSeconds: 2 })
  const fail = async () => await Promise.reject(lost)
  const names = ['findByToken', 'findClient', 'findByRequestId', 'findByResponseId', 'findByPage'] as const
  for (const name of names) verifier.casebook[name] = fail
  const { request, pageSecret } = await verifier.ask()
  const answers = [
    await asEmployer('GET', '/api/v1/questions'),
    await verifier.app.inject({ method: 'POST', url: '/oauth/token', headers: { ...form, authorization: basic('a', 'b') }, payload: 'grant_type=client_credentials' }),
    await verifier.app.inject(`/openid4vp/requests/${request.requestId}`),
    await verifier.app.inject({ method: 'POST', url: `/openid4vp/responses/${request.responseId}`, headers: form, payload: 'error=access_denied&state=x' }),
    await verifier.app.inject({ url: `/requests/${pageSecret}`, headers: { accept: 'text/html' } }),
  ]
  for (const answer of answers) {
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '2'])
    expect(answer.body).not.toContain('10.0.0.3')
  }
})
