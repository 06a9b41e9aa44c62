/** The process dies at the worst moment; what it had promised still holds, and who asks again gets what was meant. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { freshDatabase } from '../database/index.ts'
import { awardOne, createSchool, listCredentials, makeOffer, publishAchievement, resultRow, revoke, schoolCall, sendResults } from '../institution/index.ts'
import { askForCredential, claimWithToken, expectProtocolError, offerSomething } from '../journeys/claim-steps.ts'
import { startService } from '../journeys/start-services.ts'
import type { TestWorld } from '../journeys/test-world.ts'
import { createHolderKey, createWallet, openOffer, postToken, redeemOffer } from '../wallet/index.ts'
import { credentialsIn } from './client-log.ts'
import { crashed, issuerWithCrashPoints, tell } from './order.ts'
import { amount, sized } from './settings.ts'
import { useReplicas } from './use-replicas.ts'

const replicas = useReplicas('crashes', { issuers: 1, verifiers: 0, entry: issuerWithCrashPoints })
const world = (): TestWorld => replicas() as unknown as TestWorld

/** Does something during which the issuer kills itself at `point`, and starts it again. */
async function crashAt(point: string, doing: () => Promise<unknown>): Promise<void> {
  const issuer = replicas().issuer.processes[0]!
  await tell(issuer, { crashAt: point })
  await expect(doing()).rejects.toThrow(/no answer/)
  await crashed(issuer)
  await issuer.restart()
}

type OnRecord = { state: string; n: number }
const onRecord = (awardId: string): Promise<OnRecord[]> =>
  replicas().witness.query<OnRecord>('SELECT state, count(*)::int AS n FROM issuer.credentials WHERE award_id = $1 GROUP BY 1', [awardId])

describe('the service as it is started', () => {
  it('has no crash points and no other clock: nothing is put around it, and no source listens to orders', () => {
    for (const name of ['issuer', 'verifier']) {
      const folder = new URL(`../../services/${name}/src/`, import.meta.url)
      const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
      const listening = sources.filter((file) => /process\.(?:on|once|addListener)\('message'|crashAt|SIGKILL|clockSeconds/.test(readFileSync(new URL(file, folder), 'utf8')))
      expect(listening).toEqual([])
    }
    const main = readFileSync(new URL('../../services/issuer/src/main.ts', import.meta.url), 'utf8')
    expect([...main.matchAll(/\bserve\([^)]*\)/g)].map(([call]) => call)).toEqual(['serve(config)'])
  })

  it('does not crash and keeps its clock, whatever its environment says and whatever order it is given', async () => {
    const database = await freshDatabase('no_crash_points')
    const order = { crashAt: 'before issuance.intend', clockSeconds: 86_400 }
    const env = { CRASH_AT: order.crashAt, EDUWALLET_CRASH_AT: order.crashAt, EDUWALLET_FAULTS: 'long', NODE_ENV: 'test', VITEST: 'true' }
    // With a channel to give orders over, as the tests' own program has it.
    const issuer = await startService('issuer', { databaseUrl: database.url, env, entry: fileURLToPath(new URL('../../services/issuer/src/main.ts', import.meta.url)) })
    try {
      issuer.process.send(order)
      const school = await createSchool(issuer)
      const offer = await makeOffer(school, await awardOne(school, await publishAchievement(school)), { transactionCode: false })
      expect((await redeemOffer(createWallet(), offer.credentialOfferUri)).credentials).toHaveLength(1)
      expect((await fetch(`${issuer.url}/readyz`)).status).toBe(200)
      expect([issuer.process.exitCode, issuer.process.signalCode]).toEqual([null, null])
    } finally {
      await issuer.stop()
      await database.drop()
    }
  }, 60_000)
})

describe('DUR-01 a crash in the middle of a claim', () => {
  const points: [where: string, point: string, left: OnRecord[]][] = [
    ['before record', 'before issuance.intend', []],
    ['after index (drawn, not on record)', 'after issuance.open', []],
    ['after record', 'after issuance.intend', [{ state: 'intended', n: 1 }]],
    ['after sign', 'before issuance.recordIssued', [{ state: 'intended', n: 1 }]],
    ['after commit', 'after issuance.recordIssued', [{ state: 'issued', n: 1 }]],
    ['before response', 'answering /:slug/credential', [{ state: 'issued', n: 1 }]],
  ]
  it.each(points)('%s: nothing is signed that is not on record, and the wallet that asks again has exactly one credential', sized(60, 600), async (_where, point, left) => {
    for (let round = 0; round < amount(1, 20); round += 1) {
      const claim = await claimWithToken(world())
      const keys = [await createHolderKey()]
      const handedOver = credentialsIn(replicas().log.exchanges).length
      await crashAt(point, () => askForCredential(claim, { keys }))
      expect(await onRecord(claim.offer.awardId)).toEqual(left)
      expect(credentialsIn(replicas().log.exchanges)).toHaveLength(handedOver)
      const answer = await askForCredential(claim, { keys })
      expect(answer.status, answer.text).toBe(200)
      expect(await onRecord(claim.offer.awardId)).toEqual([{ state: 'issued', n: 1 }])
    }
  })

  it('after record, and the wallet never comes back: the institution sees that nothing was handed over, and can revoke it', async () => {
    const claim = await claimWithToken(world())
    const keys = [await createHolderKey()]
    await crashAt('before issuance.recordIssued', () => askForCredential(claim, { keys }))
    const [left] = await listCredentials(world().school, claim.offer.awardId)
    expect(left).toMatchObject({ handedOver: false, status: 'valid' })
    await revoke(world().school, left!.id)
    expectProtocolError(await askForCredential(claim, { keys }), 401, 'invalid_token')
  }, 60_000)
})

