import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { europeanElements } from '../european-elements.ts'
import { careCertificate, circularMinor, completeAchievements, institutions, learners, regularCourse, smallModule, smallPilotCertificate } from '../fixtures/index.ts'
import { composeMicrocredentialClaims } from '../sd-jwt-vc/compose-claims.ts'
import type { Finding } from '../findings.ts'
import { almost, anyJson } from '../testing/any-json.ts'
import { achievementSchema } from './achievement.ts'
import type { Achievement, AchievementDraft } from './achievement.ts'
import { checkAchievement, completeAchievement } from './check-achievement.ts'
import { achievementRules } from './rules.ts'

const on = new Date('2026-09-01T10:00:00Z')
const errors = (draft: AchievementDraft, at = on): Finding[] => checkAchievement(draft, { on: at }).filter(({ severity }) => severity === 'error')
const paths = (findings: readonly Finding[]): string[] => findings.map(({ path }) => path)

describe('a complete achievement', () => {
  it.each(completeAchievements)('$name has no error and may be published', ({ achievement, on: day }) => {
    expect(errors(achievement, day)).toEqual([])
    expect(completeAchievement(achievement, { on: day })).toMatchObject({ ok: true, achievement })
  })
})

describe('the eleven elements of the European recommendation', () => {
  it('are eleven', () => {
    expect(europeanElements.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
  })

  it.each(europeanElements.filter(({ keptBy }) => keptBy === 'achievement'))('element $number, $path, is named when it is missing, with what to do in two languages', ({ path }) => {
    const { [path.split('/')[1] as keyof Achievement]: _left, ...without } = circularMinor
    const found = errors(without).filter((finding) => finding.path === path)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ code: 'MISSING', severity: 'error' })
    expect(found[0]?.message.nl).toMatch(/\w.*\. \w/)
    expect(found[0]?.message.en).toMatch(/\w.*\. \w/)
  })

  it('all that is missing is named at once', () => {
    expect(paths(errors({ kind: 'microcredential', sector: 'hbo' })).sort()).toEqual(
      ['/assessmentTypes', '/learningOutcomes', '/level/eqf', '/participation', '/qualityAssurance', '/title', '/workload'])
  })

  it('exactly the elements are enough: the rest only deserves a warning', () => {
    const { title, learningOutcomes, workload, level, assessmentTypes, participation, qualityAssurance } = circularMinor
    const bare = { kind: 'microcredential', sector: 'hbo', title, learningOutcomes, workload, level, assessmentTypes, participation, qualityAssurance } as Achievement
    expect(errors(bare)).toEqual([])
    expect(checkAchievement(bare, { on }).map(({ path, severity }) => `${severity} ${path}`).sort()).toEqual(['warning /criteria', 'warning /description', 'warning /languages'])
  })

  it('each text must be there in Dutch and in English', () => {
    expect(errors({ ...circularMinor, title: { nl: 'Minor' } })).toMatchObject([{ path: '/title/en', code: 'MISSING', message: { nl: 'Nog niet ingevuld: de titel in het Engels. Schrijf deze tekst ook in het Engels.' } }])
    expect(paths(errors({ ...circularMinor, learningOutcomes: [{ text: { en: 'Designs.' } }] }))).toEqual(['/learningOutcomes/0/text/nl'])
    expect(paths(errors({ ...circularMinor, title: { nl: '  ', en: '\u200b' } }))).toEqual(['/title/nl', '/title/en'])
  })

  it('a microcredential without level or quality assurance is refused, which the published schemas of the sector let pass', () => {
    const { level: _level, qualityAssurance: _quality, ...rest } = smallModule
    expect(paths(errors(rest)).sort()).toEqual(['/level/eqf', '/qualityAssurance'])
    expect(paths(errors({ ...smallModule, level: { nlqf: '7' } }))).toEqual(['/level/eqf'])
    expect(paths(errors({ ...smallModule, qualityAssurance: {} }))).toContain('/qualityAssurance')
  })

  it('an extra-curricular badge needs no level, workload or quality assurance; a regular one needs its programme', () => {
    const { programmeIdentifiers: _left, ...rest } = regularCourse
    expect(paths(errors(rest))).toEqual(['/programmeIdentifiers'])
  })
})

