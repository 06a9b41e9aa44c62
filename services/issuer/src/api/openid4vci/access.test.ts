import { beforeEach, describe, expect, it } from 'vitest'
import { configurationId, newWalletKey, publicUrl, startTestIssuer, type TestIssuer, type WalletKey } from './door-fixture.ts'

let issuer: TestIssuer
let key: WalletKey
let dpop: WalletKey
beforeEach(async () => {
  issuer = await startTestIssuer()
  key = await newWalletKey()
  dpop = await newWalletKey()
})

/** A request that would be good with this token. */
async function body() {
  return { credential_configuration_id: configurationId, proofs: { jwt: [await issuer.wallet.keyProof(key, await issuer.wallet.nonce())] } }
}

describe('an access token', () => {
  it.each(['credential', 'notification'])('TOK-01 is needed at /%s (401, how to present it)', async (path) => {
    for (const headers of [{}, { authorization: 'Basic YTpi' }, { authorization: 'Bearer' }, { authorization: 'x' }]) {
      const answer = await issuer.app.inject({ method: 'POST', url: `/avans/${path}`, headers, payload: {} })
      expect(answer.statusCode).toBe(401)
      expect(answer.headers['www-authenticate']).toBe('Bearer realm="credential", DPoP algs="ES256"')
      expect(answer.body).toBe('')
    }
  })

  it('TOK-02 in the address is refused (invalid_request), and not logged', async () => {
    const token = await issuer.wallet.redeem(issuer.offer())
    const answer = await issuer.app.inject({ method: 'POST', url: `/avans/credential?access_token=${token}`, payload: await body() })
    expect(answer.statusCode).toBe(400)
    expect(answer.json()).toMatchObject({ error: 'invalid_request' })
    expect(issuer.logs.join('')).not.toContain(token)
  })

  it('that is unknown, expired or of another shape is invalid (401 invalid_token)', async () => {
    const token = await issuer.wallet.redeem(issuer.offer())
    issuer.clock.at = new Date(issuer.clock.at.getTime() + 300_000)
    for (const bad of [token, 'A'.repeat(43), 'ä', `${token} x`]) {
      const answer = await issuer.wallet.credential(bad, await body())
      expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_token' } })
      expect(answer.headers['www-authenticate']).toBe('Bearer error="invalid_token", realm="credential", DPoP algs="ES256"')
    }
  })

  it('TOK-13 of another institution is invalid (401 invalid_token)', async () => {
    const token = await issuer.wallet.redeem(issuer.offer())
    const answer = await issuer.app.inject({ method: 'POST', url: '/other/credential', headers: { authorization: `Bearer ${token}` }, payload: await body() })
    expect(answer.statusCode).toBe(401)
    expect(answer.json()).toMatchObject({ error: 'invalid_token' })
  })

  it('without right tells a caller nothing about the rest of its request', async () => {
    expect(await issuer.wallet.credential('A'.repeat(43), { proofs: 7 })).toMatchObject({ status: 401, body: { error: 'invalid_token' } })
  })
})

