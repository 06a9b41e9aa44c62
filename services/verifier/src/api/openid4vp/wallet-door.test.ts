import { decodeProtectedHeader } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSampleVerifier, sampleVerdict, type SampleVerifier } from '../../fixtures/sample-verifier.ts'
import { answerTo, encrypt } from '../../fixtures/wallet-answer.ts'

let verifier: SampleVerifier
beforeEach(async () => {
  verifier = await createSampleVerifier({ judge: async () => sampleVerdict(verifier.now()) })
})
afterEach(async () => {
  await verifier.close()
})

const form = { 'content-type': 'application/x-www-form-urlencoded' }
const post = async (url: string, parameters: Record<string, string> | string, headers: Record<string, string> = form) =>
  await verifier.app.inject({ method: 'POST', url, headers, payload: typeof parameters === 'string' ? parameters : new URLSearchParams(parameters).toString() })
const payloadOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>

describe('the request object', () => {
  it('VPR-14 is served by GET and by POST, in its own media type, and never stored', async () => {
    const { request } = await verifier.ask()
    const url = `/openid4vp/requests/${request.requestId}`
    const answers = [await verifier.app.inject(url), await post(url, ''), await verifier.app.inject({ method: 'POST', url }), await post(url, { other: 'parameter' })]
    for (const answer of answers) {
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['content-type']).toBe('application/oauth-authz-req+jwt')
      expect(answer.headers['cache-control']).toBe('no-store')
      expect(answer.headers['access-control-allow-origin']).toBe('*')
      expect(decodeProtectedHeader(answer.body)).toMatchObject({ alg: 'ES256', typ: 'oauth-authz-req+jwt' })
      expect(payloadOf(answer.body).nonce).toBe(request.nonce)
    }
    await post(`/openid4vp/responses/${request.responseId}`, { response: await answerTo(request) })
    const late = await verifier.app.inject(url)
    expect([late.statusCode, late.json()]).toEqual([410, { error: 'invalid_request', error_description: 'this request was answered' }])
  })

  it('VPR-15 brings the wallet\'s nonce back, and refuses parameters it cannot read', async () => {
    const { request } = await verifier.ask()
    const url = `/openid4vp/requests/${request.requestId}`
    const answer = await post(url, { wallet_nonce: 'qPmxiNFCR3QTm19POc8u', wallet_metadata: '{"vp_formats_supported":{"dc+sd-jwt":{}}}' })
    expect(payloadOf(answer.body).wallet_nonce).toBe('qPmxiNFCR3QTm19POc8u')
    for (const parameters of ['wallet_nonce=a&wallet_nonce=b', { wallet_nonce: 'x'.repeat(513) }, { wallet_nonce: 'a b' }, { wallet_metadata: '[]' }, { wallet_metadata: '{"a":1,"a":2}' }, { wallet_metadata: '['.repeat(50_000) }]) {
      const refused = await post(url, parameters)
      expect([refused.statusCode, refused.json<{ error: string }>().error]).toEqual([400, 'invalid_request'])
    }
  })

  it('VPR-06 is 404 under any other identifier', async () => {
    const { request, pageSecret } = await verifier.ask()
    for (const id of [request.id, request.responseId, pageSecret, 'x']) expect((await verifier.app.inject(`/openid4vp/requests/${id}`)).statusCode).toBe(404)
    for (const id of [request.id, request.requestId, pageSecret, 'x']) expect((await post(`/openid4vp/responses/${id}`, { response: 'x' })).statusCode).toBe(404)
  })
})

