import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { hashOfferSecret } from '../../offering/offer-secret.ts'
import { openTestIssuer, type TestIssuer } from '../../test-ground.ts'

let issuer: TestIssuer
let school: Awaited<ReturnType<TestIssuer['institution']>>
beforeAll(async () => {
  issuer = await openTestIssuer()
  school = await issuer.institution()
})

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
const call = (method: Method, path: string, payload?: object, of: { slug: string; headers: Record<string, string> } = school) =>
  issuer.app.inject({ method, url: `/${of.slug}${path}`, headers: of.headers, ...(payload === undefined ? {} : { payload }) })

describe('offers', () => {
  it('OFR-13 are made with a secret of 256 bits that is nowhere on record', async () => {
    const { awardId } = await issuer.award(school.id)
    const made = await call('POST', `/api/v1/awards/${awardId}/offers`, {})
    expect(made.statusCode).toBe(201)
    expect(made.headers['cache-control']).toBe('no-store')
    const { offerId, claimUrl, credentialOfferUri, transactionCode } = made.json<Record<string, string>>()
    const secret = claimUrl?.split('/').at(-1) ?? ''
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
    expect(claimUrl).toBe(`http://localhost:8080/${school.slug}/claim/${secret}`)
    expect(new URL(credentialOfferUri!).searchParams.get('credential_offer_uri')).toBe(`http://localhost:8080/${school.slug}/credential-offers/${secret}`)
    expect(transactionCode).toMatch(/^\d{6}$/)
    const { offers } = issuer.scopes.get(school.id)!.tables
    const row = offers.get(offerId!)
    expect(row?.secretHash).toEqual(hashOfferSecret(secret))
    expect(JSON.stringify(row)).not.toContain(secret)
    expect(JSON.stringify(row)).not.toContain(transactionCode)
  })

  it('need no body: then they have a transaction code and live 14 days', async () => {
    const { awardId } = await issuer.award(school.id)
    const made = (await call('POST', `/api/v1/awards/${awardId}/offers`)).json<{ expiresAt: string; transactionCode?: string }>()
    expect(made.transactionCode).toBeDefined()
    expect(made.expiresAt).toBe('2026-09-15T10:00:00.000Z')
    const without = (await call('POST', `/api/v1/awards/${awardId}/offers`, { transactionCode: false, expiresInSeconds: 60 })).json<{ expiresAt: string; transactionCode?: string }>()
    expect(without).not.toHaveProperty('transactionCode')
    expect(without.expiresAt).toBe('2026-09-01T10:01:00.000Z')
  })

  it('are refused for longer than 90 days, with other fields, and for a claimed award', async () => {
    const { awardId } = await issuer.award(school.id, 3)
    expect((await call('POST', `/api/v1/awards/${awardId}/offers`, { expiresInSeconds: 91 * 86_400 })).statusCode).toBe(400)
    expect((await call('POST', `/api/v1/awards/${awardId}/offers`, { state: 'redeemed' })).statusCode).toBe(400)
    expect((await call('POST', `/api/v1/awards/${awardId}/offers`, {})).json()).toMatchObject({ status: 409, code: 'offer-already-claimed' })
  })

  it('are made in the forms that the institution names, each once, and of others in the one form that there always was', async () => {
    const { awardId } = await issuer.award(school.id, 4)
    const made = async (body: object) => (await call('GET', `/api/v1/offers/${(await call('POST', `/api/v1/awards/${awardId}/offers`, body)).json<{ offerId: string }>().offerId}`)).json<object>()
    expect(await made({ configurations: ['open_badge_jwt', 'open_badge_jwt'] })).toMatchObject({ configurations: ['open_badge_jwt'] })
    const { awardId: another } = await issuer.award(school.id)
    const { offerId } = (await call('POST', `/api/v1/awards/${another}/offers`)).json<{ offerId: string }>()
    expect((await call('GET', `/api/v1/offers/${offerId}`)).json()).toMatchObject({ configurations: ['microcredential_dc_sd_jwt'] })
  })

  it('name the field when a form is not there (400)', async () => {
    const { awardId } = await issuer.award(school.id)
    for (const configurations of [['nothing'], ['open_badge_jwt', '__proto__'], [], ['microcredential_dc_sd_jwt', 1]]) {
      const refused = await call('POST', `/api/v1/awards/${awardId}/offers`, { configurations })
      expect([refused.statusCode, JSON.stringify(refused.json())]).toEqual([400, expect.stringContaining('configurations')])
    }
  })

  it('are read, withdrawn once, and said to have expired', async () => {
    const { awardId } = await issuer.award(school.id)
    const { offerId } = (await call('POST', `/api/v1/awards/${awardId}/offers`, {})).json<{ offerId: string }>()
    expect((await call('GET', `/api/v1/offers/${offerId}`)).json()).toMatchObject({ id: offerId, awardId, state: 'open', transactionCodeRequired: true, transactionCodeTries: 0 })
    expect((await call('DELETE', `/api/v1/offers/${offerId}`)).statusCode).toBe(204)
    expect((await call('DELETE', `/api/v1/offers/${offerId}`)).json()).toMatchObject({ status: 409, code: 'offer-not-open' })
    expect((await call('GET', `/api/v1/offers/${offerId}`)).json()).toMatchObject({ state: 'withdrawn' })
    const brief = (await call('POST', `/api/v1/awards/${awardId}/offers`, { expiresInSeconds: 1 })).json<{ offerId: string }>()
    issuer.clock.forward(2)
    expect((await call('GET', `/api/v1/offers/${brief.offerId}`)).json()).toMatchObject({ state: 'expired' })
  })
})

