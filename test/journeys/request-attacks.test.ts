/** Requests and their ids under attack, and what an employer may read (family VPR). */
import { decodeJwt } from 'jose'
import { describe, expect, it } from 'vitest'
import { ask, createEmployer, employerCall, readCase } from '../institution/index.ts'
import { fetchRequestObject, postAnswer, prepareAnswer, readAnswer, readRequestLink, resolveRequest, send, withHooks } from '../wallet/index.ts'
import { askAndAnswer, askOnly, holdCredential } from './ask-steps.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('request_attacks')

describe('a request', () => {
  it('VPR-14 may be fetched twice before the answer (the same nonce), and not after it', async () => {
    const { held } = await holdCredential(world())
    const asked = await ask(world().employer)
    const link = readRequestLink(asked.walletUrl)
    const [first, second] = [await fetchRequestObject(world().wallet, link, { method: 'get' }), await fetchRequestObject(world().wallet, link, { method: 'get' })]
    expect([first.status, second.status]).toEqual([200, 200])
    expect(decodeJwt(first.text)['nonce']).toBe(decodeJwt(second.text)['nonce'])
    const request = await resolveRequest(world().wallet, asked.walletUrl)
    readAnswer(await postAnswer(world().wallet, request, (await prepareAnswer(world().wallet, request, [held])).vpToken))
    const after = await fetchRequestObject(world().wallet, link, { method: 'get' })
    expect(after.status).toBe(410)
  })

  it('VPR-13 counts as its signed object says: a link that was changed is refused, and one that leads to another request is that request', async () => {
    const [asked, other] = [await ask(world().employer), await ask(world().employer)]
    const changed = (url: string, parameter: string, value: string) => {
      const link = new URL(url)
      link.searchParams.set(parameter, value)
      return link.href
    }
    // The last but one is of the same certificate: that it is not the one in the signed object is all that is wrong with it.
    for (const clientId of ['x509_hash:c29tZWJvZHkgZWxzZQ', 'x509_san_dns:evil.example', 'redirect_uri:https://evil.example', 'x509_san_dns:localhost', 'decentralized_identifier:did:web:evil.example']) {
      await expect(resolveRequest(world().wallet, changed(asked.walletUrl, 'client_id', clientId)), clientId).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
    }
    const honest = await resolveRequest(world().wallet, asked.walletUrl)
    let dressed = asked.walletUrl
    for (const [name, value] of [['response_uri', 'https://evil.example/take'], ['dcql_query', '{"credentials":[]}'], ['nonce', 'mine'], ['state', 'mine']] as const) dressed = changed(dressed, name, value)
    expect(await resolveRequest(world().wallet, dressed)).toMatchObject({ response_uri: honest.response_uri, dcql_query: honest.dcql_query, nonce: honest.nonce, state: honest.state })
    const swapped = await resolveRequest(world().wallet, changed(asked.walletUrl, 'request_uri', readRequestLink(other.walletUrl).requestUri))
    expect(swapped.response_uri).toBe((await resolveRequest(world().wallet, other.walletUrl)).response_uri)
    expect(swapped.response_uri).not.toBe(honest.response_uri)
  })

  it('VPR-15 fetched by POST carries the nonce of the wallet; two wallets get their own', async () => {
    const link = readRequestLink((await ask(world().employer)).walletUrl)
    for (const walletNonce of ['wallet-nonce-number-one-0', 'wallet-nonce-number-two-0']) {
      const answer = await fetchRequestObject(world().wallet, link, { method: 'post', walletNonce })
      expect(answer.status).toBe(200)
      expect(decodeJwt(answer.text)['wallet_nonce']).toBe(walletNonce)
    }
    const huge = await fetchRequestObject(world().wallet, link, { method: 'post', walletNonce: 'x'.repeat(10_000) })
    expect(huge.status).toBe(400)
  })

  it('VPR-07 has a nonce of at least 128 bits that is never the same', async () => {
    const nonces = new Set<string>()
    for (let count = 0; count < 20; count++) nonces.add((await askOnly(world())).request.nonce)
    expect(nonces.size).toBe(20)
    for (const nonce of nonces) expect(Buffer.from(nonce, 'base64url').length).toBeGreaterThanOrEqual(16)
  })

  it('VPR-11 has an encryption key of its own, without its private half', async () => {
    const keys = await Promise.all([askOnly(world()), askOnly(world())]).then((both) => both.map(({ request }) => request.client_metadata.jwks.keys[0]!))
    expect(keys[0]!['x']).not.toBe(keys[1]!['x'])
    for (const key of keys) expect(key).not.toHaveProperty('d')
  })

  it('VPR-20 and everything a wallet meets never redirects and is never cached', async () => {
    const { held } = await holdCredential(world())
    const { request, requestUri } = await askOnly(world())
    const fetched = await send(fetch, requestUri, { headers: { accept: 'application/oauth-authz-req+jwt' } })
    const { vpToken } = await prepareAnswer(world().wallet, request, [held])
    const refused = await postAnswer(withHooks(world().wallet, { encryptionHeader: (header) => ({ ...header, kid: 'unknown' }) }), request, vpToken)
    const taken = await postAnswer(world().wallet, request, vpToken)
    for (const answer of [fetched, refused, taken]) {
      expect(answer.status < 300 || answer.status >= 400).toBe(true)
      expect(answer.headers.get('location')).toBeNull()
      expect(answer.headers.get('cache-control')).toContain('no-store')
    }
    expect(taken.contentType).toBe('application/json')
  })
})