describe('size, by sector and by day', () => {
  const wo = (ects: string, day: string) => errors({ ...smallModule, workload: { ects } }, new Date(day)).map(({ rule }) => rule?.id)
  const hbo = (ects: string) => errors({ ...circularMinor, workload: { ects } }).map(({ rule }) => rule?.id)

  it.each([
    ['1', '2025-04-30T12:00:00Z', ['wo-at-least-3-ec-before-addendum']],
    ['1', '2025-05-01T12:00:00Z', []],
    ['0.5', '2026-01-01T12:00:00Z', ['wo-at-least-1-ec']],
    ['1', '2027-04-30T12:00:00Z', []],
    ['1', '2027-05-01T12:00:00Z', ['wo-at-least-3-ec-after-addendum']],
    ['3', '2027-05-01T12:00:00Z', []],
    ['30', '2026-01-01T12:00:00Z', []],
    ['30.5', '2026-01-01T12:00:00Z', ['ho-at-most-30-ec']],
  ])('wo: %s EC at %s → %j', (ects, day, expected) => {
    expect(wo(ects, day)).toEqual(expected)
  })

  it('a day begins at midnight in the Netherlands, not in Greenwich', () => {
    expect(wo('1', '2025-04-30T21:59:59Z')).toEqual(['wo-at-least-3-ec-before-addendum'])
    expect(wo('1', '2025-04-30T22:00:00Z')).toEqual([])
    expect(wo('1', '2027-04-30T22:00:00Z')).toEqual(['wo-at-least-3-ec-after-addendum'])
  })

  it('hbo: 3 to 30 EC in steps of a half', () => {
    expect(hbo('2.5')).toEqual(['hbo-at-least-3-ec'])
    expect(hbo('3')).toEqual([])
    expect(hbo('3.0')).toEqual([])
    expect(hbo('7.5')).toEqual([])
    expect(hbo('3.25')).toEqual(['ho-half-ec'])
    expect(hbo('3.1')).toEqual(['ho-half-ec'])
    expect(hbo('30.5')).toEqual(['ho-at-most-30-ec'])
  })

  it('hours stand in for credits at 28 an EC, and must agree with them', () => {
    const { workload: _left, ...rest } = circularMinor
    expect(errors({ ...rest, workload: { hours: '83' } }).map(({ rule }) => rule?.id)).toEqual(['hbo-at-least-84-hours'])
    expect(errors({ ...rest, workload: { hours: '840' } })).toEqual([])
    expect(checkAchievement({ ...rest, workload: { ects: '3', hours: '85' } }, { on })).toMatchObject([{ path: '/workload/hours', code: 'INCONSISTENT', severity: 'warning' }])
  })

  it('mbo: 240 SBU in principle; smaller is a warning that names the pilot, credits instead of hours an error', () => {
    expect(checkAchievement(careCertificate, { on })).toEqual([])
    expect(checkAchievement(smallPilotCertificate, { on })).toMatchObject([{ path: '/workload/sbu', severity: 'warning', code: 'BELOW_MINIMUM', rule: { id: 'mbo-240-sbu-in-principle' } }])
    expect(errors({ ...careCertificate, workload: { ects: '8' } })).toMatchObject([{ path: '/workload/sbu', code: 'MISSING' }])
  })
})

describe('the rules are data', () => {
  it('each has its own id, a source, and days that exist in the right order', () => {
    expect(new Set(achievementRules.map(({ id }) => id)).size).toBe(achievementRules.length)
    for (const rule of achievementRules) {
      expect(rule.source).not.toBe('')
      for (const day of [rule.validFrom, rule.validUntil]) if (day !== undefined) expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day)
      if (rule.validFrom !== undefined && rule.validUntil !== undefined) expect(rule.validFrom <= rule.validUntil).toBe(true)
      if (rule.demand !== 'present' && rule.demand !== 'one-of') expect(rule.message).toBeDefined()
    }
  })

  it('on every day one lower limit in credits holds for a microcredential of the wo, without gap or overlap', () => {
    const lower = achievementRules.filter((rule) => rule.demand === 'at-least' && rule.unit === 'ects' && rule.kinds.includes('microcredential') && rule.sectors.includes('wo'))
    for (const day of ['2020-01-01', '2025-04-30', '2025-05-01', '2026-06-01', '2027-04-30', '2027-05-01', '2035-01-01']) {
      expect(lower.filter(({ validFrom, validUntil }) => (validFrom ?? '') <= day && day <= (validUntil ?? '9999'))).toHaveLength(1)
    }
  })
})

