/** An achievement that other institutions may award too, as their systems meet it: over HTTP, in memory. */
import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { circularMinor, smallModule } from '@eduwallet/microcredential/fixtures'
import { openTestIssuer, type TestIssuer } from '../../test-ground.ts'

type School = Awaited<ReturnType<TestIssuer['institution']>>

let issuer: TestIssuer
let owner: School
let receiver: School
let id: string
beforeAll(async () => { issuer = await openTestIssuer() })
beforeEach(async () => {
  owner = await issuer.institution()
  receiver = await issuer.institution()
  id = await published()
})

async function call(school: School, method: 'GET' | 'POST' | 'PUT', path: string, payload?: object, headers: Record<string, string> = {}) {
  const answer = await issuer.app.inject({ method, url: `/${school.slug}/api/v1${path}`, headers: { ...school.headers, ...headers }, ...(payload === undefined ? {} : { payload }) })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}
async function published(achievement: object = circularMinor): Promise<string> {
  const { body } = await call(owner, 'POST', '/achievements', { achievement })
  await call(owner, 'POST', `/achievements/${body['id'] as string}/publish`)
  return body['id'] as string
}
const share = (...institutions: string[]) => call(owner, 'PUT', `/achievements/${id}/shared-with`, { institutions })
const adopt = (by = receiver, from = owner.slug, which = id) => call(by, 'POST', `/shared-achievements/${from}/${which}/adopt`)
const row = { reference: 'r-1', learner: { reference: '1234567', givenName: 'Maartje', familyName: 'van Damme' }, passed: true, final: true, achievedOn: '2026-06-30' }

