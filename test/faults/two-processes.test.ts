/** Two processes of each service on one database: what must happen once happens once, whoever is asked. */
import { describe, expect, it } from 'vitest'
import { awardOne, createSchool, listAwards, listCredentials, makeOffer, publishAchievement, readCase, resultRow, revoke, schoolCall, sendResults } from '../institution/index.ts'
import { askOnly, holdCredential } from '../journeys/ask-steps.ts'
import { askForCredential, claimWithToken, expectProtocolError, offerSomething } from '../journeys/claim-steps.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { createDpopSession, createHolderKey, openOffer, postAnswer, postToken, prepareAnswer, redeemOffer, requestNonce, withHooks, type HttpAnswer } from '../wallet/index.ts'
import { atProcess } from './at-process.ts'
import { amount, sized } from './settings.ts'
import { useReplicas } from './use-replicas.ts'

const replicas = useReplicas('two_processes')
const world = (): TestWorld => replicas() as unknown as TestWorld

/** Status and error word of each answer, counted. */
function count(answers: readonly HttpAnswer[]): Record<string, number> {
  const counted: Record<string, number> = {}
  for (const { status, body } of answers) {
    const key = `${status} ${(body as { error?: string } | undefined)?.error ?? ''}`.trim()
    counted[key] = (counted[key] ?? 0) + 1
  }
  return counted
}

describe('a code', () => {
  it('OFR-02 is redeemed once when fifty wallets come at the same moment, round after round', sized(60, 600), async () => {
    for (let round = 0; round < amount(6, 200); round += 1) {
      const opened = await openOffer(world().wallet, (await offerSomething(world(), { transactionCode: false })).credentialOfferUri)
      const answers = await Promise.all(Array.from({ length: 50 }, () => postToken(world().wallet, opened)))
      expect(count(answers)).toEqual({ 200: 1, '400 invalid_grant': 49 })
    }
  })

  it('OFR-09 guessed two hundred times at once is compared five times, then locked (the right one is refused too)', async () => {
    const offer = await offerSomething(world())
    const opened = await openOffer(world().wallet, offer.credentialOfferUri)
    const guesses = Array.from({ length: 1_000_000 }, (_, at) => String(at).padStart(6, '0')).filter((guess) => guess !== offer.transactionCode).slice(0, 200)
    const answers = await Promise.all(guesses.map((transactionCode) => postToken(world().wallet, { ...opened, transactionCode })))
    expect(count(answers)).toEqual({ '400 invalid_grant': 200 })
    expect(await schoolCall(world().school, 'GET', `/api/v1/offers/${offer.offerId}`).then(({ body }) => body)).toMatchObject({ state: 'locked', transactionCodeTries: 5 })
    expectProtocolError(await postToken(world().wallet, { ...opened, transactionCode: offer.transactionCode }), 400, 'invalid_grant')
  }, 60_000)
})

describe('a nonce', () => {
  it('PRF-05 is good once (the same request again, at the other process: invalid_nonce, and nothing more is issued)', async () => {
    const claim = await claimWithToken(world())
    const again = { nonce: await requestNonce(claim.wallet, claim.opened.issuer), keys: [await createHolderKey()] }
    expect((await askForCredential(claim, again)).status).toBe(200)
    for (let time = 0; time < 4; time += 1) expectProtocolError(await askForCredential(claim, again), 400, 'invalid_nonce')
    expect(await listCredentials(world().school, claim.offer.awardId)).toHaveLength(1)
  })

  it('PRF-06 is good once when fifty requests carry it at the same moment', async () => {
    const claim = await claimWithToken(world())
    const nonce = await requestNonce(claim.wallet, claim.opened.issuer)
    const keys = await Promise.all(Array.from({ length: 50 }, () => createHolderKey()))
    const answers = await Promise.all(keys.map((key) => askForCredential(claim, { nonce, keys: [key] })))
    expect(count(answers)).toEqual({ 200: 1, '400 invalid_nonce': 49 })
    expect(await listCredentials(world().school, claim.offer.awardId)).toHaveLength(1)
  }, 60_000)

  it('PRF-08 of one process is good at the other, also after both were started again, and that it was used is not forgotten', async () => {
    const { processes } = replicas().issuer
    const claim = await claimWithToken(world())
    const nonces = await Promise.all([0, 1, 2, 3].map(() => requestNonce(claim.wallet, claim.opened.issuer)))
    const keys = await Promise.all(nonces.map(() => createHolderKey()))
    expect((await askForCredential(claim, { nonce: nonces[0]!, keys: [keys[0]!] })).status).toBe(200)
    for (const { crash } of processes) await crash()
    await Promise.all(processes.map(({ restart }) => restart()))
    expectProtocolError(await askForCredential(claim, { nonce: nonces[0]!, keys: [keys[0]!] }), 400, 'invalid_nonce')
    for (const at of [1, 2, 3]) expect((await askForCredential(claim, { nonce: nonces[at]!, keys: [keys[at]!] })).status).toBe(200)
  }, 60_000)
})

