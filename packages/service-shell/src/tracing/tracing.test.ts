/** What whoever runs the service sees of a request, and what it may cost: spans at most. */
import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createMetrics, createShell, openTracing, problem, registerHealth, type Metrics, type Shell, type Tracing } from '../index.ts'

type Attribute = { key: string; value: { stringValue?: string; intValue?: number } }
type Span = { traceId: string; spanId: string; parentSpanId?: string; name: string; kind: number; attributes: Attribute[]; status: { code: number; message?: string }; links: { traceId: string; spanId: string }[]; events: unknown[] }
type Sent = { resourceSpans: { resource: { attributes: Attribute[] }; scopeSpans: { spans: Span[] }[] }[] }

let app: Shell
let tracing: Tracing
let metrics: Metrics
let sent: Sent[]
let take: () => Promise<void>
let lines: string[]
beforeEach(async () => {
  sent = []
  lines = []
  take = async () => {}
  metrics = createMetrics()
  const collector = { post: async (body: Uint8Array) => { await take(); sent.push(JSON.parse(Buffer.from(body).toString()) as Sent) }, close: async () => {} }
  tracing = await openTracing({ service: 'test', collector, metrics })
  app = createShell({ name: 'test', version: '0', logLevel: 'debug', publicUrl: 'http://localhost:8080', logStream: { write: (line) => lines.push(line) } })
  registerHealth(app, {})
  const book = tracing.around('loans', {
    take: async (title: string) => { await new Promise((resolve) => { setImmediate(resolve) }); return title.length },
    lose: async (title: string): Promise<void> => { throw Object.assign(new Error(`no ${title}`), { code: 'LOAN_LOST' }) },
  })
  app.post('/loans/:id', async ({ body }) => {
    const length = await tracing.step('lending', () => book.take((body as { title: string }).title), { tell: (value) => ({ long: String(value > 3) }) })
    return { length }
  })
  app.get('/lost', async () => { await book.lose('canary') })
  app.get('/many', async () => {
    for (let round = 0; round < 600; round += 1) await book.take('x')
    return {}
  })
  app.get('/refused', async () => { throw problem(409, 'not-now', 'Not now') })
  tracing.watch(app)
})
afterEach(async () => {
  vi.useRealTimers()
  await app.close()
  await tracing.close()
})

const spans = async (): Promise<Span[]> => {
  await tracing.close()
  return sent.flatMap(({ resourceSpans }) => resourceSpans).flatMap(({ scopeSpans }) => scopeSpans).flatMap((scope) => scope.spans)
}
const told = ({ attributes }: Span): Record<string, unknown> => Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]))
const dropped = async (): Promise<string[]> => (await metrics.text()).split('\n').filter((line) => line.startsWith('eduwallet_trace_spans_dropped_total'))

