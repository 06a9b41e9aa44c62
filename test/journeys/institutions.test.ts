/** Institutions side by side: their access, and that none can reach another (family TEN). */
import { beforeAll, describe, expect, it } from 'vitest'
import { createSchool, createSchoolClient, listAwards, listCredentials, makeOffer, okeResultPatch, operatorCall, publishAchievement, requestSchoolToken, resultRow, schoolCall, schoolToken, sendOkeResult, waterMicrocredential, type School } from '../institution/index.ts'
import { send } from '../wallet/index.ts'
import { holdCredential } from './ask-steps.ts'
import { offerSomething } from './claim-steps.ts'
import { useWorld } from './test-world.ts'

const world = useWorld('institutions')

describe('access of an institution', () => {
  it('is an OAuth client with a secret, and a token that lives at most ten minutes', async () => {
    const answer = await requestSchoolToken(world().school)
    expect(answer.status).toBe(200)
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: expect.any(Number) as number })
    expect((answer.body as { expires_in: number }).expires_in).toBeLessThanOrEqual(600)
    expect(answer.headers.get('cache-control')).toContain('no-store')
  })

  it('is refused with a wrong secret (401 invalid_client)', async () => {
    const answer = await requestSchoolToken({ ...world().school, client: { ...world().school.client, secret: 'wrong' } })
    expect(answer.status).toBe(401)
    expect(answer.body).toMatchObject({ error: 'invalid_client' })
  })

  it('does no more than its scopes (403)', async () => {
    const reader: School = { ...world().school, token: undefined, client: await createSchoolClient(world().issuer, world().school.slug, ['read']) }
    expect((await schoolCall(reader, 'GET', '/api/v1/awards')).status).toBe(200)
    expect((await schoolCall(reader, 'POST', '/api/v1/achievements', { achievement: waterMicrocredential() })).status).toBe(403)
    expect((await schoolCall(reader, 'POST', `/api/v1/achievements/${world().achievementId}/results`, { results: [resultRow()] })).status).toBe(403)
    const { awardId } = await offerSomething(world())
    expect((await schoolCall(reader, 'POST', `/api/v1/awards/${awardId}/offers`, {})).status).toBe(403)
  })

  it('ends when the operator takes it away', async () => {
    const client = await createSchoolClient(world().issuer, world().school.slug, ['read'])
    const reader: School = { ...world().school, token: undefined, client }
    expect((await schoolCall(reader, 'GET', '/api/v1/awards')).status).toBe(200)
    expect((await operatorCall(world().issuer, 'DELETE', `/operator/institutions/${world().school.slug}/clients/${client.id}`)).status).toBe(204)
    expect((await requestSchoolToken({ ...reader, token: undefined })).status).toBe(401)
    expect((await schoolCall(reader, 'GET', '/api/v1/awards', undefined, { token: reader.token!.value })).status).toBe(401)
  })

  it('is not for the operator door, which wants the operator (401)', async () => {
    const operatorToken = await schoolToken(world().school)
    expect((await operatorCall({ url: world().issuer.url, operatorToken }, 'GET', '/operator/institutions')).status).toBe(401)
  })

  it('cannot be given a name twice, or a name that is a door (409, 400 or 422)', async () => {
    const found = (slug: string) => operatorCall(world().issuer, 'POST', '/operator/institutions', { slug, name: { nl: 'x', en: 'x' }, country: 'NL', identifiers: {} })
    expect((await found(world().school.slug)).status).toBe(409)
    for (const slug of ['operator', 'assets', 'vct', '.well-known', '../x', 'Hoofdletters', 'a'.repeat(300)]) expect([400, 409, 422]).toContain((await found(slug)).status)
  })
})