describe('shape and text', () => {
  it('names what is unknown, too long, or not in the vocabulary', () => {
    const findings = errors({ ...circularMinor, assessmentTypes: ['oram_exam'], titel: 'x', title: { nl: 'x'.repeat(256), en: 'x' } } as never)
    expect(findings.map(({ path, code }) => `${code} ${path}`).sort()).toEqual(['NOT_ALLOWED_VALUE /assessmentTypes/0', 'TOO_LONG /title/nl', 'UNKNOWN_FIELD /titel'])
  })

  it('PAR-07: refuses NUL and lone surrogates by field, keeps direction controls with a warning', () => {
    expect(errors({ ...circularMinor, title: { nl: 'a\u0000b', en: '\ud83dx' } }).map(({ path, code }) => `${code} ${path}`)).toEqual(['TEXT_CONTROL_CHARACTER /title/nl', 'TEXT_LONE_SURROGATE /title/en'])
    const turned = checkAchievement({ ...circularMinor, title: { nl: 'a\u202eb', en: 'a' } }, { on })
    expect(turned).toMatchObject([{ path: '/title/nl', code: 'TEXT_BIDI_CONTROL', severity: 'warning' }])
  })

  it('WEB-01: markup is text like any other, and comes out as it went in', () => {
    const title = { nl: '<img src=x onerror=alert(1)> {{7*7}}', en: '<svg/onload=alert(1)>' }
    expect(completeAchievement({ ...circularMinor, title }, { on })).toMatchObject({ ok: true, achievement: { title } })
  })

  it.each(['javascript:alert(1)', 'http://example.org', 'https://user:pw@example.org', 'https://example.org/\nx', 'https://', '//example.org', 'data:text/html,x'])('a web address is https and nothing else: %j', (url) => {
    expect(errors({ ...circularMinor, qualityAssurance: { ...circularMinor.qualityAssurance, url } })).toMatchObject([{ path: '/qualityAssurance/url', code: 'NOT_A_WEB_ADDRESS' }])
  })

  it('a scale of grades must be one', () => {
    expect(paths(errors({ ...circularMinor, gradeScale: { minimum: '10', maximum: '1' } }))).toEqual(['/gradeScale'])
    expect(paths(errors({ ...circularMinor, gradeScale: { minimum: '1', maximum: '10', required: '11' } }))).toEqual(['/gradeScale'])
    expect(paths(errors({ ...circularMinor, gradeScale: { minimum: '1' } }))).toEqual(['/gradeScale/maximum'])
  })

  it('one whose texts together do not fit in a credential is not complete; one that does leaves room for what issuing adds', () => {
    const filled = (count: number, text: string): Achievement => ({ ...circularMinor, learningOutcomes: Array.from({ length: count }, () => ({ text: { nl: text, en: text } })) })
    for (const text of ['x', 'é', '"'].map((character) => character.repeat(1000))) {
      const sizes = Array.from({ length: 50 }, (_, at) => filled(at + 1, text)).map((achievement) => {
        const { claims } = composeMicrocredentialClaims({ achievement, learner: learners.maartje, awardedOn: '2026-06-30', institution: institutions.hogeschool })
        return { complete: errors(achievement).length === 0, bytes: Buffer.byteLength(JSON.stringify(claims)) }
      })
      expect(sizes[0]).toMatchObject({ complete: true })
      for (const { complete, bytes } of sizes) if (complete) expect(bytes).toBeLessThan(60_000)
    }
    expect(errors(filled(50, 'x'.repeat(1000)))).toMatchObject([{ code: 'TOO_LARGE', path: '', message: { en: expect.stringContaining('at most 56,000') as string } }])
  })

  it('PAR-02: ten thousand levels or a hundred thousand members are refused early, with a path, and fast', () => {
    let deep: unknown = 'x'
    for (let level = 0; level < 10_000; level += 1) deep = { title: deep }
    const before = performance.now()
    expect(checkAchievement(deep as AchievementDraft, { on })).toMatchObject([{ code: 'TOO_DEEP' }])
    expect(checkAchievement({ title: Array.from({ length: 100_000 }, () => 1) } as never, { on })).toMatchObject([{ code: 'TOO_LARGE' }])
    expect(checkAchievement({ title: { nl: 'x'.repeat(10_000_000) } }, { on })).toMatchObject([{ code: 'TOO_LARGE' }])
    expect(performance.now() - before).toBeLessThan(1000)
  })
})

describe('whatever it is given', () => {
  const wellFormed = (findings: readonly Finding[]): void => {
    for (const { path, message, code } of findings) {
      expect(path === '' || path.startsWith('/')).toBe(true)
      expect(path.isWellFormed() && message.nl.isWellFormed() && message.en.isWellFormed()).toBe(true)
      expect([message.nl, message.en, code].every((text) => text.length > 0)).toBe(true)
    }
  }

  it('answers with findings and never with an exception', () => {
    fc.assert(fc.property(anyJson, (value) => { wellFormed(checkAchievement(value as AchievementDraft, { on })) }), { numRuns: 1500 })
  })

  it('no error means complete, and complete means no error of shape (one thing wrong somewhere)', () => {
    fc.assert(fc.property(almost(circularMinor), (value) => {
      const findings = checkAchievement(value as AchievementDraft, { on })
      wellFormed(findings)
      if (!findings.some(({ severity }) => severity === 'error')) expect(achievementSchema.safeParse(value).success).toBe(true)
    }), { numRuns: 1500 })
  })
})
