import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { circularMinor, learners, results } from '../fixtures/index.ts'
import { anyJson } from '../testing/any-json.ts'
import { checkAward } from './check-award.ts'

const codes = (...[result, learner = learners.maartje, on]: [Parameters<typeof checkAward>[1], Parameters<typeof checkAward>[2]?, Date?]) =>
  checkAward(circularMinor, result, learner, on ? { on } : {}).map(({ path, code, severity }) => `${severity} ${code} ${path}`)

describe('a result becomes an award only when', () => {
  it('it is final, passed and dated, with or without a grade', () => {
    expect(codes(results.passed)).toEqual([])
    expect(codes(results.passedWithoutGrade)).toEqual([])
    expect(codes(results.passed, learners.wei)).toEqual([])
  })

  it.each([
    [results.failed, ['error RESULT_NOT_PASSED /result/passed', 'warning GRADE_BELOW_REQUIRED /result/grade']],
    [results.provisional, ['error RESULT_NOT_FINAL /result/final']],
    [results.passUnknown, ['error RESULT_PASS_UNKNOWN /result/passed']],
    [{ ...results.passed, final: 'unknown' as const }, ['error RESULT_FINALITY_UNKNOWN /result/final']],
    [{ ...results.passed, state: 'in progress' }, ['error RESULT_NOT_COMPLETED /result/state']],
    [{ ...results.passed, state: 'finished' }, []],
    [{ final: true, passed: true } as const, ['error MISSING /result/achievedOn']],
  ])('%j → %j', (result, expected) => {
    expect(codes(result)).toEqual(expected)
  })

  it('a high grade does not make a pass of an unknown one', () => {
    expect(codes(results.passUnknown)).toEqual(['error RESULT_PASS_UNKNOWN /result/passed'])
  })

  it('it is not of tomorrow, by the day in the Netherlands', () => {
    expect(codes({ ...results.passed, achievedOn: '2026-07-01' }, undefined, new Date('2026-06-30T21:59:00Z'))).toEqual(['error DATE_IN_FUTURE /result/achievedOn'])
    expect(codes({ ...results.passed, achievedOn: '2026-07-01' }, undefined, new Date('2026-06-30T22:00:00Z'))).toEqual([])
  })

  it('it is of a day on which the achievement could be earned', () => {
    expect(checkAward({ ...circularMinor, awardableUntil: '2026-06-29' }, results.passed, learners.maartje)).toMatchObject([{ path: '/result/achievedOn', code: 'ABOVE_MAXIMUM' }])
  })

  it('its grade lies on the scale; Dutch and English ways of writing are read, words are left alone', () => {
    expect(codes({ ...results.passed, grade: '10,5' })).toEqual(['error GRADE_OUTSIDE_SCALE /result/grade'])
    expect(codes({ ...results.passed, grade: '7,5' })).toEqual([])
    expect(codes({ ...results.passed, grade: '5.4' })).toEqual(['warning GRADE_BELOW_REQUIRED /result/grade'])
    expect(codes({ ...results.passed, grade: 'voldoende' })).toEqual([])
  })

  it('the learner is named and has a reference of the institution', () => {
    expect(codes(results.passed, { reference: '', givenName: ' ', familyName: 'x\u0000' })).toEqual(
      ['error MISSING /learner/reference', 'error MISSING /learner/givenName', 'error TEXT_CONTROL_CHARACTER /learner/familyName'])
    expect(codes(results.passed, { ...learners.maartje, reference: 'bsn:123456782' })).toEqual(['error NATIONAL_IDENTITY_NUMBER /learner/reference'])
  })
})

it('whatever it is given, answers and never throws', () => {
  fc.assert(fc.property(anyJson, anyJson, (result, learner) => {
    expect(Array.isArray(checkAward(circularMinor, result as never, learner as never, { on: new Date('2026-07-01') }))).toBe(true)
  }), { numRuns: 1000 })
})