describe('a token that is bound to a key', () => {
  let token: string
  beforeEach(async () => { token = await issuer.wallet.redeem(issuer.offer(), { dpop }) })

  it('gives a credential with a proof of that key', async () => {
    expect((await issuer.wallet.credential(token, await body(), { dpop })).status).toBe(200)
  })

  it('TOK-03 is nothing as Bearer (401 invalid_token), nor with a proof beside it (400 invalid_request)', async () => {
    const alone = await issuer.wallet.credential(token, await body())
    expect(alone).toMatchObject({ status: 401, body: { error: 'invalid_token' } })
    expect(alone.headers['www-authenticate']).toBe('DPoP error="invalid_token", algs="ES256"')
    const proof = await issuer.wallet.dpopProof(dpop, `${publicUrl}/avans/credential`, token)
    expect(await issuer.wallet.credential(token, await body(), { headers: { dpop: proof } })).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  it('TOK-04 needs the proof (400 invalid_request)', async () => {
    expect(await issuer.wallet.credential(token, await body(), { headers: { authorization: `DPoP ${token}` } })).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  it('TOK-05 is nothing with a proof of another key (401 invalid_token)', async () => {
    expect(await issuer.wallet.credential(token, await body(), { dpop: await newWalletKey() })).toMatchObject({ status: 401, body: { error: 'invalid_token' } })
  })

  it('TOK-06 needs a new proof each time (401 invalid_dpop_proof)', async () => {
    const headers = { authorization: `DPoP ${token}`, dpop: await issuer.wallet.dpopProof(dpop, `${publicUrl}/avans/credential`, token) }
    expect((await issuer.wallet.credential(token, await body(), { headers })).status).toBe(200)
    const again = await issuer.wallet.credential(token, await body(), { headers })
    expect(again).toMatchObject({ status: 401, body: { error: 'invalid_dpop_proof' } })
    expect(again.headers['www-authenticate']).toBe('DPoP error="invalid_dpop_proof", algs="ES256"')
  })

  it.each([
    ['TOK-07 for another method', { htm: 'GET' }],
    ['TOK-07 for another endpoint', { htu: `${publicUrl}/avans/token` }],
    ['TOK-08 too old', { iat: 1_795_341_600 - 3600 }],
    ['TOK-09 without the hash of the token', { ath: undefined }],
    ['TOK-09 with the hash of another token', { ath: 'fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo' }],
  ])('%s: a proof is refused (401 invalid_dpop_proof)', async (_name, claims) => {
    expect(await issuer.wallet.credential(token, await body(), { dpop, dpopOptions: { claims } })).toMatchObject({ status: 401, body: { error: 'invalid_dpop_proof' } })
  })

  it('TOK-11 is told the nonce when it is missing or stale (401 use_dpop_nonce), and the retry is good', async () => {
    for (const nonce of [undefined, 'stale']) {
      const answer = await issuer.wallet.credential(token, await body(), { dpop, dpopOptions: { claims: { nonce } } })
      expect(answer).toMatchObject({ status: 401, body: { error: 'use_dpop_nonce' } })
      expect(answer.headers['www-authenticate']).toBe('DPoP error="use_dpop_nonce", algs="ES256"')
      expect((await issuer.wallet.credential(token, await body(), { dpop, dpopOptions: { claims: { nonce: answer.headers['dpop-nonce'] } } })).status).toBe(200)
    }
  })

  it('TOK-12 makes nothing to be remembered for long: what is used is forgotten after its time', async () => {
    for (let count = 0; count < 20; count += 1) await issuer.wallet.credential(token, await body(), { dpop })
    expect(issuer.scope.tables.usedValues.size).toBe(41)
    issuer.clock.at = new Date(issuer.clock.at.getTime() + 361_000)
    await issuer.books.forgetExpired(issuer.clock.at)
    expect(issuer.scope.tables.usedValues.size).toBe(0)
  })

  it('speaks at the notification endpoint in the same way', async () => {
    const { body: issued } = await issuer.wallet.credential(token, await body(), { dpop })
    const notification = { notification_id: issued['notification_id'], event: 'credential_accepted' }
    expect((await issuer.wallet.notify(token, notification, { dpop })).status).toBe(204)
    expect((await issuer.wallet.notify(token, notification)).status).toBe(401)
    const headers = { authorization: `DPoP ${token}`, dpop: await issuer.wallet.dpopProof(dpop, `${publicUrl}/avans/notification`, token) }
    expect((await issuer.wallet.notify(token, notification, { headers })).status).toBe(204)
    expect((await issuer.wallet.notify(token, notification, { headers })).status).toBe(401)
  })
})

it('a token that is bound to no key is nothing with a DPoP proof (401 invalid_token)', async () => {
  const token = await issuer.wallet.redeem(issuer.offer())
  expect(await issuer.wallet.credential(token, await body(), { dpop })).toMatchObject({ status: 401, body: { error: 'invalid_token' } })
})
