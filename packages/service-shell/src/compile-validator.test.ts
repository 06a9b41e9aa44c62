/** No value that a caller can send makes a validated door answer 500. */
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createShell, type Shell } from './index.ts'

const open: Shell[] = []
afterEach(async () => { for (const app of open.splice(0)) await app.close() })

const trap = { length: { toString: 1, valueOf: 1 } }

/** A door as the services have them: texts and lists with limits, in a body, a form and a query. */
function shell(): Shell {
  const app = createShell({ name: 'test', version: '0', logLevel: 'silent', publicUrl: 'http://localhost:8080' })
  open.push(app)
  const text = z.string().min(1).max(10)
  const body = z.object({ title: z.object({ nl: text }).strict(), tags: z.array(text).max(3).optional(), either: z.union([text, z.array(text).min(1)]).optional(), free: z.unknown().optional() }).strict()
  app.post('/things', { schema: { body } }, async (request) => ({ title: request.body.title.nl, free: request.body.free }))
  app.post('/oauth/token', { schema: { body: z.object({ grant_type: text, scope: text.optional() }) } }, async (request) => ({ grant: request.body.grant_type }))
  app.get('/search', { schema: { querystring: z.object({ q: text.optional(), length: text.optional() }) } }, async (request) => ({ q: request.query.q ?? null }))
  app.post('/ours', { schema: { body: z.object({ title: z.string().refine(() => { throw new TypeError('a mistake of ours') }) }) } }, async () => ({}))
  return app
}

describe('a validated door', () => {
  it('answers an object that pretends to have a length with 400 and the name of the field', async () => {
    const app = shell()
    const cases: [body: Record<string, unknown>, paths: string[]][] = [
      [{ title: { nl: trap } }, ['/title/nl']],
      [{ title: { nl: 'x' }, tags: trap }, ['/tags']],
      [{ title: { nl: trap }, tags: ['x', trap] }, ['/title/nl', '/tags/1']],
      [{ title: { nl: 'x' }, either: trap }, ['/either']],
      [{ title: { nl: 'x' }, either: { length: [{ toString: null }] } }, ['/either']],
    ]
    for (const [payload, paths] of cases) {
      const answer = await app.inject({ method: 'POST', url: '/things', payload })
      expect([answer.statusCode, answer.headers['content-type']], JSON.stringify(payload)).toEqual([400, 'application/problem+json'])
      expect(answer.json()).toMatchObject({ code: 'invalid-request', errors: paths.map((path) => ({ path, message: 'Invalid input' })) })
    }
  })

  it('answers the same at a body that is nothing but the trap, and lets it pass where anything may stand', async () => {
    const app = shell()
    expect((await app.inject({ method: 'POST', url: '/things', payload: trap })).statusCode).toBe(400)
    expect((await app.inject({ method: 'POST', url: '/things', payload: { title: { nl: 'x' }, free: trap } })).json()).toEqual({ title: 'x', free: trap })
  })

  it('answers a form or a query that tries the same with 400', async () => {
    const app = shell()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    for (const payload of ['grant_type[length][toString]=1', 'grant_type=a&grant_type=b', 'grant_type=&length=1', 'scope=x', 'grant_type=x&scope=a&scope=b']) {
      expect((await app.inject({ method: 'POST', url: '/oauth/token', headers, payload })).statusCode, payload).toBe(400)
    }
    expect((await app.inject({ method: 'POST', url: '/oauth/token', headers, payload: 'grant_type=x&length=1&toString=1' })).json()).toEqual({ grant: 'x' })
    expect((await app.inject({ method: 'POST', url: '/oauth/token', payload: { grant_type: trap } })).json()).toMatchObject({ status: 400, errors: [{ path: '/grant_type' }] })
    expect((await app.inject('/search?q=a&q=b&length=x&length=y')).statusCode).toBe(400)
    expect((await app.inject('/search?length=x&toString=1&valueOf=1')).statusCode).toBe(200)
  })

  it('still says 500 when the mistake is ours', async () => {
    expect((await shell().inject({ method: 'POST', url: '/ours', payload: { title: 'x' } })).statusCode).toBe(500)
    expect((await shell().inject({ method: 'POST', url: '/ours', payload: { title: 'x', other: { length: 5 } } })).statusCode).toBe(500)
  })
})
