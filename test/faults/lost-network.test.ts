/** The database, or the way to it, fails while the service is at work: it answers in time, stays alive and mends itself. */
import { describe, expect, it } from 'vitest'
import { awardOne, makeOffer, requestSchoolToken, resultRow, schoolCall, sendResults, type OfferMade } from '../institution/index.ts'
import { holdCredential } from '../journeys/ask-steps.ts'
import { askForCredential, claimWithToken, offerSomething, type ClaimUnderWay } from '../journeys/claim-steps.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { openOffer, postToken, readStatus, redeemOffer, send, type HttpAnswer, type OpenedOffer } from '../wallet/index.ts'
import type { Exchange } from './client-log.ts'
import { disorderIn, startLoad } from './load.ts'
import { amount, sized } from './settings.ts'
import { useReplicas } from './use-replicas.ts'
import { waitUntil } from './wait-until.ts'

const replicas = useReplicas('lost_network', { issuers: 1, verifiers: 0, ownServer: true })
const world = (): TestWorld => replicas() as unknown as TestWorld

/** One statement takes ten seconds at most, and the wait for an answer one second more; a connection is waited for three. */
const patienceSeconds = 12
const connectSeconds = 3
/** Connections of the issuer at most. */
const poolSize = 10

/** Sends so many requests that need the database at once, and says how each ended, how long each took, and the slowest. */
async function askAtOnce(times: number): Promise<{ answers: (HttpAnswer & { seconds: number })[]; seconds: number }> {
  const start = performance.now()
  const passed = (): number => (performance.now() - start) / 1000
  const answers = await Promise.all(Array.from({ length: times }, async () => {
    const answer = await schoolCall(world().school, 'GET', '/api/v1/awards?limit=1')
    return { ...answer, seconds: passed() }
  }))
  return { answers, seconds: passed() }
}

/** Knocks once at every kind of door at once: systems, learners, wallets; what reads and what writes. */
async function knockEverywhere(prepared: { offer: OfferMade; opened: OpenedOffer; claim: ClaimUnderWay; awardId: string }): Promise<HttpAnswer[]> {
  const { school, wallet } = world()
  const { offer, opened, claim, awardId } = prepared
  return Promise.all([
    schoolCall(school, 'GET', '/api/v1/awards?limit=1'),
    schoolCall(school, 'POST', `/api/v1/awards/${awardId}/offers`, {}),
    schoolCall(school, 'POST', `/api/v1/achievements/${world().achievementId}/results`, { results: [resultRow()] }),
    requestSchoolToken(school),
    send(fetch, offer.claimUrl),
    send(fetch, new URL(offer.credentialOfferUri).searchParams.get('credential_offer_uri')!),
    postToken(wallet, opened),
    askForCredential(claim),
  ])
}

async function prepareToKnock(): Promise<Parameters<typeof knockEverywhere>[0]> {
  // One to look at, another to redeem.
  const [offer, other] = [await offerSomething(world(), { transactionCode: false }), await offerSomething(world(), { transactionCode: false })]
  return { offer, awardId: await awardOne(world().school, world().achievementId), opened: await openOffer(world().wallet, other.credentialOfferUri), claim: await claimWithToken(world()) }
}

function expectUnavailable(answers: readonly HttpAnswer[]): void {
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]))
  for (const { headers } of answers) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
}

async function recovered(seconds: number): Promise<void> {
  await waitUntil('the issuer answers again', async () => (await schoolCall(world().school, 'GET', '/api/v1/awards?limit=1')).status === 200, seconds)
  const offer = await makeOffer(world().school, await awardOne(world().school, world().achievementId), { transactionCode: false })
  expect((await redeemOffer(world().wallet, offer.credentialOfferUri)).credentials).toHaveLength(1)
  expect(replicas().issuer.processes[0]!.process.exitCode).toBeNull()
}

it('OVR-01 a database that stops at once under load: 503 meanwhile, the process lives, and within five seconds all is well', async () => {
  const { postgres, log } = replicas()
  const from = log.exchanges.length
  const since = (): Exchange[] => log.exchanges.slice(from)
  const load = startLoad(world(), 8)
  await new Promise((resolve) => { setTimeout(resolve, 1000) })
  await postgres!.crash()
  await new Promise((resolve) => { setTimeout(resolve, 1000) })
  await postgres!.restart()
  await recovered(5)
  expect(await load.stop()).toBeGreaterThan(0)
  expect(disorderIn(since())).toEqual([])
  expect(since().some(({ status }) => status === 503)).toBe(true)
}, 60_000)

