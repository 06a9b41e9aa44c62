import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cases } from '../fixtures/index.ts'
import { anyAwardedAchievement } from '../testing/any-achievement.ts'
import { checkStackability } from './check-stackability.ts'
import { stackableAwardOf } from './stackable-award.ts'
import { stackableAwardSchema } from './stacking-rule.ts'
import type { StackingRule } from './stacking-rule.ts'

const ids = { id: 'w-1', achievement: 'a-1', institution: 'i-1' }

describe('an award as stacking sees it', () => {
  it('has its size, level, outcomes and last valid day, and nothing of the learner', () => {
    const [care, , , , teaching] = cases.map(({ award }) => stackableAwardOf(award, ids))
    expect(care).toEqual({ ...ids, kind: 'microcredential', sector: 'mbo', eqf: 3, workload: { sbu: '240' }, learningOutcomes: ['https://data.europa.eu/esco/skill/3b9c7b70-1d0c-4a3a-9f1c-4a9a1c0f6f11'], awardedOn: '2026-06-30' })
    expect(teaching).toMatchObject({ workload: { ects: '3.5' }, validUntil: '2031-05-28', learningOutcomes: [] })
    expect(JSON.stringify(cases.map(({ award }) => stackableAwardOf(award, ids)))).not.toMatch(/Maartje|1234567/)
  })

  it('any award can be judged', () => {
    fc.assert(fc.property(anyAwardedAchievement, (award) => {
      const stackable = stackableAwardOf(award, ids)
      expect(stackableAwardSchema.parse(stackable)).toEqual(stackable)
    }), { numRuns: 300 })
  })

  it('a professional stacks what was earned at three institutions', () => {
    const rule: StackingRule = {
      programme: { nl: 'Associate degree Logistiek', en: 'Associate degree Logistics' }, credits: { unit: 'ects', needed: '36' }, accepted: [{ sectors: ['hbo', 'wo'], eqfAtLeast: 5 }],
      onlyWhileValid: true, overlappingOutcomes: 'count_each', atMostPerInstitution: { credits: '30' },
    }
    const awards = cases.map(({ award }, at) => stackableAwardOf(award, { id: `w-${String(at).padStart(2, '0')}`, achievement: award.achievement.title.en, institution: award.institution.name.en }))
    const checked = checkStackability(rule, awards, { on: new Date('2026-11-28T12:00:00Z') })
    // The minor fills the cap of the Hogeschool; the associate degree of 120 EC does not fit under it.
    expect(checked).toMatchObject({ ok: true, stacking: { reached: true, credits: { counted: '40.5', missing: '0' } } })
  })
})