describe('a DPoP proof', () => {
  it('TOK-06 is good once, whichever process sees it (token: invalid_dpop_proof, credential: 401)', async () => {
    const { issuer } = replicas()
    const claim = await claimWithToken(world(), { dpop: true })
    const offers = await Promise.all([1, 2, 3].map(async () => openOffer(world().wallet, (await offerSomething(world(), { transactionCode: false })).credentialOfferUri)))
    const session = await createDpopSession()
    const proofs: string[] = []
    const keeping = withHooks(world().wallet, { dpopProof: (proof: string) => { proofs.push(proof); return proof } })
    const replaying = withHooks(world().wallet, { dpopProof: () => proofs.at(-1)! })

    expect((await atProcess(issuer, 0, () => postToken(keeping, { ...offers[0]!, dpop: session }))).status).toBe(200)
    for (const at of [1, 0] as const) {
      expectProtocolError(await atProcess(issuer, at, () => postToken(replaying, { ...offers[1 + at]!, dpop: session })), 400, 'invalid_dpop_proof')
    }
    const first = await atProcess(issuer, 0, () => askForCredential(claim, { wallet: keeping }))
    expect(first.status, first.text).toBe(200)
    for (const at of [1, 0] as const) {
      const answer = await atProcess(issuer, at, () => askForCredential(claim, { wallet: replaying }))
      expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('invalid_dpop_proof')])
    }
  })
})

describe('a status list', () => {
  it('STL-01 gives every credential an index of its own, when both processes issue into it', sized(90, 1200), async () => {
    const wanted = amount(60, 5000)
    const awards: string[] = []
    while (awards.length < wanted) {
      const { rows } = await sendResults(world().school, world().achievementId, Array.from({ length: Math.min(500, wanted - awards.length) }, () => resultRow()))
      awards.push(...rows.map(({ awardId }) => awardId!))
    }
    let taken = 0
    await Promise.all(Array.from({ length: 20 }, async () => {
      for (let awardId = awards[taken++]; awardId !== undefined; awardId = awards[taken++]) {
        const offer = await makeOffer(world().school, awardId, { transactionCode: false })
        await redeemOffer(world().wallet, offer.credentialOfferUri)
      }
    }))
    const [row] = await replicas().witness.query<{ all: number; distinct: number }>(
      `SELECT count(*)::int AS all, count(DISTINCT (list_id, status_index))::int AS distinct FROM issuer.credentials WHERE state = 'issued' AND award_id = ANY ($1)`, [awards])
    expect(row).toEqual({ all: wanted, distinct: wanted })
  })

  it('STL-02 gives places that follow no order: no long climb or fall, and nothing to do with when they were given', async () => {
    const rows = await replicas().witness.query<{ place: number }>(`SELECT (content->>'status_index')::int AS place FROM witness.history WHERE what = 'credentials' AND operation = 'INSERT' AND content->>'list_id' =
      (SELECT content->>'list_id' FROM witness.history WHERE what = 'credentials' GROUP BY 1 ORDER BY count(*) DESC LIMIT 1) ORDER BY n`)
    const places = rows.map(({ place }) => place)
    expect(places.length).toBeGreaterThanOrEqual(amount(60, 1000))
    let [climb, fall, longest] = [0, 0, 0]
    for (const [at, place] of places.entries()) {
      const before = places[at - 1] ?? place;
      [climb, fall] = place > before ? [climb + 1, 0] : [0, fall + 1]
      longest = Math.max(longest, climb, fall)
    }
    expect(longest).toBeLessThan(12)
    expect(Math.abs(correlation(places))).toBeLessThan(5 / Math.sqrt(places.length))
  })

  it('STL-03 shows every one of many revocations that came at once at both processes', sized(60, 300), async () => {
    const { school, wallet, achievementId } = world()
    const before = await valid()
    await Promise.all(Array.from({ length: amount(16, 50) }, async () => {
      const offer = await makeOffer(school, await awardOne(school, achievementId), { transactionCode: false })
      await redeemOffer(wallet, offer.credentialOfferUri, { keyCount: 10 })
    }))
    const ids = (await valid()).filter((id) => !before.includes(id))
    expect(ids).toHaveLength(amount(160, 500))
    await Promise.all(ids.map((id) => revoke(school, id)))
    expect(await replicas().witness.query(`SELECT 1 FROM issuer.credentials WHERE id = ANY ($1) AND state <> 'revoked'`, [ids])).toEqual([])
  })

  it('DUR-13 is published by two processes one after the other, never over each other', async () => {
    const ids = (await valid()).slice(0, 20)
    const published = async (): Promise<number> => (await replicas().witness.query(`SELECT 1 FROM witness.history WHERE what = 'status_list_publications'`)).length
    const before = await published()
    // One revocation at each process at a time: both begin to publish in the same moment.
    for (let at = 0; at < ids.length; at += 2) await Promise.all(ids.slice(at, at + 2).map((id) => revoke(world().school, id)))
    expect(await published()).toBeGreaterThan(before + 2)
  }, 60_000)

  /** Credentials of the school that are not revoked. */
  async function valid(): Promise<string[]> {
    const rows = await replicas().witness.query<{ id: string }>(`SELECT c.id::text FROM issuer.credentials c JOIN issuer.institutions i ON i.id = c.institution_id WHERE slug = $1 AND state = 'issued'`, [world().school.slug])
    return rows.map(({ id }) => id)
  }
})

