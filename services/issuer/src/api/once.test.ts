/** A request that is sent again with its Idempotency-Key, at the doors of institutions and of the operator. */
import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { circularMinor } from '@eduwallet/microcredential/fixtures'
import { forgetExpired } from '../housekeeping.ts'
import { openTestIssuer, operator, type TestIssuer } from '../test-ground.ts'

let issuer: TestIssuer
let school: Awaited<ReturnType<TestIssuer['institution']>>
beforeAll(async () => { issuer = await openTestIssuer() })
beforeEach(async () => { school = await issuer.institution() })

type Caller = { slug: string; headers: Record<string, string> }
const post = (path: string, body: object | undefined, key?: string, of: Caller = school) =>
  issuer.app.inject({ method: 'POST', url: `/${of.slug}${path}`, headers: { ...of.headers, ...(key === undefined ? {} : { 'idempotency-key': key }) }, ...(body === undefined ? {} : { payload: body }) })
const atOperator = (path: string, body: object, key: string) =>
  issuer.app.inject({ method: 'POST', url: `/operator${path}`, headers: { ...operator, 'idempotency-key': key }, payload: body })
const row = (reference: string) => ({ reference, learner: { reference: 's1', givenName: 'Noor', familyName: 'de Wit' }, passed: true, final: true, achievedOn: '2026-06-30' })
const tables = () => issuer.scopes.get(school.id)!.tables
const published = async (): Promise<string> => {
  const { id } = (await post('/api/v1/achievements', { achievement: circularMinor })).json<{ id: string }>()
  await post(`/api/v1/achievements/${id}/publish`, undefined)
  return id
}

