/** More comes in than goes out: every queue has an end, and who would stand behind it is told to come back. */
import { Agent, request } from 'node:http'
import { expect, it } from 'vitest'
import { readCase, schoolToken } from '../institution/index.ts'
import { askOnly, holdCredential } from '../journeys/ask-steps.ts'
import { offerSomething } from '../journeys/claim-steps.ts'
import { freePort } from '../journeys/start-services.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { openOffer, postAnswer, postToken, prepareAnswer, redeemOffer, send } from '../wallet/index.ts'
import { useReplicas } from './use-replicas.ts'
import { waitUntil } from './wait-until.ts'

const metricsPort = await freePort()
const replicas = useReplicas('queues', { issuers: 1, verifiers: 1, issuerEnv: { ISSUER_METRICS_PORT: String(metricsPort) } })
const world = (): TestWorld => replicas() as unknown as TestWorld

/** How many requests one process has under way at most, and so how many wait for a connection; and how many answers it judges at the same time. */
const mostUnderWay = 300
const answersAtOnce = 64

/** How many wait for a connection of the issuer. */
async function waiting(): Promise<number> {
  const { text } = await send(fetch, `http://127.0.0.1:${metricsPort}/metrics`)
  return Number(/^eduwallet_database_connections\{state="waiting"\} (\d+)/m.exec(text)?.[1])
}

type Answered = { status: number; code: string | undefined; retryAfter: string | undefined; seconds: number }

/** Sends so many requests straight to the process, all at once. */
async function askAtOnce(times: number): Promise<Answered[]> {
  const agent = new Agent({ maxSockets: Infinity })
  const { issuer } = replicas()
  const options = {
    host: '127.0.0.1', port: issuer.processes[0]!.port, path: `/${world().school.slug}/api/v1/awards?limit=1`, agent,
    headers: { authorization: `Bearer ${await schoolToken(world().school)}`, host: new URL(issuer.url).host },
  }
  const start = performance.now()
  const answers = await Promise.all(Array.from({ length: times }, () => new Promise<Answered>((resolve, reject) => {
    request(options, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => { text += piece })
      answer.on('end', () => { resolve({ status: answer.statusCode ?? 0, code: (JSON.parse(text) as { code?: string }).code, retryAfter: answer.headers['retry-after'], seconds: (performance.now() - start) / 1000 }) })
    }).on('error', reject).end()
  })))
  agent.destroy()
  return answers
}

it('OVR-12 a database that is slow while very many ask: so many wait and no more, the rest is 503 with Retry-After at once, and it is over when it is over', async () => {
  const offers = await Promise.all(Array.from({ length: 20 }, () => offerSomething(world(), { transactionCode: false })))
  const opened = await Promise.all(offers.map((offer) => openOffer(world().wallet, offer.credentialOfferUri)))
  replicas().network.delay(300)
  // The few that are let in take a connection each for at least a second: three statements of 300 milliseconds.
  const answers = await askAtOnce(2000)
  const tokens = await Promise.all(opened.map((one) => postToken(world().wallet, one)))
  replicas().network.delay(0)

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]))
  const refused = answers.filter(({ status }) => status === 503)
  // All but those that find a place are refused before anything is done for them; a place that becomes free meanwhile is taken again.
  const atOnce = refused.filter(({ code }) => code === 'busy')
  expect(atOnce.length).toBeGreaterThanOrEqual(2000 - 2 * mostUnderWay)
  expect(refused.filter(({ code }) => code !== 'busy' && code !== 'unavailable')).toEqual([])
  expect(Math.max(...atOnce.map(({ seconds }) => seconds))).toBeLessThan(5)
  for (const { retryAfter } of refused) expect(Number(retryAfter)).toBeGreaterThan(0)
  // Who waits for a connection waits three seconds at most, and who is let in has three statements more.
  expect(Math.max(...answers.map(({ seconds }) => seconds))).toBeLessThan(12)
  for (const { status } of tokens) expect(status).toBeOneOf([200, 503])
  await waitUntil('nobody waits any more', async () => await waiting() === 0)
  const offer = await offerSomething(world(), { transactionCode: false })
  expect((await redeemOffer(world().wallet, offer.credentialOfferUri)).credentials).toHaveLength(1)
}, 60_000)

it('OVR-12 an issuer that says nothing while very many answer: so many are judged and no more, the rest is 503 and may answer again', async () => {
  const { held } = await holdCredential(world())
  const prepared = await Promise.all(Array.from({ length: answersAtOnce + 30 }, async () => {
    const { id, request: asked } = await askOnly(world())
    return { id, asked, vpToken: (await prepareAnswer(world().wallet, asked, [held])).vpToken }
  }))
  replicas().front.blackHole()
  const answers = await Promise.all(prepared.map(({ asked, vpToken }) => postAnswer(world().wallet, asked, vpToken)))
  replicas().front.pass()
  const refused = prepared.filter((_one, at) => answers[at]!.status === 503)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 503]))
  expect(refused).toHaveLength(30)
  for (const { status, headers, body } of answers) if (status === 503) expect([body, Number(headers.get('retry-after')) > 0]).toEqual([expect.objectContaining({ error: 'temporarily_unavailable' }), true])
  // What it could not find out it does not confirm; what it refused it knows nothing of, and confirms later.
  for (const one of prepared.filter((each) => !refused.includes(each)).slice(0, 3)) expect((await readCase(world().employer, one.id)).verdict?.verdict).toBe('undetermined')
  await new Promise((resolve) => { setTimeout(resolve, 6000) })
  for (const { id, asked, vpToken } of refused.slice(0, 5)) {
    expect((await readCase(world().employer, id)).state).toBe('waiting')
    expect((await postAnswer(world().wallet, asked, vpToken)).status).toBe(200)
    expect((await readCase(world().employer, id)).verdict?.verdict).toBe('confirmed')
  }
}, 60_000)
