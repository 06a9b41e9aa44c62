/** Who is at the door: an operator, a client of the token endpoint, a bearer of a token. */
import { afterEach, describe, expect, it } from 'vitest'
import { bearerToken, createShell, readClientCredentials, requireOperator, type Shell } from '../index.ts'

const open: Shell[] = []
afterEach(async () => { for (const app of open.splice(0)) await app.close() })

describe('a bearer token', () => {
  it('is read from the header, whatever the case of the scheme, and is one word', () => {
    expect(bearerToken('Bearer abc.~+/-_=')).toBe('abc.~+/-_=')
    expect(bearerToken('bearer  x!{}')).toBe('x!{}')
    for (const header of [undefined, '', 'Bearer', 'Bearer ', 'Bearer a b', 'Bearera', 'Basic abc', 'Bearer a\u0000', 'Bearer é', ' Bearer a']) expect(bearerToken(header), header).toBeUndefined()
  })
})

describe('the operator', () => {
  // Every character that the configuration takes in a token must be able to come in.
  const token = 'q8Zr3v!"#$%&()*,:;<>?@[]^`{|}~Kx1Lw9T'
  const shell = (): Shell => {
    const app = createShell({ name: 'test', version: '0', logLevel: 'silent', publicUrl: 'http://localhost:8080' })
    open.push(app)
    void app.register(async (scope) => {
      requireOperator(scope, token)
      scope.get('/operator/things', async () => ({ ok: true }))
    })
    app.get('/open', async () => ({ ok: true }))
    return app
  }

  it('comes in with the whole token and nothing less, into that scope only', async () => {
    const app = shell()
    expect((await app.inject({ url: '/operator/things', headers: { authorization: `Bearer ${token}` } })).statusCode).toBe(200)
    for (const authorization of [undefined, '', token, `Bearer ${token.slice(1)}`, `Bearer ${token}x`, `Bearer ${token} ${token}`, `Basic ${token}`, 'Bearer']) {
      const answer = await app.inject({ url: '/operator/things', headers: authorization === undefined ? {} : { authorization } })
      expect([answer.statusCode, answer.headers['www-authenticate']], authorization).toEqual([401, 'Bearer'])
      expect(answer.json()).toMatchObject({ code: 'unauthorized' })
    }
    expect((await app.inject('/open')).statusCode).toBe(200)
  })
})

describe('a client of a token endpoint', () => {
  const basic = (id: string, secret: string): string => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
  const client = { clientId: 'school 1', clientSecret: 'a:b+c' }

  it('authenticates in the header, form-encoded, or in the form', () => {
    expect(readClientCredentials(basic('school+1', 'a%3Ab%2Bc'), {})).toEqual(client)
    expect(readClientCredentials(basic('school%201', 'a:b%2Bc'), { client_id: 'school 1' })).toEqual(client)
    expect(readClientCredentials(undefined, { client_id: 'school 1', client_secret: 'a:b+c' })).toEqual(client)
    const printable = Array.from({ length: 95 }, (_, at) => String.fromCharCode(0x20 + at)).join('')
    expect(readClientCredentials(basic(encodeURIComponent(printable), encodeURIComponent(printable)), {})).toEqual({ clientId: printable, clientSecret: printable })
  })

  it('does not authenticate twice, by half, or unreadably', () => {
    expect(readClientCredentials(basic('a', 'b'), { client_secret: 'b' })).toBe('twice')
    expect(readClientCredentials(basic('a', 'b'), { client_id: 'c' })).toBe('twice')
    for (const form of [{}, { client_id: 'a' }, { client_secret: 'b' }]) expect(readClientCredentials(undefined, form)).toBe('missing')
    expect(readClientCredentials(undefined, { client_id: 'a', client_secret: '\0' })).toBe('unreadable')
    for (const header of ['', 'Basic', 'Basic !!!', 'Basic YWJj', 'Bearer abc', basic('', 'b'), basic('a', ''), basic('%00', 'b'), basic('a', '\0'), basic('%', 'b'), basic('a', '%e9'), basic('é', 'b')]) {
      expect(readClientCredentials(header, {}), header).toBe('unreadable')
    }
  })
})
