import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { circularMinor, learners, results } from '@eduwallet/microcredential/fixtures'
import { createAchievement, publishAchievement } from '../catalogue/index.ts'
import type { AchievementId, InstitutionId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'

import { openMemoryScope, type MemoryScope } from '../register/memory/scope.ts'
import { openMemoryBooks } from '../register/memory/index.ts'
import type { InstitutionBooks } from '../register/index.ts'
import { acceptResults, receiveAssociation, receiveResult, ResultError, resultDecider, type Award } from './index.ts'

const act: Act = { at: new Date('2026-09-01T10:00:00Z'), actor: 'client:test', correlationId: 'test' }
let books: InstitutionBooks
let scope: MemoryScope
let achievementId: AchievementId
beforeEach(async () => {
  scope = openMemoryScope(randomUUID() as InstitutionId)
  books = openMemoryBooks(scope)
  achievementId = await createAchievement({ content: circularMinor, offeringIds: ['o-1'] }, act, { achievements: books.achievements, newId: randomUUID })
  await publishAchievement(achievementId, act, books)
})
const needs = () => ({ ...books, newId: randomUUID })
const row = (reference: string, changes: Record<string, unknown> = {}) => ({ reference, learner: learners.maartje, passed: true, final: true, achievedOn: '2026-06-30', grade: '8', ...changes })
const accept = (...rows: unknown[]) => acceptResults({ achievementId, rows }, act, needs())
const refusal = async (promise: Promise<unknown>): Promise<{ code: string; paths: string[] }> => {
  const error = await promise.then(() => undefined, (thrown: unknown) => thrown)
  if (!(error instanceof ResultError)) throw new Error('a ResultError was expected', { cause: error })
  return { code: error.code, paths: error.findings.map(({ path }) => path) }
}

describe('the decision', () => {
  const decide = resultDecider({ on: act.at, newId: () => 'new' })
  const entry = { state: 'published', id: 'a' as AchievementId, content: circularMinor, createdAt: act.at, publishedAt: act.at } as const
  const award: Award = { id: 'w' as Award['id'], achievementId: 'a' as AchievementId, source: 'batch', sourceReference: 'r', learner: learners.maartje, awardedOn: '2026-06-30', grade: '8', state: 'awarded', revision: 1, createdAt: act.at }
  const outcome = (result: Parameters<typeof decide>[0]['result'], known: Award | undefined, learner = learners.maartje as Award['learner']) => {
    const decision = decide({ reference: 'r', learner, ...(result ? { result } : {}) }, { entry, award: known })
    return [decision.outcome, ...decision.reasons.map(({ code }) => code)]
  }
  const withdrawn: Award = { ...award, state: 'withdrawn' }

  it.each([
    ['final and passed, new', results.passed, undefined, ['awarded']],
    ['failed, new', results.failed, undefined, ['not_awarded', 'RESULT_NOT_PASSED', 'GRADE_BELOW_REQUIRED']],
    ['not final, new', results.provisional, undefined, ['not_awarded', 'RESULT_NOT_FINAL']],
    ['pass unknown, new', results.passUnknown, undefined, ['not_awarded', 'RESULT_PASS_UNKNOWN']],
    ['no result yet', undefined, undefined, ['not_awarded', 'MISSING']],
    ['the same again', results.passed, award, ['unchanged']],
    ['another grade', { ...results.passed, grade: '9' }, award, ['corrected', 'AWARD_CORRECTED']],
    ['another date', { ...results.passed, achievedOn: '2026-07-01' }, award, ['corrected', 'AWARD_CORRECTED']],
    ['established fail after the award', results.failed, award, ['corrected', 'RESULT_NOT_PASSED', 'GRADE_BELOW_REQUIRED', 'AWARD_WITHDRAWN']],
    ['fail that is not established leaves the award', { ...results.failed, final: false, grade: '5' }, award, ['unchanged', 'RESULT_NOT_FINAL', 'RESULT_NOT_PASSED', 'GRADE_BELOW_REQUIRED']],
    ['no longer final leaves the award', results.provisional, award, ['unchanged', 'RESULT_NOT_FINAL']],
    ['pass unknown leaves the award', results.passUnknown, award, ['unchanged', 'RESULT_PASS_UNKNOWN']],
    ['result taken away leaves the award', undefined, award, ['unchanged', 'RESULT_REMOVED']],
    ['fail again after the withdrawal', results.failed, withdrawn, ['unchanged', 'RESULT_NOT_PASSED', 'GRADE_BELOW_REQUIRED']],
    ['passed after the withdrawal', results.passed, withdrawn, ['corrected', 'AWARD_CORRECTED']],
    ['tomorrow', { ...results.passed, achievedOn: '2026-09-02' }, undefined, ['not_awarded', 'DATE_IN_FUTURE']],
  ] as const)('%s', (_name, result, known, expected) => {
    expect(outcome(result, known)).toEqual(expected)
  })

  it('a reference that now names another learner is refused: an award does not change hands', () => {
    expect(outcome(results.passed, award, learners.noor)).toEqual(['rejected', 'LEARNER_CHANGED'])
  })

  it('a draft is not awarded', () => {
    const decision = decide({ reference: 'r', learner: learners.maartje, result: results.passed }, { entry: { ...entry, state: 'draft' }, award: undefined })
    expect(decision).toMatchObject({ outcome: 'not_awarded', reasons: [{ code: 'ACHIEVEMENT_NOT_PUBLISHED' }] })
  })
})

describe('a batch', () => {
  it('keeps the good rows and answers the bad ones by row, field and reason', async () => {
    const answer = await accept(row('r-1'), row('r-2', { learner: { ...learners.noor, familyName: '' }, achievedOn: 'yesterday' }), row('r-3', { passed: false, grade: '4' }), 'nonsense', row('r-5'), null)
    expect(answer.summary).toEqual({ awarded: 2, unchanged: 0, corrected: 0, notAwarded: 1, rejected: 3 })
    expect(answer.rows.map(({ row: number, reference, outcome, reasons }) => [number, reference, outcome, ...reasons.map(({ field, code }) => `${field} ${code}`)])).toEqual([
      [1, 'r-1', 'awarded'],
      [2, 'r-2', 'rejected', '/learner/familyName MISSING', '/achievedOn NOT_A_DATE'],
      [3, 'r-3', 'not_awarded', '/passed RESULT_NOT_PASSED', '/grade GRADE_BELOW_REQUIRED'],
      [4, null, 'rejected', ' WRONG_TYPE'],
      [5, 'r-5', 'awarded'],
      [6, null, 'rejected', ' MISSING'],
    ])
    expect(await books.awards.list({ limit: 10 })).toHaveLength(2)
  })

  it('sent again changes nothing', async () => {
    const first = await accept(row('r-1'), row('r-2', { learner: learners.noor }))
    const journal = await books.journal.list({ after: 0, limit: 100 })
    const again = await accept(row('r-2', { learner: learners.noor }), row('r-1'))
    expect(again.summary).toMatchObject({ awarded: 0, unchanged: 2, corrected: 0 })
    expect(new Set(again.rows.map(({ awardId }) => awardId))).toEqual(new Set(first.rows.map(({ awardId }) => awardId)))
    expect(await books.journal.list({ after: 0, limit: 100 })).toEqual(journal)
  })

  it('the same reference twice in one batch: the first counts', async () => {
    const { rows } = await accept(row('r-1'), row('r-1', { grade: '10' }))
    expect(rows.map(({ outcome, reasons }) => [outcome, ...reasons.map(({ code }) => code)])).toEqual([['awarded'], ['rejected', 'REFERENCE_REPEATED']])
    expect(await books.awards.list({ limit: 10 })).toMatchObject([{ grade: '8' }])
  })

  it('a reference that looks like a national identity number is warned of once; one that is called so is refused; none is kept', async () => {
    const { rows } = await accept(
      row('r-1', { learner: { ...learners.maartje, reference: '123456782' } }),
      row('r-2', { learner: { ...learners.maartje, reference: 'bsn 123456782' } }),
      row('r-3', { bsn: '111222333', learner: { ...learners.noor, nationalIdentityNumber: '111222333' } }))
    expect(rows.map(({ outcome, reasons, dropped }) => [outcome, ...reasons.map(({ field, code }) => `${field} ${code}`), dropped.nationalIdentityNumbers])).toEqual([
      ['awarded', '/learner/reference LOOKS_LIKE_NATIONAL_IDENTITY_NUMBER', 0],
      ['rejected', '/learner/reference NATIONAL_IDENTITY_NUMBER', 0],
      ['awarded', 2],
    ])
    expect(JSON.stringify([[...scope.tables.awards.values()], scope.tables.journal])).not.toMatch(/111222333|bsn/)
  })

  it('of an achievement that is not there is refused as a whole, also when no row is good', async () => {
    for (const rows of [[row('r-1')], ['x']]) expect(await refusal(acceptResults({ achievementId: randomUUID() as AchievementId, rows }, act, needs()))).toMatchObject({ code: 'RESULT_ACHIEVEMENT_UNKNOWN' })
  })

  it('of a thousand rows is settled in parts, and answered in order', async () => {
    const calls: number[] = []
    const awards = { settle: (...[to, ...rest]: Parameters<typeof books.awards.settle>) => { calls.push(to.results.length); return books.awards.settle(to, ...rest) } }
    const answer = await acceptResults({ achievementId, rows: Array.from({ length: 1000 }, (_, index) => row(`r-${index}`)) }, act, { awards, newId: randomUUID })
    expect(calls).toEqual([200, 200, 200, 200, 200])
    expect(answer.summary.awarded).toBe(1000)
    expect(answer.rows.map(({ row: number }) => number)).toEqual(Array.from({ length: 1000 }, (_, index) => index + 1))
  })
})

describe('OOAPI', () => {
  const person = { personId: 'p-1', primaryCode: { codeType: 'studentNumber', code: '1234567' }, givenName: 'Maartje', surnamePrefix: 'van', surname: 'Damme', mail: 'm@student.example', dateOfBirth: '2003-09-30' }
  const association = { associationId: 'a-1', associationType: 'componentOfferingAssociation', role: 'student', state: 'associated', person, offering: 'o-1' }
  const result = (changes: Record<string, unknown> = {}, final: boolean | undefined = true) => ({
    result: { state: 'completed', pass: 'passed', score: '9', resultDate: '2026-06-30', comment: 'Jantje heeft gespiekt.', consumers: [{ consumerKey: 'nl-test-admin', ...(final === undefined ? {} : { final }), irregularities: 'geen' }], ...changes },
  })
  const put = (id: string, body: unknown) => receiveAssociation(id, body, act, needs())
  const patch = (id: string, body: unknown) => receiveResult(id, body, act, needs())

  it('a person in an offering, then a final pass: one award; again, and nothing changes', async () => {
    expect(await put('a-1', association)).toMatchObject({ created: true, achievementId, settled: { outcome: 'not_awarded' } })
    const first = await patch('a-1', result())
    expect(first).toMatchObject({ settled: { outcome: 'awarded' } })
    expect(await patch('a-1', result())).toMatchObject({ settled: { outcome: 'unchanged', awardId: first.settled.awardId } })
    expect(await books.awards.list({ limit: 10 })).toMatchObject([{ learner: { reference: '1234567', givenName: 'Maartje', familyName: 'van Damme' }, grade: '9', source: 'ooapi', sourceReference: 'a-1' }])
    expect(JSON.stringify([[...scope.tables.associations.values()], [...scope.tables.awards.values()], scope.tables.journal])).not.toMatch(/2003|student\.example|gespiekt|irregularities/)
  })

  it('a national identity number is dropped and counted, and is nowhere afterwards', async () => {
    const withNumber = { ...association, person: { ...person, primaryCode: { codeType: 'nationalIdentityNumber', code: '111222333' }, otherCodes: [{ codeType: 'studentNumber', code: '1234567' }] } }
    expect(await put('a-1', withNumber)).toMatchObject({ dropped: { nationalIdentityNumbers: 1 } })
    const { associationId: _, ...withoutId } = withNumber
    expect(await refusal(put('111222333', withoutId))).toEqual({ code: 'ASSOCIATION_MALFORMED', paths: ['/associationId'] })
    expect(JSON.stringify([...scope.tables.associations.values(), ...scope.tables.journal])).not.toContain('111222333')
  })

  it('each part of a result may come in a message of its own', async () => {
    await put('a-1', association)
    expect(await patch('a-1', { result: { score: '9', resultDate: '2026-06-30', state: 'in progress' } })).toMatchObject({ settled: { outcome: 'not_awarded' } })
    expect(await patch('a-1', { result: { pass: 'passed', state: 'completed' } })).toMatchObject({ settled: { outcome: 'not_awarded', reasons: [{ field: '/result/consumers/0/final', code: 'RESULT_FINALITY_UNKNOWN' }] } })
    expect(await patch('a-1', { result: { consumers: [{ consumerKey: 'nl-test-admin', final: true }] } })).toMatchObject({ settled: { outcome: 'awarded' } })
  })

  it('a corrected grade is a correction; a fail withdraws; a result taken away leaves the award', async () => {
    await put('a-1', association)
    await patch('a-1', result())
    expect(await patch('a-1', { result: { score: '10' } })).toMatchObject({ settled: { outcome: 'corrected', reasons: [{ code: 'AWARD_CORRECTED' }] } })
    expect(await patch('a-1', { result: null })).toMatchObject({ settled: { outcome: 'unchanged', reasons: [{ code: 'RESULT_REMOVED' }] } })
    expect(await patch('a-1', result({ pass: 'failed', score: '4' }))).toMatchObject({ settled: { outcome: 'corrected', reasons: expect.arrayContaining([expect.objectContaining({ code: 'AWARD_WITHDRAWN' })]) as unknown } })
    expect(await books.awards.list({ limit: 10 })).toMatchObject([{ state: 'withdrawn', revision: 3, grade: '10' }])
  })

  it('the pass of the OKE example is unknown, and unknown is not a pass', async () => {
    await put('a-1', association)
    expect(await patch('a-1', result({ pass: 'unknown' }))).toMatchObject({ settled: { outcome: 'not_awarded', reasons: [{ field: '/result/pass', code: 'RESULT_PASS_UNKNOWN' }] } })
  })

  it('an attempt that names its person by id takes the learner of the association it belongs to', async () => {
    await put('a-1', association)
    const attempt = { ...association, associationId: 'a-2', person: 'p-1', consumers: [{ consumerKey: 'nl-test-admin', orgAssociationId: 'a-1', attempt: 2 }], ...result() }
    expect(await put('a-2', attempt)).toMatchObject({ association: { learner: { reference: '1234567' } }, settled: { outcome: 'awarded' } })
    expect(await refusal(put('a-9', { ...attempt, associationId: 'a-9', consumers: [] }))).toEqual({ code: 'ASSOCIATION_LEARNER_UNKNOWN', paths: ['/person'] })
    expect(await refusal(put('a-8', { ...attempt, associationId: 'a-8', person: { ...person, primaryCode: { codeType: 'studentNumber', code: '99' } } }))).toMatchObject({ code: 'ASSOCIATION_LEARNER_CHANGED' })
  })

  it('an association keeps its learner; a new spelling of the name comes through', async () => {
    await put('a-1', association)
    await patch('a-1', result())
    expect(await refusal(put('a-1', { ...association, person: { ...person, primaryCode: { codeType: 'studentNumber', code: '99' } } }))).toMatchObject({ code: 'ASSOCIATION_LEARNER_CHANGED' })
    expect(await put('a-1', { ...association, person: { ...person, surname: 'Dam' }, ...result() })).toMatchObject({ settled: { outcome: 'corrected' } })
    expect(await books.awards.list({ limit: 10 })).toMatchObject([{ learner: { familyName: 'van Dam' } }])
  })

  it('an enrolment that was denied or cancelled earns nothing', async () => {
    for (const state of ['denied', 'canceled']) expect(await put('a-1', { ...association, state, ...result() })).toMatchObject({ settled: { outcome: 'not_awarded', reasons: [{ field: '/state', code: 'ASSOCIATION_NOT_STANDING' }] } })
    expect(await books.awards.list({ limit: 10 })).toEqual([])
  })

  it('what cannot be placed is refused, and nothing of it is kept', async () => {
    expect(await refusal(put('a-1', { ...association, offering: 'o-9' }))).toEqual({ code: 'ASSOCIATION_OFFERING_UNKNOWN', paths: ['/offering'] })
    expect(await refusal(put('a-7', association))).toEqual({ code: 'ASSOCIATION_MALFORMED', paths: ['/associationId'] })
    expect(await refusal(put('a-1', { ...association, type: 'x', result: { ects: 3 } }))).toEqual({ code: 'ASSOCIATION_MALFORMED', paths: ['/type', '/result/ects'] })
    expect(await refusal(patch('a-1', result()))).toMatchObject({ code: 'ASSOCIATION_UNKNOWN' })
    expect(scope.tables.associations.size).toBe(0)
  })

  it('a result of a draft waits: it is not awarded, and says why', async () => {
    const draft = await createAchievement({ content: {}, offeringIds: ['o-2'] }, act, { achievements: books.achievements, newId: randomUUID })
    expect(await put('a-3', { ...association, associationId: 'a-3', offering: 'o-2', ...result() })).toMatchObject({ achievementId: draft, settled: { outcome: 'not_awarded', reasons: [{ code: 'ACHIEVEMENT_NOT_PUBLISHED' }] } })
  })
})
