/** A claim, a verdict and a revocation as a collector of traces sees them: one id everywhere, every step, and nobody's data. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCollector, type ReceivedSpan } from '../canary/index.ts'
import { secretsIn, startClientLog, type ClientLog } from '../faults/client-log.ts'
import { waitUntil } from '../faults/wait-until.ts'
import { employerCall, expectStatus, listCredentials, revoke, schoolCall } from '../institution/index.ts'
import { send } from '../wallet/index.ts'
import { askAndAnswer, holdCredential, verdictOf } from './ask-steps.ts'
import { offerSomething } from './claim-steps.ts'
import { useWorld } from './test-world.ts'

const collector = await startCollector()
const world = useWorld('traces', {
  issuerEnv: { ISSUER_TRACES_ENDPOINT: collector.url, ISSUER_LOG_LEVEL: 'debug' },
  verifierEnv: { VERIFIER_TRACES_ENDPOINT: `${collector.url}/v1/traces`, VERIFIER_LOG_LEVEL: 'debug' },
})

let log: ClientLog
let awardId: string
let claims: Record<string, unknown>
let problem: { traceId: string; code: string }
beforeAll(async () => {
  log = startClientLog(() => [world().issuer.url, world().verifier.url])
  const { school, employer } = world()
  const made = await holdCredential(world())
  awardId = made.awardId
  claims = made.held.visible
  const verdict = await verdictOf(world(), await askAndAnswer(world(), [made.held]))
  expect(verdict.verdict).toBe('confirmed')
  await revoke(school, (await listCredentials(school, awardId))[0]!.id)
  // Secrets that are sent and refused, in every place where one can stand.
  const offer = await offerSomething(world())
  await send(fetch, `${school.base}/token?code=kanarie-in-the-query`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code', 'pre-authorized_code': 'kanarie-as-a-code', tx_code: offer.transactionCode ?? '' }).toString() })
  await send(fetch, `${world().issuer.url}/kanarie-in-the-path`, { headers: { authorization: 'Bearer kanarie-as-a-token', traceparent: 'kanarie-as-a-parent' } })
  await employerCall(employer, 'GET', '/api/v1/requests/kanarie-as-an-id')
  problem = JSON.parse((await schoolCall(school, 'POST', '/api/v1/awards/00000000-0000-4000-8000-000000000000/offers')).text) as typeof problem
  // The last request of each service is there: so are the ones before it.
  await waitUntil('the collector has them', async () => ['POST /:slug/api/v1/awards/:id/offers', 'GET /api/v1/requests/:id'].every((name) =>
    collector.spans.some((span) => span.name === name && span.attributes['http.response.status_code'] === 404)), 15)
}, 120_000)
afterAll(async () => {
  log.stop()
  await collector.stop()
})

/** The spans of one trace: the request, and the names of what is below it. */
function traceOf(request: ReceivedSpan): { steps: string[]; spans: ReceivedSpan[] } {
  const spans = collector.spans.filter(({ traceId }) => traceId === request.traceId)
  return { steps: spans.filter(({ parentSpanId }) => parentSpanId !== undefined).map(({ name }) => name), spans }
}
const requestTo = (name: string): ReceivedSpan => {
  const found = collector.spans.filter((span) => span.name === name && span.parentSpanId === undefined)
  expect(found.length, name).toBeGreaterThan(0)
  return found[0]!
}

