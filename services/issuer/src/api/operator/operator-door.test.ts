import { beforeAll, describe, expect, it } from 'vitest'
import { form, openTestIssuer, operator, type TestIssuer } from '../../test-ground.ts'

let issuer: TestIssuer
beforeAll(async () => {
  issuer = await openTestIssuer()
})
const profile = { slug: 'hogeschool', name: { nl: 'Hogeschool', en: 'University' }, country: 'NL', identifiers: { brin: '21PB' } }
const post = (url: string, payload: object, headers: Record<string, string> = operator) => issuer.app.inject({ method: 'POST', url, headers, payload })

describe('the operator’s door', () => {
  it('makes an institution and lists it', async () => {
    const made = await post('/operator/institutions', profile)
    expect(made.statusCode).toBe(201)
    expect(made.json()).toMatchObject({ slug: 'hogeschool', credentialIssuer: 'http://localhost:8080/hogeschool', did: 'did:web:localhost%3A8080:hogeschool' })
    const { institutions } = (await issuer.app.inject({ url: '/operator/institutions', headers: operator })).json<{ institutions: unknown[] }>()
    expect(institutions).toEqual([made.json()])
  })

  it('refuses a slug that is taken or reserved (409), and a profile that is not complete (400, by field)', async () => {
    expect((await post('/operator/institutions', profile)).json()).toMatchObject({ status: 409, code: 'slug-taken' })
    expect((await post('/operator/institutions', { ...profile, slug: 'operator' })).json()).toMatchObject({ status: 409, code: 'slug-reserved' })
    const incomplete = await post('/operator/institutions', { slug: 'x-y', name: { nl: 'x' }, country: 'Nederland', identifiers: { brin: 'nope' } })
    expect(incomplete.statusCode).toBe(400)
    expect(incomplete.json<{ errors: { path: string }[] }>().errors.map(({ path }) => path)).toEqual(['/name/en', '/country', '/identifiers/brin'])
  })

  it('TEN-13 refuses fields that are not its own (nothing is assigned that was not asked for)', async () => {
    for (const extra of [{ id: 'x' }, { did: 'did:web:evil' }, { createdAt: '2020-01-01' }, { role: 'admin' }]) {
      expect((await post('/operator/institutions', { ...profile, slug: 'mass', ...extra })).statusCode).toBe(400)
    }
    expect((await post('/operator/institutions/hogeschool/clients', { name: 'x', scopes: ['read'], clientSecret: 'mine' })).statusCode).toBe(400)
  })

  it('is closed to whoever has no operator token, before anything is read', async () => {
    for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: operator.authorization.replace('Bearer', 'Basic') }, { authorization: `${operator.authorization}x` }]) {
      for (const [method, url] of [['POST', '/operator/institutions'], ['GET', '/operator/institutions'], ['POST', '/operator/institutions/hogeschool/clients'], ['DELETE', '/operator/institutions/hogeschool/clients/x'], ['PUT', '/operator/institutions/hogeschool/certificate-chain']] as const) {
        const answer = await issuer.app.inject({ method, url, headers: { ...headers, ...form }, payload: 'x=1' })
        expect(answer.statusCode).toBe(401)
        expect(answer.headers['www-authenticate']).toBe('Bearer')
      }
    }
  })

  it('does not take an institution’s own token', async () => {
    const { headers } = await issuer.institution()
    expect((await issuer.app.inject({ url: '/operator/institutions', headers })).statusCode).toBe(401)
  })

  it('gives a client its secret once; the record has a hash', async () => {
    const { id, clientId, clientSecret } = await issuer.institution()
    const kept = issuer.scopes.get(id)?.tables.apiClients.get(clientId)
    expect(Buffer.from(clientSecret, 'base64url')).toHaveLength(32)
    expect(kept?.secretHash).toHaveLength(32)
    expect(JSON.stringify([...issuer.scopes.get(id)!.tables.journal])).not.toContain(clientSecret)
  })

  it('refuses scopes that do not exist, none, or one twice', async () => {
    for (const scopes of [['admin'], [], ['read', 'read'], 'read']) {
      expect((await post('/operator/institutions/hogeschool/clients', { name: 'x', scopes })).statusCode).toBe(400)
    }
  })

  it('answers 404 for an institution or client that is not there', async () => {
    expect((await post('/operator/institutions/nobody/clients', { name: 'x', scopes: ['read'] })).statusCode).toBe(404)
    expect((await issuer.app.inject({ method: 'DELETE', url: '/operator/institutions/hogeschool/clients/client-x', headers: operator })).statusCode).toBe(404)
  })

  it('TEN-08 disables a client: refused at its next request, with an old token and with its secret', async () => {
    const school = await issuer.institution()
    const read = () => issuer.app.inject({ url: `/${school.slug}/api/v1/journal`, headers: school.headers })
    expect((await read()).statusCode).toBe(200)
    const other = await issuer.institution()
    expect((await issuer.app.inject({ method: 'DELETE', url: `/operator/institutions/${other.slug}/clients/${school.clientId}`, headers: operator })).statusCode).toBe(404)
    expect((await issuer.app.inject({ method: 'DELETE', url: `/operator/institutions/${school.slug}/clients/${school.clientId}`, headers: operator })).statusCode).toBe(204)
    expect((await read()).statusCode).toBe(401)
    const token = await issuer.app.inject({ method: 'POST', url: `/${school.slug}/oauth/token`, headers: form, payload: `grant_type=client_credentials&client_id=${school.clientId}&client_secret=${school.clientSecret}` })
    expect(token.statusCode).toBe(401)
    expect(token.json()).toMatchObject({ error: 'invalid_client' })
  })

  it('takes a certificate chain only for the institution’s key (422 in words)', async () => {
    const pem = (await issuer.app.inject({ url: '/sandbox-ca.pem' })).body
    const answer = await issuer.app.inject({ method: 'PUT', url: '/operator/institutions/hogeschool/certificate-chain', headers: operator, payload: { pem } })
    expect(answer.statusCode).toBe(422)
    expect(answer.json()).toMatchObject({ code: 'certificate-unreadable', detail: 'the leaf certificate is self-signed' })
  })
})
