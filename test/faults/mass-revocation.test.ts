/** Everything of one institution is taken back, as after the loss of a key, while the process dies and another institution goes on. */
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../database/index.ts'
import { awardOne, createSchool, listCredentials, makeOffer, publishAchievement, schoolCall, type School } from '../institution/index.ts'
import { startService, type RunningService } from '../journeys/start-services.ts'
import { createWallet, redeemOffer } from '../wallet/index.ts'
import { readList } from './read-list.ts'
import { amount, sized } from './settings.ts'
import { waitUntil } from './wait-until.ts'

let database: FreshDatabase
let issuer: RunningService
let owner: pg.Pool

beforeAll(async () => {
  database = await freshDatabase('mass_revocation')
  issuer = await startService('issuer', { databaseUrl: database.url, env: { ISSUER_STATUS_LIST_TTL_SECONDS: '1' } })
  owner = new pg.Pool({ connectionString: database.url, max: 1 })
}, 120_000)

afterAll(async () => {
  await owner?.end()
  await issuer?.stop()
  await database?.drop()
}, 60_000)

/** A school with one credential that a wallet holds. */
async function schoolWithCredential(): Promise<{ school: School; awardId: string }> {
  const school = await createSchool(issuer)
  const awardId = await awardOne(school, await publishAchievement(school))
  await redeemOffer(createWallet(), (await makeOffer(school, awardId, { transactionCode: false })).credentialOfferUri)
  return { school, awardId }
}

/** Copies the one credential of an award to so many further places of its list. */
async function seedCopies(awardId: string, count: number): Promise<void> {
  await owner.query(
    `INSERT INTO issuer.credentials (institution_id, id, award_id, award_revision, offer_id, holder_key, configuration_id, list_id, status_index, payload_digest, salt_seed, signing_kid, issued_at, state, signed_at)
       SELECT c.institution_id, gen_random_uuid(), c.award_id, 1, c.offer_id, 'seeded-' || n, c.configuration_id, c.list_id, n, 'none', c.salt_seed, c.signing_kid, now(), 'issued', now()
         FROM issuer.credentials c, generate_series(0, $2::int - 1) AS n WHERE c.award_id = $1 ON CONFLICT DO NOTHING`,
    [awardId, count],
  )
}

async function allIds(school: School): Promise<string[]> {
  const ids: string[] = []
  for (let next: string | undefined; ;) {
    const { body } = await schoolCall(school, 'GET', `/api/v1/credentials?limit=500${next === undefined ? '' : `&after=${next}`}`)
    const page = body as { credentials: { id: string }[]; next?: string }
    ids.push(...page.credentials.map(({ id }) => id))
    next = page.next
    if (next === undefined) return ids
  }
}

const p95 = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)]!

it('STL-18 a mass revocation is taken once, also when the process dies in the middle; every bit is set; and another institution hardly notices', sized(120, 900), async () => {
  const victim = await schoolWithCredential()
  const other = await schoolWithCredential()
  await seedCopies(victim.awardId, amount(5000, 100_000))
  const ids = await allIds(victim.school)
  expect(ids.length).toBeGreaterThanOrEqual(amount(5000, 100_000))
  const lots = Array.from({ length: Math.ceil(ids.length / 1000) }, (_, at) => ids.slice(at * 1000, (at + 1) * 1000))
  const revokeLot = (credentials: readonly string[]) => schoolCall(victim.school, 'PUT', '/api/v1/credential-statuses', { status: 'revoked', reason: 'De sleutel is gelekt.', credentials })
  const asking = async (isOver: () => boolean): Promise<number[]> => {
    const times: number[] = []
    while (!isOver()) {
      const start = performance.now()
      expect((await schoolCall(other.school, 'GET', `/api/v1/credentials?awardId=${other.awardId}`)).status).toBe(200)
      times.push(performance.now() - start)
      await new Promise((resolve) => { setTimeout(resolve, 5) })
    }
    return times
  }
  const quietUntil = performance.now() + 2000
  const quiet = p95(await asking(() => performance.now() > quietUntil))

  // The first half, with a power cut under one of its calls.
  const half = Math.floor(lots.length / 2)
  for (const lot of lots.slice(0, half)) expect((await revokeLot(lot)).status).toBe(200)
  const lost = revokeLot(lots[half]!).catch(() => undefined)
  await new Promise((resolve) => { setTimeout(resolve, 5) })
  await issuer.crash()
  await lost
  await issuer.restart()

  // Sent again from the beginning: what was done is not done again.
  let isDone = false
  const busy = asking(() => isDone)
  let changed = 0
  for (const [at, lot] of lots.entries()) {
    const { status, body } = await revokeLot(lot)
    expect({ status, body }).toMatchObject({ status: 200, body: { status: 'revoked', credentials: lot.length } })
    const these = (body as { changed: number }).changed
    if (at < half) expect(these).toBe(0)
    changed += these
  }
  isDone = true
  const meanwhile = p95(await busy)
  expect(changed).toBeGreaterThanOrEqual(ids.length - (half + 1) * 1000)
  // Lenient, because this machine does everything at once; what must not happen is that one waits for the whole of the other.
  expect(meanwhile, `p95 ${quiet.toFixed(1)} ms before`).toBeLessThan(quiet * 10 + 200)

  const { rows: [record] } = await owner.query<{ revoked: string; entries: string; versions: string; path: string; slug: string }>(
    `SELECT count(*) FILTER (WHERE c.state = 'revoked') AS revoked, (SELECT count(*) FROM issuer.journal j WHERE j.institution_id = c.institution_id AND action = 'credential.revoked') AS entries,
        '/' || i.slug || '/status-lists/' || c.list_id AS path, i.slug FROM issuer.credentials c JOIN issuer.institutions i ON i.id = c.institution_id WHERE i.slug = $1 GROUP BY c.institution_id, i.slug, c.list_id`, [victim.school.slug])
  expect(record).toMatchObject({ revoked: String(ids.length), entries: String(ids.length) })
  await waitUntil('every bit is set in the published list', async () => (await readList(issuer.url, { path: record!.path, slug: record!.slug, uri: `${issuer.url}${record!.path}` })).revoked.length === ids.length)
  expect(await listCredentials(other.school, other.awardId)).toMatchObject([{ status: 'valid' }])
})
