/** What a verifier says when it cannot reach the issuer, or its own database: never yes, and always in time. */
import { afterEach, describe, expect, it } from 'vitest'
import { employerCall, readCase, type Verdict } from '../institution/index.ts'
import { askOnly, holdCredential } from '../journeys/ask-steps.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { postAnswer, prepareAnswer, send, type HeldCredential, type HttpAnswer } from '../wallet/index.ts'
import { isLongRun } from './settings.ts'
import { useReplicas } from './use-replicas.ts'
import { waitUntil } from './wait-until.ts'

const replicas = useReplicas('verifier_faults', { issuers: 1, verifiers: 1 })
const world = (): TestWorld => replicas() as unknown as TestWorld

/** A list is remembered for as long as it says, two seconds here; then it is fetched again. */
const listSeconds = 2.5
const cuts = isLongRun ? ['cutBefore', 'cutAfter'] as const : ['cutAfter'] as const

/** How long a wallet waits for what becomes of its answer. */
const patienceSeconds = 12

afterEach(() => {
  for (const proxy of [replicas().front, replicas().verifierNetwork]) {
    proxy.delay(0)
    proxy.pass()
  }
})

/** Asks, answers, and gives the verdict with how long the wallet waited. */
async function judge(held: HeldCredential): Promise<{ verdict: Verdict; seconds: number }> {
  const { id, request } = await askOnly(world())
  const { vpToken } = await prepareAnswer(world().wallet, request, [held])
  const start = performance.now()
  expect((await postAnswer(world().wallet, request, vpToken)).status).toBe(200)
  const seconds = (performance.now() - start) / 1000
  return { verdict: (await readCase(world().employer, id)).verdict!, seconds }
}

/** What is remembered of an issuer that could not be reached is remembered for a few seconds. */
async function confirmedAgain(held: HeldCredential): Promise<void> {
  await waitUntil('the verifier confirms again', async () => (await judge(held)).verdict.verdict === 'confirmed', 20)
}

describe('an issuer that cannot be reached', () => {
  it('because the network swallows everything: undetermined in time, and confirmed when it is back', async () => {
    const { held } = await holdCredential(world())
    replicas().front.blackHole()
    const { verdict, seconds } = await judge(held)
    expect(verdict.verdict).toBe('undetermined')
    expect(verdict.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    expect(seconds).toBeLessThan(patienceSeconds)
    replicas().front.pass()
    await confirmedAgain(held)
  }, 60_000)

  it.each(cuts)('because the connection is cut (%s the status list): undetermined, and confirmed when it is back', async (cut) => {
    const { held } = await holdCredential(world())
    await new Promise((resolve) => { setTimeout(resolve, listSeconds * 1000) })
    const happened = replicas().front[cut]('/status-lists/')
    const { verdict } = await judge(held)
    await happened
    expect(verdict.verdict).toBe('undetermined')
    expect(verdict.checks.find(({ name }) => name === 'status')).toMatchObject({ outcome: 'unknown' })
    await confirmedAgain(held)
  }, 60_000)

  it.each(cuts)('because the connection is cut (%s its did document), by a verifier that knows nothing of it yet: undetermined, and confirmed when it is back', async (cut) => {
    const { held } = await holdCredential(world())
    const [verifier] = replicas().verifier.processes
    await verifier!.crash()
    await verifier!.restart()
    const happened = replicas().front[cut]('/did.json')
    const { verdict } = await judge(held)
    await happened
    expect(verdict.verdict).toBe('undetermined')
    expect(verdict.checks.find(({ name }) => name === 'issuer_key')).toMatchObject({ outcome: 'unknown' })
    await confirmedAgain(held)
  }, 60_000)

  it('because the connection goes half open while it is asked: undetermined in time, and confirmed when it is back', async () => {
    const { front } = replicas()
    const { held } = await holdCredential(world())
    await new Promise((resolve) => { setTimeout(resolve, listSeconds * 1000) })
    const happened = front.halfOpenAt('/status-lists/')
    const { verdict, seconds } = await judge(held)
    await happened
    expect(verdict.verdict).toBe('undetermined')
    expect(verdict.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([])
    expect(seconds).toBeLessThan(patienceSeconds)
    front.pass()
    await confirmedAgain(held)
  }, 60_000)

  it('quickly: confirmed all the same, a little later', async () => {
    const { held } = await holdCredential(world())
    replicas().front.delay(300)
    expect((await judge(held)).verdict.verdict).toBe('confirmed')
  }, 30_000)
})

describe('a database that fails the verifier', () => {
  function expectUnavailable({ status, headers, text }: HttpAnswer): void {
    expect(status, text).toBe(503)
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  }

  it('DUR-05 when the verdict was written and the reply is lost: 503, the verdict stands, and a second answer is refused', async () => {
    const { held } = await holdCredential(world())
    const { id, request } = await askOnly(world())
    const { vpToken } = await prepareAnswer(world().wallet, request, [held])
    const happened = replicas().verifierNetwork.cutAfter('COMMIT', 'UPDATE requests')
    expectUnavailable(await postAnswer(world().wallet, request, vpToken))
    await happened
    expect((await readCase(world().employer, id)).verdict?.verdict).toBe('confirmed')
    expect((await postAnswer(world().wallet, request, vpToken)).status).toBe(400)
  }, 30_000)

  it('DUR-05 before the verdict is written: 503, the request still waits, and the same answer is taken', async () => {
    const { held } = await holdCredential(world())
    const { id, request } = await askOnly(world())
    const { vpToken } = await prepareAnswer(world().wallet, request, [held])
    const happened = replicas().verifierNetwork.cutBefore('COMMIT', 'UPDATE requests')
    expectUnavailable(await postAnswer(world().wallet, request, vpToken))
    await happened
    expect((await readCase(world().employer, id)).state).toBe('waiting')
    expect((await postAnswer(world().wallet, request, vpToken)).status).toBe(200)
    expect((await readCase(world().employer, id)).verdict?.verdict).toBe('confirmed')
  }, 30_000)

  it('OVR-03 because the network swallows everything: every door answers 503 in time, it lives, and mends itself', async () => {
    const { verifierNetwork, verifier } = replicas()
    const { held } = await holdCredential(world())
    const { id, requestUri, pageUrl } = await askOnly(world())
    verifierNetwork.blackHole()
    const start = performance.now()
    const answers = await Promise.all([employerCall(world().employer, 'GET', `/api/v1/requests/${id}`), send(fetch, requestUri), send(fetch, pageUrl)])
    for (const answer of answers) expectUnavailable(answer)
    expect((performance.now() - start) / 1000).toBeLessThan(patienceSeconds)
    expect((await send(fetch, `${verifier.url}/livez`)).status).toBe(200)
    expect((await send(fetch, `${verifier.url}/readyz`)).text).toContain('database')
    verifierNetwork.pass()
    await confirmedAgain(held)
  }, 60_000)
})
