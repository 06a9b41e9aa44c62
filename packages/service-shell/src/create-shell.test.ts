/** What every door inherits: limits, strict parsing, headers, problems, a discreet log. */
import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { html } from 'ghtml'
import { afterEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { admitAtMost, createShell, page, problem, publicCors, registerHealth, type Shell, type ShellOptions } from './index.ts'

const open: Shell[] = []
afterEach(async () => { for (const app of open.splice(0)) await app.close() })

function shell(options: Partial<ShellOptions> = {}): Shell {
  const app = createShell({ name: 'test', version: '0', logLevel: 'silent', publicUrl: 'http://localhost:8080', ...options })
  open.push(app)
  const body = z.object({ title: z.object({ nl: z.string().min(1) }).strict(), n: z.number().optional() }).strict()
  app.post('/things/:id', { schema: { body, params: z.object({ id: z.string().max(5) }) } }, async (request) => ({ title: request.body.title.nl }))
  app.post('/any', async (request) => ({ got: request.body ?? null }))
  app.get('/search', { schema: { querystring: z.object({ q: z.string().optional() }).strict() } }, async (request) => ({ q: request.query.q ?? null, host: request.host, protocol: request.protocol, ip: request.ip }))
  app.get('/page', async (_request, reply) => reply.type('text/html; charset=utf-8').send(page({ language: 'nl', title: 'x', body: html`<h1>x</h1>` })))
  app.get('/fails', async () => { throw Object.assign(new Error('SELECT name FROM learners at /srv/secret.ts'), { detail: 'Jansen', severity: 'ERROR', code: 'XX000' }) })
  app.get('/refuses', async () => { throw problem(409, 'already-revoked', 'It is already revoked', { detail: 'since yesterday', members: { since: 'x' }, headers: { 'x-more': '1' } }) })
  app.get('/database', async () => { throw Object.assign(new Error('lost'), { code: 'DATABASE_UNAVAILABLE', retryAfterSeconds: 7 }) })
  void app.register(async (scope) => {
    publicCors(scope)
    scope.get('/status-lists/:id', async () => ({ list: true }))
    scope.post('/status-lists/:id', async () => ({ list: true }))
    scope.get('/fails', async () => { throw problem(404, 'not-found', 'There is nothing at this address') })
  }, { prefix: '/public' })
  return app
}

const jsonHeaders = { 'content-type': 'application/json' }

async function listen(app: Shell): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (app.server.address() as AddressInfo).port
}

/** Sends bytes on a bare socket and returns all that comes back until the server ends it. */
async function raw(port: number, bytes: string, trickle?: { piece: string; everyMilliseconds: number }): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  let answer = ''
  socket.on('data', (data) => { answer += data.toString('latin1') })
  socket.write(bytes)
  const timer = trickle === undefined ? undefined : setInterval(() => { if (socket.writable) socket.write(trickle.piece) }, trickle.everyMilliseconds)
  await once(socket, 'close')
  clearInterval(timer)
  return answer
}

