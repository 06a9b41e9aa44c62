import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSampleVerifier, type SampleVerifier } from '../../fixtures/sample-verifier.ts'

let verifier: SampleVerifier
beforeEach(async () => {
  verifier = await createSampleVerifier()
})
afterEach(async () => {
  await verifier.close()
})

const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, token: string | null = verifier.operatorToken) =>
  await verifier.app.inject({ method, url, headers: token === null ? {} : { authorization: `Bearer ${token}` }, ...(payload === undefined ? {} : { payload }) })

describe('the operator door', () => {
  it('opens for the operator\'s token only', async () => {
    const employerToken = 'x'.repeat(43)
    for (const token of [null, '', employerToken, verifier.operatorToken.slice(1), `${verifier.operatorToken}x`, verifier.clientSecret]) {
      for (const [method, url] of [['POST', '/operator/employers'], ['GET', '/operator/employers'], ['DELETE', `/operator/employers/${verifier.employer.id}`], ['GET', '/operator/issuers'], ['PUT', '/operator/issuers'], ['DELETE', '/operator/issuers?identifier=x']] as const) {
        expect((await call(method, url, undefined, token)).statusCode).toBe(401)
      }
    }
  })

  it('registers an employer for known questions and shows its secret once', async () => {
    const answer = await call('POST', '/operator/employers', { name: 'Weg BV', questions: ['microcredential'] })
    expect(answer.statusCode).toBe(201)
    const { id, clientSecret } = answer.json<{ id: string; clientId: string; clientSecret: string }>()
    expect(Buffer.from(clientSecret, 'base64url')).toHaveLength(32)
    const list = await call('GET', '/operator/employers')
    expect(list.json<{ employers: { id: string }[] }>().employers.map((employer) => employer.id)).toEqual([verifier.employer.id, id])
    expect(list.body).not.toContain(clientSecret)
    expect((await call('DELETE', `/operator/employers/${id}`)).statusCode).toBe(204)
    expect((await call('DELETE', `/operator/employers/${id}`)).json()).toMatchObject({ status: 404, code: 'employer-unknown' })
    expect((await call('DELETE', '/operator/employers/none')).statusCode).toBe(404)
  })

  it('refuses unknown questions, unreadable names and unknown members', async () => {
    expect((await call('POST', '/operator/employers', { name: 'Weg BV', questions: ['diploma'] })).json()).toMatchObject({ status: 422, code: 'question-unknown' })
    for (const body of [{ name: '', questions: ['microcredential'] }, { name: 'a\u202eb', questions: ['microcredential'] }, { name: 'x'.repeat(201), questions: ['microcredential'] }, { name: 'Weg BV', questions: [] }, { name: 'Weg BV', questions: ['microcredential'], id: 'mine' }, {}]) {
      expect((await call('POST', '/operator/employers', body)).statusCode).toBe(400)
    }
  })

  it('keeps the register of issuers', async () => {
    const issuer = { identifier: 'did:web:school.example', name: { nl: 'School', en: 'School' }, country: 'NL', types: ['https://school.example/vct/1'], keys: { method: 'did' } }
    expect((await call('PUT', '/operator/issuers', issuer)).statusCode).toBe(200)
    expect((await call('GET', '/operator/issuers')).json<{ issuers: unknown[] }>().issuers).toHaveLength(2)
    expect((await call('DELETE', '/operator/issuers?identifier=did:web:school.example')).statusCode).toBe(204)
  })
})

describe('what anyone may read', () => {
  it('is the DID document and, in a sandbox, the authority; readable from any origin', async () => {
    const did = await verifier.app.inject('/.well-known/did.json')
    expect(did.json()).toMatchObject({ id: 'did:web:verifier.example' })
    expect(did.headers['access-control-allow-origin']).toBe('*')
    expect((await verifier.app.inject('/sandbox-ca.pem')).body).toContain('BEGIN CERTIFICATE')
  })

  it('WEB-15 nothing else is readable from another origin, and PAR-16 other methods are 405', async () => {
    const { pageSecret } = await verifier.ask()
    for (const url of ['/operator/employers', '/api/v1/questions', `/requests/${pageSecret}`, '/oauth/token']) {
      expect((await verifier.app.inject({ url, headers: { origin: 'https://evil.example' } })).headers['access-control-allow-origin']).toBeUndefined()
    }
    for (const url of ['/.well-known/did.json', '/oauth/token', `/requests/${pageSecret}`, '/api/v1/questions']) {
      expect((await verifier.app.inject({ method: 'PUT', url })).statusCode).toBe(405)
    }
  })
})
