import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { awardedAchievementSchema } from '../award/awarded-achievement.ts'
import { anyAwardedAchievement } from './any-achievement.ts'
import { withoutLosses } from './without-losses.ts'

describe('what tests are made with', () => {
  it('any award is one that the model takes as it is', () => {
    fc.assert(fc.property(anyAwardedAchievement, (award) => { expect(awardedAchievementSchema.parse(award)).toEqual(award) }), { numRuns: 200 })
  })

  it('what was lost is gone, also two of one list, and what held nothing else', () => {
    const value = { a: [{ b: 1 }, { b: 2, c: 3 }, { b: 4 }], d: { 'x/y': 1 }, e: 1 }
    const losses = ['/a/0/b', '/a/1/b', '/a/2', '/d/x~1y', '/none/here'].map((path) => ({ path, kind: 'left-out' as const }))
    expect(withoutLosses(value, losses)).toEqual({ a: [{ c: 3 }], e: 1 })
    expect(withoutLosses(value, [])).toEqual(value)
  })
})