describe('a trace', () => {
  it('of a claim shows which books were asked and that a key signed, each below what asked for it', () => {
    const request = requestTo('POST /:slug/credential')
    expect(request).toMatchObject({ service: 'eduwallet-issuer', kind: 2, failed: false, attributes: { 'http.request.method': 'POST', 'http.route': '/:slug/credential', 'http.response.status_code': 200 } })
    const { steps, spans } = traceOf(request)
    expect(steps).toEqual(expect.arrayContaining(['issuance.intend', 'sign', 'issuance.recordIssued']))
    expect(steps.indexOf('issuance.intend')).toBeLessThan(steps.indexOf('sign'))
    const known = new Set(spans.map(({ spanId }) => spanId))
    for (const { parentSpanId, name } of spans) if (name !== request.name) expect(known.has(parentSpanId!), name).toBe(true)
  })

  it('of a verdict shows each check with what came of it, and who was asked for keys and lists', () => {
    const { spans } = traceOf(requestTo('POST /openid4vp/responses/:responseId'))
    const outcomes = Object.fromEntries(spans.filter(({ name }) => name.startsWith('check ')).map(({ name, attributes }) => [name.slice(6), attributes['eduwallet.outcome']]))
    expect(outcomes).toMatchObject({ format: 'passed', issuer_recognised: 'passed', issuer_key: 'passed', issuer_signature: 'passed', status: 'passed' })
    const check = spans.find(({ name }) => name === 'check status')!
    const fetched = spans.filter(({ name, parentSpanId }) => name === 'GET' && parentSpanId === check.spanId)
    expect(fetched.map(({ kind, attributes }) => [kind, attributes])).toEqual([[3, { 'server.address': 'localhost' }]])
    expect(spans.map(({ name }) => name)).toContain('casebook.recordAnswer')
    const { steps } = traceOf(requestTo('POST /openid4vp/requests/:requestId'))
    expect(steps).toContain('sign')
  })
})

describe('OPS-07 one id', () => {
  const linesOf = (traceId: string): Record<string, unknown>[] => world().issuer.logs.filter((line) => line.includes(traceId)).map((line) => JSON.parse(line) as Record<string, unknown>)

  it('stands in the journal, in the log lines of the request, in its span, and is the id of its trace', async () => {
    const { entries } = expectStatus(await schoolCall(world().school, 'GET', '/api/v1/journal?limit=1000'), 200) as { entries: { action: string; correlationId: string }[] }
    for (const [action, name] of [['credential.issued', 'POST /:slug/credential'], ['credential.revoked', 'PUT /:slug/api/v1/credentials/:id/status']] as const) {
      const { correlationId } = entries.find((entry) => entry.action === action)!
      expect(linesOf(correlationId).some(({ msg }) => msg === 'answered'), action).toBe(true)
      const span = collector.spans.find(({ attributes }) => attributes['eduwallet.correlation_id'] === correlationId)
      expect([span?.name, span?.traceId]).toEqual([name, correlationId.replaceAll('-', '')])
    }
  })

  it('stands in the answer too, when that is a problem', () => {
    const [line] = linesOf(problem.traceId).filter(({ msg }) => msg === 'answered')
    expect(line).toMatchObject({ traceId: problem.traceId, service: 'issuer' })
    const span = collector.spans.find(({ attributes }) => attributes['eduwallet.correlation_id'] === problem.traceId)
    expect(span).toMatchObject({ traceId: problem.traceId.replaceAll('-', ''), failed: false, attributes: { 'error.type': problem.code, 'http.response.status_code': 404 } })
  })
})

it('WEB-19 no span holds anything of a learner, a secret, an id of a record or a path', () => {
  const { issuer, verifier, school, employer } = world()
  const secrets = [...secretsIn(log.exchanges), issuer.operatorToken, verifier.operatorToken, school.client.secret, employer.client.secret, awardId, 'kanarie', ...[claims['given_name'], claims['family_name']].filter((name) => typeof name === 'string')]
  expect(secrets.length).toBeGreaterThan(20)
  const everything = collector.texts.join('\n')
  expect(everything.length).toBeGreaterThan(20_000)
  expect(secrets.filter((secret) => everything.includes(secret))).toEqual([])
  expect(everything).not.toContain(school.slug)
})

it('what was not sent yet is sent when the service is told to stop', async () => {
  const { traceId } = (await schoolCall(world().school, 'GET', '/api/v1/awards/00000000-0000-4000-8000-000000000001/nothing')).body as { traceId: string }
  expect(await world().issuer.stop()).toBe(0)
  expect(collector.spans.map(({ attributes }) => attributes['eduwallet.correlation_id'])).toContain(traceId)
}, 30_000)