describe('bodies', () => {
  it('PAR-01: one byte too many is 413, and the server goes on', async () => {
    const app = shell({ bodyLimitBytes: 1000 })
    const port = await listen(app)
    const send = (size: number): Promise<Response> => fetch(`http://127.0.0.1:${port}/any`, { method: 'POST', headers: jsonHeaders, body: `"${'x'.repeat(size - 2)}"` })
    expect((await send(1000)).status).toBe(200)
    const refused = await send(1001)
    expect([refused.status, (await refused.json() as { code: string }).code]).toEqual([413, 'body-too-large'])
    expect((await send(1000)).status).toBe(200)
    const chunked = await fetch(`http://127.0.0.1:${port}/any`, { method: 'POST', headers: jsonHeaders, body: new Blob(['"', 'x'.repeat(5000), '"']).stream(), duplex: 'half' })
    expect(chunked.status).toBe(413)
  })

  it('PAR-01: what comes after one byte too many is not read: memory stays flat, and no request is found in it', async () => {
    const app = shell({ bodyLimitBytes: 1000 })
    const port = await listen(app)
    const before = process.memoryUsage.rss()
    let sent = 0
    const piece = new Uint8Array(1024 * 1024).fill(0x78)
    const endless = new ReadableStream<Uint8Array>({ pull: (controller) => {
      if (sent++ === 200) controller.close()
      else controller.enqueue(piece)
    } })
    const refused = await fetch(`http://127.0.0.1:${port}/any`, { method: 'POST', headers: jsonHeaders, body: endless, duplex: 'half' }).then(({ status }) => status, () => 'the connection was closed')
    expect([413, 'the connection was closed']).toContain(refused)
    expect(process.memoryUsage.rss() - before).toBeLessThan(80 * 1024 * 1024)
    const smuggling = `POST /any HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\nGET /search HTTP/1.1\r\nHost: x\r\n\r\n`
    const answer = await raw(port, smuggling)
    expect(answer).toMatch(/^HTTP\/1.1 413 [\s\S]*\r\nconnection: close\r\n/i)
    expect(answer.match(/HTTP\/1.1/g)).toHaveLength(1)
    expect((await fetch(`http://127.0.0.1:${port}/search`)).status).toBe(200)
  })

  it('PAR-02: deep nesting is 400, fast', async () => {
    const app = shell()
    await app.inject({ method: 'POST', url: '/any', headers: jsonHeaders, payload: '[]' })
    for (const payload of ['['.repeat(100_000), `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, `${'['.repeat(41)}${']'.repeat(41)}`]) {
      const start = process.cpuUsage()
      const { statusCode, json } = await app.inject({ method: 'POST', url: '/any', headers: jsonHeaders, payload })
      const { user, system } = process.cpuUsage(start)
      expect(statusCode).toBe(400)
      expect((json as () => { detail: string })().detail).toMatch(/nested deeper/)
      expect((user + system) / 1000).toBeLessThan(50)
    }
    expect((await app.inject({ method: 'POST', url: '/any', headers: jsonHeaders, payload: `${'['.repeat(40)}${']'.repeat(40)}` })).statusCode).toBe(200)
  })

  it('PAR-03: names that reach a prototype are 400 in body, form and query', async () => {
    const app = shell()
    const requests = [
      { method: 'POST', url: '/any', headers: jsonHeaders, payload: '{"__proto__":{"polluted":1}}' },
      { method: 'POST', url: '/any', headers: jsonHeaders, payload: '{"a":[{"\\u005f_proto__":{"polluted":1}}]}' },
      { method: 'POST', url: '/any', headers: jsonHeaders, payload: '{"constructor":{"prototype":{"polluted":1}}}' },
      { method: 'POST', url: '/any', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: '__proto__=1' },
      { method: 'POST', url: '/any', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'constructor=1' },
      { method: 'GET', url: '/search?__proto__=1' },
      { method: 'GET', url: '/search?%5f%5fproto__=1' },
      { method: 'GET', url: '/search?constructor=1' },
    ] as const
    for (const request of requests) expect((await app.inject(request)).statusCode, JSON.stringify(request)).toBe(400)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect((await app.inject({ method: 'POST', url: '/any', headers: jsonHeaders, payload: '{"constructor":"Jansen BV"}' })).statusCode).toBe(200)
  })

  it('PAR-04: a member that stands twice is 400, also when it is written differently', async () => {
    const app = shell()
    for (const payload of ['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"b":{"a":1,"c":[{}],"a":2}}', `{"a":1,"a"${' '.repeat(500)}:2}`]) {
      const answer = await app.inject({ method: 'POST', url: '/any', headers: jsonHeaders, payload })
      expect(answer.statusCode, payload).toBe(400)
      expect(answer.json()).toMatchObject({ code: 'malformed-body', detail: expect.stringContaining('stands twice') as string })
    }
    const fine = '{"a":{"a":"a"},"b":["a","a"],"c":"a\\":","d":{"a":1}}'
    expect((await app.inject({ method: 'POST', url: '/any', headers: jsonHeaders, payload: fine })).json()).toEqual({ got: JSON.parse(fine) as unknown })
  })

  it('PAR-05, PAR-07: numbers beyond range, U+0000, lone surrogates, bytes that are not UTF-8, and broken JSON are 400', async () => {
    const app = shell()
    const bad = ['{"n":1e400}', '[-1e999]', '{"a":"\\u0000"}', '{"\\u0000":1}', '{"a":"\\ud800"}', '{"a":"\\udc00x"}', Buffer.from([0x22, 0xff, 0x22]), Buffer.from([0xef, 0xbb, 0xbf, 0x31]), '{', '{"a"', '"', '"\\', '{"a":1}}', '[1,]', '{"a":01}', '{\'a\':1}', 'NaN', '-', '', ' ']
    for (const payload of bad) expect((await app.inject({ method: 'POST', url: '/any', headers: jsonHeaders, payload })).statusCode, payload.toString()).toBe(400)
    expect((await app.inject({ method: 'POST', url: '/any', headers: jsonHeaders, payload: '{"a":"\\ud83d\\ude00é","n":-1.5e3}' })).json()).toEqual({ got: { a: '😀é', n: -1500 } })
  })

  it('PAR-06: what is not plainly JSON or a form is never handed on unvalidated', async () => {
    const app = shell()
    const payload = '{"title":{"nl":""}}'
    const types = ['application/json garbage', 'Application/Json ;', 'application/json\t', 'application/jsonx', 'application/json; charset=utf-16', 'text/plain', 'text/json', 'multipart/form-data; boundary=x', 'application/vnd.x+json', '', ' application/json', 'application/json,text/plain', 'a', '/']
    for (const type of types) {
      const { statusCode } = await app.inject({ method: 'POST', url: '/things/a', headers: { 'content-type': type }, payload })
      expect([400, 415], type).toContain(statusCode)
    }
    const port = await listen(app)
    const without = await raw(port, `POST /things/a HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${payload.length}\r\n\r\n${payload}`)
    expect(without).toMatch(/^HTTP\/1.1 4(00|15) /)
  })

  it('reads merge patches, and a parameter that stands twice in a form is a list', async () => {
    const app = shell()
    expect((await app.inject({ method: 'POST', url: '/any', headers: { 'content-type': 'application/merge-patch+json' }, payload: '{"a":null}' })).json()).toEqual({ got: { a: null } })
    expect((await app.inject({ method: 'POST', url: '/any', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'a=1&b=2&a=3+%26' })).json()).toEqual({ got: { a: ['1', '3 &'], b: '2' } })
    const flood = Array.from({ length: 201 }, (_, index) => `p${index}=1`).join('&')
    expect((await app.inject({ method: 'POST', url: '/any', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: flood })).statusCode).toBe(400)
    expect((await app.inject({ method: 'POST', url: '/any', headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'a=%00' })).statusCode).toBe(400)
    expect((await app.inject({ method: 'GET', url: '/things/%00' })).statusCode).toBeGreaterThanOrEqual(400)
  })
})

describe('slow, large and broken requests', () => {
  it('PAR-12: a slow body and slow headers end with 408 in time, and others are served meanwhile', async () => {
    const app = shell({ requestTimeoutSeconds: 1, headersTimeoutSeconds: 0.6 })
    const port = await listen(app)
    const start = performance.now()
    const slowBody = raw(port, 'POST /any HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n"', { piece: 'x', everyMilliseconds: 100 })
    const slowHeaders = raw(port, 'GET /search HTTP/1.1\r\nHost: x\r\n', { piece: 'a: b\r\n', everyMilliseconds: 100 })
    const other = await fetch(`http://127.0.0.1:${port}/search`)
    expect(other.status).toBe(200)
    for (const answer of await Promise.all([slowBody, slowHeaders])) {
      expect(answer).toMatch(/^HTTP\/1.1 408 /)
      expect(answer).toContain('"code":"request-timeout"')
    }
    expect(performance.now() - start).toBeLessThan(10_000)
  })

  it('PAR-13: headers of 64 KB are 431', async () => {
    const port = await listen(shell())
    expect(await raw(port, `GET /search HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(65_536)}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 [\s\S]*"code":"headers-too-large"/)
  })

  it('PAR-14: two readings of where a request ends are 400, and the connection ends', async () => {
    const port = await listen(shell())
    const smuggled = [
      'POST /any HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /search HTTP/1.1\r\nHost: x\r\n\r\n',
      'POST /any HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde',
      'POST /any HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n',
      'GET /search HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n',
      'GET /search HTTP/1.1\r\nHost: x\r\nA: b\r\n\tContent-Length: 5\r\n\r\n',
      'GET /search HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\n',
      'POST /any HTTP/1.1\r\nHost: x\r\nContent-Length: +4\r\n\r\nabcd',
      'GET /search HTTP/1.1\r\n\r\n',
      'nonsense\r\n\r\n',
    ]
    for (const request of smuggled) {
      const answer = await raw(port, request)
      expect(answer, request).toMatch(/^HTTP\/1.1 400 /)
      expect(answer.match(/HTTP\/1.1/g), request).toHaveLength(1)
      expect(answer, request).toMatch(/\r\nconnection: close\r\n/i)
    }
  })

  it('PAR-15: forwarded headers change nothing', async () => {
    const port = await listen(shell())
    const answer = await fetch(`http://127.0.0.1:${port}/search`, { headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', 'x-forwarded-for': '6.6.6.6', forwarded: 'host=evil.example' } })
    expect(await answer.json()).toEqual({ q: null, host: `127.0.0.1:${port}`, protocol: 'http', ip: '127.0.0.1' })
  })

  it('PAR-16: another method is 405 with Allow where an address exists, else 404; HEAD only where GET is', async () => {
    const app = shell()
    for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE', 'GET', 'HEAD'] as const) {
      const { statusCode, headers } = await app.inject({ method: method as 'GET', url: '/things/a' })
      expect([statusCode, headers.allow], method).toEqual([405, 'POST'])
    }
    expect((await app.inject({ method: 'PUT', url: '/search' })).headers.allow).toBe('GET, HEAD')
    expect((await app.inject({ method: 'HEAD', url: '/search' })).statusCode).toBe(200)
    for (const url of ['/nothing', '/things', '/things/a/b', '/.git/config', '/metrics', '/debug']) expect((await app.inject({ method: 'GET', url })).statusCode, url).toBe(404)
    const port = await listen(app)
    const trace = await new Promise<number | undefined>((resolve, reject) => { httpRequest({ port, host: '127.0.0.1', path: '/search', method: 'TRACE' }, (response) => { response.resume(); resolve(response.statusCode) }).on('error', reject).end() })
    expect([404, 405]).toContain(trace)
    expect(await raw(port, 'CONNECT example.com:80 HTTP/1.1\r\nHost: x\r\n\r\n')).not.toMatch(/^HTTP\/1.1 2/)
  })
})

describe('answers', () => {
  it('validation errors name field and fault, and never repeat what was sent', async () => {
    const app = shell()
    const answer = await app.inject({ method: 'POST', url: '/things/a', payload: { title: { nl: 5 }, n: 'secret-value', extra: 1 } })
    expect(answer.statusCode).toBe(400)
    expect(answer.headers['content-type']).toBe('application/problem+json')
    expect(answer.headers['cache-control']).toBe('no-store')
    expect(answer.json()).toEqual({
      type: 'https://eduwallet.nl/problems/invalid-request',
      title: expect.any(String) as string,
      status: 400,
      code: 'invalid-request',
      errors: [
        { path: '/title/nl', message: expect.stringContaining('expected string') as string },
        { path: '/n', message: expect.stringContaining('expected number') as string },
        { path: '', message: expect.stringContaining('extra') as string },
      ],
      traceId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    })
    expect(answer.body).not.toContain('secret-value')
    expect((await app.inject({ method: 'POST', url: '/things/toolong', payload: { title: { nl: 'x' } } })).json()).toMatchObject({ errors: [{ path: 'path/id' }] })
    expect((await app.inject({ method: 'GET', url: '/search?q=1&q=2' })).json()).toMatchObject({ errors: [{ path: 'query/q' }] })
  })

  it('a problem thrown by a door goes out as it is', async () => {
    const answer = await shell().inject({ method: 'GET', url: '/refuses' })
    expect([answer.statusCode, answer.headers['x-more']]).toEqual([409, '1'])
    expect(answer.json()).toMatchObject({ type: 'https://eduwallet.nl/problems/already-revoked', code: 'already-revoked', title: 'It is already revoked', detail: 'since yesterday', since: 'x' })
  })

  it('a database that is away is 503 with Retry-After', async () => {
    const answer = await shell().inject({ method: 'GET', url: '/database' })
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '7'])
    expect(answer.json()).toMatchObject({ code: 'unavailable' })
  })

  it('WEB-20: an unknown error gives a trace id and no inner word, as problem or as page', async () => {
    const lines: string[] = []
    const app = shell({ logLevel: 'info', logStream: { write: (line) => { lines.push(line) } } })
    const answer = await app.inject({ method: 'GET', url: '/fails' })
    expect(answer.statusCode).toBe(500)
    expect(Object.keys(answer.json<object>()).sort()).toEqual(['code', 'status', 'title', 'traceId', 'type'])
    const shown = await app.inject({ method: 'GET', url: '/fails?lang=en', headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } })
    expect(shown.statusCode).toBe(500)
    expect(shown.headers['content-type']).toMatch(/^text\/html/)
    for (const { body } of [answer, shown]) expect(body).not.toMatch(/SELECT|learners|secret|Jansen|\bat \//)
    const traceId = answer.json<{ traceId: string }>().traceId
    expect(lines.some((line) => line.includes(traceId) && line.includes('XX000'))).toBe(true)
    expect(lines.join('')).not.toMatch(/SELECT|Jansen/)
  })

  it('WEB-14: no page can be framed; one policy without inline script or style; no referrer, no sniffing', async () => {
    const app = shell()
    for (const url of ['/page', '/search', '/nothing', '/fails']) {
      const { headers } = await app.inject({ method: 'GET', url })
      expect(headers['content-security-policy'], url).toBe("default-src 'none';style-src 'self';script-src 'self';img-src 'self' data:;connect-src 'self';form-action 'self';frame-ancestors 'none';base-uri 'none'")
      expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' })
      expect(headers['strict-transport-security']).toBeUndefined()
    }
    const secure = await shell({ publicUrl: 'https://issuer.example' }).inject({ method: 'GET', url: '/page' })
    expect(secure.headers['strict-transport-security']).toContain('max-age=31536000')
    // No hook runs for an address that cannot be read: the same headers all the same.
    for (const publicUrl of ['http://localhost:8080', 'https://issuer.example']) {
      const strict = shell({ publicUrl })
      const { headers: usual } = await strict.inject({ method: 'GET', url: '/page' })
      for (const url of ['/things/%zz', `/things/${'a'.repeat(301)}`]) {
        const { headers, statusCode } = await strict.inject({ method: 'POST', url, headers: { accept: 'text/html' } })
        expect(statusCode).toBeOneOf([400, 414])
        for (const name of ['content-security-policy', 'x-frame-options', 'referrer-policy', 'x-content-type-options', 'strict-transport-security', 'cache-control']) expect(headers[name], `${url} ${name}`).toEqual(name === 'cache-control' ? 'no-store' : usual[name])
      }
    }
  })

  it('WEB-15: other origins may read what is public, and nothing else; never with credentials', async () => {
    const app = shell()
    const origin = { origin: 'https://evil.example' }
    for (const [method, url] of [['GET', '/search'], ['POST', '/any'], ['GET', '/page'], ['OPTIONS', '/any'], ['GET', '/nothing']] as const) {
      const { headers } = await app.inject({ method, url, headers: origin })
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control')), url).toEqual([])
    }
    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS'] as const) {
      const { headers, statusCode } = await app.inject({ method, url: '/public/status-lists/1', headers: origin })
      expect(statusCode).toBe(method === 'OPTIONS' ? 204 : 200)
      expect(headers['access-control-allow-origin']).toBe('*')
      expect(headers['access-control-allow-credentials']).toBeUndefined()
    }
    expect((await app.inject({ method: 'OPTIONS', url: '/public/status-lists/1' })).headers['access-control-allow-methods']).toBe('GET, HEAD, POST')
    // A browser that comes along gets its error page, but what any site may read sets no cookie.
    const page = await app.inject({ method: 'GET', url: '/public/fails?lang=en', headers: { ...origin, accept: 'text/html' } })
    expect([page.headers['content-type'], page.headers['access-control-allow-origin'], page.headers['set-cookie']]).toEqual(['text/html; charset=utf-8', '*', undefined])
  })
})

