/** Courses and badges of other systems become drafts, over HTTP, in memory. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseKeyEncryptionKey } from '@eduwallet/keys'
import { projectBadgeClass } from '@eduwallet/microcredential'
import { circularMinor } from '@eduwallet/microcredential/fixtures'
import type { Shell } from '@eduwallet/service-shell'
import { buildIssuer } from '../../app.ts'
import { wireIssuerInMemory } from '../../wiring.ts'

const operatorToken = 'operator-token-for-tests-0123456789'
let app: Shell
let token: string

beforeAll(async () => {
  const rooms = await wireIssuerInMemory({
    config: { publicUrl: 'http://localhost:8080', mode: 'sandbox', logLevel: 'silent', statusListTtlSeconds: 30, statusListSize: 1024, draft15Wallets: false },
    kek: parseKeyEncryptionKey(createHash('sha256').update('a key for the tests of imports').digest('hex')),
    operatorToken, now: () => new Date('2026-09-01T10:00:00.000Z'), onError: () => {},
  })
  app = buildIssuer(rooms)
  const operator = { authorization: `Bearer ${operatorToken}` }
  await app.inject({ method: 'POST', url: '/operator/institutions', headers: operator, payload: { slug: 'delta', name: { nl: 'Delta', en: 'Delta' }, country: 'NL', identifiers: { brin: '21PB' } } })
  const client = (await app.inject({ method: 'POST', url: '/operator/institutions/delta/clients', headers: operator, payload: { name: 'sis', scopes: ['catalogue:write', 'read'] } })).json<{ clientId: string; clientSecret: string }>()
  const granted = await app.inject({
    method: 'POST', url: '/delta/oauth/token', payload: 'grant_type=client_credentials',
    headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString('base64')}` },
  })
  token = granted.json<{ access_token: string }>().access_token
})
afterAll(async () => { await app.close() })

type Imported = { summary: { created: number; rejected: number }; documents: { document: number; outcome: string; id?: string; findings: { path: string; code: string; severity: string }[]; dropped: { nationalIdentityNumbers: number } }[] }
const call = (method: 'GET' | 'POST', url: string, payload?: unknown, headers: Record<string, string> = {}) =>
  app.inject({ method, url: `/delta/api/v1/${url}`, headers: { authorization: `Bearer ${token}`, ...headers }, ...(payload === undefined ? {} : { payload: payload as object }) })
const draftOf = async (id: string | undefined) => (await call('GET', `achievements/${id}`)).json<{ state: string; achievement: Record<string, unknown>; findings: { path: string; severity: string }[] }>()

/** As OOAPI v5 writes a course; with a number that has no business there. */
const course = (changes: Record<string, unknown> = {}) => ({
  courseId: '123e4567-e89b-12d3-a456-426614174000', primaryCode: { codeType: 'identifier', code: 'WB-101' }, abbreviation: 'WB', level: 'bachelor', teachingLanguage: 'nld',
  name: [{ language: 'nl-NL', value: 'Waterbouw' }, { language: 'en-GB', value: 'Hydraulic engineering' }],
  description: [{ language: 'nl-NL', value: 'Een vak over dijken.' }, { language: 'en-GB', value: 'A course on dikes.' }],
  studyLoad: { studyLoadUnit: 'ects', value: 5 },
  learningOutcomes: [[{ language: 'nl-NL', value: 'Beoordeelt een dijk.' }, { language: 'en-GB', value: 'Assesses a dike.' }]],
  ...changes,
})

it('courses become drafts that say what they lack; what cannot be read is answered with its place, and keeps nobody else out', async () => {
  const answer = await call('POST', 'achievement-imports', { source: 'ooapi-course', sector: 'hbo', documents: [course(), { courseId: 'x', names: 'v4' }, 'no course', course({ courseId: '2' })] })
  expect(answer.statusCode).toBe(200)
  const { summary, documents } = answer.json<Imported>()
  expect(documents.map(({ document, outcome }) => [document, outcome])).toEqual([[0, 'created'], [1, 'rejected'], [2, 'rejected'], [3, 'created']])
  expect(summary).toEqual({ created: 2, rejected: 2 })
  for (const { outcome, findings } of documents) if (outcome === 'rejected') expect(findings.some(({ severity }) => severity === 'error')).toBe(true)
  const { state, achievement, findings } = await draftOf(documents[0]?.id)
  expect(state).toBe('draft')
  expect(achievement).toMatchObject({
    kind: 'course', sector: 'hbo', title: { nl: 'Waterbouw', en: 'Hydraulic engineering' }, workload: { ects: '5' }, languages: ['nl'],
    learningOutcomes: [{ text: { nl: 'Beoordeelt een dijk.', en: 'Assesses a dike.' } }],
  })
  // A course that says all this can be published as it is; a microcredential needs more, and that is named.
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
})

it('a badge class of edubadges comes back as it went out, but for what edubadges cannot say', async () => {
  const { document } = projectBadgeClass({ achievement: circularMinor, id: 'https://edubadges.example/badge/1', issuer: 'https://edubadges.example/issuer/1', language: 'nl' })
  const { documents: [imported] } = (await call('POST', 'achievement-imports', { source: 'edubadges-badge-class', sector: 'hbo', textLanguage: 'nl', documents: [document] })).json<Imported>()
  expect(imported?.outcome).toBe('created')
  const { achievement } = await draftOf(imported?.id)
  expect(achievement).toMatchObject({ kind: 'microcredential', sector: 'hbo', title: { nl: circularMinor.title.nl }, workload: { ects: '30' }, level: { eqf: 6 } })
})

it('a national identity number is dropped and counted, and stands in no answer', async () => {
  const answer = await call('POST', 'achievement-imports', { source: 'ooapi-course', documents: [course({ otherCodes: [{ codeType: 'nationalIdentityNumber', code: '999990019' }] })] })
  expect(answer.json<Imported>().documents[0]?.dropped.nationalIdentityNumbers).toBe(1)
  expect(answer.body).not.toContain('999990019')
})

it('DUR-09: sent again with its Idempotency-Key nothing is added twice', async () => {
  const before = (await call('GET', 'achievements?limit=100')).json<{ achievements: unknown[] }>().achievements.length
  const send = () => call('POST', 'achievement-imports', { source: 'ooapi-course', documents: [course()] }, { 'idempotency-key': '"once"' })
  const [first, second] = [await send(), await send()]
  expect(second.body).toBe(first.body)
  expect((await call('GET', 'achievements?limit=100')).json<{ achievements: unknown[] }>().achievements).toHaveLength(before + 1)
})

it.each([
  ['no document', { source: 'ooapi-course', documents: [] }],
  ['101 documents', { source: 'ooapi-course', documents: Array.from({ length: 101 }, () => ({})) }],
  ['an unknown source', { source: 'csv', documents: [{}] }],
])('%s: 400 that names the field', async (_name, payload) => {
  const answer = await call('POST', 'achievement-imports', payload)
  expect(answer.statusCode).toBe(400)
  expect(answer.json<{ errors: { path: string }[] }>().errors[0]?.path).toMatch(/^\/(documents|source)/)
})