describe('credentials', () => {
  it('are listed in pages and by award', async () => {
    const fresh = await issuer.institution()
    const made = await Promise.all([1, 2, 3].map((index) => issuer.award(fresh.id, index)))
    const page = (await call('GET', '/api/v1/credentials?limit=2', undefined, fresh)).json<{ credentials: { id: string }[]; next: string }>()
    const rest = (await call('GET', `/api/v1/credentials?limit=2&after=${page.next}`, undefined, fresh)).json<{ credentials: { id: string }[]; next?: string }>()
    expect([...page.credentials, ...rest.credentials].map(({ id }) => id).sort()).toEqual(made.map(({ credentialId }) => String(credentialId)).sort())
    expect(rest.next).toBeUndefined()
    const one = (await call('GET', `/api/v1/credentials?awardId=${made[0]?.awardId}`, undefined, fresh)).json<{ credentials: object[] }>()
    expect(one.credentials).toMatchObject([{ id: made[0]?.credentialId, status: 'valid', handedOver: true, statusList: { index: 1 } }])
  })

  it('STL-06 are revoked with a reason, once; taking that back is refused (409)', async () => {
    const { credentialId } = await issuer.award(school.id, 9)
    const put = (body: object) => call('PUT', `/api/v1/credentials/${credentialId}/status`, body)
    expect((await put({ status: 'valid', reason: 'niets gevonden' })).json()).toMatchObject({ status: 'valid' })
    for (const body of [{ status: 'valid' }, { status: 'suspended' }, { status: 'revoked' }, { status: 'revoked', reason: '' }, { status: 'revoked', reason: '   ' }, { status: 'revoked', reason: 'x'.repeat(256) }, { status: 'invalid', reason: 'x' }, { status: 'revoked', reason: 'x', revokedAt: 'y' }, { status: 'revoked', reason: 'verkeerde bsn 123456782' }, {}]) {
      expect((await put(body)).statusCode).toBe(400)
    }
    expect((await put({ status: 'revoked', reason: 'fraude' })).json()).toMatchObject({ status: 'revoked', reason: 'fraude' })
    expect((await put({ status: 'revoked', reason: 'other' })).json()).toMatchObject({ status: 'revoked', reason: 'fraude' })
    for (const status of ['valid', 'suspended']) expect((await put({ status, reason: 'vergissing' })).json()).toMatchObject({ status: 409, code: 'revocation-final' })
  })

  it('are suspended and made valid again, each with a reason', async () => {
    const { credentialId } = await issuer.award(school.id, 12)
    const put = async (body: object) => (await call('PUT', `/api/v1/credentials/${credentialId}/status`, body)).json<Record<string, unknown>>()
    expect(await put({ status: 'suspended', reason: 'onderzoek' })).toMatchObject({ status: 'suspended', reason: 'onderzoek', suspendedAt: issuer.clock.now().toISOString() })
    const restored = await put({ status: 'valid', reason: 'niets gevonden' })
    expect(restored).toMatchObject({ status: 'valid' })
    expect(restored).not.toHaveProperty('reason')
    expect(restored).not.toHaveProperty('suspendedAt')
    const { entries } = (await call('GET', '/api/v1/journal?limit=1000')).json<{ entries: { action: string; objectId: string; reason: string; actor: string }[] }>()
    expect(entries.filter(({ objectId }) => objectId === String(credentialId)).map(({ action, reason, actor }) => [action, reason, actor])).toEqual([
      ['credential.suspended', 'onderzoek', `client:${school.clientId}`], ['credential.restored', 'niets gevonden', `client:${school.clientId}`],
    ])
  })

  it('of one award are revoked, suspended and restored in one call, which says how many there were', async () => {
    const { awardId, credentialId } = await issuer.award(school.id, 13)
    const { tables } = issuer.scopes.get(school.id)!
    const other = randomUUID()
    tables.credentials.set(other, { ...tables.credentials.get(credentialId)!, id: other as never, holderKey: 'other', statusIndex: 14 })
    const put = async (body: object, id: string = awardId) => (await call('PUT', `/api/v1/awards/${id}/credentials/status`, body)).json<Record<string, unknown>>()
    expect(await put({ status: 'suspended', reason: 'onderzoek' })).toEqual({ status: 'suspended', credentials: 2, changed: 2 })
    expect(await put({ status: 'suspended', reason: 'onderzoek' })).toEqual({ status: 'suspended', credentials: 2, changed: 0 })
    expect(await put({ status: 'valid', reason: 'niets gevonden' })).toEqual({ status: 'valid', credentials: 2, changed: 2 })
    expect(await put({ status: 'revoked', reason: 'fraude' })).toEqual({ status: 'revoked', credentials: 2, changed: 2 })
    expect(await put({ status: 'valid', reason: 'vergissing' })).toMatchObject({ status: 409, code: 'revocation-final' })
    expect(await put({ status: 'revoked', reason: 'fraude' }, randomUUID())).toMatchObject({ status: 404 })
    expect(await put({ status: 'revoked' })).toMatchObject({ status: 400 })
  })

  it('STL-18 many are changed in one call, all of them or none', async () => {
    const made = await Promise.all([15, 16, 17].map((index) => issuer.award(school.id, index)))
    const credentials = made.map(({ credentialId }) => credentialId)
    const put = async (body: object) => (await call('PUT', '/api/v1/credential-statuses', { status: 'revoked', reason: 'fraude', credentials, ...body })).json<Record<string, unknown>>()
    const statuses = async () => await Promise.all(credentials.map(async (id) => (await call('GET', `/api/v1/credentials/${id}`)).json<{ status: string }>().status))
    expect(await put({ credentials: [...credentials, randomUUID()] })).toMatchObject({ status: 404 })
    expect(await put({ credentials: [] })).toMatchObject({ status: 400 })
    expect(await put({ credentials: [credentials[0], credentials[0]] })).toMatchObject({ status: 400 })
    expect(await put({ credentials: Array.from({ length: 1001 }, () => randomUUID()) })).toMatchObject({ status: 400 })
    expect(await put({ reason: undefined })).toMatchObject({ status: 400 })
    expect(await statuses()).toEqual(['valid', 'valid', 'valid'])
    expect(await put({})).toEqual({ status: 'revoked', credentials: 3, changed: 3 })
    expect(await put({})).toEqual({ status: 'revoked', credentials: 3, changed: 0 })
    expect(await put({ status: 'suspended' })).toMatchObject({ status: 409, code: 'revocation-final' })
    expect(await statuses()).toEqual(['revoked', 'revoked', 'revoked'])
  })

  it('STL-17 a revocation is in the published list at once', async () => {
    const { credentialId } = await issuer.award(school.id, 11)
    const { statusList } = (await call('GET', `/api/v1/credentials/${credentialId}`)).json<{ statusList: { uri: string } }>()
    const etag = async () => (await issuer.app.inject({ url: new URL(statusList.uri).pathname })).headers['etag']
    await issuer.rooms.publisher.publishAll()
    const before = await etag()
    await call('PUT', `/api/v1/credentials/${credentialId}/status`, { status: 'revoked', reason: 'fraude' })
    await expect.poll(etag).not.toBe(before)
    expect(issuer.errors).toEqual([])
  })
})