describe('the log', () => {
  it('WEB-19: tells route, status and time, and nothing that a caller sent', async () => {
    const lines: string[] = []
    const app = shell({ logLevel: 'trace', logStream: { write: (line) => { lines.push(line) } } })
    app.post('/talks', async (request) => {
      request.log.info({ body: request.body, token: 'canary-token', grant: { access_token: 'canary-nested' } }, 'talking')
      return {}
    })
    const headers = { authorization: 'Bearer canary-bearer', cookie: 'a=canary-cookie', dpop: 'canary-dpop', 'user-agent': 'canary-agent' }
    await app.inject({ method: 'POST', url: '/talks?code=canary-query', headers, payload: { name: 'canary-body' } })
    await app.inject({ method: 'GET', url: '/claim/canary-path', headers })
    await app.inject({ method: 'POST', url: '/things/canary', headers, payload: { title: 'canary-title' } })
    await app.inject({ method: 'POST', url: '/any', headers: { ...headers, ...jsonHeaders }, payload: '{"canary-broken' })
    const all = lines.join('')
    expect(all).not.toContain('canary')
    expect(all).toContain('"route":"/things/:id"')
    for (const line of lines) expect(JSON.parse(line)).toMatchObject({ service: 'test' })
  })
})

describe('too much at once', () => {
  it('OVR-08: is refused fast with 503 and Retry-After, what is under way is finished, and health still answers', async () => {
    const app = shell({ maxInFlight: 5 })
    registerHealth(app, {})
    let release = (): void => {}
    const gate = new Promise<void>((resolve) => { release = resolve })
    app.get('/slow', async () => { await gate; return { done: true } })
    const running = Array.from({ length: 5 }, () => app.inject('/slow'))
    await new Promise((resolve) => { setTimeout(resolve, 20) })
    const start = performance.now()
    const refused = await Promise.all(Array.from({ length: 50 }, () => app.inject('/slow')))
    expect(performance.now() - start).toBeLessThan(2000)
    for (const { statusCode, headers } of refused) expect([statusCode, headers['retry-after']]).toEqual([503, '2'])
    expect((await app.inject('/livez')).statusCode).toBe(200)
    expect((await app.inject('/readyz')).statusCode).toBe(200)
    release()
    for (const { statusCode } of await Promise.all(running)) expect(statusCode).toBe(200)
    for (let round = 0; round < 20; round += 1) expect((await app.inject('/search')).statusCode).toBe(200)
  })

  it('OVR-08: is refused on the socket with the same words and no inner ones, and the connection is good for what comes later', async () => {
    const app = shell({ maxInFlight: 1 })
    registerHealth(app, {})
    let release = (): void => {}
    const gate = new Promise<void>((resolve) => { release = resolve })
    app.get('/slow', async () => { await gate; return { done: true } })
    const origin = `http://127.0.0.1:${await listen(app)}`
    const running = fetch(`${origin}/slow`)
    await new Promise((resolve) => { setTimeout(resolve, 50) })
    const refused = await fetch(`${origin}/any`, { method: 'POST', body: 'x'.repeat(100_000) })
    expect([refused.status, refused.headers.get('retry-after'), refused.headers.get('content-type'), refused.headers.get('cache-control'), refused.headers.get('x-content-type-options')])
      .toEqual([503, '2', 'application/problem+json', 'no-store', 'nosniff'])
    expect(await refused.json()).toEqual({ ...(await app.inject('/search')).json<object>(), traceId: expect.any(String) as string })
    expect((await fetch(`${origin}/livez`)).status).toBe(200)
    release()
    expect((await running).status).toBe(200)
    expect((await fetch(`${origin}/search`)).status).toBe(200)
  })

  it('OVR-08: a caller who hangs up takes no place for ever, and takes it as long as the work for it goes on', async () => {
    const lines: string[] = []
    const app = shell({ maxInFlight: 5, logLevel: 'info', logStream: { write: (line) => { lines.push(line) } } })
    let release = (): void => {}
    const gate = new Promise<void>((resolve) => { release = resolve })
    app.get('/slow', async () => { await gate; return { done: true } })
    const port = await listen(app)
    const hangUp = (request: string) => new Promise<void>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(request)
        setTimeout(() => { socket.destroy() }, 50)
      })
      socket.once('close', () => { setTimeout(resolve, 20) })
    })
    // Gone in the middle of their bodies: nobody works for them, and it is no fault of ours.
    await Promise.all(Array.from({ length: 10 }, () => hangUp('POST /any HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{')))
    expect((await app.inject('/search')).statusCode).toBe(200)
    expect(lines.filter((line) => line.includes('"level":50'))).toEqual([])
    // Gone while their work goes on.
    await Promise.all(Array.from({ length: 5 }, () => hangUp('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n')))
    expect((await app.inject('/search')).statusCode).toBe(503)
    release()
    await new Promise((resolve) => { setTimeout(resolve, 50) })
    expect((await app.inject('/search')).statusCode).toBe(200)
  })

  it('OVR-08: what is refused is counted in the log, one line a second (no line for each)', async () => {
    const lines: string[] = []
    const app = shell({ maxInFlight: 0, logLevel: 'info', logStream: { write: (line) => { lines.push(line) } } })
    await Promise.all(Array.from({ length: 50 }, () => app.inject('/search')))
    expect(lines).toEqual([])
    await new Promise((resolve) => { setTimeout(resolve, 1100) })
    expect(lines.map((line) => JSON.parse(line) as Record<string, unknown>)).toMatchObject([{ level: 40, msg: 'busy', refused: 50 }])
  })
})

