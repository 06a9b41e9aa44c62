/** The database goes away and comes back: 503 with Retry-After, no crash, and normal service within seconds. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../database/embedded-postgres.ts'
import { ask, createEmployer, createSchool, employerCall, publishAchievement, schoolCall, trustSchool, type Employer, type School } from '../institution/index.ts'
import { createWallet, openOffer, postToken, redeemOffer, send, type HttpAnswer } from '../wallet/index.ts'
import { awardOne, makeOffer } from '../institution/index.ts'
import { startWorld, type World } from './world.ts'

let postgres: EmbeddedPostgres
let world: World
let school: School
let employer: Employer
let achievementId: string

beforeAll(async () => {
  postgres = await startEmbeddedPostgres()
  world = await startWorld({ databaseUrl: postgres.url })
  school = await createSchool(world.issuer)
  achievementId = await publishAchievement(school)
  employer = await createEmployer(world.verifier)
  await trustSchool(world.verifier, school, [`${world.issuer.url}/vct/microcredential/1`])
}, 180_000)

afterAll(async () => {
  await world?.stop()
  await postgres?.stop()
}, 60_000)

function expectUnavailable(answer: HttpAnswer): void {
  expect(answer.status, `${answer.url} ${answer.text.slice(0, 300)}`).toBe(503)
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(answer.text).not.toMatch(/ECONNREFUSED|postgres|select |at .*\.ts/i)
}

describe('without its database', () => {
  it('every door answers 503 with Retry-After, the process lives, and it recovers by itself', async () => {
    const wallet = createWallet()
    const offer = await makeOffer(school, await awardOne(school, achievementId), { transactionCode: false })
    const opened = await openOffer(wallet, offer.credentialOfferUri)
    const asked = await ask(employer)
    await postgres.crash()
    try {
      expectUnavailable(await schoolCall(school, 'GET', '/api/v1/awards'))
      expectUnavailable(await schoolCall(school, 'POST', `/api/v1/achievements/${achievementId}/results`, { results: [] }).then((answer) => answer.status === 503 ? answer : schoolCall(school, 'GET', '/api/v1/journal')))
      expectUnavailable(await postToken(wallet, opened))
      expectUnavailable(await send(fetch, offer.claimUrl))
      expectUnavailable(await employerCall(employer, 'GET', `/api/v1/requests/${asked.id}`))
      expectUnavailable(await send(fetch, asked.requestUri))
      expectUnavailable(await send(fetch, asked.pageUrl))
      for (const service of [world.issuer, world.verifier]) {
        expect((await send(fetch, `${service.url}/livez`)).status).toBe(200)
        const ready = await send(fetch, `${service.url}/readyz`)
        expect(ready.status).toBe(503)
        expect(ready.text).toMatch(/database/i)
        expect(service.process.exitCode).toBeNull()
      }
    } finally {
      await postgres.restart()
    }
    const until = Date.now() + 15_000
    while ((await schoolCall(school, 'GET', '/api/v1/awards')).status !== 200) expect(Date.now()).toBeLessThan(until)
    while ((await employerCall(employer, 'GET', `/api/v1/requests/${asked.id}`)).status !== 200) expect(Date.now()).toBeLessThan(until)
    expect((await redeemOffer(wallet, offer.credentialOfferUri)).credentials).toHaveLength(1)
  }, 120_000)
})