describe('a request', () => {
  it('OPS-07 is a span whose trace id is the id in answer and log, with its steps below it', async () => {
    await app.inject({ method: 'POST', url: '/loans/17?who=me', payload: { title: 'a canary' } })
    const [taken, lending, request] = await spans()
    expect([request, lending, taken].map((span) => [span!.name, span!.kind])).toEqual([['POST /loans/:id', 2], ['lending', 1], ['loans.take', 1]])
    expect([request!.parentSpanId, lending!.parentSpanId, taken!.parentSpanId]).toEqual([undefined, request!.spanId, lending!.spanId])
    const [line] = lines.map((text) => JSON.parse(text) as { traceId: string; msg: string }).filter(({ msg }) => msg === 'answered')
    expect(told(request!)).toEqual({ 'http.request.method': 'POST', 'http.route': '/loans/:id', 'eduwallet.correlation_id': line!.traceId, 'http.response.status_code': 200 })
    for (const span of [request, lending, taken]) expect(span!.traceId).toBe(line!.traceId.replaceAll('-', ''))
    expect(told(lending!)).toEqual({ long: 'true' })
    expect(sent[0]!.resourceSpans[0]!.resource.attributes).toEqual([{ key: 'service.name', value: { stringValue: 'eduwallet-test' } }])
  })

  it('has its steps also when its body comes in pieces', async () => {
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    const sending = httpRequest(`${url}/loans/17`, { method: 'POST', headers: { 'content-type': 'application/json' } })
    const answered = new Promise((resolve, reject) => { sending.on('response', resolve).on('error', reject) })
    sending.write('{"title":')
    await new Promise((resolve) => { setTimeout(resolve, 100) })
    sending.end('"x"}')
    await answered
    expect((await spans()).map(({ name }) => name)).toEqual(['loans.take', 'lending', 'POST /loans/:id'])
  })

  it('WEB-19 shows nothing of what was sent, nor the words of an error', async () => {
    const { traceId } = (await app.inject('/lost?token=canary')).json<{ traceId: string }>()
    await app.inject({ url: '/canary/canary', headers: { authorization: 'Bearer canary', traceparent: 'canary', 'user-agent': 'canary' } })
    await app.inject({ method: 'POST', url: '/loans/canary', payload: { title: 'canary' } })
    const [lost, request, nowhere] = await spans()
    expect([lost!.status.code, told(lost!)]).toEqual([2, { 'error.type': 'LOAN_LOST' }])
    expect(told(request!)).toMatchObject({ 'http.response.status_code': 500, 'error.type': 'internal', 'eduwallet.correlation_id': traceId })
    expect([nowhere!.name, told(nowhere!)['http.route']]).toEqual(['GET', undefined])
    expect(JSON.stringify(sent)).not.toContain('canary')
  })

  it('that is refused is no fault of ours, and tells its code', async () => {
    await app.inject('/refused')
    const [request] = await spans()
    expect([request!.status.code, told(request!)['error.type']]).toEqual([0, 'not-now'])
  })

  it('is linked to what the caller says it is part of, but has an id of its own', async () => {
    const caller = '0af7651916cd43dd8448eb211c80319c'
    const headers = [`00-${caller}-b7ad6b7169203331-01`, `00-${caller}-0000000000000000-01`, `00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `ff-${caller}-b7ad6b7169203331-01`, `00-${caller.toUpperCase()}-b7ad6b7169203331-01`, 'canary']
    for (const traceparent of headers) await app.inject({ url: '/refused', headers: { traceparent } })
    const all = await spans()
    expect(all.map(({ links }) => links.map(({ traceId, spanId }) => [traceId, spanId]))).toEqual([[[caller, 'b7ad6b7169203331']], [], [], [], [], []])
    expect(new Set([caller, ...all.map(({ traceId }) => traceId)]).size).toBe(7)
    for (const { parentSpanId } of all) expect(parentSpanId).toBeUndefined()
  })

  it('whose caller hung up ends too, and says so', async () => {
    let arrived = (): void => {}
    const arrival = new Promise<void>((resolve) => { arrived = resolve })
    app.get('/slow', async () => { arrived(); await new Promise(() => {}) })
    const url = await app.listen({ host: '127.0.0.1', port: 0 })
    const hangUp = new AbortController()
    const asked = fetch(`${url}/slow`, { signal: hangUp.signal }).catch(() => {})
    await arrival
    hangUp.abort()
    await asked
    await vi.waitFor(async () => {
      const [request] = await spans()
      expect([request!.name, request!.status.code, told(request!)['error.type']]).toEqual(['GET /slow', 2, 'aborted'])
    })
  })

  it('that only asks how the service is leaves none, and neither does work outside of one', async () => {
    for (const url of ['/livez', '/readyz']) expect((await app.inject(url)).statusCode).toBe(200)
    expect(await tracing.step('alone', async () => 7)).toBe(7)
    expect(await spans()).toEqual([])
  })

  it('shows its first 500 steps; the rest are done and counted', async () => {
    expect((await app.inject('/many')).statusCode).toBe(200)
    expect(await spans()).toHaveLength(501)
    expect(await dropped()).toEqual(['eduwallet_trace_spans_dropped_total{reason="request_full"} 100'])
  })
})

describe('a collector', () => {
  const ask = async (times: number): Promise<void> => { for (let round = 0; round < times; round += 1) expect((await app.inject('/refused')).statusCode).toBe(409) }

  it('that answers nothing costs spans and no more: the queue has an end', async () => {
    let asked = 0
    take = async () => { asked += 1; await new Promise(() => {}) }
    for (let round = 0; round < 6; round += 1) await app.inject('/many')
    // A batch is under way, 2048 wait.
    expect(asked).toBe(1)
    const lost = 6 * 501 - 2048 - 256
    expect(await dropped()).toContain(`eduwallet_trace_spans_dropped_total{reason="queue_full"} ${lost}`)
    const start = performance.now()
    await tracing.close()
    expect(performance.now() - start).toBeLessThan(4000)
    expect(await dropped()).toContain('eduwallet_trace_spans_dropped_total{reason="not_taken"} 2048')
  }, 20_000)

  it('that refuses is asked once in five seconds, and what it refused is counted', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    await tracing.close()
    let asked = 0
    take = async () => { asked += 1; throw new Error('no') }
    const collector = { post: async () => { await take() }, close: async () => {} }
    const other = createMetrics()
    tracing = await openTracing({ service: 'test', collector, metrics: other })
    await app.close()
    app = createShell({ name: 'test', version: '0', logLevel: 'silent', publicUrl: 'http://localhost:8080' })
    app.get('/refused', async () => { throw problem(409, 'not-now', 'Not now') })
    tracing.watch(app)
    await ask(600)
    expect(asked).toBe(1)
    await vi.advanceTimersByTimeAsync(5000)
    expect(asked).toBe(2)
    expect(await other.text()).toContain('eduwallet_trace_spans_dropped_total{reason="not_taken"} 512')
    take = async () => { asked += 1 }
    await vi.advanceTimersByTimeAsync(5000)
    await ask(256)
    expect(asked).toBe(4)
  })
})
