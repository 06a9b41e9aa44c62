/** What every answer says about itself, seen from outside (black box). */
import { describe, expect, it } from 'vitest'
import { ask, employerCall, schoolToken } from '../institution/index.ts'
import { send } from '../wallet/index.ts'
import { claimWithToken, offerSomething } from '../journeys/claim-steps.ts'
import { useWorld } from '../journeys/test-world.ts'
import { expectStrictPolicy } from './look-at-page.ts'

const world = useWorld('headers')

async function pagesAndDocuments(): Promise<{ pages: string[]; open: string[]; personal: string[] }> {
  const { issuer, verifier, school } = world()
  const offer = await offerSomething(world())
  const asked = await ask(world().employer)
  return {
    pages: [offer.claimUrl, asked.pageUrl, school.base],
    open: [`${school.base}/did.json`, `${issuer.url}/vct/microcredential/1`, `${issuer.url}/.well-known/openid-credential-issuer/${school.slug}`, `${verifier.url}/.well-known/did.json`],
    personal: [offer.claimUrl, `${school.base}/api/v1/awards`, `${verifier.url}/api/v1/questions`],
  }
}

describe('every answer', () => {
  it('of a page has a strict content policy and tells no other site where the reader was', async () => {
    for (const url of (await pagesAndDocuments()).pages) {
      const { headers, status } = await send(fetch, url, { headers: { accept: 'text/html' } })
      expect(status).toBe(200)
      expectStrictPolicy(headers.get('content-security-policy') ?? '')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
    }
  })

  it('WEB-15 may be read by any site when it is public, and by none when it is personal', async () => {
    const { open, personal } = await pagesAndDocuments()
    const from = { origin: 'https://evil.example' }
    for (const url of open) {
      const { headers, status } = await send(fetch, url, { headers: from })
      expect(status, url).toBe(200)
      expect(headers.get('access-control-allow-origin'), url).toBe('*')
      expect(headers.get('access-control-allow-credentials')).toBeNull()
    }
    for (const url of personal) expect((await send(fetch, url, { headers: from })).headers.get('access-control-allow-origin'), url).toBeNull()
  })

  it('names no software and shows nothing of the inside', async () => {
    const { issuer, verifier } = world()
    for (const url of [issuer.url, verifier.url]) {
      for (const path of ['/metrics', '/debug', '/.git/config', '/package.json', '/src/main.ts', '/%2e%2e/package.json', '/assets/../package.json', '/openapi.json', '/documentation']) {
        const answer = await send(fetch, `${url}${path}`)
        expect([404, 400, 401, 403], path).toContain(answer.status)
        expect(answer.text).not.toMatch(/node_modules|\.ts:|fastify/i)
        expect(answer.headers.get('x-powered-by')).toBeNull()
        expect(answer.headers.get('server')).toBeNull()
      }
    }
  })

  it('PAR-16 to a method nobody offers is 404 or 405', async () => {
    const { issuer, verifier, school } = world()
    for (const url of [`${school.base}/token`, `${school.base}/did.json`, `${issuer.url}/vct/microcredential/1`, `${verifier.url}/oauth/token`]) {
      for (const method of ['PUT', 'DELETE', 'PATCH'] as const) expect([404, 405], `${method} ${url}`).toContain((await send(fetch, url, { method })).status)
    }
  })
})

describe('a malformed body', () => {
  const bodies: [string, string, string][] = [
    ['that is no JSON', 'application/json', '{'],
    ['with a member twice', 'application/json', '{"a":1,"a":2}'],
    ['that reaches for the prototype', 'application/json', '{"__proto__":{"polluted":true}}'],
    ['nested without end', 'application/json', '['.repeat(100_000)],
    ['of another type', 'text/plain', 'hello'],
    ['without a type', '', 'hello'],
    ['that is empty', 'application/json', ''],
  ]

  it.each(bodies)('%s is refused at every door with 4xx, in words', async (_name, type, body) => {
    const { issuer, verifier, school, employer } = world()
    const walletToken = `Bearer ${(await claimWithToken(world())).token.value}`
    const bearer = `Bearer ${await schoolToken(school)}`
    await employerCall(employer, 'GET', '/api/v1/questions')
    const doors: [string, string | undefined, string?][] = [
      [`${issuer.url}/operator/institutions`, `Bearer ${issuer.operatorToken}`],
      [`${school.base}/api/v1/achievements`, bearer],
      [`${school.base}/api/v1/achievements/${world().achievementId}/results`, bearer],
      [`${school.base}/ooapi/v5/associations/123e4567-e89b-12d3-a456-426614174000`, bearer, 'PUT'],
      [`${school.base}/oauth/token`, undefined],
      [`${school.base}/token`, undefined],
      [`${school.base}/credential`, walletToken],
      [`${school.base}/notification`, walletToken],
      [`${verifier.url}/operator/employers`, `Bearer ${verifier.operatorToken}`],
      [`${verifier.url}/oauth/token`, undefined],
      [`${verifier.url}/api/v1/requests`, `Bearer ${employer.token!.value}`],
      [`${verifier.url}/openid4vp/responses/${'A'.repeat(43)}`, undefined],
    ]
    for (const [url, authorization, method = 'POST'] of doors) {
      const answer = await send(fetch, url, {
        method: method as 'POST',
        headers: { ...(authorization === undefined ? {} : { authorization }), ...(type === '' ? {} : { 'content-type': type }) },
        body: type === '' ? new TextEncoder().encode(body) as never : body,
      })
      expect(answer.status, `${new URL(url).pathname} ${answer.text.slice(0, 200)}`).toBeGreaterThanOrEqual(400)
      expect(answer.status, `${new URL(url).pathname} ${answer.text.slice(0, 200)}`).toBeLessThan(500)
      expect(answer.contentType, new URL(url).pathname).toMatch(/^application\/(problem\+)?json$/)
      expect(answer.text).not.toMatch(/at .*\.ts|node_modules|SyntaxError/)
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('PAR-01 over the limit is 413, and the next request is served', async () => {
    const { school } = world()
    const answer = await send(fetch, `${school.base}/token`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: `a=${'x'.repeat(1_200_000)}` })
    expect(answer.status).toBe(413)
    expect((await send(fetch, `${school.base}/nonce`, { method: 'POST' })).status).toBe(200)
  })
})