describe('TEN-01 with a good token of its own, another institution', () => {
  let stranger: School
  let things: { achievementId: string; awardId: string; offerId: string; credentialId: string; associationId: string }

  beforeAll(async () => {
    stranger = await createSchool(world().issuer)
    const { awardId } = await holdCredential(world())
    const associationId = '0b3d2a54-5f3e-4a8b-9d6c-2f1e0a9b8c7d'
    const offering = '5ffc6127-debe-48ce-90ae-75ea80756475'
    const achievementId = await publishAchievement(world().school, { ooapiOfferings: [offering] })
    await sendOkeResult(world().school, { associationId, offering, learner: { studentNumber: '7654321', givenName: 'Sem', surname: 'Bakker' } })
    const offer = await makeOffer(world().school, (await listAwards(world().school))[0]!.id)
    things = { achievementId, awardId, offerId: offer.offerId, credentialId: (await listCredentials(world().school, awardId))[0]!.id, associationId }
  })

  const routes: [string, 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', () => string, unknown][] = [
    ['read an achievement', 'GET', () => `/api/v1/achievements/${things.achievementId}`, undefined],
    ['change an achievement', 'PUT', () => `/api/v1/achievements/${things.achievementId}`, { achievement: waterMicrocredential() }],
    ['publish an achievement', 'POST', () => `/api/v1/achievements/${things.achievementId}/publish`, undefined],
    ['send results for an achievement', 'POST', () => `/api/v1/achievements/${things.achievementId}/results`, { results: [resultRow()] }],
    ['read an award', 'GET', () => `/api/v1/awards/${things.awardId}`, undefined],
    ['offer an award', 'POST', () => `/api/v1/awards/${things.awardId}/offers`, {}],
    ['read an offer', 'GET', () => `/api/v1/offers/${things.offerId}`, undefined],
    ['withdraw an offer', 'DELETE', () => `/api/v1/offers/${things.offerId}`, undefined],
    ['read a credential', 'GET', () => `/api/v1/credentials/${things.credentialId}`, undefined],
    ['revoke a credential', 'PUT', () => `/api/v1/credentials/${things.credentialId}/status`, { status: 'revoked', reason: 'Van een ander.' }],
    ['read an association', 'GET', () => `/ooapi/v5/associations/${things.associationId}`, undefined],
    ['change an association', 'PATCH', () => `/ooapi/v5/associations/${things.associationId}`, okeResultPatch({ resultDate: '2026-06-30' })],
  ]

  it.each(routes)('cannot %s (404, as if it were not there)', async (_name, method, path, body) => {
    const theirs = await schoolCall(stranger, method, path(), body)
    expect(theirs.status, theirs.text).toBe(404)
    const nobodys = await schoolCall(stranger, method, path().replace(/[0-9a-f]{8}-[0-9a-f]{4}/, '00000000-0000'), body)
    expect(nobodys.status).toBe(404)
    expect(withoutTrace(theirs.body)).toEqual(withoutTrace(nobodys.body))
  })

  it.each(routes)('cannot %s at the door of the other one either (401)', async (_name, method, path, body) => {
    expect((await schoolCall(stranger, method, path(), body, { base: world().school.base })).status).toBe(401)
  })

  it('sees nothing of it in its lists, and what was there is untouched', async () => {
    expect(await listAwards(stranger)).toEqual([])
    for (const path of ['/api/v1/achievements', '/api/v1/credentials', '/api/v1/journal']) {
      const { text } = await schoolCall(stranger, 'GET', path)
      for (const id of Object.values(things)) expect(text).not.toContain(id)
    }
    const credential = await schoolCall(world().school, 'GET', `/api/v1/credentials/${things.credentialId}`)
    expect((credential.body as { status: string }).status).toBe('valid')
  })

  it('TEN-02 cannot choose whom it acts for', async () => {
    const body = { achievement: waterMicrocredential(), institutionId: world().school.slug, institution: world().school.slug }
    const answer = await schoolCall(stranger, 'POST', '/api/v1/achievements', body)
    expect([201, 400, 422]).toContain(answer.status)
    const disguised = await send(fetch, `${stranger.base}/api/v1/awards`, {
      headers: { authorization: `Bearer ${await schoolToken(stranger)}`, 'x-institution': world().school.slug, 'x-forwarded-host': `${world().school.slug}.example`, host: world().school.slug },
    })
    expect(disguised.status).toBe(200)
    expect(JSON.stringify(disguised.body)).not.toContain(things.awardId)
  })
})

function withoutTrace(body: unknown): unknown {
  const { traceId: _trace, instance: _instance, ...rest } = body as Record<string, unknown>
  return rest
}