describe('what an employer may read', () => {
  it('VPR-04 of a same-device request: nothing without the response code, so a link sent to a victim gives nothing', async () => {
    const { held } = await holdCredential(world())
    const { asked } = await askAndAnswer(world(), [held], { flow: 'same_device' })
    expect((await employerCall(world().employer, 'GET', `/api/v1/requests/${asked.id}`)).text).not.toContain('de Wit')
    expect((await readCase(world().employer, asked.id)).verdict).toBeUndefined()
  })

  it('VPR-05 of a same-device request: nothing with a guessed or a used response code', async () => {
    const { held } = await holdCredential(world())
    const { asked, answer } = await askAndAnswer(world(), [held], { flow: 'same_device' })
    const code = new URL(readAnswer(answer).redirectUri!).searchParams.get('response_code')!
    expect(Buffer.from(code, 'base64url').length).toBeGreaterThanOrEqual(16)
    const read = (responseCode: string) => employerCall(world().employer, 'GET', `/api/v1/requests/${asked.id}?response_code=${responseCode}`)
    expect((await read('A'.repeat(code.length))).text).not.toContain('de Wit')
    expect((await read(code)).text).toContain('de Wit')
    expect((await read(code)).text).not.toContain('de Wit')
  })

  it('VPR-06 each id opens only its own door', async () => {
    const { id, requestUri, request, pageUrl } = await askOnly(world())
    const last = (url: string) => new URL(url).pathname.split('/').at(-1)!
    const [requestId, responseId, pageSecret] = [last(requestUri), last(request.response_uri), last(pageUrl)]
    expect(new Set([id, requestId, responseId, pageSecret]).size).toBe(4)
    const url = world().verifier.url
    for (const wrong of [id, responseId, pageSecret]) expect((await send(fetch, `${url}/openid4vp/requests/${wrong}`)).status).toBe(404)
    for (const wrong of [id, requestId, pageSecret]) expect((await send(fetch, `${url}/openid4vp/responses/${wrong}`, { method: 'POST', body: new URLSearchParams({ error: 'access_denied' }) })).status).toBe(404)
    for (const wrong of [requestId, responseId, pageSecret]) expect((await employerCall(world().employer, 'GET', `/api/v1/requests/${wrong}`)).status).toBe(404)
    for (const wrong of [id, requestId, responseId]) expect((await send(fetch, `${url}/requests/${wrong}`)).status).toBe(404)
  })

  it('VPR-23 nothing of the requests of another employer (404)', async () => {
    const { held } = await holdCredential(world())
    const { asked } = await askAndAnswer(world(), [held])
    const stranger = await createEmployer(world().verifier, 'Nieuwsgierig BV')
    const answer = await employerCall(stranger, 'GET', `/api/v1/requests/${asked.id}`)
    expect(answer.status).toBe(404)
    expect((await employerCall(stranger, 'GET', '/api/v1/requests/00000000-0000-4000-8000-000000000000')).body).toMatchObject({ ...answer.body as object, traceId: expect.anything() as unknown })
  })

  it('nothing without a token, and nothing outside the questions it may ask', async () => {
    expect((await employerCall(world().employer, 'GET', '/api/v1/questions', undefined, { token: 'A'.repeat(43) })).status).toBe(401)
    const other = await employerCall(world().employer, 'POST', '/api/v1/requests', { question: 'everything', purpose: { nl: 'x', en: 'x' }, flow: 'cross_device' })
    expect([400, 403, 422]).toContain(other.status)
    const noPurpose = await employerCall(world().employer, 'POST', '/api/v1/requests', { question: 'microcredential', flow: 'cross_device' })
    expect([400, 422]).toContain(noPurpose.status)
    expect(noPurpose.contentType).toBe('application/problem+json')
  })
})
