import fc from 'fast-check'
import { expect, it } from 'vitest'
import { circularMinor, institutions, learners, smallModule } from '../fixtures/index.ts'
import { composeMicrocredentialClaims } from '../sd-jwt-vc/compose-claims.ts'
import { anyJson } from '../testing/any-json.ts'
import { stackableAwardOfClaims } from './stackable-claims.ts'
import { stackableAwardSchema } from './stacking-rule.ts'

const takenFor = { id: 'r1', achievement: 'a:minor', institution: 'did:web:school.example', kind: 'microcredential', sector: 'hbo', learningOutcomes: ['lo:1', 'lo:1'] } as const
const claimsOf = (achievement: typeof circularMinor) => composeMicrocredentialClaims({ achievement, learner: learners.maartje, awardedOn: '2026-06-30', institution: institutions.hogeschool }).claims

it('a presented credential has the size, level and days that were shown, and nothing of the learner', () => {
  const read = stackableAwardOfClaims(claimsOf({ ...circularMinor, validForDays: 365 }), takenFor)
  expect(read).toMatchObject({
    ok: true,
    value: { ...takenFor, learningOutcomes: ['lo:1'], eqf: 6, workload: { ects: '30', hours: '840' }, awardedOn: '2026-06-30', validUntil: '2027-06-30' },
  })
  expect(JSON.stringify(read)).not.toContain(learners.maartje.familyName)
  if (read.ok) expect(stackableAwardSchema.parse(read.value)).toEqual(read.value)
})

it('what was not shown counts for nothing; without the day of awarding nothing can be said', () => {
  const { workload: _workload, level_of_learning_experience: _level, ...fewer } = claimsOf(smallModule)
  const read = stackableAwardOfClaims(fewer, takenFor)
  expect(read.ok && [read.value.workload, read.value.eqf, read.value.validUntil]).toEqual([{}, undefined, undefined])
  const { date_of_issuance: _day, ...undated } = claimsOf(smallModule)
  expect(stackableAwardOfClaims(undated, takenFor)).toMatchObject({ ok: false, findings: [{ path: '/date_of_issuance', code: 'MISSING' }] })
})

it('never throws, and gives an award that the rule can be applied to or says why not', () => {
  fc.assert(fc.property(anyJson, (claims) => {
    const read = stackableAwardOfClaims(claims, takenFor)
    if (read.ok) expect(stackableAwardSchema.safeParse(read.value).success).toBe(true)
    else expect(read.findings.length).toBeGreaterThan(0)
  }), { numRuns: 300 })
})
