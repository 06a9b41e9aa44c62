/** The services as `npm start` starts them: with the database inside, in a folder, for one process at a time. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask, createEmployer, createSchool, publishAchievement, readCase, resultRow, schoolCall, trustSchool, awardOne, makeOffer, listCredentials } from '../institution/index.ts'
import { createWallet, presentCredentials, redeemOffer } from '../wallet/index.ts'
import { startService } from './start-services.ts'
import { startWorld, type World } from './world.ts'

let world: World
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'eduwallet-embedded-'))
  world = await startWorld({ dataDirectories: { issuer: join(folder, 'issuer'), verifier: join(folder, 'verifier') } })
}, 240_000)

afterAll(async () => {
  await world?.stop()
  await rm(folder, { recursive: true, force: true })
}, 60_000)

it('the whole path works, a second process on the same folder is refused, and a power cut loses nothing', async () => {
  const school = await createSchool(world.issuer)
  const employer = await createEmployer(world.verifier)
  await trustSchool(world.verifier, school, [`${world.issuer.url}/vct/microcredential/1`])
  const achievementId = await publishAchievement(school)
  const awardId = await awardOne(school, achievementId)
  const wallet = createWallet()
  const { credentials } = await redeemOffer(wallet, (await makeOffer(school, awardId, { transactionCode: false })).credentialOfferUri, { dpop: true })
  const asked = await ask(employer)
  await presentCredentials(wallet, asked.walletUrl, credentials)
  expect((await readCase(employer, asked.id)).verdict?.verdict).toBe('confirmed')

  await expect(startService('issuer', { dataDirectory: join(folder, 'issuer'), readySeconds: 30 })).rejects.toThrow(/it stopped \(1\)[\s\S]*(use|lock|process)/i)

  await world.issuer.crash()
  await world.issuer.restart()
  expect(await listCredentials(school, awardId)).toHaveLength(1)
  const another = await makeOffer(school, await awardOne(school, achievementId), { transactionCode: false })
  expect((await redeemOffer(wallet, another.credentialOfferUri)).credentials).toHaveLength(1)
}, 240_000)

it('with its one connection, a request that comes again and again is carried out once, and a batch comes in beside it', async () => {
  const school = await createSchool(world.issuer)
  const achievementId = await publishAchievement(school)
  const awardId = await awardOne(school, achievementId)
  const rows = Array.from({ length: 1200 }, () => `${JSON.stringify(resultRow())}\n`).join('')
  const batch = schoolCall(school, 'PUT', `/api/v1/achievements/${achievementId}/result-batches/${randomUUID()}`, rows, { contentType: 'application/x-ndjson' })
  const offers = await Promise.all(Array.from({ length: 5 }, () => schoolCall(school, 'POST', `/api/v1/awards/${awardId}/offers`, {}, { headers: { 'idempotency-key': 'k' } })))
  expect(offers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201])
  expect(new Set(offers.map(({ text }) => text)).size).toBe(1)
  expect((await batch).body).toMatchObject({ state: 'complete', summary: { awarded: 1200 } })
}, 120_000)
