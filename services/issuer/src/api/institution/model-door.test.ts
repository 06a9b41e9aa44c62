/** Catalogue and results as an institution's systems meet them: over HTTP, in memory. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseKeyEncryptionKey } from '@eduwallet/keys'
import { circularMinor } from '@eduwallet/microcredential/fixtures'
import type { Shell } from '@eduwallet/service-shell'
import { buildIssuer } from '../../app.ts'
import { wireIssuerInMemory } from '../../wiring.ts'

const operatorToken = 'operator-token-for-tests-0123456789'
const logs: string[] = []
let app: Shell
let schools = 0

beforeAll(async () => {
  const rooms = await wireIssuerInMemory({
    config: { publicUrl: 'http://localhost:8080', mode: 'sandbox', logLevel: 'trace', statusListTtlSeconds: 30, statusListSize: 1024, draft15Wallets: false },
    kek: parseKeyEncryptionKey(createHash('sha256').update('a key for the tests of this door').digest('hex')),
    operatorToken,
    now: () => new Date('2026-09-01T10:00:00.000Z'),
    onError: () => {},
  })
  app = buildIssuer(rooms, { logStream: { write: (line) => { logs.push(line) } } })
  await app.ready()
})
afterAll(async () => { await app.close() })

type Answer = { status: number; body: Record<string, unknown>; text: string }
type School = { slug: string; call(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown, contentType?: string): Promise<Answer> }

async function send(method: string, url: string, token: string, body?: unknown, contentType = 'application/json'): Promise<Answer> {
  const answer = await app.inject({
    method: method as 'GET', url, headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : { 'content-type': contentType }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: answer.statusCode, body: answer.body === '' ? {} : answer.json<Record<string, unknown>>(), text: answer.body }
}

async function school(scopes = ['catalogue:write', 'results:write', 'offers:write', 'read']): Promise<School> {
  const slug = `school-${++schools}`
  const made = await send('POST', '/operator/institutions', operatorToken, { slug, name: { nl: 'Hogeschool', en: 'University' }, country: 'NL', identifiers: { brin: '21PB' } })
  expect(made.status).toBe(201)
  const client = (await send('POST', `/operator/institutions/${slug}/clients`, operatorToken, { name: 'sis', scopes })).body as { clientId: string; clientSecret: string }
  const token = await app.inject({
    method: 'POST', url: `/${slug}/oauth/token`, body: 'grant_type=client_credentials',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}` },
  })
  const accessToken = token.json<{ access_token: string }>().access_token
  return { slug, call: (method, path, body, contentType) => send(method, `/${slug}${path}`, accessToken, body, contentType ?? (method === 'PATCH' ? 'application/merge-patch+json' : undefined)) }
}

let at: School
beforeEach(async () => { at = await school() })

const publish = async (by = at, ooapiOfferings: string[] = []): Promise<string> => {
  const { id } = (await by.call('POST', '/api/v1/achievements', { achievement: circularMinor, ooapiOfferings })).body as { id: string }
  expect((await by.call('POST', `/api/v1/achievements/${id}/publish`)).status).toBe(200)
  return id
}
const row = (reference: string, changes: Record<string, unknown> = {}) =>
  ({ reference, learner: { reference: '1234567', givenName: 'Maartje', familyName: 'van Damme' }, passed: true, final: true, achievedOn: '2026-06-30', grade: '8', ...changes })
const findings = ({ body }: Answer) => (body['findings'] as { path: string; code: string; message: { nl: string; en: string } }[] | undefined ?? [])

describe('the catalogue', () => {
  it('a draft comes back with what it lacks; publishing it names all of that, in two languages', async () => {
    const made = await at.call('POST', '/api/v1/achievements', { achievement: { kind: 'microcredential', sector: 'hbo', title: { nl: 'Minor', en: 'Minor' } } })
    expect(made).toMatchObject({ status: 201, body: { state: 'draft', frozen: false, ooapiOfferings: [] } })
    const refused = await at.call('POST', `/api/v1/achievements/${made.body['id'] as string}/publish`)
    expect(refused).toMatchObject({ status: 422, body: { code: 'achievement-incomplete' } })
    expect(findings(refused)).toEqual(findings(made))
    expect(findings(refused).map(({ path }) => path)).toEqual(expect.arrayContaining(['/learningOutcomes', '/workload', '/level/eqf', '/assessmentTypes', '/participation', '/qualityAssurance']))
    for (const { message } of findings(refused)) expect(message.nl !== '' && message.en !== '').toBe(true)
  })

  it('create, read, change, publish, list', async () => {
    const { body: { id } } = await at.call('POST', '/api/v1/achievements', { achievement: {} })
    expect(await at.call('PUT', `/api/v1/achievements/${id as string}`, { achievement: circularMinor, ooapiOfferings: ['o-1'] })).toMatchObject({ status: 200, body: { achievement: circularMinor, ooapiOfferings: ['o-1'] } })
    expect(await at.call('POST', `/api/v1/achievements/${id as string}/publish`)).toMatchObject({ status: 200, body: { state: 'published', publishedAt: '2026-09-01T10:00:00.000Z' } })
    expect(await at.call('GET', `/api/v1/achievements/${id as string}`)).toMatchObject({ status: 200, body: { id, achievement: circularMinor, findings: [] } })
    expect(await at.call('GET', '/api/v1/achievements')).toMatchObject({ status: 200, body: { achievements: [{ id }] } })
    expect(await at.call('POST', '/api/v1/achievements', { achievement: {}, ooapiOfferings: ['o-1'] })).toMatchObject({ status: 409, body: { code: 'offering-taken' } })
  })

  it('what is malformed is named by field; what was awarded is frozen', async () => {
    const refused = await at.call('POST', '/api/v1/achievements', { achievement: { workload: { ects: 2.5 }, title: { nl: 'a\u0007' } } })
    expect(refused).toMatchObject({ status: 400, body: { code: 'achievement-malformed' } })
    expect(findings(refused).map(({ path, code }) => `${code} ${path}`)).toEqual(['TEXT_CONTROL_CHARACTER /achievement/title/nl', 'WRONG_TYPE /achievement/workload/ects'])
    const id = await publish()
    await at.call('POST', `/api/v1/achievements/${id}/results`, { results: [row('r-1')] })
    expect(await at.call('PUT', `/api/v1/achievements/${id}`, { achievement: { ...circularMinor, languages: ['en'] } })).toMatchObject({ status: 409, body: { code: 'achievement-frozen' } })
    expect(await at.call('GET', `/api/v1/achievements/${id}`)).toMatchObject({ body: { frozen: true } })
  })

  it('TEN-01: another institution’s achievement, results and awards answer 404', async () => {
    const id = await publish()
    const { body } = await at.call('POST', `/api/v1/achievements/${id}/results`, { results: [row('r-1')] })
    const awardId = (body['rows'] as { awardId: string }[])[0]?.awardId ?? ''
    const other = await school()
    for (const [method, path, sent] of [
      ['GET', `/api/v1/achievements/${id}`], ['PUT', `/api/v1/achievements/${id}`, { achievement: {} }], ['POST', `/api/v1/achievements/${id}/publish`],
      ['POST', `/api/v1/achievements/${id}/archive`], ['POST', `/api/v1/achievements/${id}/restore`], ['POST', `/api/v1/achievements/${id}/versions`],
      ['POST', `/api/v1/achievements/${id}/results`, { results: [row('r-1')] }], ['GET', `/api/v1/awards/${awardId}`], ['GET', '/ooapi/v5/associations/a-1'],
      ['PATCH', '/ooapi/v5/associations/a-1', { result: { pass: 'passed' } }],
    ] as const) expect([path, (await other.call(method, path, sent)).status]).toEqual([path, 404])
    expect(await other.call('GET', '/api/v1/awards')).toMatchObject({ status: 200, body: { awards: [] } })
  })

  it('a client does only what its scopes say', async () => {
    const reader = await school(['read'])
    expect(await reader.call('POST', '/api/v1/achievements', { achievement: {} })).toMatchObject({ status: 403 })
    expect(await reader.call('PUT', '/ooapi/v5/associations/a-1', {})).toMatchObject({ status: 403 })
    expect(await reader.call('GET', '/api/v1/achievements')).toMatchObject({ status: 200 })
  })
})

describe('the life of an achievement', () => {
  it('archived: no new awards, what was awarded is still offered; restored: as before', async () => {
    const id = await publish()
    const awardId = ((await at.call('POST', `/api/v1/achievements/${id}/results`, { results: [row('r-1')] })).body['rows'] as { awardId: string }[])[0]!.awardId
    expect(await at.call('POST', `/api/v1/achievements/${id}/archive`)).toMatchObject({ status: 200, body: { state: 'archived', publishedAt: '2026-09-01T10:00:00.000Z', archivedAt: '2026-09-01T10:00:00.000Z' } })
    const refused = await at.call('POST', `/api/v1/achievements/${id}/results`, { results: [row('r-2')] })
    expect(refused).toMatchObject({ status: 200, body: { rows: [{ outcome: 'not_awarded', reasons: [{ code: 'ACHIEVEMENT_ARCHIVED', severity: 'error' }] }] } })
    expect(await at.call('POST', `/api/v1/awards/${awardId}/offers`, {})).toMatchObject({ status: 201 })
    expect(await at.call('PUT', `/api/v1/achievements/${id}`, { achievement: { ...circularMinor, languages: ['en'] } })).toMatchObject({ status: 409 })
    expect(await at.call('GET', '/api/v1/achievements?state=archived')).toMatchObject({ body: { achievements: [{ id, state: 'archived' }] } })
    expect(await at.call('GET', '/api/v1/achievements?state=published')).toMatchObject({ body: { achievements: [] } })
    expect(await at.call('GET', '/api/v1/achievements?state=gone')).toMatchObject({ status: 400 })
    expect(await at.call('POST', `/api/v1/achievements/${id}/restore`)).toMatchObject({ status: 200, body: { state: 'published' } })
    expect(await at.call('POST', `/api/v1/achievements/${id}/results`, { results: [row('r-2')] })).toMatchObject({ body: { rows: [{ outcome: 'awarded' }] } })
  })

  it('a draft is not archived, and what is archived is not published', async () => {
    const { body: { id } } = await at.call('POST', '/api/v1/achievements', { achievement: {} })
    expect(await at.call('POST', `/api/v1/achievements/${id as string}/archive`)).toMatchObject({ status: 409, body: { code: 'achievement-not-published' } })
    const published = await publish()
    await at.call('POST', `/api/v1/achievements/${published}/archive`)
    expect(await at.call('POST', `/api/v1/achievements/${published}/publish`)).toMatchObject({ status: 409, body: { code: 'achievement-archived' } })
  })

  it('a next version is a draft of the same lineage; there is one at a time', async () => {
    const id = await publish()
    const made = await at.call('POST', `/api/v1/achievements/${id}/versions`)
    expect(made).toMatchObject({ status: 201, body: { state: 'draft', version: 2, previousVersion: id, achievement: circularMinor, frozen: false } })
    const versions = [{ id, version: 1, state: 'published' }, { id: made.body['id'], version: 2, state: 'draft' }]
    expect(made.body['versions']).toEqual(versions)
    expect((await at.call('GET', `/api/v1/achievements/${id}`)).body).toMatchObject({ version: 1, versions })
    expect((await at.call('GET', `/api/v1/achievements/${id}`)).body['previousVersion']).toBeUndefined()
    expect(await at.call('POST', `/api/v1/achievements/${id}/versions`)).toMatchObject({ status: 409, body: { code: 'achievement-superseded' } })
    expect(await at.call('POST', `/api/v1/achievements/${made.body['id'] as string}/versions`)).toMatchObject({ status: 409, body: { code: 'achievement-not-published' } })
  })
})

describe('results', () => {
  it('a batch with good and bad rows answers for each; the awards can be looked up', async () => {
    const id = await publish()
    const answer = await at.call('POST', `/api/v1/achievements/${id}/results`, { results: [row('r-1'), row('r-2', { final: false }), { reference: 'r-3' }] })
    expect(answer).toMatchObject({ status: 200, body: { summary: { awarded: 1, unchanged: 0, corrected: 0, notAwarded: 1, rejected: 1 } } })
    expect(answer.body['rows']).toMatchObject([
      { row: 1, reference: 'r-1', outcome: 'awarded', reasons: [] },
      { row: 2, reference: 'r-2', outcome: 'not_awarded', reasons: [{ field: '/final', code: 'RESULT_NOT_FINAL' }] },
      { row: 3, reference: 'r-3', outcome: 'rejected' },
    ])
    const { body: { awards } } = await at.call('GET', '/api/v1/awards')
    expect(awards).toMatchObject([{ achievementId: id, learner: { familyName: 'van Damme' }, awardedOn: '2026-06-30', grade: '8', state: 'awarded', revision: 1 }])
    expect(await at.call('GET', `/api/v1/awards/${(awards as { id: string }[])[0]?.id ?? ''}`)).toMatchObject({ status: 200 })
  })

  it.each([['no list', { results: 'x' }], ['an empty list', { results: [] }], ['too many rows', { results: Array.from({ length: 1001 }, () => 1) }], ['another member', { results: [1], x: 1 }], ['a list', []], ['text', '"x"']])(
    'a batch that is %s answers 400', async (_name, body) => {
      expect((await at.call('POST', `/api/v1/achievements/${await publish()}/results`, body)).status).toBe(400)
    })

  it('OKE: a learner is put in an offering and the result patched in: one award, and OOAPI’s own words in the answers', async () => {
    await publish(at, ['o-1'])
    const put = await at.call('PUT', '/ooapi/v5/associations/a-1', okeAssociation())
    expect(put).toMatchObject({ status: 201, body: { associationId: 'a-1', role: 'student', offering: 'o-1', ext: { eduwallet: { outcome: 'not_awarded', learner: { reference: '1234567', familyName: 'van Damme' } } } } })
    const patched = await at.call('PATCH', '/ooapi/v5/associations/a-1', okeResult())
    expect(patched).toMatchObject({ status: 200, body: { result: { state: 'completed', pass: 'passed', score: '9', resultDate: '2026-06-30', consumers: [{ consumerKey: 'nl-test-admin', final: true }] }, ext: { eduwallet: { outcome: 'awarded', reasons: [] } } } })
    expect(await at.call('PATCH', '/ooapi/v5/associations/a-1', okeResult())).toMatchObject({ body: { ext: { eduwallet: { outcome: 'unchanged' } } } })
    expect((await at.call('GET', '/ooapi/v5/associations/a-1')).body).toMatchObject({ result: { pass: 'passed' } })
    expect((await at.call('PUT', '/ooapi/v5/associations/a-1', okeAssociation())).status).toBe(200)
    expect((await at.call('GET', '/api/v1/awards')).body['awards']).toHaveLength(1)
  })

  it('a national identity number reaches no answer and no log, in whatever way it is sent', async () => {
    await publish(at, ['o-1'])
    const before = logs.length
    const person = { ...okeAssociation().person, otherCodes: [{ codeType: 'nationalIdentityNumber', code: '111222333' }, { codeType: 'national_identity_number', code: '111222333' }] }
    const put = await at.call('PUT', '/ooapi/v5/associations/a-1', { ...okeAssociation(), person })
    expect(put).toMatchObject({ status: 201, body: { ext: { eduwallet: { dropped: { nationalIdentityNumbers: 2 } } } } })
    const only = await at.call('PUT', '/ooapi/v5/associations/a-2', { ...okeAssociation(), associationId: 'a-2', person: { givenName: 'M', surname: 'D', primaryCode: { codeType: 'nationalIdentityNumber', code: '111222333' } } })
    expect(only).toMatchObject({ status: 400, body: { code: 'association-malformed', findings: [{ path: '/person/primaryCode', code: 'NO_USABLE_REFERENCE' }] } })
    const id = await publish()
    const batch = await at.call('POST', `/api/v1/achievements/${id}/results`, { results: [row('r-1', { bsn: '111222333' }), row('r-2', { learner: { reference: 'bsn:111222333', givenName: 'M', familyName: 'D' } })] })
    expect(batch.body['summary']).toMatchObject({ awarded: 1, rejected: 1 })
    const everything = [put.text, only.text, batch.text, (await at.call('GET', '/api/v1/awards')).text, (await at.call('GET', '/api/v1/journal')).text, ...logs.slice(before)].join('\n')
    expect(everything).not.toContain('111222333')
    expect(logs.slice(before).join('\n')).not.toMatch(/Maartje|van Damme|1234567/)
  })

  it('what cannot be placed is refused by its own code', async () => {
    expect(await at.call('PUT', '/ooapi/v5/associations/a-1', okeAssociation())).toMatchObject({ status: 422, body: { code: 'offering-unknown', errors: [{ path: '/offering' }] } })
    expect(await at.call('PATCH', '/ooapi/v5/associations/a-1', okeResult())).toMatchObject({ status: 404, body: { code: 'not-found' } })
    expect(await at.call('PUT', '/ooapi/v5/associations/a-1', { type: 'x', result: { ects: 3 } })).toMatchObject({ status: 400, body: { findings: [{ code: 'OOAPI_V4_SHAPE', path: '/type' }, { path: '/result/ects' }] } })
    await publish(at, ['o-1'])
    expect(await at.call('PUT', '/ooapi/v5/associations/a-9', { ...okeAssociation(), associationId: 'a-9', person: 'p-1' })).toMatchObject({ status: 422, body: { code: 'learner-unknown' } })
    await at.call('PUT', '/ooapi/v5/associations/a-1', okeAssociation())
    const other = { ...okeAssociation(), person: { ...okeAssociation().person, primaryCode: { codeType: 'studentNumber', code: '99' } } }
    expect(await at.call('PUT', '/ooapi/v5/associations/a-1', other)).toMatchObject({ status: 409, body: { code: 'learner-changed' } })
    await at.call('PATCH', '/ooapi/v5/associations/a-1', okeResult())
    await publish(at, ['o-2'])
    expect(await at.call('PUT', '/ooapi/v5/associations/a-1', { ...okeAssociation(), offering: 'o-2' })).toMatchObject({ status: 409, body: { code: 'offering-changed', errors: [{ path: '/offering' }] } })
  })

  it.each([
    ['PAR-02 deep', `${'['.repeat(100_000)}${']'.repeat(100_000)}`], ['PAR-03 prototype', '{"__proto__":{"x":1}}'], ['PAR-04 duplicate members', '{"result":null,"result":{}}'],
    ['not JSON', '{'], ['empty', ''], ['a number', '1'], ['null', 'null'], ['a length that is none', '{"result":{"state":{"length":{"toString":1}}}}'],
  ])('%s: a body like that answers 400 at every door', async (_name, body) => {
    const id = await publish(at, ['o-1'])
    for (const [method, path] of [['POST', '/api/v1/achievements'], ['PUT', `/api/v1/achievements/${id}`], ['POST', `/api/v1/achievements/${id}/results`], ['PUT', '/ooapi/v5/associations/a-1'], ['PATCH', '/ooapi/v5/associations/a-1']] as const) {
      expect([path, (await at.call(method, path, body)).status]).toEqual([path, 400])
    }
  })
})

function okeAssociation() {
  return {
    associationId: 'a-1', associationType: 'componentOfferingAssociation', role: 'student', state: 'associated', consumers: [{ consumerKey: 'nl-test-admin', extraTimeInMin: 30 }],
    person: { personId: 'p-1', primaryCode: { codeType: 'studentNumber', code: '1234567' }, givenName: 'Maartje', surnamePrefix: 'van', surname: 'Damme', mail: 'm@student.example', dateOfBirth: '2003-09-30' },
    offering: 'o-1',
  }
}

function okeResult() {
  return { result: { state: 'completed', pass: 'passed', score: '9', resultDate: '2026-06-30', comment: 'string', consumers: [{ consumerKey: 'nl-test-admin', final: true, irregularities: 'Geen.' }] } }
}