describe('the journal', () => {
  it('OPS-07 says who did what, under the trace id of the request', async () => {
    const { awardId } = await issuer.award(school.id)
    const made = await call('POST', `/api/v1/awards/${awardId}/offers`, {})
    const { entries } = (await call('GET', '/api/v1/journal?limit=1000')).json<{ entries: { seq: number; actor: string; action: string; objectId: string; correlationId: string }[] }>()
    const last = entries.at(-1)
    expect(last).toMatchObject({ actor: `client:${school.clientId}`, action: 'offer.made', objectId: made.json<{ offerId: string }>().offerId })
    expect(issuer.logs.some((line) => line.includes(last!.correlationId))).toBe(true)
    const page = (await call('GET', '/api/v1/journal?limit=2&after=1')).json<{ entries: { seq: number }[]; next: number }>()
    expect(page.entries.map(({ seq }) => seq)).toEqual([2, 3])
    expect(page.next).toBe(3)
  })
})

/** Every route of the institution's API, the scope it needs, with an id of `school` in it. */
const routes = (id: string): [Method, string, string, object?][] => [
  ['POST', `/api/v1/awards/${id}/offers`, 'offers:write', {}],
  ['GET', `/api/v1/offers/${id}`, 'read'],
  ['DELETE', `/api/v1/offers/${id}`, 'offers:write'],
  ['GET', `/api/v1/credentials/${id}`, 'read'],
  ['PUT', `/api/v1/credentials/${id}/status`, 'revocations:write', { status: 'revoked', reason: 'x' }],
  ['PUT', `/api/v1/awards/${id}/credentials/status`, 'revocations:write', { status: 'revoked', reason: 'x' }],
  ['PUT', '/api/v1/credential-statuses', 'revocations:write', { status: 'revoked', reason: 'x', credentials: [id] }],
]