describe('an achievement that is shared', () => {
  it('is listed for who it is shared with, adopted, and awarded there', async () => {
    expect(await share(receiver.slug, receiver.slug)).toMatchObject({ status: 200, body: { sharedWith: [receiver.slug], frozen: true } })
    const listed = await call(receiver, 'GET', '/shared-achievements')
    expect(listed).toEqual({ status: 200, body: { achievements: [{ owner: { slug: owner.slug, name: { nl: 'Hogeschool Voorbeeld', en: 'Example University' } }, id, version: 1, achievement: circularMinor, publishedAt: '2026-09-01T10:00:00.000Z' }] } })
    const adopted = await adopt()
    expect(adopted).toMatchObject({ status: 201, body: { state: 'published', frozen: true, version: 1, achievement: circularMinor, adoptedFrom: { institution: owner.slug, achievement: id, version: 1, shared: true } } })
    expect((await call(receiver, 'GET', '/shared-achievements')).body).toMatchObject({ achievements: [{ id, adoptedAs: adopted.body['id'] }] })
    expect(await call(receiver, 'POST', `/achievements/${adopted.body['id'] as string}/results`, { results: [row] })).toMatchObject({ body: { rows: [{ outcome: 'awarded' }] } })
    expect(await adopt()).toMatchObject({ status: 409, body: { code: 'adopted-before' } })
  })

  it('keeps its content from then on, at its owner and where it was adopted, also when it is not shared any more', async () => {
    await share(receiver.slug)
    const { body } = await adopt()
    await share()
    const changed = { achievement: { ...circularMinor, languages: ['en'] } }
    expect(await call(owner, 'PUT', `/achievements/${id}`, changed)).toMatchObject({ status: 409, body: { code: 'achievement-frozen' } })
    const mine = `/achievements/${body['id'] as string}`
    expect(await call(receiver, 'PUT', mine, changed)).toMatchObject({ status: 409, body: { code: 'achievement-adopted' } })
    expect(await call(receiver, 'PUT', mine, { ooapiOfferings: ['o-1'] })).toMatchObject({ status: 200, body: { ooapiOfferings: ['o-1'] } })
    expect(await call(receiver, 'POST', `${mine}/versions`)).toMatchObject({ status: 409, body: { code: 'achievement-adopted' } })
    expect(await call(receiver, 'PUT', `${mine}/shared-with`, { institutions: [owner.slug] })).toMatchObject({ status: 409, body: { code: 'achievement-adopted' } })
    expect(await call(receiver, 'GET', mine)).toMatchObject({ body: { state: 'published', adoptedFrom: { shared: false } } })
    expect(await call(receiver, 'POST', `${mine}/results`, { results: [row] })).toMatchObject({ body: { rows: [{ outcome: 'not_awarded', reasons: [{ code: 'ACHIEVEMENT_NOT_SHARED' }] }] } })
  })

  it('TEN-01: to others it is not there, whichever way they ask', async () => {
    const other = await issuer.institution()
    await share(receiver.slug)
    const nothing = await adopt(other, owner.slug, randomUUID())
    expect(nothing.status).toBe(404)
    for (const answer of [await adopt(other), await adopt(owner), await adopt(receiver, other.slug), await adopt(receiver, 'nobody-here'), await adopt(receiver, 'No Slug'), await call(receiver, 'GET', `/achievements/${id}`), await call(other, 'PUT', `/achievements/${id}/shared-with`, { institutions: [receiver.slug] })]) {
      expect(answer).toEqual({ status: 404, body: { ...nothing.body, traceId: expect.any(String) as string } })
    }
    expect((await call(other, 'GET', '/shared-achievements')).body).toEqual({ achievements: [] })
  })

  it('is shared with institutions that issue here, and with others than oneself; each that is not is named', async () => {
    const refused = await share(receiver.slug, 'nobody-here', owner.slug)
    expect(refused).toMatchObject({ status: 422, body: { code: 'institution-unknown' } })
    expect((refused.body['findings'] as { path: string }[]).map(({ path }) => path)).toEqual(['/institutions/1', '/institutions/2'])
    expect((await call(receiver, 'GET', '/shared-achievements')).body).toEqual({ achievements: [] })
    const { body } = await call(owner, 'POST', '/achievements', { achievement: {} })
    expect(await call(owner, 'PUT', `/achievements/${body['id'] as string}/shared-with`, { institutions: [receiver.slug] })).toMatchObject({ status: 409, body: { code: 'achievement-not-published' } })
  })

  it('is adopted by the rules of the day: what may not be published any more is not adopted', async () => {
    const late = await openTestIssuer()
    const [one, two] = [await late.institution('one'), await late.institution('two')]
    const at = (school: School, method: 'POST' | 'PUT', path: string, payload?: object) => late.app.inject({ method, url: `/${school.slug}/api/v1${path}`, headers: school.headers, ...(payload === undefined ? {} : { payload }) })
    const made = (await at(one, 'POST', '/achievements', { achievement: smallModule })).json<{ id: string }>()
    await at(one, 'POST', `/achievements/${made.id}/publish`)
    await at(one, 'PUT', `/achievements/${made.id}/shared-with`, { institutions: ['two'] })
    late.clock.forward(242 * 86_400)
    const token = await late.app.inject({ method: 'POST', url: '/two/oauth/token', headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${Buffer.from(`${two.clientId}:${two.clientSecret}`).toString('base64')}` }, payload: 'grant_type=client_credentials' })
    const answer = await late.app.inject({ method: 'POST', url: `/two/api/v1/shared-achievements/one/${made.id}/adopt`, headers: { authorization: `Bearer ${token.json<{ access_token: string }>().access_token}` } })
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([422, 'achievement-incomplete'])
  })

  it('is adopted once for one Idempotency-Key, and answered the same', async () => {
    await share(receiver.slug)
    const send = () => call(receiver, 'POST', `/shared-achievements/${owner.slug}/${id}/adopt`, undefined, { 'idempotency-key': 'adopt-1' })
    const [first, again] = [await send(), await send()]
    expect(first.status).toBe(201)
    expect(again).toEqual(first)
  })
})
