/** More is asked than can be done: what can be done is done, the rest is told to come back, and it is over when it is over. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { expect, it } from 'vitest'
import { schoolToken } from '../institution/index.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { amount, isLongRun } from './settings.ts'
import { useReplicas } from './use-replicas.ts'
import { waitUntil } from './wait-until.ts'

const replicas = useReplicas('overload', { issuers: 1, verifiers: 0 })
const world = (): TestWorld => replicas() as unknown as TestWorld

/** One answer: how long it took, and what it says about coming back. */
type Answered = { status: number; seconds: number; retryAfter: string | undefined }

/** Something that sends requests straight to the process, and what it was answered. */
type Sender = { answers: Answered[]; send(): Promise<void>; perSecond(): number; close(): void }

async function openSender(): Promise<Sender> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1000 })
  const { port } = replicas().issuer.processes[0]!
  const headers = { authorization: `Bearer ${await schoolToken(world().school)}`, host: new URL(replicas().issuer.url).host }
  const path = `/${world().school.slug}/api/v1/awards?limit=1`
  const answers: Answered[] = []
  const opened = performance.now()
  return {
    answers,
    send: () => new Promise((resolve, reject) => {
      const start = performance.now()
      request({ host: '127.0.0.1', port, path, headers, agent }, (answer) => {
        answer.resume()
        answer.on('error', reject)
        answer.on('end', () => {
          answers.push({ status: answer.statusCode ?? 0, seconds: (performance.now() - start) / 1000, retryAfter: answer.headers['retry-after'] })
          resolve()
        })
      }).on('error', reject).end()
    }),
    perSecond: () => answers.filter(({ status }) => status === 200).length / ((performance.now() - opened) / 1000),
    close: () => { agent.destroy() },
  }
}

/** Keeps so many requests under way for so long. */
async function press(inFlight: number, seconds: number): Promise<Sender> {
  const sender = await openSender()
  const until = performance.now() + seconds * 1000
  await Promise.all(Array.from({ length: inFlight }, async () => { while (performance.now() < until) await sender.send() }))
  sender.close()
  return sender
}

/** Sends so many requests each second, whatever becomes of them. */
async function flood(perSecond: number, seconds: number): Promise<Sender & { sent: number; goodput: number }> {
  const sender = await openSender()
  const start = performance.now()
  const sending: Promise<void>[] = []
  for (let elapsed = 0; elapsed < seconds; elapsed = (performance.now() - start) / 1000) {
    while (sending.length < elapsed * perSecond) sending.push(sender.send())
    await new Promise((resolve) => { setTimeout(resolve, 5) })
  }
  const goodput = sender.perSecond()
  await Promise.all(sending)
  sender.close()
  return { ...sender, sent: sending.length, goodput }
}

/** Resident memory of the process, in megabytes. */
function residentMegabytes(): number {
  const status = readFileSync(`/proc/${replicas().issuer.processes[0]!.process.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024
}

it('OVR-08 ten times what it can do: the work goes on, the rest is 503 with Retry-After, memory is bounded, and it recovers by itself', async () => {
  await press(20, 1)
  const peak = (await press(20, amount(1, 20))).perSecond()
  const overload = await flood(isLongRun ? 10 * peak : Math.min(10 * peak, 4000), amount(3, 600))
  expect([...new Set(overload.answers.map(({ status }) => status))].filter((status) => status !== 200 && status !== 503)).toEqual([])
  const refused = overload.answers.filter(({ status }) => status === 503)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused.filter(({ retryAfter }) => !(Number(retryAfter) > 0))).toEqual([])
  expect(residentMegabytes()).toBeLessThan(600)
  await waitUntil('it answers within a second again', async () => (await press(1, 0.01)).answers.every(({ status, seconds }) => status === 200 && seconds < 1), 30)
  // In a run of all tests, who asks and all else on the machine share two cores with the service: nothing can be measured.
  if (!isLongRun) return
  const slowest = refused.map(({ seconds }) => seconds).sort((one, other) => one - other)
  const at = (part: number): string => (slowest[Math.floor(slowest.length * part)] ?? 0).toFixed(3)
  process.stdout.write(`overload: at most ${Math.round(peak)} per second; of ${overload.sent} requests ${Math.round(overload.goodput)} per second were done and ${refused.length} refused, half of them within ${at(0.5)} s and 99 % within ${at(0.99)} s; ${Math.round(residentMegabytes())} MB\n`)
  expect(overload.goodput / peak).toBeGreaterThan(0.8)
}, amount(60_000, 800_000))