describe('an answer to an employer', () => {
  it('VPR-01 is taken once, whichever process it is sent to (4xx, and the verdict stays)', async () => {
    const { held } = await holdCredential(world())
    const { id, request } = await askOnly(world())
    const { vpToken } = await prepareAnswer(world().wallet, request, [held])
    expect((await postAnswer(world().wallet, request, vpToken)).status).toBe(200)
    const first = await readCase(world().employer, id)
    expect(first.verdict?.verdict).toBe('confirmed')
    for (let time = 0; time < 4; time += 1) expect((await postAnswer(world().wallet, request, vpToken)).status).toBe(400)
    expect(await readCase(world().employer, id)).toEqual(first)
  })

  it('VPR-02 is taken once when twenty come at the same moment', sized(30, 300), async () => {
    const { held } = await holdCredential(world())
    for (let round = 0; round < amount(3, 50); round += 1) {
      const { id, request } = await askOnly(world())
      const { vpToken } = await prepareAnswer(world().wallet, request, [held])
      const answers = await Promise.all(Array.from({ length: 20 }, () => postAnswer(world().wallet, request, vpToken)))
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, ...Array.from({ length: 19 }, () => 400)])
      expect((await readCase(world().employer, id)).verdict?.verdict).toBe('confirmed')
    }
  })
})

it('TEN-04 a connection on which something of one institution failed shows another institution its own only', async () => {
  const { school, issuer } = world()
  const other = await createSchool(issuer)
  const own = await awardOne(other, await publishAchievement(other))
  const { query } = replicas().witness
  await query(`CREATE FUNCTION witness.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$`)
  await query(`CREATE TRIGGER refuse BEFORE INSERT ON issuer.offers FOR EACH ROW EXECUTE FUNCTION witness.refuse()`)
  try {
    const award = await awardOne(school, world().achievementId)
    for (let round = 0; round < 5; round += 1) {
      const [failed, seen] = await Promise.all([
        Promise.all(Array.from({ length: 25 }, () => schoolCall(school, 'POST', `/api/v1/awards/${award}/offers`, {}))),
        Promise.all(Array.from({ length: 25 }, () => listAwards(other))),
      ])
      expect(new Set(failed.map(({ status }) => status))).toEqual(new Set([500]))
      for (const awards of seen) expect(awards.map(({ id }) => id)).toEqual([own])
    }
  } finally {
    await query('DROP TRIGGER refuse ON issuer.offers')
  }
}, 30_000)

/** Of values with their order, from -1 to 1. */
function correlation(values: readonly number[]): number {
  const mean = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0) / numbers.length
  const order = values.map((_, at) => at)
  const [value, position] = [mean(values), mean(order)]
  const together = mean(values.map((one, at) => (one - value) * (at - position)))
  return together / Math.sqrt(mean(values.map((one) => (one - value) ** 2)) * mean(order.map((at) => (at - position) ** 2)))
}
