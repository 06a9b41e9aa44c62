import { beforeAll, describe, expect, it } from 'vitest'
import { basic, form, openTestIssuer, type TestIssuer } from '../../test-ground.ts'

let issuer: TestIssuer
let school: Awaited<ReturnType<TestIssuer['institution']>>
beforeAll(async () => {
  issuer = await openTestIssuer()
  school = await issuer.institution('school', ['results:write', 'read'])
})
const ask = (payload: string, headers: Record<string, string> = {}) => issuer.app.inject({ method: 'POST', url: '/school/oauth/token', headers: { ...form, ...headers }, payload })
const posted = () => `client_id=${school.clientId}&client_secret=${school.clientSecret}`

describe('an access token for an institution’s system (RFC 6749 #section-4.4)', () => {
  it('is given for HTTP Basic and for parameters, for 600 seconds, and not cached', async () => {
    for (const answer of [await ask('grant_type=client_credentials', basic(school.clientId, school.clientSecret)), await ask(`grant_type=client_credentials&${posted()}`)]) {
      expect(answer.statusCode).toBe(200)
      expect(answer.json()).toMatchObject({ token_type: 'Bearer', expires_in: 600, scope: 'results:write read' })
      expect(answer.headers['cache-control']).toBe('no-store')
    }
  })

  it('is kept as a hash only', async () => {
    const { access_token: token } = (await ask(`grant_type=client_credentials&${posted()}`)).json<{ access_token: string }>()
    const kept = [...issuer.scopes.get(school.id)!.tables.apiTokens.keys()].join()
    expect(kept).not.toContain(token)
    expect(kept).not.toContain(Buffer.from(token).toString('hex'))
  })

  it('has the scopes that were asked for, if the client may have them', async () => {
    expect((await ask(`grant_type=client_credentials&${posted()}&scope=read`)).json()).toMatchObject({ scope: 'read' })
    for (const scope of ['offers%3Awrite', 'read%20offers%3Awrite', 'admin']) {
      const refused = await ask(`grant_type=client_credentials&${posted()}&scope=${scope}`)
      expect([refused.statusCode, refused.json<{ error: string }>().error]).toEqual([400, 'invalid_scope'])
    }
  })

  it('is not given for a wrong secret, an unknown client or another institution’s client (401 invalid_client, a challenge)', async () => {
    const other = await issuer.institution('other')
    for (const answer of [
      await ask('grant_type=client_credentials', basic(school.clientId, 'wrong')),
      await ask('grant_type=client_credentials', basic('nobody', school.clientSecret)),
      await ask('grant_type=client_credentials', basic(other.clientId, other.clientSecret)),
      await ask('grant_type=client_credentials', { authorization: 'Basic !!!' }),
      // PostgreSQL cannot look for a U+0000: that must not become a fault of ours.
      await ask('grant_type=client_credentials', basic('%00', 'x')),
      await ask('grant_type=client_credentials', basic(`${school.clientId}\0`, school.clientSecret)),
      await ask('grant_type=client_credentials', { authorization: `Basic ${Buffer.from('no colon').toString('base64')}` }),
      await ask('grant_type=client_credentials', { authorization: `Bearer ${school.token}` }),
      await ask('grant_type=client_credentials'),
      await ask(`grant_type=client_credentials&client_id=${school.clientId}`),
    ]) {
      expect(answer.statusCode).toBe(401)
      expect(answer.json()).toEqual({ error: 'invalid_client', error_description: 'client authentication failed' })
      expect(answer.headers['www-authenticate']).toBe('Basic realm="institution"')
    }
  })

  it('TOK-21 is not given when a parameter comes twice (400 invalid_request)', async () => {
    for (const payload of [
      `grant_type=client_credentials&grant_type=client_credentials&${posted()}`,
      `grant_type=client_credentials&${posted()}&client_id=${school.clientId}`,
      `grant_type=client_credentials&${posted()}&client_secret=x`,
      `grant_type=client_credentials&${posted()}&scope=read&scope=read`,
    ]) {
      const refused = await ask(payload)
      expect([refused.statusCode, refused.json<{ error: string }>().error]).toEqual([400, 'invalid_request'])
    }
  })

  it('is not given for other grants, two ways to authenticate, or another body', async () => {
    expect((await ask(`grant_type=password&${posted()}`)).json()).toMatchObject({ error: 'unsupported_grant_type' })
    expect((await ask(posted())).json()).toMatchObject({ error: 'invalid_request' })
    expect((await ask(`grant_type=client_credentials&${posted()}`, basic(school.clientId, school.clientSecret))).json()).toMatchObject({ error: 'invalid_request' })
    const json = await issuer.app.inject({ method: 'POST', url: '/school/oauth/token', payload: { grant_type: 'client_credentials', client_id: school.clientId, client_secret: school.clientSecret } })
    expect([json.statusCode, json.json<{ error: string }>().error]).toEqual([400, 'invalid_request'])
    const broken = await issuer.app.inject({ method: 'POST', url: '/school/oauth/token', headers: { 'content-type': 'application/json' }, payload: '{' })
    expect([broken.statusCode, broken.json<{ error: string }>().error]).toEqual([400, 'invalid_request'])
    expect((await ask(`grant_type=client_credentials&${posted()}&x=${'y'.repeat(20_000)}`)).statusCode).toBe(413)
    const text = await issuer.app.inject({ method: 'POST', url: '/school/oauth/token', headers: { 'content-type': 'text/plain' }, payload: 'x' })
    expect([text.statusCode, text.json<{ error: string }>().error]).toEqual([400, 'invalid_request'])
  })

  it('at an institution that does not exist is 404', async () => {
    expect((await issuer.app.inject({ method: 'POST', url: '/nobody/oauth/token', headers: form, payload: 'grant_type=client_credentials' })).statusCode).toBe(404)
  })

  it('ends after 600 seconds (401 invalid_token)', async () => {
    const read = () => issuer.app.inject({ url: '/school/api/v1/journal', headers: school.headers })
    expect((await read()).statusCode).toBe(200)
    issuer.clock.forward(601)
    const refused = await read()
    expect(refused.statusCode).toBe(401)
    expect(refused.headers['www-authenticate']).toBe('Bearer error="invalid_token"')
  })
})