describe('the answer', () => {
  it('VPR-20 is answered with 200 and JSON, without redirect, and across devices without an address to go to', async () => {
    const { request } = await verifier.ask()
    const answer = await post(`/openid4vp/responses/${request.responseId}`, { response: await answerTo(request) })
    expect([answer.statusCode, answer.json()]).toEqual([200, {}])
    expect(answer.headers['content-type']).toContain('application/json')
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('VPR-20 on one device names where to go, with at least 128 fresh bits', async () => {
    const { request, pageSecret } = await verifier.ask({ flow: 'same_device' })
    const { redirect_uri: redirectUri } = (await post(`/openid4vp/responses/${request.responseId}`, { response: await answerTo(request) })).json<{ redirect_uri: string }>()
    const url = new URL(redirectUri)
    expect(`${url.origin}${url.pathname}`).toBe(`https://verifier.example/requests/${pageSecret}/return`)
    expect(Buffer.from(url.searchParams.get('response_code') ?? '', 'base64url')).toHaveLength(32)
  })

  it('VPR-01 is 400 the second time', async () => {
    const { request } = await verifier.ask()
    const response = await answerTo(request)
    const url = `/openid4vp/responses/${request.responseId}`
    expect((await post(url, { response })).statusCode).toBe(200)
    expect((await post(url, { response })).json()).toEqual({ error: 'invalid_request', error_description: 'this request was answered before' })
  })

  it('VPR-03 is 404 at an address nobody was given, 400 with another state or too late, and nothing of it is stored', async () => {
    const { request } = await verifier.ask()
    const { request: other } = await verifier.ask({}, (await verifier.addEmployer('Ander bedrijf')).employer)
    const url = `/openid4vp/responses/${request.responseId}`
    const before = await verifier.casebook.findById(request.employerId, request.id)
    const nowhere = `/openid4vp/responses/${other.responseId.slice(0, 22)}${request.responseId.slice(22)}`
    expect((await post(nowhere, { response: await answerTo(request) })).statusCode).toBe(404)
    const foreign = await encrypt({ vp_token: { microcredential: ['a~'] }, state: other.walletState }, request)
    for (const parameters of [{ response: foreign }, { error: 'access_denied', state: other.walletState }, { error: 'access_denied', state: 'random' }]) {
      const refused = await post(url, parameters)
      expect([refused.statusCode, refused.json<{ error: string }>().error]).toEqual([400, 'invalid_request'])
    }
    const response = await answerTo(request)
    verifier.passSeconds(600)
    const late = await post(url, { response })
    expect([late.statusCode, late.json<{ error: string }>().error]).toEqual([400, 'invalid_request'])
    expect(await verifier.casebook.findById(request.employerId, request.id)).toEqual(before)
    expect(await verifier.casebook.findById(other.employerId, other.id)).toMatchObject({ state: 'waiting' })
  })

  it('VPR-11 is 400 when it is encrypted to another key, under another name, or with what was not offered', async () => {
    const { request } = await verifier.ask()
    const { request: other } = await verifier.ask()
    const wrong = [
      await answerTo(other),
      await answerTo(request, undefined, { key: other.oneTimeKey.publicJwk }),
      await answerTo(request, undefined, { key: verifier.rooms.identity.signer.publicJwk }),
      await answerTo(request, undefined, { header: { kid: 'another' } }),
      await answerTo(request, undefined, { header: { enc: 'A128CBC-HS256' } }),
    ]
    for (const response of wrong) {
      const refused = await post(`/openid4vp/responses/${request.responseId}`, { response })
      expect([refused.statusCode, refused.json<{ error: string }>().error]).toEqual([400, 'invalid_request'])
    }
    expect((await post(`/openid4vp/responses/${request.responseId}`, { response: await answerTo(request) })).statusCode).toBe(200)
    expect((await verifier.casebook.findByResponseId(request.employerId, request.responseId))?.sealedOneTimeKey).toBeUndefined()
  })

  it('VPR-10 is refused when it is not encrypted; an error may be plain', async () => {
    const { request } = await verifier.ask()
    const url = `/openid4vp/responses/${request.responseId}`
    const plain = await post(url, { vp_token: JSON.stringify({ microcredential: ['a~'] }), state: request.walletState })
    expect([plain.statusCode, plain.json()]).toEqual([400, { error: 'invalid_request', error_description: 'the answer must be encrypted (direct_post.jwt)' }])
    const signed = await post(url, { response: 'eyJhbGciOiJFUzI1NiJ9.e30.AAAA' })
    expect(signed.statusCode).toBe(400)
    expect((await verifier.casebook.findById(request.employerId, request.id))?.state).toBe('waiting')
    const declined = await post(url, { error: 'access_denied', error_description: 'no, thanks', state: request.walletState })
    expect([declined.statusCode, declined.json()]).toEqual([200, {}])
  })

  it('TOK-21 is refused when malformed: duplicates, both, neither, JSON, an oversize body (PAR-01, PAR-06)', async () => {
    const { request } = await verifier.ask()
    const url = `/openid4vp/responses/${request.responseId}`
    const response = await answerTo(request)
    for (const parameters of [`response=${response}&response=${response}`, `response=${response}&error=access_denied`, '', 'state=x', 'state[]=x&response=']) {
      const refused = await post(url, parameters)
      expect([parameters.slice(0, 12), refused.statusCode, refused.json<{ error: string }>().error]).toEqual([parameters.slice(0, 12), 400, 'invalid_request'])
    }
    for (const type of ['application/json', 'application/merge-patch+json']) {
      expect((await post(url, JSON.stringify({ response }), { 'content-type': type })).statusCode).toBe(415)
      expect((await post(`/openid4vp/requests/${request.requestId}`, '{}', { 'content-type': type })).statusCode).toBe(415)
    }
    expect((await post(url, 'x', { 'content-type': 'text/plain' })).statusCode).toBe(415)
    expect((await post(url, `response=${'x'.repeat(420_000)}`)).statusCode).toBe(413)
    expect((await post(url, { response })).statusCode).toBe(200)
  })

  it('WEB-19 leaves nothing of the exchange in the log', async () => {
    const { request, pageSecret } = await verifier.ask({ flow: 'same_device' })
    await verifier.app.inject(`/openid4vp/requests/${request.requestId}`)
    const response = await answerTo(request)
    const { redirect_uri: redirectUri } = (await post(`/openid4vp/responses/${request.responseId}`, { response })).json<{ redirect_uri: string }>()
    await verifier.app.inject(redirectUri.slice(verifier.publicUrl.length))
    await post(`/openid4vp/responses/${request.responseId}`, { response: `${response}x` })
    const log = verifier.logLines.join('')
    expect(log).toContain('/openid4vp/responses/:responseId')
    for (const secret of [pageSecret, request.requestId, request.responseId, request.nonce, request.walletState, new URL(redirectUri).searchParams.get('response_code'), response.slice(0, 40), 'Noor']) {
      expect(log).not.toContain(secret)
    }
  })
})