describe('access', () => {
  it('TEN-01 to another institution’s ids is 404, whatever is done with them', async () => {
    const other = await issuer.institution()
    const { awardId, credentialId } = await issuer.award(school.id, 20)
    const { offerId } = (await call('POST', `/api/v1/awards/${(await issuer.award(school.id)).awardId}/offers`, {})).json<{ offerId: string }>()
    const before = JSON.stringify([...issuer.scopes.get(school.id)!.tables.credentials.values(), ...issuer.scopes.get(school.id)!.tables.offers.values()])
    for (const id of [awardId, credentialId, offerId, randomUUID()]) {
      for (const [method, path, , body] of routes(id)) expect((await call(method, path, body, other)).statusCode, path).toBe(404)
    }
    expect(JSON.stringify([...issuer.scopes.get(school.id)!.tables.credentials.values(), ...issuer.scopes.get(school.id)!.tables.offers.values()])).toBe(before)
  })

  it('with another institution’s token is 401 (the token is not known here)', async () => {
    const other = await issuer.institution()
    for (const [method, path, , body] of routes(randomUUID())) {
      expect((await call(method, path, body, { slug: school.slug, headers: other.headers })).statusCode).toBe(401)
    }
  })

  it('without the route’s scope is 403 insufficient_scope', async () => {
    for (const [method, path, scope, body] of routes(randomUUID())) {
      const reader = await issuer.institution(undefined, scope === 'read' ? ['offers:write'] : ['read'])
      const refused = await call(method, path, body, reader)
      expect(refused.statusCode).toBe(403)
      expect(refused.headers['www-authenticate']).toBe(`Bearer error="insufficient_scope", scope="${scope}"`)
    }
  })

  it('without a token, or with what is none, is 401', async () => {
    for (const headers of [{}, { authorization: 'Bearer' }, { authorization: 'Bearer x' }, { authorization: `Basic ${school.token}` }, { authorization: `Bearer ${school.token} x` }]) {
      expect((await call('GET', '/api/v1/journal', undefined, { slug: school.slug, headers })).statusCode).toBe(401)
    }
    expect((await issuer.app.inject({ url: `/${school.slug}/api/v1/journal?access_token=${school.token}` })).statusCode).toBe(401)
  })

  it('TEN-02 the institution is the one in the path, whatever a header or body says', async () => {
    const other = await issuer.institution()
    const answer = await issuer.app.inject({ url: `/${school.slug}/api/v1/journal?slug=${other.slug}`, headers: { ...school.headers, host: `${other.slug}.example`, 'x-institution': other.slug } })
    expect(answer.json<{ entries: { objectId: string }[] }>().entries[0]?.objectId).toBe(school.id)
  })

  it('WEB-19 leaves no secret, token or code in the log, at level debug', async () => {
    const { awardId } = await issuer.award(school.id)
    const made = (await call('POST', `/api/v1/awards/${awardId}/offers`, {})).json<{ claimUrl: string; transactionCode: string }>()
    await issuer.app.inject({ url: new URL(made.claimUrl).pathname })
    await issuer.app.inject({ url: `/${school.slug}/credential-offers/${made.claimUrl.split('/').at(-1)}` })
    const log = issuer.logs.join('\n')
    for (const secret of [school.token, school.clientSecret, made.claimUrl.split('/').at(-1)!, 'operator-token-of-the-tests', 'Noor', 'de Wit']) expect(log).not.toContain(secret)
  })
})
