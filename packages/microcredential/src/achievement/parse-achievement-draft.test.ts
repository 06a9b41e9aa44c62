import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { completeAchievements } from '../fixtures/index.ts'
import { almost, anyJson } from '../testing/any-json.ts'
import { circularMinor } from '../fixtures/index.ts'
import { checkAchievement } from './check-achievement.ts'
import { parseAchievementDraft } from './parse-achievement-draft.ts'

describe('a draft', () => {
  it('may lack anything', () => {
    expect(parseAchievementDraft({})).toEqual({ ok: true, achievement: {} })
    expect(parseAchievementDraft({ title: { nl: '' }, learningOutcomes: [], workload: {}, qualityAssurance: {} })).toMatchObject({ ok: true })
  })

  it.each(completeAchievements)('may be complete, and comes out as it went in: $name', ({ achievement }) => {
    expect(parseAchievementDraft(JSON.parse(JSON.stringify(achievement)))).toEqual({ ok: true, achievement })
  })

  it('may not hold what is malformed or unknown; every mistake is named', () => {
    const read = parseAchievementDraft({ kind: 'badge', workload: { ects: 2.5 }, level: { eqf: 9 }, titel: {}, title: { nl: 'a\u0000' }, awardableUntil: '2026-02-30' })
    expect(read.ok ? [] : read.findings.map(({ path, code }) => `${code} ${path}`).sort()).toEqual([
      'ABOVE_MAXIMUM /level/eqf', 'NOT_ALLOWED_VALUE /kind', 'NOT_A_DATE /awardableUntil', 'TEXT_CONTROL_CHARACTER /title/nl', 'UNKNOWN_FIELD /titel', 'WRONG_TYPE /workload/ects'])
  })

  it('a credit count is text: a number says what to do', () => {
    const read = parseAchievementDraft({ workload: { ects: 2.5 } })
    expect(read).toMatchObject({ ok: false, findings: [{ path: '/workload/ects', message: { en: expect.stringContaining('as text, for example "15" or "2.5"') as string } }] })
    for (const wrong of ['2,5', '1e3', '-1', '.5', '5.', ' 5', '', '0x10', '1234567', '00']) expect(parseAchievementDraft({ workload: { ects: wrong } }).ok).toBe(false)
  })

  it('a language is one that can be named to people', () => {
    for (const tag of ['nl', 'en-GB', 'fry', 'sr-Latn-RS', 'nl-1994', 'es-419']) {
      expect(parseAchievementDraft({ languages: [tag] }).ok, tag).toBe(true)
      expect(() => new Intl.DisplayNames(['nl'], { type: 'language' }).of(tag)).not.toThrow()
    }
    for (const tag of ['nl-12', 'nl-1a', 'zh-min', 'nl-aaaa-bbbb', 'nl-NL-BE', 'nl_NL', 'NL', 'nl-', '']) {
      expect(parseAchievementDraft({ languages: [tag] }), tag).toMatchObject({ ok: false, findings: [{ path: '/languages/0', code: 'WRONG_FORM' }] })
    }
  })

  it('PAR-03: a member named __proto__ is unknown, and pollutes nothing', () => {
    expect(parseAchievementDraft(JSON.parse('{"__proto__":{"polluted":1},"title":{"constructor":{"prototype":{"polluted":1}}}}'))).toMatchObject({ ok: false })
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
  })

  it('a foreign name in a pointer is escaped, cleaned and bounded', () => {
    const read = parseAchievementDraft({ ['a/b~c\u0000\u202e']: 1, ['x'.repeat(1000)]: 1 })
    expect(read.ok ? [] : read.findings.map(({ path }) => path)).toEqual(['/a~1b~0c��', `/${'x'.repeat(60)}`])
  })

  it.each([null, undefined, 1, 'x', [], true, Symbol('x'), () => 1, new Date(), new Map(), 1n, NaN])('what is not an object has a finding: %s', (value) => {
    expect(parseAchievementDraft(value)).toMatchObject({ ok: false })
  })

  it('whatever it is given, answers and never throws; what it lets in can be checked', () => {
    fc.assert(fc.property(fc.oneof(anyJson, almost(circularMinor)), (value) => {
      const read = parseAchievementDraft(value)
      if (read.ok) checkAchievement(read.achievement, { on: new Date('2026-09-01') })
      else expect(read.findings.length).toBeGreaterThan(0)
    }), { numRuns: 1500 })
  })
})