describe('DUR-09 an idempotency key', () => {
  it('gives the same status and body again, to the octet, and does nothing more (achievement, publication, results, offer, client, institution)', async () => {
    const achievement = await published()
    const { awardId } = await issuer.award(school.id)
    const slug = `again-${randomUUID().slice(0, 8)}`
    const requests: [string, () => ReturnType<typeof post>, number][] = [
      ['achievement', () => post('/api/v1/achievements', { achievement: circularMinor }, 'a'), 201],
      ['publication', () => post(`/api/v1/achievements/${achievement}/publish`, undefined, 'p'), 200],
      ['results', () => post(`/api/v1/achievements/${achievement}/results`, { results: [row('exam-of-noor'), { reference: 'r-2' }] }, 'r'), 200],
      ['offer', () => post(`/api/v1/awards/${awardId}/offers`, {}, 'o'), 201],
      ['client', () => atOperator(`/institutions/${school.slug}/clients`, { name: 'sis', scopes: ['read'] }, 'c'), 201],
      ['institution', () => atOperator('/institutions', { slug, name: { nl: 'School', en: 'School' }, country: 'NL', identifiers: { brin: '21PB' } }, `i-${slug}`), 201],
    ]
    for (const [name, send, status] of requests) {
      const first = await send()
      expect([first.statusCode, first.headers['content-type']], `${name}: ${first.body}`).toEqual([status, 'application/json; charset=utf-8'])
      const onRecord = JSON.stringify([...tables().journal, ...tables().achievements.keys(), ...tables().offers.keys()])
      issuer.clock.forward(3)
      const again = await send()
      expect([again.statusCode, again.body], name).toEqual([status, first.body])
      expect(again.headers['cache-control']).toBe('no-store')
      expect(JSON.stringify([...tables().journal, ...tables().achievements.keys(), ...tables().offers.keys()]), name).toBe(onRecord)
    }
    // A secret that is shown once is shown again to who asks again: so it is kept, and sealed.
    const { clientSecret } = (await requests[4]![1]()).json<{ clientSecret: string }>()
    const { transactionCode, claimUrl } = (await requests[3]![1]()).json<{ transactionCode: string; claimUrl: string }>()
    expect(transactionCode).toMatch(/^\d{6}$/)
    const atRest = JSON.stringify([...tables().answers.values()])
    for (const secret of [clientSecret, claimUrl.split('/').at(-1)!, 'Noor', 'exam-of-noor', 'offerId']) expect(atRest).not.toContain(secret)
    expect(issuer.logs.join('\n')).not.toContain(clientSecret)
  })

  it('belongs to one request: with another body, at another address 422, and nothing is done', async () => {
    const { awardId } = await issuer.award(school.id)
    const other = await issuer.award(school.id)
    expect((await post(`/api/v1/awards/${awardId}/offers`, { expiresInSeconds: 60 }, 'k')).statusCode).toBe(201)
    const offers = tables().offers.size
    for (const answer of [
      await post(`/api/v1/awards/${awardId}/offers`, { expiresInSeconds: 61 }, 'k'),
      await post(`/api/v1/awards/${other.awardId}/offers`, { expiresInSeconds: 60 }, 'k'),
      await post('/api/v1/achievements', { achievement: {} }, 'k'),
    ]) expect(answer.json()).toMatchObject({ status: 422, code: 'idempotency-key-reused' })
    expect([tables().offers.size, tables().achievements.size]).toEqual([offers, 0])
  })

  it('that is in use is refused at once (409, Retry-After); afterwards it has the answer', async () => {
    const { register } = issuer.rooms
    const { inOneTransaction } = register
    const [reached, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    register.inOneTransaction = (work) => inOneTransaction(async (inner) => {
      const result = await work(inner)
      reached.resolve()
      await release.promise
      return result
    })
    const first = post('/api/v1/achievements', { achievement: {} }, 'k').then((answer) => answer)
    await reached.promise
    register.inOneTransaction = inOneTransaction
    for (const body of [{ achievement: {} }, { achievement: { kind: 'microcredential' } }]) {
      const meanwhile = await post('/api/v1/achievements', body, 'k')
      expect(meanwhile.json()).toMatchObject({ status: 409, code: 'idempotency-key-in-use' })
      expect(meanwhile.headers['retry-after']).toBe('1')
    }
    release.resolve()
    expect((await first).statusCode).toBe(201)
    expect(tables().achievements.size).toBe(1)
    expect((await post('/api/v1/achievements', { achievement: {} }, 'k')).body).toBe((await first).body)
  })

  it('keeps a refusal too (a late copy is not suddenly carried out); what was malformed was never looked at', async () => {
    const { id } = (await post('/api/v1/achievements', { achievement: {} })).json<{ id: string }>()
    const refused = await post(`/api/v1/achievements/${id}/publish`, undefined, 'k')
    expect(refused.json()).toMatchObject({ status: 422, code: 'achievement-incomplete', findings: expect.any(Array) })
    expect(refused.headers['content-type']).toBe('application/problem+json')
    await issuer.app.inject({ method: 'PUT', url: `/${school.slug}/api/v1/achievements/${id}`, headers: school.headers, payload: { achievement: circularMinor } })
    const again = await post(`/api/v1/achievements/${id}/publish`, undefined, 'k')
    expect([again.statusCode, again.body, again.headers['content-type']]).toEqual([422, refused.body, 'application/problem+json'])
    expect((await post(`/api/v1/achievements/${id}/publish`, undefined, 'k-2')).statusCode).toBe(200)
    expect((await post('/api/v1/achievements', { achievement: 1, other: 2 }, 'm')).statusCode).toBe(400)
    expect((await post('/api/v1/achievements', { achievement: {} }, 'm')).statusCode).toBe(201)
  })

  it('keeps no failure of ours (5xx): the work was undone, and asking again does it', async () => {
    const { register } = issuer.rooms
    const { inOneTransaction } = register
    register.inOneTransaction = (work) => inOneTransaction(async (inner) => {
      await work(inner)
      throw new Error('the database is gone')
    })
    try {
      expect((await post('/api/v1/achievements', { achievement: {} }, 'k')).statusCode).toBe(500)
      expect([tables().achievements.size, tables().answers.size]).toEqual([0, 0])
    } finally {
      register.inOneTransaction = inOneTransaction
    }
    expect((await post('/api/v1/achievements', { achievement: {} }, 'k')).statusCode).toBe(201)
  })

  it('is kept for 24 hours, then swept, and is new again', async () => {
    const first = await post('/api/v1/achievements', { achievement: {} }, 'k')
    issuer.clock.forward(86_399)
    school = { ...school, headers: await freshToken() }
    expect((await post('/api/v1/achievements', { achievement: {} }, 'k')).body).toBe(first.body)
    issuer.clock.forward(2)
    school = { ...school, headers: await freshToken() }
    await forgetExpired(issuer.rooms)
    expect(tables().answers.size).toBe(0)
    expect((await post('/api/v1/achievements', { achievement: {} }, 'k')).json<{ id: string }>().id).not.toBe(first.json<{ id: string }>().id)
  })

  it.each([['empty', ''], ['a space', 'a b'], ['not ASCII', 'é'], ['256 characters', 'x'.repeat(256)], ['an open quote', '"a'], ['two', '"a", "b"'], ['a control character', '"a\tb"']])('that is %s is 400', async (_name, key) => {
    expect((await post('/api/v1/achievements', { achievement: {} }, key)).json()).toMatchObject({ status: 400, code: 'invalid-request', errors: [{ path: 'header/idempotency-key' }] })
    expect(tables().achievements.size).toBe(0)
  })

  it('is the same with its quotes and without', async () => {
    const first = await post('/api/v1/achievements', { achievement: {} }, `"${'k'.repeat(255)}"`)
    expect((await post('/api/v1/achievements', { achievement: {} }, 'k'.repeat(255))).body).toBe(first.body)
  })
})

it('TEN-10 the same key of two institutions, or of two clients of one, has two independent results', async () => {
  const other = await issuer.institution()
  const second = await issuer.app.inject({ method: 'POST', url: `/operator/institutions/${school.slug}/clients`, headers: operator, payload: { name: 'sis 2', scopes: ['catalogue:write', 'read'] } })
  const { clientId, clientSecret } = second.json<{ clientId: string; clientSecret: string }>()
  const colleague = { slug: school.slug, headers: await tokenOf(clientId, clientSecret) }
  const made = [
    await post('/api/v1/achievements', { achievement: {} }, 'k'),
    await post('/api/v1/achievements', { achievement: { kind: 'microcredential' } }, 'k', other),
    await post('/api/v1/achievements', { achievement: { kind: 'microcredential' } }, 'k', colleague),
  ]
  expect(made.map(({ statusCode }) => statusCode)).toEqual([201, 201, 201])
  expect(new Set(made.map((answer) => answer.json<{ id: string }>().id)).size).toBe(3)
  expect(tables().achievements.size).toBe(2)
})

async function freshToken(): Promise<{ authorization: string }> {
  return tokenOf(school.clientId, school.clientSecret)
}

async function tokenOf(clientId: string, clientSecret: string): Promise<{ authorization: string }> {
  const answer = await issuer.app.inject({
    method: 'POST', url: `/${school.slug}/oauth/token`, payload: 'grant_type=client_credentials',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')}` },
  })
  return { authorization: `Bearer ${answer.json<{ access_token: string }>().access_token}` }
}

it('DUR-09 every POST of institutions and the operator takes a key, but for the token endpoint and what only reads', () => {
  const { paths } = issuer.app.swagger() as { paths: Record<string, { post?: { operationId: string; security: Record<string, string[]>[]; parameters?: { in: string; name: string }[] } }> }
  const posts = Object.values(paths).flatMap(({ post: operation }) => operation === undefined || !operation.security.some((scheme) => 'institution' in scheme || 'operator' in scheme) ? [] : [operation])
  expect(posts.length).toBeGreaterThanOrEqual(6)
  const changing = posts.filter(({ security }) => !security.some(({ institution }) => institution?.join() === 'read'))
  expect(posts.length - changing.length).toBe(1)
  const without = changing.filter(({ parameters = [] }) => !parameters.some((parameter) => parameter.in === 'header' && parameter.name.toLowerCase() === 'idempotency-key'))
  // The VC-API has its own: the credential id, and a status that is said to be so. A file of an award is the very same when asked again.
  expect(without.map(({ operationId }) => operationId).sort()).toEqual(['issueCredential', 'makeAwardFile', 'updateCredentialStatus'])
})
