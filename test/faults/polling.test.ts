/** Very many look, again and again, what became of one request: they are answered or told to come back, and the database does not notice. */
import { Agent, request as httpRequest, type OutgoingHttpHeaders } from 'node:http'
import { expect, it } from 'vitest'
import { employerCall, readCase } from '../institution/index.ts'
import { askOnly, holdCredential } from '../journeys/ask-steps.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { postAnswer, prepareAnswer, send } from '../wallet/index.ts'
import { amount, isLongRun } from './settings.ts'
import { useReplicas } from './use-replicas.ts'

const replicas = useReplicas('polling', { issuers: 1 })
const world = (): TestWorld => replicas() as unknown as TestWorld

type Poll = { status: number; retryAfter: string | undefined; text: string }

/** One look, straight at one of the processes. */
function look(agent: Agent, turn: number, path: string, headers: OutgoingHttpHeaders): Promise<Poll> {
  const { processes, url } = replicas().verifier
  const { port } = processes[turn % processes.length]!
  return new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, path, agent, headers: { host: new URL(url).host, ...headers } }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => { text += piece })
      answer.on('end', () => { resolve({ status: answer.statusCode ?? 0, retryAfter: answer.headers['retry-after'], text }) })
    }).on('error', reject).end()
  })
}

it('VPR-22 1,000 pollers of one request (its page, its result): 200 or 503 with Retry-After, ten reads a second, nobody sees what is another’s, and the answer is seen at once', async () => {
  const { held } = await holdCredential(world())
  const { id, request, pageUrl } = await askOnly(world())
  const { vpToken } = await prepareAnswer(world().wallet, request, [held])
  // The browser that began: only this one may see the verdict on the page.
  const first = await send(fetch, pageUrl, { headers: { accept: 'text/html' } })
  const own = { accept: 'text/html', cookie: first.headers.get('set-cookie')!.split(';')[0]! }
  await employerCall(world().employer, 'GET', '/api/v1/questions')
  const bearer = { authorization: `Bearer ${world().employer.token!.value}`, accept: 'application/json' }
  const { pathname } = new URL(pageUrl)

  const agent = new Agent({ keepAlive: true, maxSockets: Infinity })
  const polls: { kind: 'page' | 'result'; poll: Poll }[] = []
  const before = replicas().verifierNetwork.pieces()
  const start = performance.now()
  const until = start + amount(6, 30) * 1000
  const pollers = Array.from({ length: 1000 }, async (_none, at) => {
    const kind = at % 4 === 0 ? 'page' as const : 'result' as const
    for (let turn = at; performance.now() < until; turn += 1) {
      const poll = await (kind === 'page' ? look(agent, turn, pathname, { accept: 'text/html' }) : look(agent, turn, `/api/v1/requests/${id}`, bearer))
      polls.push({ kind, poll })
      await new Promise((resolve) => { setTimeout(resolve, poll.status === 503 ? Number(poll.retryAfter) * 1000 : 500) })
    }
  })
  await new Promise((resolve) => { setTimeout(resolve, 2000) })
  // The wallet and the ones it concerns come through the same crowd; told to come back, they do.
  const patiently = async (doing: () => Promise<{ status: number }>): Promise<void> => {
    while ((await doing()).status === 503) await new Promise((resolve) => { setTimeout(resolve, 50) })
  }
  await patiently(() => postAnswer(world().wallet, request, vpToken))
  for (const turn of [0, 1]) {
    let seen: Poll | undefined
    await patiently(async () => seen = await look(agent, turn, `/api/v1/requests/${id}`, bearer))
    expect(JSON.parse(seen!.text)).toMatchObject({ state: 'answered', verdict: { verdict: 'confirmed' } })
    await patiently(async () => seen = await look(agent, turn, pathname, own))
    expect(seen!.text).toContain('de Wit')
  }
  await Promise.all(pollers)
  const seconds = (performance.now() - start) / 1000
  const statements = replicas().verifierNetwork.pieces() - before
  agent.destroy()
  if (isLongRun) process.stdout.write(`polling: ${polls.length} polls in ${seconds.toFixed(1)} s, ${polls.filter(({ poll }) => poll.status === 200).length} answered, ${statements} statements\n`)

  expect(new Set(polls.map(({ poll }) => poll.status))).toEqual(new Set([200, 503]))
  for (const { poll } of polls) if (poll.status === 503) expect(Number(poll.retryAfter)).toBeGreaterThan(0)
  const answered = polls.filter(({ poll }) => poll.status === 200)
  expect(answered.length).toBeGreaterThan(1000)
  // Two processes, ten times a second: three statements for the page, three for the result, one for the token; and what the wallet did.
  expect(statements).toBeLessThan(seconds * 2 * 10 * 7 + 100)
  expect(statements).toBeLessThan(answered.length)
  expect(answered.filter(({ kind, poll }) => kind === 'page' && poll.text.includes('de Wit'))).toEqual([])
  expect(answered.some(({ kind, poll }) => kind === 'result' && poll.text.includes('de Wit'))).toBe(true)
  expect((await readCase(world().employer, id)).verdict?.verdict).toBe('confirmed')
}, amount(60_000, 120_000))
