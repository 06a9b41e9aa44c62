import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyAwardedAchievement } from '../testing/any-achievement.ts'
import { almost, anyJson } from '../testing/any-json.ts'
import { withoutLosses } from '../testing/without-losses.ts'
import { circularMinor, institutions, learners, teachingQualification } from '../fixtures/index.ts'
import { composeMicrocredentialClaims, microcredentialLosses } from './compose-claims.ts'
import { readMicrocredentialClaims } from './read-claims.ts'

const minor = composeMicrocredentialClaims({ achievement: circularMinor, learner: learners.maartje, awardedOn: '2026-06-30', grade: '8', institution: institutions.hogeschool }).claims

describe('claims that are read back', () => {
  it('say what was composed, up to the losses', () => {
    fc.assert(fc.property(anyAwardedAchievement, ({ achievement, learner: { givenName, familyName }, awardedOn, grade, institution: { name, country } }) => {
      const input = { achievement, learner: { givenName, familyName }, awardedOn, ...(grade === undefined ? {} : { grade }), institution: { name, country } }
      const { claims } = composeMicrocredentialClaims(input)
      expect(readMicrocredentialClaims(claims)).toMatchObject({ ok: true, findings: [] })
      const read = readMicrocredentialClaims(claims)
      expect(read.ok && read.value).toEqual(withoutLosses(input, microcredentialLosses(input)))
    }), { numRuns: 300 })
  })

  it('what is lost is named: an expiry is not, the level of the NLQF and the grade scale are', () => {
    const losses = (achievement: typeof circularMinor) => microcredentialLosses({ achievement, learner: learners.maartje, awardedOn: '2026-06-30', institution: institutions.hogeschool }).map(({ path }) => path)
    expect(losses(circularMinor)).toEqual(expect.arrayContaining(['/achievement/level/nlqf', '/achievement/gradeScale', '/achievement/alignments']))
    expect(losses(teachingQualification)).not.toContain('/achievement/validForDays')
  })

  it('what was not disclosed is unknown, not untrue', () => {
    const { supervision: _supervision, given_name: _name, stackable: _stackable, ...shown } = minor
    const read = readMicrocredentialClaims(shown)
    expect(read).toMatchObject({ ok: true, findings: [], value: { learner: { familyName: 'van Damme' } } })
    expect(read.ok && read.value.achievement).not.toHaveProperty('supervision')
    expect(read.ok && read.value.achievement).not.toHaveProperty('stackability')
  })

  it('a value that cannot be is left out, with a warning at its claim', () => {
    const read = readMicrocredentialClaims({ ...minor, level_of_learning_experience: 9, assessment_type: ['oral_exam', 'divination'] })
    expect(read).toMatchObject({ ok: true, value: { achievement: { assessmentTypes: ['oral_exam'] } }, findings: [{ path: '/level_of_learning_experience', severity: 'warning' }, { path: '/assessment_type' }] })
    expect(read.ok && read.value.achievement).not.toHaveProperty('level')
  })

  it('a national identity number is dropped and counted, and refused where it hides in another claim', () => {
    const read = readMicrocredentialClaims({ ...minor, bsn: '111222333' })
    expect(read).toMatchObject({ ok: true, dropped: { nationalIdentityNumbers: 1 } })
    expect(JSON.stringify(read)).not.toContain('111222333')
    expect(readMicrocredentialClaims({ ...minor, bsn: '111222333', family_name: 'Damme 111222333' })).toMatchObject({ ok: false, findings: [{ path: '/family_name', code: 'NATIONAL_IDENTITY_NUMBER' }] })
  })

  it('any JSON is answered, never with an exception', () => {
    fc.assert(fc.property(fc.oneof(anyJson, almost(minor)), (claims) => { expect(readMicrocredentialClaims(claims)).toHaveProperty('ok') }), { numRuns: 1500 })
  })
})
