/** Somebody guesses at codes, links and secrets: it gets slower and slower for them, and for nobody else. */
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { makeOffer, requestSchoolToken, resultRow, sendResults, type OfferMade } from '../institution/index.ts'
import { expectProtocolError, offerSomething } from '../journeys/claim-steps.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { openOffer, postToken, redeemOffer, send, withHooks, type HttpAnswer, type OpenedOffer, type Wallet } from '../wallet/index.ts'
import { amount } from './settings.ts'
import { useReplicas } from './use-replicas.ts'

/** The issuer believes this machine about where a request comes from (as in every world of replicas); the verifier believes nobody. */
const replicas = useReplicas('guessing')
const world = (): TestWorld => replicas() as unknown as TestWorld

/** What two processes take at once, and what they take more while a test goes on (one in three seconds each). */
const atOnce = 2 * 100
const slack = amount(60, 200)
/** So many guesses are under way at the same time: they are taken too. */
const together = 10

/** The same wallet at another address, as the proxy would say. */
function walletAt(address: string): Wallet {
  return withHooks(world().wallet, { tokenHeaders: (headers) => { headers.set('x-forwarded-for', address); return headers } })
}

/** Does all of these, a few at a time, in order. */
async function all<T>(times: number, work: (turn: number) => Promise<T>): Promise<T[]> {
  const results: T[] = []
  let turn = 0
  await Promise.all(Array.from({ length: together }, async () => {
    for (let mine = turn++; mine < times; mine = turn++) results[mine] = await work(mine)
  }))
  return results
}

/** All are wrong up to a point; from there on they are refused, and told when to come back. */
function expectLimited(answers: readonly HttpAnswer[], wrong: number): HttpAnswer[] {
  const refused = answers.filter(({ status }) => status === 429)
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([wrong, 429]))
  expect(answers.length - refused.length).toBeGreaterThanOrEqual(100)
  expect(answers.length - refused.length).toBeLessThanOrEqual(atOnce + slack)
  for (const { headers } of refused) expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
  // One in three seconds is taken all the while.
  expect(answers.slice(-100).filter(({ status }) => status === 429).length).toBeGreaterThan(70)
  return refused
}

/** As a token endpoint refuses, with a sentence that says when to come back. */
function expectTokenRefusal(refused: readonly HttpAnswer[]): void {
  for (const answer of refused) {
    expectProtocolError(answer, 429, 'temporarily_unavailable')
    expect((answer.body as { error_description: string }).error_description).toMatch(/^please try again after [1-3] seconds?$/)
  }
}

async function offersWithCode(wanted: number): Promise<OfferMade[]> {
  const { rows } = await sendResults(world().school, world().achievementId, Array.from({ length: wanted }, () => resultRow()))
  return all(wanted, (at) => makeOffer(world().school, rows[at]!.awardId!))
}

