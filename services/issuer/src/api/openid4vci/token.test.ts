import { beforeEach, describe, expect, it } from 'vitest'
import { newWalletKey, preAuthorizedGrant, publicUrl, startTestIssuer, type TestIssuer } from './door-fixture.ts'

let issuer: TestIssuer
beforeEach(async () => { issuer = await startTestIssuer() })

function offerRow(id: string) {
  return issuer.scope.tables.offers.get(id)!
}

describe('a pre-authorized code', () => {
  it('becomes a token of 300 seconds at most, that is never cached (OFR-20, OFR-21)', async () => {
    const offer = issuer.offer()
    const answer = await issuer.wallet.token({ 'pre-authorized_code': offer.code })
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'Bearer', expires_in: 300, access_token: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/) } })
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(Object.keys(answer.body).sort()).toEqual(['access_token', 'expires_in', 'token_type'])
    expect(offerRow(offer.id).state).toBe('redeemed')
    expect(issuer.scope.tables.journal.map(({ action }) => action)).toEqual(['offer.redeemed'])
  })

  it('OFR-01 is good once (then invalid_grant; one token and one redemption on record)', async () => {
    const offer = issuer.offer()
    expect((await issuer.wallet.token({ 'pre-authorized_code': offer.code })).status).toBe(200)
    expect(await issuer.wallet.token({ 'pre-authorized_code': offer.code })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(issuer.scope.tables.accessTokens.size).toBe(1)
    expect(issuer.scope.tables.journal.map(({ action }) => action)).toEqual(['offer.redeemed'])
  })

  it('OFR-02 tried fifty times at once gives exactly one token', async () => {
    const offer = issuer.offer()
    const answers = await Promise.all(Array.from({ length: 50 }, () => issuer.wallet.token({ 'pre-authorized_code': offer.code })))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status, body }) => status === 400 && body['error'] === 'invalid_grant')).toHaveLength(49)
  })

  it('OFR-03 is refused from its expiry on (invalid_grant)', async () => {
    const offer = issuer.offer({ expiresInSeconds: 60 })
    issuer.clock.at = new Date(issuer.clock.at.getTime() + 60_000)
    expect(await issuer.wallet.token({ 'pre-authorized_code': offer.code })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(issuer.scope.tables.accessTokens.size).toBe(0)
  })

  it('OFR-04 that is unknown gets the answer of one that was used; empty is invalid_request, enormous 413', async () => {
    const offer = issuer.offer()
    await issuer.wallet.redeem(offer)
    const used = await issuer.wallet.token({ 'pre-authorized_code': offer.code })
    const unknown = await issuer.wallet.token({ 'pre-authorized_code': 'A'.repeat(43) })
    expect(unknown).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(unknown.text).toBe(used.text)
    expect(unknown.headers).toEqual({ ...used.headers, date: unknown.headers['date'] })
    expect(await issuer.wallet.token({ 'pre-authorized_code': '' })).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    expect(await issuer.wallet.token({})).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    expect(await issuer.wallet.token({ 'pre-authorized_code': 'A'.repeat(1_000_000) })).toMatchObject({ status: 413, body: { error: 'invalid_request' } })
  })

  it('OFR-17 is refused when the award was withdrawn, or corrected, after it was offered (invalid_grant)', async () => {
    for (const change of [{ state: 'withdrawn' as const }, { revision: 2, correctedAt: new Date(issuer.clock.at.getTime() + 1) }]) {
      const offer = issuer.offer()
      const award = issuer.scope.tables.awards.get(offer.awardId)!
      issuer.scope.tables.awards.set(award.id, { ...award, ...change })
      expect(await issuer.wallet.token({ 'pre-authorized_code': offer.code })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
      expect(offerRow(offer.id).state).toBe('open')
    }
  })

  it('of one institution is nothing at another (invalid_grant)', async () => {
    const offer = issuer.offer()
    expect(await issuer.wallet.token({ 'pre-authorized_code': offer.code }, { slug: 'other' })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect((await issuer.wallet.token({ 'pre-authorized_code': offer.code })).status).toBe(200)
  })
})

describe('a transaction code', () => {
  it('OFR-05 that is missing is asked for (invalid_request), and nothing is used up', async () => {
    const offer = issuer.offer({ transactionCode: '123456' })
    expect(await issuer.wallet.token({ 'pre-authorized_code': offer.code })).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    expect(offerRow(offer.id)).toMatchObject({ state: 'open', transactionCodeTries: 0 })
  })

  it('OFR-06 that nobody expects is refused (invalid_request), and nothing is used up', async () => {
    const offer = issuer.offer()
    expect(await issuer.wallet.token({ 'pre-authorized_code': offer.code, tx_code: '123456' })).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    expect(offerRow(offer.id).state).toBe('open')
  })

  it('OFR-07 that is wrong counts (invalid_grant); the right one is still good', async () => {
    const offer = issuer.offer({ transactionCode: '123456' })
    for (const wrong of ['123457', '', ' 123456', '１２３４５６']) {
      expect(await issuer.wallet.token({ 'pre-authorized_code': offer.code, tx_code: wrong })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    }
    expect(offerRow(offer.id).transactionCodeTries).toBe(4)
    expect((await issuer.wallet.token({ 'pre-authorized_code': offer.code, tx_code: '123456' })).status).toBe(200)
  })

  it('OFR-08 that is wrong five times locks the offer, also for the right one, and the journal says so', async () => {
    const offer = issuer.offer({ transactionCode: '123456' })
    for (let guess = 0; guess < 5; guess += 1) await issuer.wallet.token({ 'pre-authorized_code': offer.code, tx_code: '000000' })
    expect(await issuer.wallet.token({ 'pre-authorized_code': offer.code, tx_code: '123456' })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(offerRow(offer.id)).toMatchObject({ state: 'locked', transactionCodeTries: 5 })
    expect(issuer.scope.tables.journal.map(({ action }) => action)).toEqual(['offer.locked'])
  })

  it('OFR-09 guessed two hundred times at once is compared five times', async () => {
    const offer = issuer.offer({ transactionCode: '123456' })
    const guesses = Array.from({ length: 200 }, (_, guess) => String(200_000 + guess))
    const answers = await Promise.all(guesses.map((guess) => issuer.wallet.token({ 'pre-authorized_code': offer.code, tx_code: guess })))
    expect(answers.every(({ status, body }) => status === 400 && body['error'] === 'invalid_grant')).toBe(true)
    expect(offerRow(offer.id)).toMatchObject({ state: 'locked', transactionCodeTries: 5 })
  })
})

describe('a token request', () => {
  it('TOK-21 with a parameter twice is refused (invalid_request), and nothing is used up', async () => {
    const offer = issuer.offer()
    for (const name of ['grant_type', 'pre-authorized_code', 'client_id', 'whatever']) {
      const form = new URLSearchParams({ grant_type: preAuthorizedGrant, 'pre-authorized_code': offer.code })
      form.append(name, 'x')
      form.append(name, 'y')
      expect(await issuer.wallet.token(form.toString())).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    }
    expect(offerRow(offer.id).state).toBe('open')
  })

  it('is a form with a grant type that is possible here', async () => {
    const { code } = issuer.offer()
    expect(await issuer.wallet.token({ grant_type: 'authorization_code', code })).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } })
    expect(await issuer.wallet.token('')).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    const json = await issuer.app.inject({ method: 'POST', url: '/avans/token', payload: { grant_type: preAuthorizedGrant, 'pre-authorized_code': code } })
    expect(json.statusCode).toBe(415)
    expect(json.json()).toMatchObject({ error: 'invalid_request' })
  })

  it('cannot authenticate a client (invalid_client), and an unauthenticated client id is fine', async () => {
    const offer = issuer.offer()
    const basic = { headers: { authorization: `Basic ${Buffer.from('a:b').toString('base64')}` } }
    expect(await issuer.wallet.token({ 'pre-authorized_code': offer.code }, basic)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
    expect(await issuer.wallet.token({ 'pre-authorized_code': offer.code, client_secret: 'x' })).toMatchObject({ status: 400, body: { error: 'invalid_client' } })
    expect((await issuer.wallet.token({ 'pre-authorized_code': offer.code, client_id: 'wallet' })).status).toBe(200)
  })

  it('OFR-18 that asks for more than was offered is refused (invalid_authorization_details), and nothing is used up', async () => {
    const offer = issuer.offer()
    for (const details of [[{ type: 'openid_credential', credential_configuration_id: 'diploma' }], [{ type: 'payment' }], [], {}, 'x']) {
      const answer = await issuer.wallet.token({ 'pre-authorized_code': offer.code, authorization_details: JSON.stringify(details) })
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_authorization_details' } })
    }
    expect(offerRow(offer.id).state).toBe('open')
  })

  it('with authorization_details is told the credential identifiers (DIIP v5)', async () => {
    const offer = issuer.offer()
    const details = [{ type: 'openid_credential', credential_configuration_id: 'microcredential_dc_sd_jwt' }]
    const answer = await issuer.wallet.token({ 'pre-authorized_code': offer.code, authorization_details: JSON.stringify(details) })
    expect(answer.body['authorization_details']).toEqual([{ ...details[0], credential_identifiers: [expect.any(String)] }])
  })

  it('TOK-22 is never quoted: an error text has only the characters the protocol allows', async () => {
    const nasty = 'x"\r\nSet-Cookie: a=b\\\té✓'
    for (const parameters of [{ grant_type: nasty }, { 'pre-authorized_code': nasty }, { 'pre-authorized_code': 'x', authorization_details: nasty }]) {
      const { body } = await issuer.wallet.token(parameters)
      expect(body['error_description']).toMatch(/^[\x20\x21\x23-\x5B\x5D-\x7E]+$/)
      expect(body['error_description']).not.toContain('Set-Cookie')
    }
  })
})

describe('a DPoP proof at the token endpoint', () => {
  it('binds the token to its key', async () => {
    const key = await newWalletKey()
    const answer = await issuer.wallet.token({ 'pre-authorized_code': issuer.offer().code }, { dpop: key })
    expect(answer).toMatchObject({ status: 200, body: { token_type: 'DPoP' } })
    expect([...issuer.scope.tables.accessTokens.values()]).toMatchObject([{ keyThumbprint: key.thumbprint }])
  })

  it('is taken when nothing is wrong with it (those below are made in the same way)', async () => {
    expect((await issuer.wallet.token({ 'pre-authorized_code': issuer.offer().code }, { headers: { dpop: await signedProof({}) } })).status).toBe(200)
  })

  it('TOK-06 is good once (invalid_dpop_proof)', async () => {
    const dpop = await issuer.wallet.dpopProof(await newWalletKey(), `${publicUrl}/avans/token`)
    const offer = issuer.offer()
    expect((await issuer.wallet.token({ 'pre-authorized_code': offer.code }, { headers: { dpop } })).status).toBe(200)
    for (const { code } of [offer, issuer.offer()]) {
      expect(await issuer.wallet.token({ 'pre-authorized_code': code }, { headers: { dpop } })).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } })
    }
  })

  it('TOK-06 is used up by a wrong transaction code too', async () => {
    const dpop = await issuer.wallet.dpopProof(await newWalletKey(), `${publicUrl}/avans/token`)
    const offer = issuer.offer({ transactionCode: '123456' })
    const send = (tx_code: string) => issuer.wallet.token({ 'pre-authorized_code': offer.code, tx_code }, { headers: { dpop } })
    expect(await send('000000')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await send('123456')).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } })
  })

  it.each([
    ['TOK-07 another method', { claims: { htm: 'GET' } }],
    ['TOK-07 another address', { claims: { htu: `${publicUrl}/avans/credential` } }],
    ['TOK-07 another institution', { claims: { htu: `${publicUrl}/other/token` } }],
    ['TOK-07 another host', { claims: { htu: 'https://evil.example/avans/token' } }],
    ['TOK-07 an address with a name in it', { claims: { htu: 'https://a:b@issuer.example/avans/token' } }],
    ['TOK-07 an address that is a list', { claims: { htu: [`${publicUrl}/avans/token`] } }],
    ['TOK-07 no address', { claims: { htu: 'not a url' } }],
    ['TOK-08 too old', { claims: { iat: 1_795_341_600 - 3600 } }],
    ['TOK-08 from the future', { claims: { iat: 1_795_341_600 + 3600 } }],
    ['TOK-08 without a moment', { claims: { iat: undefined } }],
    ['TOK-10 another type', { header: { typ: 'JWT' } }],
    ['TOK-10 without jti', { claims: { jti: undefined } }],
    ['TOK-10 an empty jti', { claims: { jti: '' } }],
    ['TOK-10 without a key', { header: { jwk: undefined } }],
    ['TOK-10 a symmetric key', { header: { jwk: { kty: 'oct', k: 'c2VjcmV0' } } }],
    ['TOK-10 an extension', { header: { crit: ['x'], x: 1 } }],
    ['TOK-10 another algorithm', { header: { alg: 'es256' } }],
  ])('%s: invalid_dpop_proof, and nothing is used up', async (_name, dpopOptions) => {
    const offer = issuer.offer()
    const dpop = await signedProof(dpopOptions)
    expect(await issuer.wallet.token({ 'pre-authorized_code': offer.code }, { headers: { dpop } })).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } })
    expect(offerRow(offer.id).state).toBe('open')
  })

  it('TOK-10 with a private key, or alg none, is refused, and the key is in no log', async () => {
    const offer = issuer.offer()
    const key = await newWalletKey()
    const proof = await issuer.wallet.dpopProof(key, `${publicUrl}/avans/token`, undefined, { header: { jwk: { ...key.publicJwk, d: 'ZmFrZS1wcml2YXRlLWtleQ' } } })
    const [header, payload] = (await issuer.wallet.dpopProof(key, `${publicUrl}/avans/token`)).split('.')
    const none = `${Buffer.from(JSON.stringify({ typ: 'dpop+jwt', alg: 'none', jwk: key.publicJwk })).toString('base64url')}.${payload}.`
    for (const dpop of [proof, none, `${header}.${payload}.AAAA`, 'x', `${proof}, ${proof}`]) {
      expect(await issuer.wallet.token({ 'pre-authorized_code': offer.code }, { headers: { dpop } })).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } })
    }
    expect(issuer.logs.join('')).not.toContain('ZmFrZS1wcml2YXRlLWtleQ')
  })

  it('TOK-11 without the nonce of the server, or with an old one, is told it (use_dpop_nonce), and the retry is good', async () => {
    const offer = issuer.offer()
    const key = await newWalletKey()
    const old = (await issuer.app.inject({ method: 'POST', url: '/avans/nonce' })).headers['dpop-nonce']
    issuer.clock.at = new Date(issuer.clock.at.getTime() + 600_000)
    for (const nonce of [undefined, 'invented', old, 7]) {
      const answer = await issuer.wallet.token({ 'pre-authorized_code': offer.code }, { dpop: key, dpopOptions: { claims: { nonce } } })
      expect(answer).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } })
      const retry = await issuer.wallet.token({ 'pre-authorized_code': issuer.offer().code }, { dpop: key, dpopOptions: { claims: { nonce: answer.headers['dpop-nonce'] } } })
      expect(retry.status).toBe(200)
    }
    expect(offerRow(offer.id).state).toBe('open')
  })
})

/** A proof that jose would not make, with a signature that holds: what is told of it is all that is wrong with it. */
async function signedProof({ header, claims }: { header?: Record<string, unknown>; claims?: Record<string, unknown> }): Promise<string> {
  const key = await newWalletKey()
  const [, payload] = (await issuer.wallet.dpopProof(key, `${publicUrl}/avans/token`)).split('.')
  const good = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as Record<string, unknown>
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${part({ typ: 'dpop+jwt', alg: 'ES256', jwk: key.publicJwk, ...header })}.${part({ ...good, ...claims })}`
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key.privateKey, Buffer.from(input))
  return `${input}.${Buffer.from(signature).toString('base64url')}`
}
