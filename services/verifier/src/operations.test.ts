/** What whoever runs the verifier sees of it: what is ready, and what is counted. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { GaugeValue } from '@eduwallet/service-shell'
import { createSampleVerifier, sampleVerdict, type SampleVerifier } from './fixtures/sample-verifier.ts'
import { countFetches, countVerdicts, measureVerifier } from './metrics.ts'

let verifier: SampleVerifier
beforeEach(async () => { verifier = await createSampleVerifier() })
afterEach(() => verifier.close())

it('OVR-23 names a certificate that has expired', async () => {
  expect((await verifier.app.inject('/readyz')).json()).toEqual({ status: 'ok' })
  verifier.passSeconds(366 * 86_400)
  const answer = await verifier.app.inject('/readyz')
  expect([answer.statusCode, answer.json()]).toEqual([503, { status: 'not ready', failing: ['certificate'] }])
  expect((await verifier.app.inject('/livez')).statusCode).toBe(200)
})

it('OPS-07 the id of a problem is the one of its log line', async () => {
  const { traceId } = (await verifier.app.inject('/api/v1/requests/none')).json<{ traceId: string }>()
  const lines = verifier.logLines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line['traceId'] === traceId)
  expect(lines).toMatchObject([{ msg: 'answered', service: 'verifier', time: expect.any(Number) as number }])
})

describe('what is counted', () => {
  const counted: string[] = []
  const counter = (name: string) => (labels: object): void => { counted.push([name.replace('eduwallet_verifier_', ''), ...Object.values(labels)].join(' ')) }
  beforeEach(() => { counted.length = 0 })

  it('is a verdict when it goes on record, once, with the checks that did not pass', async () => {
    const { book } = countVerdicts(verifier.rooms, { counter }).receiving
    const { request } = await verifier.ask()
    const at = verifier.now()
    const sentence = { nl: '', en: '' }
    const outcome = { ...sampleVerdict(at), verdict: 'undetermined' as const, checks: [{ name: 'status', outcome: 'unknown' as const, sentence }, { name: 'validity', outcome: 'failed' as const, sentence }, { name: 'issuer', outcome: 'passed' as const, sentence }] }
    const record = { answeredAt: at, livesUntil: request.expiresAt, outcome, sealedCredentials: '', answerDigest: '' }
    expect(await book.recordAnswer(verifier.employer.id, request.id, record)).toBe(true)
    expect(await book.recordAnswer(verifier.employer.id, request.id, record)).toBe(false)
    const { request: other } = await verifier.ask()
    expect(await book.recordDecline(verifier.employer.id, other.id, { answeredAt: at, reason: 'access_denied' })).toBe(true)
    expect(counted).toEqual(['verdicts_total undetermined', 'checks_total status unknown', 'checks_total validity failed', 'declined_total'])
  })

  it('is what came of each fetch, by the code of its failure and never by its address', async () => {
    const answers: (Error | 'ok')[] = ['ok', Object.assign(new Error('x'), { code: 'OUTBOUND_TIMEOUT' }), new Error('y')]
    const outbound = countFetches({
      get: async () => {
        const next = answers.shift()
        if (next instanceof Error) throw next
        return { status: 200, body: new Uint8Array(), contentType: '', headers: new Headers() as never, url: '' }
      },
      close: async () => {},
    }, { counter })
    for (let round = 0; round < 3; round += 1) await outbound.get('https://school.example/did.json', { accept: '*/*' }).catch(() => {})
    expect(counted).toEqual(['outbound_fetches_total fetched', 'outbound_fetches_total outbound_timeout', 'outbound_fetches_total unknown'])
  })

  it('and read: the end of the certificate, connections, and the clock', async () => {
    const gauges = new Map<string, () => Promise<readonly GaugeValue[]> | readonly GaugeValue[]>()
    let connections = { total: 1, idle: 1, waiting: 0 }
    let skew = 0
    measureVerifier({ gauge: (name, _help, _labels, read) => { gauges.set(name, read) } }, { ...verifier.rooms, database: { stats: () => connections }, clockSkew: async () => skew })
    const read = async (name: string) => (await gauges.get(`eduwallet_${name}`)!()).map(({ value }) => value)
    const daysLeft = async () => Math.round((await read('verifier_certificate_expiry_seconds'))[0]! / 86_400)
    expect(await daysLeft()).toBe(365)
    verifier.passSeconds(10 * 86_400)
    expect(await daysLeft()).toBe(355)
    expect(await read('database_connections')).toEqual([1, 1, 0])
    connections = { total: 2, idle: 0, waiting: 7 }
    expect(await read('database_connections')).toEqual([2, 0, 7])
    skew = 3600
    expect(await read('clock_skew_seconds')).toEqual([3600])
  })

  it('WEB-21 is at no door', async () => {
    for (const url of ['/metrics', '/operator/metrics', '/debug', '/.git/config', '/main.ts', '/documentation']) expect((await verifier.app.inject(url)).statusCode, url).toBe(404)
  })
})
