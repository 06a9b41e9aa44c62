/** What is counted about requests, and where it can be read: at an address of its own, nowhere else. */
import { createServer } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createMetrics, createShell, problem, registerHealth, serveMetrics, type Metrics, type MetricsServer, type Shell } from './index.ts'

const opened: (Shell | MetricsServer)[] = []
afterEach(async () => { await Promise.all(opened.splice(0).map((one) => one.close())) })

function watched(checks = {}): { app: Shell; metrics: Metrics } {
  const metrics = createMetrics()
  const app = createShell({ name: 'test', version: '0', logLevel: 'silent', publicUrl: 'https://test.example', maxInFlight: 2 })
  opened.push(app)
  registerHealth(app, checks)
  void app.register(async (scope: Shell) => {
    scope.get('/people/:id', async () => ({ name: 'Noor' }))
    scope.get('/gone', async () => { throw problem(410, 'offer-gone', 'It is gone') })
    scope.get('/broken', async () => { throw new Error('learner s1234567') })
    scope.get('/oauth', async (_request, reply) => reply.code(400).send({ error: 'invalid_grant', error_description: 'no' }))
    scope.get('/bare', async (_request, reply) => reply.code(404).send())
    scope.get('/foreign', async (_request, reply) => reply.code(400).send({ error: 'Noor de Wit <noor@school.example>' }))
  })
  metrics.watch(app)
  return { app, metrics }
}

/** The lines of a metric, without its comments. */
const linesOf = async (metrics: Metrics, name: string): Promise<string[]> => (await metrics.text()).split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `)).map((line) => line.slice(name.length))

describe('requests', () => {
  it('are counted by route pattern, method and class of status, whatever the address holds', async () => {
    const { app, metrics } = watched()
    for (const id of ['s1', 's2', 's3']) await app.inject(`/people/${id}?secret=s4`)
    for (const url of ['/nowhere/s5', '/elsewhere']) await app.inject(url)
    expect((await linesOf(metrics, 'eduwallet_http_requests_total')).toSorted()).toEqual(['{method="GET",route="/people/:id",status="2xx"} 3', '{method="GET",route="none",status="4xx"} 2'])
    expect(await linesOf(metrics, 'eduwallet_http_request_duration_seconds_count')).toContain('{method="GET",route="/people/:id"} 3')
    expect(await metrics.text()).not.toMatch(/s[1-5]\b/)
  })

  it('that end in an error are counted by the code of the problem or of OAuth; a code that is not ours is none', async () => {
    const { app, metrics } = watched()
    for (const url of ['/gone', '/broken', '/oauth', '/bare', '/foreign', '/nowhere']) await app.inject(url)
    expect((await app.inject({ url: '/gone', headers: { accept: 'text/html' } })).body).toContain('<h1>')
    expect((await linesOf(metrics, 'eduwallet_errors_total')).toSorted()).toEqual([
      '{code="internal",status="500"} 1', '{code="invalid_grant",status="400"} 1', '{code="none",status="400"} 1', '{code="none",status="404"} 1', '{code="not-found",status="404"} 1', '{code="offer-gone",status="410"} 2',
    ])
    expect(await metrics.text()).not.toMatch(/Noor|s1234567/)
  })

  it('that are refused because too many are under way are counted', async () => {
    const { app, metrics } = watched()
    await Promise.all(Array.from({ length: 10 }, () => app.inject('/people/1')))
    expect(Number((await linesOf(metrics, 'eduwallet_http_refused_total'))[0])).toBe(8)
  })

  it('of two services are never added up', async () => {
    const [first, second] = [watched(), watched()]
    await first.app.inject('/people/1')
    expect(await linesOf(second.metrics, 'eduwallet_http_requests_total')).toEqual([])
    await second.app.ready()
  })
})

describe('the process', () => {
  it('is measured: memory, CPU, event loop', async () => {
    const text = await createMetrics().text()
    for (const name of ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'nodejs_eventloop_lag_p99_seconds']) expect(text).toContain(`# TYPE ${name} `)
  })
})

describe('a gauge', () => {
  it('is read when asked for, and keeps its last value when it cannot be read', async () => {
    const metrics = createMetrics()
    let value: number | undefined = 1
    metrics.gauge('level', 'A level', ['of'], async () => {
      if (value === undefined) throw new Error('away')
      return [{ labels: { of: 'water' }, value }]
    })
    expect(await linesOf(metrics, 'level')).toEqual(['{of="water"} 1'])
    value = 2
    expect(await linesOf(metrics, 'level')).toEqual(['{of="water"} 2'])
    value = undefined
    await metrics.text()
    expect(await linesOf(metrics, 'level')).toEqual(['{of="water"} 2'])
    expect((await linesOf(metrics, 'eduwallet_metric_read_failures_total'))[0]).toMatch(/^\{metric="level"\} [12]$/)
  })
})

describe('the address of the metrics', () => {
  it('WEB-21 serves them as text, and nothing else; the public address does not', async () => {
    const { app, metrics } = watched()
    const server = await serveMetrics(metrics, { host: '127.0.0.1', port: 0 }, 'test')
    opened.push(server)
    const answer = await fetch(server.url)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
    expect(await answer.text()).toContain('eduwallet_http_requests_total')
    for (const path of ['/', '/livez', '/people/1']) expect((await fetch(new URL(path, server.url))).status, path).toBe(404)
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(404)
    expect((await app.inject('/metrics')).statusCode).toBe(404)
  })

  it('OPS-03 that is taken stops the start, naming the settings', async () => {
    const taken = createServer()
    const port = await new Promise<number>((resolve) => { taken.listen(0, '127.0.0.1', () => { resolve((taken.address() as { port: number }).port) }) })
    await expect(serveMetrics(createMetrics(), { host: '127.0.0.1', port }, 'lender')).rejects.toThrow('LENDER_METRICS_HOST and LENDER_METRICS_PORT name an address that cannot be used (EADDRINUSE)')
    taken.close()
  })
})

describe('OVR-23 what is ready for some only', () => {
  it('is named, and takes nothing away from the others', async () => {
    const app = createShell({ name: 'test', version: '0', logLevel: 'silent', publicUrl: 'https://test.example', logStream: { write: () => {} } })
    opened.push(app)
    let broken = true
    registerHealth(app, { certificates: async () => broken ? ['school'] : [], keys: async () => {} })
    const answer = await app.inject('/readyz')
    expect([answer.statusCode, answer.json()]).toEqual([200, { status: 'ok', partly: { certificates: ['school'] } }])
    broken = false
    expect((await app.inject('/readyz')).json()).toEqual({ status: 'ok' })
  })

  it('is a metric as well: which check fails, for all or for some', async () => {
    let [certificates, keys]: [string[], Error | undefined] = [[], undefined]
    const { metrics } = watched({ certificates: async () => certificates, keys: async () => { if (keys !== undefined) throw keys } })
    const failing = async () => (await linesOf(metrics, 'eduwallet_check_failing')).toSorted()
    expect(await failing()).toEqual(['{check="certificates"} 0', '{check="keys"} 0'])
    ;[certificates, keys] = [['school'], new Error('away')]
    expect(await failing()).toEqual(['{check="certificates"} 1', '{check="keys"} 1'])
    ;[certificates, keys] = [[], undefined]
    expect(await failing()).toEqual(['{check="certificates"} 0', '{check="keys"} 0'])
  })
})
