import { describe, expect, it } from 'vitest'
import { isAsked, pickClaims, selectPath } from './pick-claims.ts'

const claims = {
  given_name: 'Noor',
  family_name: 'van Damme',
  achievement_title: { nl: 'Waterbeheer', en: 'Water management' },
  learning_outcomes: [
    { nl: 'een', en: 'one' },
    { nl: 'twee', en: 'two' },
  ],
  supervision: false,
  grade: null,
}

describe('picking the asked claims', () => {
  it('gives what was asked and nothing else', () => {
    expect(pickClaims(claims, [['given_name'], ['achievement_title', 'nl']])).toEqual({
      given_name: 'Noor',
      achievement_title: { nl: 'Waterbeheer' },
    })
  })

  it('follows null into every element and a number into one', () => {
    expect(pickClaims(claims, [['learning_outcomes', null, 'en']])).toEqual({
      learning_outcomes: [{ en: 'one' }, { en: 'two' }],
    })
    expect(pickClaims(claims, [['learning_outcomes', 1]])).toEqual({ learning_outcomes: [{ nl: 'twee', en: 'two' }] })
  })

  it('keeps false and null, which are answers too', () => {
    expect(pickClaims(claims, [['supervision'], ['grade']])).toEqual({ supervision: false, grade: null })
  })

  it('does not see what every object inherits (no constructor, no prototype)', () => {
    expect(pickClaims(claims, [['constructor'], ['__proto__'], ['toString']])).toEqual({})
    expect(selectPath(claims, ['constructor'])).toEqual([])
    expect(selectPath(claims, ['given_name', 'length'])).toEqual([])
  })

  it('gives nothing for an empty path (the whole credential cannot be asked this way)', () => {
    expect(pickClaims(claims, [[]])).toEqual({})
  })

  it('knows when something disclosed was asked: the same, above it or inside it', () => {
    expect(isAsked(['given_name'], [['given_name']])).toBe(true)
    expect(isAsked(['workload', 'ects'], [['workload']])).toBe(true)
    expect(isAsked(['workload'], [['workload', 'ects']])).toBe(true)
    expect(isAsked(['learning_outcomes', 3], [['learning_outcomes', null, 'en']])).toBe(true)
    expect(isAsked(['family_name'], [['given_name']])).toBe(false)
    expect(isAsked(['workload', 'hours'], [['workload', 'ects']])).toBe(false)
    expect(isAsked(['family_name'], [])).toBe(false)
  })
})
