/** A collector of traces that fails the issuer: what is asked of the issuer is answered as if there were none. */
import { expect, it } from 'vitest'
import { startCollector } from '../canary/index.ts'
import { listCredentials, revoke } from '../institution/index.ts'
import { askAndAnswer, holdCredential, verdictOf } from '../journeys/ask-steps.ts'
import { freePort } from '../journeys/start-services.ts'
import { useWorld } from '../journeys/test-world.ts'
import { send } from '../wallet/index.ts'
import { startFaultProxy } from './start-fault-proxy.ts'
import { waitUntil } from './wait-until.ts'

const collector = await startCollector()
const proxy = await startFaultProxy(collector.url)
const metricsPort = await freePort()
const world = useWorld('traces_lost', {
  issuerEnv: { ISSUER_TRACES_ENDPOINT: `http://127.0.0.1:${proxy.port}`, ISSUER_METRICS_PORT: String(metricsPort) },
  verifierEnv: { VERIFIER_TRACES_ENDPOINT: `http://127.0.0.1:${proxy.port}` },
})

const measure = async (name: string): Promise<number> => {
  const { text } = await send(fetch, `http://127.0.0.1:${metricsPort}/metrics`)
  return text.split('\n').filter((line) => line.startsWith(name)).reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
}
/** Milliseconds that a claim, a verdict and a revocation take. */
async function wholeLife(): Promise<number> {
  const start = performance.now()
  const { held, awardId } = await holdCredential(world())
  expect((await verdictOf(world(), await askAndAnswer(world(), [held]))).verdict).toBe('confirmed')
  await revoke(world().school, (await listCredentials(world().school, awardId))[0]!.id)
  return performance.now() - start
}

it.each(['blackHole', 'refuse', 'halfOpen'] as const)('in the way of %s: claims, verdicts and revocations go on, and spans are dropped and counted', async (fault) => {
  await wholeLife()
  const before = await measure('eduwallet_trace_spans_dropped_total')
  proxy[fault]()
  try {
    // A service that waited for its collector would take the five seconds after which it gives up.
    expect(await wholeLife()).toBeLessThan(5000)
    if (fault !== 'halfOpen') await waitUntil('what was not taken is counted', async () => await measure('eduwallet_trace_spans_dropped_total') > before, 20)
  } finally {
    proxy.pass()
  }
  const received = collector.spans.length
  await wholeLife()
  await waitUntil('spans arrive again', async () => collector.spans.length > received, 20)
}, 60_000)

it('that takes nothing while thousands of requests are made: what does not fit is dropped, and the service stops in time', async () => {
  const { url } = world().issuer
  const ask = async (times: number): Promise<void> => {
    for (let round = 0; round < times; round += 50) await Promise.all(Array.from({ length: 50 }, () => send(fetch, `${url}/nothing/of/the/kind`)))
  }
  proxy.blackHole()
  try {
    await ask(3000)
    const dropped = await measure('eduwallet_trace_spans_dropped_total')
    await ask(3000)
    // Each request is a span, and of these hardly one can wait: the queue is full.
    expect(await measure('eduwallet_trace_spans_dropped_total')).toBeGreaterThan(dropped + 2000)
    const start = performance.now()
    expect(await world().issuer.stop()).toBe(0)
    // One second of looking away, three for the collector.
    expect(performance.now() - start).toBeLessThan(8000)
  } finally {
    await proxy.stop()
    await collector.stop()
  }
}, 60_000)
