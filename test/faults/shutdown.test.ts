/** A process is told to stop, or made to, while wallets claim: nothing that was promised is lost. */
import { once } from 'node:events'
import { afterEach, expect, it } from 'vitest'
import type { RunningService } from '../journeys/start-services.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { send } from '../wallet/index.ts'
import { disorderIn, startLoad } from './load.ts'
import { useReplicas } from './use-replicas.ts'

const replicas = useReplicas('shutdown', { verifiers: 0 })
const world = (): TestWorld => replicas() as unknown as TestWorld
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => { setTimeout(resolve, milliseconds) })

/** Sends nothing more to a process from when it says that it is not ready, as a load balancer does. Gives what it said. */
async function lookAway(service: RunningService): Promise<unknown> {
  for (;;) {
    const ready = await send(fetch, `http://127.0.0.1:${service.port}/readyz`)
    if (ready.status === 503) {
      lookPast(service)
      return ready.body
    }
    await pause(50)
  }
}

function lookPast({ port }: RunningService): void {
  const { ports } = replicas().issuer.balancer
  ports.splice(ports.indexOf(port), 1)
}

/** Every test begins with both processes; the invariants want them too. */
afterEach(async () => {
  const { balancer, processes } = replicas().issuer
  for (const service of processes) {
    if (service.process.exitCode !== null || service.process.signalCode !== null) await service.restart()
    if (!balancer.ports.includes(service.port)) balancer.ports.push(service.port)
  }
}, 60_000)

it('OVR-15 SIGTERM under load: not ready first, what runs is finished, nothing is lost, exit 0 in time', async () => {
  const { issuer, log } = replicas()
  const service = issuer.processes[0]!
  const load = startLoad(world(), 6)
  await pause(1000)
  const from = log.exchanges.length
  const start = performance.now()
  const ended = once(service.process, 'exit')
  service.process.kill('SIGTERM')
  expect(await lookAway(service)).toEqual({ status: 'not ready', failing: ['stopping'] })
  expect(await ended).toEqual([0, null])
  expect((performance.now() - start) / 1000).toBeLessThan(30)
  await pause(1000)
  expect(await load.stop()).toBeGreaterThan(5)
  const exchanges = log.exchanges.slice(from)
  expect(disorderIn(exchanges)).toEqual([])
  expect(exchanges.filter(({ status }) => status === 503)).toEqual([])
}, 60_000)

it('OVR-16 SIGTERM and then SIGKILL under load: what it did not finish is done at the other process, nothing twice', async () => {
  const { issuer, log } = replicas()
  const service = issuer.processes[1]!
  const load = startLoad(world(), 6)
  await pause(1000)
  service.process.kill('SIGTERM')
  await pause(100)
  const from = log.exchanges.length
  await service.crash()
  lookPast(service)
  const before = load.claimed()
  await pause(2000)
  expect(await load.stop()).toBeGreaterThan(before)
  // What was under way at the killed process had no answer; everything else went on.
  expect(disorderIn(log.exchanges.slice(from)).filter((fault) => !/: (?:no answer|400)$/.test(fault))).toEqual([])
}, 60_000)