describe('OVR-03 a database that says nothing', () => {
  it('because it is frozen: every request ends in time with 503, and all is well when it thaws', async () => {
    const { postgres } = replicas()
    const prepared = await prepareToKnock()
    postgres!.freeze()
    try {
      const [{ answers, seconds }, everywhere] = await Promise.all([askAtOnce(30), knockEverywhere(prepared)])
      expectUnavailable(answers)
      expectUnavailable(everywhere)
      expect(seconds).toBeLessThan(patienceSeconds)
    } finally {
      postgres!.thaw()
    }
    await recovered(5)
    // Nothing of what was answered with 503 stands in the way of doing it again.
    expect(await knockEverywhere({ ...prepared, claim: await claimWithToken(world()) }).then((all) => all.map(({ status }) => status))).toEqual([200, 201, 200, 200, 200, 200, 200, 200])
  }, 60_000)

  it('because the network swallows everything: every request ends in time with 503, and all is well when it does not', async () => {
    const { network } = replicas()
    const { held } = await holdCredential(world())
    const list = (held.visible['status'] as { status_list: { uri: string } }).status_list.uri
    await readStatus(world().wallet, held)
    await askAtOnce(poolSize)
    network.blackHole()
    try {
      const { answers, seconds } = await askAtOnce(30)
      expectUnavailable(answers)
      expect(seconds).toBeLessThan(patienceSeconds)
      // What the whole world reads is in memory, and older than it would be served without a look at the record.
      const start = performance.now()
      for (const url of [list, `${world().school.base}/did.json`, `${replicas().issuer.url}/.well-known/openid-credential-issuer/${world().school.slug}`]) {
        expect([url, (await send(fetch, url)).status]).toEqual([url, 200])
      }
      expect((performance.now() - start) / 1000).toBeLessThan(4)
    } finally {
      network.pass()
    }
    await recovered(5)
  }, 60_000)

  it('because its connections are half open: they are given up in time, and new ones take their place', async () => {
    const { network } = replicas()
    await askAtOnce(poolSize)
    network.halfOpen()
    const { answers, seconds } = await askAtOnce(poolSize)
    // Some find a connection that is not there any more, others get a new one.
    expectUnavailable(answers.filter(({ status }) => status !== 200))
    expect(answers.some(({ status }) => status === 503)).toBe(true)
    expect(seconds).toBeLessThan(patienceSeconds)
    await recovered(patienceSeconds)
    expect((await askAtOnce(30)).answers.map(({ status }) => status)).toEqual(Array.from({ length: 30 }, () => 200))
  }, 60_000)
})

it('OVR-04 a pool of which every connection is busy: 503 with Retry-After in time, alive, not ready, and status lists are served', async () => {
  const { witness, issuer } = replicas()
  const { held } = await holdCredential(world())
  await readStatus(world().wallet, held)
  const list = (held.visible['status'] as { status_list: { uri: string } }).status_list.uri
  const lock = witness.query('BEGIN; LOCK TABLE issuer.awards IN ACCESS EXCLUSIVE MODE; SELECT pg_sleep(6); COMMIT')
  await waitUntil('the table is locked', async () => (await witness.query(`SELECT 1 FROM pg_locks WHERE relation = 'issuer.awards'::regclass AND mode = 'AccessExclusiveLock' AND granted`)).length === 1)
  const asking = askAtOnce(3 * poolSize)
  await waitUntil('every connection waits', async () => (await witness.query(`SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'eduwallet_issuer'`)).length === poolSize, 5)
  const seen = await Promise.all(['/livez', '/readyz'].map((path) => send(fetch, `${issuer.url}${path}`)).concat(send(fetch, list)))
  expect(seen.map(({ status }) => status)).toEqual([200, 503, 200])
  expect(seen[1]!.text).toContain('database')
  const { answers, seconds } = await asking
  expect(seconds).toBeLessThan(patienceSeconds)
  expectUnavailable(answers.filter(({ status }) => status !== 200))
  // All but those that hold a connection are told so when they have waited three seconds for one.
  expect(answers.filter((answer) => answer.status === 503 && answer.seconds < connectSeconds + 1.5).length).toBeGreaterThanOrEqual(2 * poolSize)
  await lock
  await recovered(5)
}, 60_000)