describe('OFR-10 one guess each on very many codes', () => {
  it('from one address: 429 with Retry-After from the 100th at each process on, no code is burned, and a learner elsewhere notices nothing', async () => {
    const known = amount(150, 400)
    const offers = await offersWithCode(known)
    const opened = await all(known, (at) => openOffer(world().wallet, offers[at]!.credentialOfferUri))
    const sprayer = walletAt('203.0.113.9')
    const guessAt = (turn: number): Promise<HttpAnswer> => {
      const code: OpenedOffer = opened[turn] ?? { ...opened[0]!, offer: { ...opened[0]!.offer, preAuthorizedCode: randomBytes(32).toString('base64url') } }
      const wrong = offers[turn]?.transactionCode?.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)) ?? '000000'
      return postToken(sprayer, { ...code, transactionCode: wrong })
    }
    expectTokenRefusal(expectLimited(await all(amount(1000, 10_000), guessAt), 400))

    const states = await replicas().witness.query<{ state: string; tries: number }>('SELECT state, transaction_code_tries AS tries FROM issuer.offers WHERE id = ANY ($1)', [offers.map(({ offerId }) => offerId)])
    expect(states).toHaveLength(known)
    expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['open']))
    expect(Math.max(...states.map(({ tries }) => tries))).toBe(1)

    const right = { ...opened[0]!, transactionCode: offers[0]!.transactionCode }
    expect((await postToken(walletAt('203.0.113.10'), right)).status).toBe(200)
    // The one who guessed is told the truth about when: at each process one more is taken then.
    const refused = [await postToken(sprayer, opened[1]!), await postToken(sprayer, opened[1]!)]
    const seconds = Math.max(...refused.map(({ headers }) => Number(headers.get('retry-after') ?? 0)))
    expect(seconds).toBeLessThanOrEqual(3)
    await new Promise((resolve) => { setTimeout(resolve, seconds * 1000) })
    expect((await postToken(sprayer, { ...opened[1]!, transactionCode: offers[1]!.transactionCode })).status).toBe(200)
  }, amount(60_000, 240_000))

  it('learners of one school who are right are never refused, however many they are', async () => {
    const { rows } = await sendResults(world().school, world().achievementId, Array.from({ length: 300 }, () => resultRow()))
    const answers = await all(300, async (at) => {
      const offer = await makeOffer(world().school, rows[at]!.awardId!, { transactionCode: false })
      return postToken(walletAt('203.0.113.20'), await openOffer(world().wallet, offer.credentialOfferUri))
    })
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  }, 60_000)
})

describe('OFR-13 a client that guesses at links', () => {
  it.each([
    ['of offers', 'credential-offers', 'application/json', '203.0.113.30'],
    ['of claim pages, with a page in its language', 'claim', 'text/html', '203.0.113.31'],
  ])('%s is refused after 100 at each process: nothing was found, and the right link works elsewhere', async (_what, door, accept, address) => {
    const guess = (secret: string, from: string): Promise<HttpAnswer> => send(fetch, `${world().school.base}/${door}/${secret}`, { headers: { accept, 'x-forwarded-for': `198.51.100.1, ${from}` } })
    const refused = expectLimited(await all(400, () => guess(randomBytes(32).toString('base64url'), address)), 404)
    for (const { contentType, body, text } of refused) {
      if (accept === 'text/html') expect([contentType, text]).toEqual(['text/html', expect.stringMatching(/<h1>/)])
      else expect([contentType, body]).toEqual(['application/problem+json', expect.objectContaining({ status: 429, code: 'too-many-attempts' })])
    }
    const offer = await offerSomething(world(), { transactionCode: false })
    const link = door === 'claim' ? offer.claimUrl : new URL(offer.credentialOfferUri).searchParams.get('credential_offer_uri')!
    const secret = link.split('/').at(-1)!
    expect((await guess(secret, address)).status).toBe(429)
    expect((await guess(secret, '203.0.113.40')).status).toBe(200)
    expect((await redeemOffer(world().wallet, offer.credentialOfferUri)).credentials).toHaveLength(1)
  }, 60_000)
})

describe('a client that guesses at client secrets', () => {
  it('OVR-17 of an institution is refused as the token endpoint refuses, and the institution itself logs in', async () => {
    const { school } = world()
    const attempt = (from: string, secret: string): Promise<HttpAnswer> => send(fetch, `${school.base}/oauth/token`, {
      method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': from },
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: school.client.id, client_secret: secret }).toString(),
    })
    expectTokenRefusal(expectLimited(await all(400, () => attempt('203.0.113.50', randomBytes(32).toString('base64url'))), 401))
    expect((await attempt('203.0.113.51', school.client.secret)).status).toBe(200)
    expect((await requestSchoolToken(school)).status).toBe(200)
  }, 60_000)

  it('PAR-15 of an employer is refused, whatever address it says it has: nobody was named as a proxy', async () => {
    const { employer } = world()
    let turn = 0
    const attempt = (): Promise<HttpAnswer> => send(fetch, `${employer.url}/oauth/token`, {
      method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': `203.0.113.${turn++ % 250}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: employer.client.id, client_secret: randomBytes(32).toString('base64url') }).toString(),
    })
    expectTokenRefusal(expectLimited(await all(400, attempt), 401))
  }, 60_000)
})
