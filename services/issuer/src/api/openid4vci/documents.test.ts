import { beforeEach, describe, expect, it } from 'vitest'
import { offerableConfigurations } from '../../configurations/index.ts'
import { configurationId, preAuthorizedGrant, publicUrl, startTestIssuer, type TestIssuer } from './door-fixture.ts'

let issuer: TestIssuer
beforeEach(async () => { issuer = await startTestIssuer() })

const get = (url: string, headers: Record<string, string> = {}) => issuer.app.inject({ method: 'GET', url, headers })

describe('metadata', () => {
  it.each(['/.well-known/openid-credential-issuer/avans', '/avans/.well-known/openid-credential-issuer'])('of the credential issuer is at %s, for any origin', async (url) => {
    const answer = await get(url, { origin: 'https://wallet.example' })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['content-type']).toMatch(/^application\/json/)
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    const metadata = answer.json<Record<string, unknown>>()
    expect(metadata).toMatchObject({
      credential_issuer: `${publicUrl}/avans`,
      credential_endpoint: `${publicUrl}/avans/credential`,
      nonce_endpoint: `${publicUrl}/avans/nonce`,
      notification_endpoint: `${publicUrl}/avans/notification`,
      batch_credential_issuance: { batch_size: 10 },
      display: [{ name: 'Hogeschool avans', locale: 'nl-NL' }, { name: 'University avans', locale: 'en' }],
      credential_configurations_supported: {
        [configurationId]: {
          format: 'dc+sd-jwt',
          scope: configurationId,
          vct: `${publicUrl}/vct/microcredential/1`,
          cryptographic_binding_methods_supported: ['jwk', 'did:jwk', 'did:key'],
          credential_signing_alg_values_supported: ['ES256'],
          proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
        },
      },
    })
    for (const absent of ['authorization_servers', 'deferred_credential_endpoint', 'credential_response_encryption', 'credential_request_encryption']) expect(metadata).not.toHaveProperty(absent)
  })

  it('always describes the credential, in Dutch and English, each claim once (OpenID4VCI 1.0 #claims-description-processing)', async () => {
    const metadata = (await get('/.well-known/openid-credential-issuer/avans')).json<{ credential_configurations_supported: Record<string, { credential_metadata: { display: { name: string; locale: string }[]; claims: { path: unknown[]; display: { name: string; locale: string }[] }[] } }> }>()
    const { display, claims } = metadata.credential_configurations_supported[configurationId]!.credential_metadata
    expect(display.map(({ locale }) => locale)).toEqual(['nl-NL', 'en'])
    expect(new Set(claims.map(({ path }) => JSON.stringify(path))).size).toBe(claims.length)
    for (const claim of claims) expect(claim.display.map(({ locale, name }) => [locale, name !== ''])).toEqual([['nl-NL', true], ['en', true]])
  })

  it.each(['/.well-known/oauth-authorization-server/avans', '/avans/.well-known/oauth-authorization-server'])('of the authorization server is at %s', async (url) => {
    const answer = await get(url)
    expect(answer.headers['access-control-allow-origin']).toBe('*')
    expect(answer.json()).toEqual({
      issuer: `${publicUrl}/avans`,
      token_endpoint: `${publicUrl}/avans/token`,
      grant_types_supported: [preAuthorizedGrant],
      token_endpoint_auth_methods_supported: ['none'],
      dpop_signing_alg_values_supported: ['ES256'],
      'pre-authorized_grant_anonymous_access_supported': true,
      authorization_details_types_supported: ['openid_credential'],
      scopes_supported: offerableConfigurations.map(({ id }) => id),
    })
  })

  it('is the same whatever the request says about hosts (PAR-15)', async () => {
    const plain = await get('/.well-known/openid-credential-issuer/avans')
    const spoofed = await get('/.well-known/openid-credential-issuer/avans', { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http', forwarded: 'host=evil.example' })
    expect(spoofed.body).toBe(plain.body)
  })

  it('is there for institutions only (404)', async () => {
    for (const slug of ['nobody', 'AVANS', '__proto__', '..%2f']) {
      for (const url of [`/.well-known/openid-credential-issuer/${slug}`, `/${slug}/.well-known/oauth-authorization-server`]) expect((await get(url)).statusCode).toBe(404)
    }
    const token = await issuer.app.inject({ method: 'POST', url: '/nobody/token', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'grant_type=x' })
    expect(token.statusCode).toBe(404)
  })
})

describe('an offer by reference', () => {
  it('OFR-11 is the same as often as it is asked for, and gone once it was redeemed or has expired', async () => {
    const offer = issuer.offer({ transactionCode: '123456' })
    const answers = await Promise.all(Array.from({ length: 5 }, () => get(`/avans/credential-offers/${offer.secret}`)))
    for (const answer of answers) {
      expect(answer.statusCode).toBe(200)
      expect(answer.headers['content-type']).toMatch(/^application\/json/)
      expect(answer.headers['cache-control']).toBe('no-store')
      expect(answer.json()).toEqual({
        credential_issuer: `${publicUrl}/avans`,
        credential_configuration_ids: [configurationId],
        grants: { [preAuthorizedGrant]: { 'pre-authorized_code': offer.code, tx_code: { input_mode: 'numeric', length: 6, description: expect.any(String) } } },
      })
    }
    await issuer.wallet.redeem(offer)
    const redeemed = await get(`/avans/credential-offers/${offer.secret}`)
    expect(redeemed.statusCode).toBe(410)
    expect(redeemed.headers['content-type']).toMatch(/^application\/problem\+json/)
    const expired = issuer.offer({ expiresInSeconds: 1 })
    issuer.clock.at = new Date(issuer.clock.at.getTime() + 1000)
    expect((await get(`/avans/credential-offers/${expired.secret}`)).statusCode).toBe(410)
  })

  it('has no transaction code when it needs none, and explains it in the language of the wallet when it does', async () => {
    const grantOf = async (secret: string, language = 'nl') => (await get(`/avans/credential-offers/${secret}`, { 'accept-language': language })).json<{ grants: Record<string, { tx_code?: { description: string } }> }>().grants[preAuthorizedGrant]!
    expect(await grantOf(issuer.offer().secret)).not.toHaveProperty('tx_code')
    const { secret } = issuer.offer({ transactionCode: '123456' })
    expect((await grantOf(secret, 'nl')).tx_code?.description).toContain('cijfers')
    expect((await grantOf(secret, 'en')).tx_code?.description).toContain('digit')
  })

  it('OFR-14 has nothing of the learner in it, nor in its address', async () => {
    const offer = issuer.offer({ transactionCode: '123456' })
    const { body } = await get(`/avans/credential-offers/${offer.secret}`)
    for (const personal of ['Noor', 'Wit', 's1234567', '"8"', offer.awardId, 'Dijkinspectie', '123456']) expect(body).not.toContain(personal)
  })

  it('is not there for an unknown secret, one of another institution, or one of another form (404)', async () => {
    const { secret } = issuer.offer()
    for (const url of [`/other/credential-offers/${secret}`, `/avans/credential-offers/${'A'.repeat(43)}`, '/avans/credential-offers/x', `/avans/credential-offers/${secret}%00`]) {
      expect([400, 404]).toContain((await get(url)).statusCode)
    }
  })

  it('OFR-12 is not used up by looking, and its secret is in no log', async () => {
    const offer = issuer.offer()
    for (const agent of ['SafeLinks', 'WhatsApp/2.23', 'Slackbot']) {
      for (const method of ['GET', 'HEAD'] as const) {
        for (const path of ['credential-offers', 'claim']) {
          expect((await issuer.app.inject({ method, url: `/avans/${path}/${offer.secret}`, headers: { 'user-agent': agent } })).statusCode).toBe(200)
        }
      }
    }
    expect(issuer.scope.tables.offers.get(offer.id)!.state).toBe('open')
    await issuer.wallet.redeem(offer)
    expect(issuer.logs.join('')).not.toContain(offer.secret)
    expect(issuer.logs.join('')).not.toContain(offer.code)
  })
})

describe('every endpoint', () => {
  it('says what it takes, and nothing else (405, 415)', async () => {
    for (const path of ['token', 'nonce', 'credential', 'notification']) {
      for (const method of ['GET', 'PUT', 'DELETE', 'PATCH'] as const) expect((await issuer.app.inject({ method, url: `/avans/${path}` })).statusCode).toBe(405)
      const preflight = await issuer.app.inject({ method: 'OPTIONS', url: `/avans/${path}`, headers: { origin: 'https://wallet.example', 'access-control-request-method': 'POST' } })
      expect(preflight.statusCode).toBe(204)
      expect(preflight.headers['access-control-allow-origin']).toBe('*')
      expect(preflight.headers['access-control-allow-credentials']).toBeUndefined()
    }
    const xml = await issuer.app.inject({ method: 'POST', url: '/avans/credential', headers: { authorization: 'Bearer x', 'content-type': 'text/xml' }, payload: '<x/>' })
    expect(xml.statusCode).toBe(415)
    expect(xml.json()).toMatchObject({ error: 'invalid_credential_request' })
  })

  it('OFR-21 is never cached, also when it refuses, and always says the newest DPoP nonce', async () => {
    for (const path of ['token', 'nonce', 'credential', 'notification']) {
      const answer = await issuer.app.inject({ method: 'POST', url: `/avans/${path}` })
      expect(answer.headers['cache-control'], path).toBe('no-store')
      expect(answer.headers['dpop-nonce'], path).toMatch(/^[A-Za-z0-9_-]{22}$/)
    }
  })

  it('answers a database that is not there with 503 and when to come back', async () => {
    const unavailable = () => Promise.reject(Object.assign(new Error('the database is not available'), { code: 'DATABASE_UNAVAILABLE', retryAfterSeconds: 3 }))
    const broken = await startTestIssuer({ change: (books) => ({ ...books, claims: { ...books.claims, redeem: unavailable }, issuance: { ...books.issuance, open: unavailable } }) })
    const token = await broken.wallet.token({ 'pre-authorized_code': 'x' })
    expect(token).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } })
    expect(token.headers['retry-after']).toBe('3')
    const credential = await broken.wallet.credential('x', { credential_configuration_id: configurationId, proofs: { jwt: ['x'] } })
    expect(credential).toMatchObject({ status: 503, body: { error: 'temporarily_unavailable' } })
    expect(broken.logs.join('')).not.toContain('"msg":"the database')
  })

  it('says nothing of what went wrong inside (server_error)', async () => {
    const broken = await startTestIssuer({ change: (books) => ({ ...books, claims: { ...books.claims, redeem: () => Promise.reject(new Error('inner words')) } }) })
    const answer = await broken.wallet.token({ 'pre-authorized_code': 'x' })
    expect(answer).toMatchObject({ status: 500, body: { error: 'server_error' } })
    expect(answer.text).not.toContain('inner words')
  })
})