it('OVR-05 hundreds of connections that cannot be made leave none behind', sized(30, 120), async () => {
  const { network, witness } = replicas()
  for (let round = 0; round < amount(1, 5); round += 1) {
    network.refuse()
    network.blackHole()
    expectUnavailable((await askAtOnce(200)).answers)
    network.pass()
    await recovered(5)
  }
  await askAtOnce(50)
  // Of whatever name, but for the one that asks: a connection that was given up may not even have said its own.
  const sessions = () => witness.query(`SELECT 1 FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() AND application_name NOT IN ('witness')`)
  await waitUntil('there are no more sessions than the pool has', async () => (await sessions()).length <= poolSize)
  expect(network.connections()).toBeLessThanOrEqual(poolSize)
})

it('OVR-06 a database that takes half a second for each statement: what can be done is done, the rest is shed with 503, and nineteen of twenty know within seconds', async () => {
  const { network } = replicas()
  network.delay(500)
  try {
    const { answers } = await askAtOnce(120)
    const done = answers.filter(({ status }) => status === 200)
    expect(done.length).toBeGreaterThanOrEqual(poolSize / 2)
    // Each takes a connection for about two seconds, and nobody waits longer than three for one: most of them get none.
    const shed = answers.filter(({ status }) => status !== 200)
    expect(shed.length).toBeGreaterThan(2 * poolSize)
    expectUnavailable(shed)
    const seconds = answers.map((answer) => answer.seconds).sort((one, other) => one - other)
    expect(seconds[Math.floor(seconds.length * 0.95)]).toBeLessThan(2 * connectSeconds + 2)
  } finally {
    network.delay(0)
  }
  await recovered(5)
}, 60_000)

it('OVR-07 every tenth write loses a race (40001, 40P01): it is run again, and everything happens once', async () => {
  const { witness } = replicas()
  const tables = ['awards', 'offers', 'access_tokens', 'credentials']
  await witness.query(`CREATE SEQUENCE witness.writes; GRANT USAGE ON SCHEMA witness TO eduwallet_issuer; GRANT USAGE ON SEQUENCE witness.writes TO eduwallet_issuer`)
  await witness.query(`CREATE FUNCTION witness.lose() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE n bigint := nextval('witness.writes');
    BEGIN
      IF n % 20 = 0 THEN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; ELSIF n % 20 = 10 THEN RAISE EXCEPTION 'lost' USING ERRCODE = '40P01'; END IF;
      RETURN NEW;
    END $$`)
  for (const table of tables) await witness.query(`CREATE TRIGGER lose BEFORE INSERT OR UPDATE ON issuer.${table} FOR EACH ROW EXECUTE FUNCTION witness.lose()`)
  try {
    const rows = Array.from({ length: 30 }, () => resultRow())
    // One row in each batch: a transaction with thirty rows would lose every time.
    const awards = await Promise.all(rows.map((row) => sendResults(world().school, world().achievementId, [row])))
    const ids = awards.map(({ rows: [row] }) => row!.awardId!)
    for (const id of ids) {
      const offer = await makeOffer(world().school, id, { transactionCode: false })
      expect((await redeemOffer(world().wallet, offer.credentialOfferUri)).credentials).toHaveLength(1)
    }
    expect(await witness.query(`SELECT 1 FROM issuer.credentials WHERE award_id = ANY ($1) AND state = 'issued'`, [ids])).toHaveLength(30)
    const [lost] = await witness.query<{ n: number }>('SELECT last_value::int AS n FROM witness.writes')
    expect(lost!.n).toBeGreaterThan(100)
  } finally {
    for (const table of tables) await witness.query(`DROP TRIGGER lose ON issuer.${table}`)
  }
}, 60_000)

it('OVR-07 a write that loses every race is 503 with Retry-After at every door, nothing of it stands, and it works when the others are gone', async () => {
  const { witness } = replicas()
  const prepared = await prepareToKnock()
  await witness.query(`CREATE FUNCTION witness.always_lose() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END $$`)
  for (const table of ['offers', 'access_tokens', 'credentials']) await witness.query(`CREATE TRIGGER lose BEFORE INSERT ON issuer.${table} FOR EACH ROW EXECUTE FUNCTION witness.always_lose()`)
  try {
    expectUnavailable([
      await schoolCall(world().school, 'POST', `/api/v1/awards/${prepared.awardId}/offers`, {}),
      await postToken(world().wallet, prepared.opened),
      await askForCredential(prepared.claim),
    ])
  } finally {
    for (const table of ['offers', 'access_tokens', 'credentials']) await witness.query(`DROP TRIGGER lose ON issuer.${table}`)
  }
  expect((await knockEverywhere(prepared)).map(({ status }) => status)).toEqual([200, 201, 200, 200, 200, 200, 200, 200])
}, 60_000)