describe('work that waits on others', () => {
  it('OVR-12: has so many places and no queue: the next is refused with 503 and Retry-After, and other routes have their room', async () => {
    const app = shell()
    const admit = admitAtMost(3)
    let release = (): void => {}
    const gate = new Promise<void>((resolve) => { release = resolve })
    app.get('/waits', async () => await admit(async () => { await gate; return { done: true } }))
    app.get('/breaks', async () => await admit(async () => { throw problem(409, 'broken', 'It is broken') }))
    const running = [1, 2, 3].map(() => app.inject('/waits'))
    await new Promise((resolve) => { setTimeout(resolve, 20) })
    for (const { statusCode, headers } of await Promise.all(Array.from({ length: 100 }, () => app.inject('/waits')))) expect([statusCode, headers['retry-after']]).toEqual([503, '2'])
    expect((await app.inject('/search')).statusCode).toBe(200)
    release()
    for (const { statusCode } of await Promise.all(running)) expect(statusCode).toBe(200)
    for (let time = 0; time < 5; time += 1) expect((await app.inject('/breaks')).statusCode).toBe(409)
    expect((await app.inject('/waits')).statusCode).toBe(200)
  })
})

describe('work that takes too long', () => {
  it('OVR-14: is told to come back (503, Retry-After), goes on, and takes its place until it has ended', async () => {
    const lines: string[] = []
    const app = shell({ maxInFlight: 2, deadlineSeconds: 0.1, logLevel: 'info', logStream: { write: (line) => { lines.push(line) } } })
    const done: string[] = []
    const release: (() => void)[] = []
    app.get<{ Params: { how: string } }>('/ghost/:how', async (request, reply) => {
      await new Promise<void>((resolve) => { release.push(resolve) })
      done.push(request.params.how)
      if (request.params.how === 'fails') throw new Error('too late to tell')
      return reply.header('x-late', '1').send({ done: true })
    })
    const answers = await Promise.all(['ends', 'fails'].map((how) => app.inject(`/ghost/${how}`)))
    for (const answer of answers) {
      expect([answer.statusCode, answer.headers['retry-after'], answer.headers['x-late']]).toEqual([503, '5', undefined])
      expect(answer.json()).toMatchObject({ code: 'too-slow' })
    }
    expect(done).toEqual([])
    expect((await app.inject('/search')).statusCode).toBe(503)
    for (const go of release) go()
    await expect.poll(async () => (await app.inject('/search')).statusCode).toBe(200)
    expect(done).toEqual(['ends', 'fails'])
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(expect.arrayContaining(['finished after its deadline', 'failed after its deadline']) as string[])
    expect((await app.inject({ method: 'HEAD', url: '/search' })).statusCode).toBe(200)
  })

  it('OVR-14: is not a body that comes in slowly', async () => {
    const port = await listen(shell({ deadlineSeconds: 0.1 }))
    const answer = await raw(port, 'POST /any HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n"', { piece: 'x', everyMilliseconds: 100 })
    expect(answer).toMatch(/^HTTP\/1.1 400 [\s\S]*"code":"malformed-body"/)
  })
})

describe('health', () => {
  it('is alive without its database, and not ready, naming what is missing', async () => {
    const app = shell({ logStream: { write: () => {} } })
    let broken = true
    registerHealth(app, { database: async () => { if (broken) throw new Error('no') }, key: async () => {}, slow: async () => { if (broken) await new Promise(() => {}) } })
    expect((await app.inject('/livez')).json()).toEqual({ status: 'ok' })
    const answer = await app.inject('/readyz')
    expect([answer.statusCode, answer.json()]).toEqual([503, { status: 'not ready', failing: ['database', 'slow'] }])
    broken = false
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'ok' })
  })
})