describe('a crash while a code is redeemed', () => {
  it.each([
    ['before it is on record: the code is still good', 'before claims.redeem', 200],
    ['OFR-19 after it is on record: the code is spent, nothing was issued, and a new offer works', 'after claims.redeem', 400],
  ])('%s', async (_what, point, status) => {
    const offer = await offerSomething(world(), { transactionCode: false })
    const opened = await openOffer(world().wallet, offer.credentialOfferUri)
    await crashAt(point, () => postToken(world().wallet, opened))
    expect((await postToken(world().wallet, opened)).status).toBe(status)
    expect(await onRecord(offer.awardId)).toEqual([])
    const next = await makeOffer(world().school, offer.awardId, { transactionCode: false })
    expect((await redeemOffer(world().wallet, next.credentialOfferUri)).credentials).toHaveLength(1)
  }, 60_000)
})

describe('a crash while a credential is revoked', () => {
  /** The invariants ask after each test that the list says what the record says. */
  it.each([
    ['when it is on record', 'after credentials.changeStatus'],
    ['before the answer', 'answering /:slug/api/v1/credentials/:id/status'],
    ['when the next list is signed, before it is on record', 'before statusLists.publish'],
    ['when the next list is on record, before it is served', 'after statusLists.publish'],
  ])('STL-16 %s: it stands, and is in the next list', async (_where, point) => {
    const { offer } = await claimWithToken(world()).then(async (claim) => ({ ...claim, answer: await askForCredential(claim) }))
    const [credential] = await listCredentials(world().school, offer.awardId)
    const issuer = replicas().issuer.processes[0]!
    await tell(issuer, { crashAt: point })
    await revoke(world().school, credential!.id).catch(() => {})
    await crashed(issuer)
    await issuer.restart()
    expect(await onRecord(offer.awardId)).toEqual([{ state: 'revoked', n: 1 }])
  }, 60_000)

  it.each([
    ['suspended', 'suspended', true],
    ['made valid again', 'valid', false],
  ] as const)('STL-16 while it is %s: what was answered stands, and is in the next list', async (_what, status, isSuspended) => {
    const { offer } = await claimWithToken(world()).then(async (claim) => ({ ...claim, answer: await askForCredential(claim) }))
    const [credential] = await listCredentials(world().school, offer.awardId)
    const change = (to: string) => schoolCall(world().school, 'PUT', `/api/v1/awards/${offer.awardId}/credentials/status`, { status: to, reason: 'Onderzoek.' })
    if (status === 'valid') await change('suspended')
    const issuer = replicas().issuer.processes[0]!
    await tell(issuer, { crashAt: 'after credentials.changeStatus' })
    await change(status).catch(() => {})
    await crashed(issuer)
    await issuer.restart()
    expect((await listCredentials(world().school, offer.awardId))[0]).toMatchObject({ id: credential!.id, status: isSuspended ? 'suspended' : 'valid' })
  }, 60_000)

  it('STL-16 within a millisecond of the 200: it stands, and is in the next list', async () => {
    const { offer } = await claimWithToken(world()).then(async (claim) => ({ ...claim, answer: await askForCredential(claim) }))
    const [credential] = await listCredentials(world().school, offer.awardId)
    const issuer = replicas().issuer.processes[0]!
    await revoke(world().school, credential!.id)
    issuer.process.kill('SIGKILL')
    await issuer.crash()
    await issuer.restart()
    expect(await onRecord(offer.awardId)).toEqual([{ state: 'revoked', n: 1 }])
  }, 60_000)
})

it('DUR-02 a crash in a batch of results: sent again, every row has one award, and what stood is unchanged', sized(60, 300), async () => {
  const { school, achievementId } = world()
  for (let round = 0; round < amount(1, 10); round += 1) {
    const rows = Array.from({ length: 600 }, () => resultRow())
    await crashAt('after awards.settle', () => sendResults(school, achievementId, rows))
    const { summary } = await sendResults(school, achievementId, rows)
    expect(summary).toMatchObject({ awarded: 400, unchanged: 200, rejected: 0 })
  }
  expect((await schoolCall(school, 'GET', '/api/v1/awards?limit=1')).status).toBe(200)
})
