/** What the standards say of an achievement, asked over HTTP. */
import { beforeAll, describe, expect, it } from 'vitest'
import { circularMinor } from '@eduwallet/microcredential/fixtures'
import { openTestIssuer, type TestIssuer } from '../../test-ground.ts'

type School = Awaited<ReturnType<TestIssuer['institution']>>
type Checks = { checkedOn: string; standards: { id: string; outcome: string; findings: { path: string; code: string; message: { nl: string; en: string } }[]; losses?: { path: string; kind: string }[] }[] }

let issuer: TestIssuer
let school: School
beforeAll(async () => {
  issuer = await openTestIssuer()
  school = await issuer.institution()
})

const call = (method: 'GET' | 'POST', path: string, payload?: object, of: School = school) =>
  issuer.app.inject({ method, url: `/${of.slug}/api/v1/${path}`, headers: of.headers, ...(payload === undefined ? {} : { payload }) })
const create = async (achievement: object): Promise<string> => (await call('POST', 'achievements', { achievement })).json<{ id: string }>().id
const outcomes = ({ standards }: Checks): Record<string, string> => Object.fromEntries(standards.map(({ id, outcome }) => [id, outcome]))
const { languages: _languages, ...languageless } = circularMinor

describe('the standards of an achievement', () => {
  it('are told of a draft and of what is published, by the rules of the day', async () => {
    const id = await create(languageless)
    const draft = await call('GET', `achievements/${id}/standards`)
    expect(draft.statusCode).toBe(200)
    const told = draft.json<Checks>()
    expect(told.checkedOn).toBe('2026-09-01')
    expect(outcomes(told)).toMatchObject({ 'european-recommendation': 'satisfied', 'quality-framework-hbo-wo': 'satisfied', 'quality-framework-mbo': 'not_applicable', edubadges: 'lacking', 'eudi-learning-credential': 'lacking' })
    expect(told.standards.find((row) => row.id === 'eudi-learning-credential')?.findings).toMatchObject([{ path: '/languages', code: 'MISSING', message: { nl: expect.stringContaining('voertaal') as string, en: expect.stringContaining('language') as string } }])
    expect((await call('POST', `achievements/${id}/publish`)).statusCode).toBe(200)
    expect((await call('GET', `achievements/${id}/standards`)).json()).toEqual(told)
  })

  it('are told of an achievement that is handed in, which is kept nowhere', async () => {
    const before = issuer.scopes.get(school.id)!.tables.achievements.size
    const id = await create(circularMinor)
    const answer = await call('POST', 'achievement-checks', { achievement: circularMinor })
    expect(answer.statusCode).toBe(200)
    expect(answer.json()).toEqual((await call('GET', `achievements/${id}/standards`)).json())
    expect(answer.json<Checks>().standards.find((row) => row.id === 'european-learning-model-3')).toMatchObject({ outcome: 'satisfied', losses: [{ path: '/alignments', kind: 'left-out' }] })
    expect(issuer.scopes.get(school.id)!.tables.achievements.size).toBe(before + 1)
    expect(outcomes((await call('POST', 'achievement-checks', { achievement: {} })).json<Checks>())['open-badges-3']).toBe('lacking')
  })

  it('are not told of what is malformed or unknown, nor of another institution’s', async () => {
    expect((await call('POST', 'achievement-checks', { achievement: { workload: { ects: 5 } } })).json()).toMatchObject({ status: 400, code: 'achievement-malformed', findings: [{ path: '/achievement/workload/ects', code: 'WRONG_TYPE' }] })
    expect((await call('POST', 'achievement-checks', { achievement: circularMinor, store: true })).statusCode).toBe(400)
    expect((await call('GET', 'achievements/0198f7a2-6c1e-7d43-9b1a-4f5e6d7c8b9a/standards')).statusCode).toBe(404)
    const id = await create(circularMinor)
    expect((await call('GET', `achievements/${id}/standards`, undefined, await issuer.institution())).statusCode).toBe(404)
  })

  it('need the scope to read, and no more', async () => {
    const reader = await issuer.institution(undefined, ['read'])
    expect((await call('POST', 'achievement-checks', { achievement: circularMinor }, reader)).statusCode).toBe(200)
    const sender = await issuer.institution(undefined, ['results:write'])
    expect((await call('POST', 'achievement-checks', { achievement: circularMinor }, sender)).statusCode).toBe(403)
  })
})
