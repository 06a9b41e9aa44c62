import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AchievementDraft } from '../achievement/achievement.ts'
import { checkAchievement } from '../achievement/check-achievement.ts'
import { achievementRules } from '../achievement/rules.ts'
import { projectBadgeClass } from '../edubadges/project-badge-class.ts'
import { composeLearningCredentialClaims } from '../eudi/learning-credential.ts'
import { careCertificate, circularMinor, committeeWork, completeAchievements, institutions, learners, regularCourse, smallModule } from '../fixtures/index.ts'
import { hasErrors } from '../findings.ts'
import { anyAchievement } from '../testing/any-achievement.ts'
import { checkStandards } from './check-standards.ts'
import { standards } from './standards.ts'

const on = new Date('2026-09-01T10:00:00Z')
const check = (draft: AchievementDraft, id: string, circumstances: Partial<Parameters<typeof checkStandards>[1]> = {}) => {
  const found = checkStandards(draft, { on, ...circumstances }).find((row) => row.id === id)
  if (found === undefined) throw new Error(`no standard ${id}`)
  return found
}
const errors = (draft: AchievementDraft, id: string, circumstances = {}): string[] =>
  check(draft, id, circumstances).findings.filter(({ severity }) => severity === 'error').map(({ code, path }) => `${code} ${path}`)
const without = (draft: AchievementDraft, ...fields: (keyof AchievementDraft)[]): AchievementDraft => Object.fromEntries(Object.entries(draft).filter(([field]) => !fields.some((gone) => gone === field)))
const complete = { ...circularMinor, qualityAssurance: { ...circularMinor.qualityAssurance, name: { nl: 'Kader', en: 'Framework' }, description: { nl: 'Uitleg', en: 'Explanation' }, url: 'https://npuls.nl/kader' } }

describe('a minor that has everything', () => {
  it('satisfies every standard that is about it', () => {
    expect(checkStandards(complete, { on, institution: institutions.hogeschool }).map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'european-recommendation satisfied', 'quality-framework-hbo-wo satisfied', 'quality-framework-mbo not_applicable', 'edubadges satisfied',
      'microcredential-sd-jwt-vc satisfied', 'open-badges-3 satisfied', 'european-learning-model-3 satisfied', 'eudi-learning-credential satisfied',
    ])
  })

  it('says what the documents of each would not say', () => {
    const losses = (id: string) => check(complete, id).losses?.map(({ path, kind }) => `${kind} ${path}`)
    expect(losses('edubadges')).toEqual(expect.arrayContaining(['one-language /title', 'coarser /learningOutcomes', 'left-out /level/cycle', 'left-out /gradeScale']))
    expect(losses('open-badges-3')).toEqual([])
    expect(check({ ...complete, alignments: [{ name: 'Zonder adres' }] }, 'open-badges-3').losses).toEqual([{ path: '/alignments/0', kind: 'left-out' }])
    expect(losses('european-learning-model-3')).toEqual(['left-out /alignments'])
    expect(losses('eudi-learning-credential')).toEqual(expect.arrayContaining(['one-language /title', 'left-out /criteria', 'left-out /supervision']))
    expect(losses('microcredential-sd-jwt-vc')).toEqual(expect.arrayContaining(['left-out /kind', 'left-out /gradeScale']))
    expect(losses('european-recommendation')).toBeUndefined()
  })
})

describe('the European recommendation', () => {
  const elements = ['title', 'learningOutcomes', 'workload', 'level', 'assessmentTypes', 'participation', 'qualityAssurance'] as const

  it.each(elements)('wants %s', (field) => {
    expect(errors(without(complete, field), 'european-recommendation')).toEqual([`MISSING /${field === 'level' ? 'level/eqf' : field}`])
  })

  it('is not satisfied with half an element, nor by an institution without a name', () => {
    expect(errors({ ...complete, title: { nl: 'Minor' } }, 'european-recommendation')).toEqual(['MISSING /title/en'])
    const nameless = { ...institutions.roc, name: { nl: 'ROC', en: '' } }
    expect(errors(complete, 'european-recommendation', { institution: nameless })).toEqual(['MISSING /institution/name/en'])
    expect(errors(complete, 'european-recommendation')).toEqual([])
  })

  it('is about microcredentials, and about what may become one', () => {
    expect([check(regularCourse, 'european-recommendation').outcome, check({}, 'european-recommendation').outcome]).toEqual(['not_applicable', 'lacking'])
  })
})

describe('a Dutch quality framework', () => {
  it('is that of the sector and the day', () => {
    expect(errors(smallModule, 'quality-framework-hbo-wo')).toEqual([])
    expect(errors(smallModule, 'quality-framework-hbo-wo', { on: new Date('2027-05-01T10:00:00Z') })).toEqual(['BELOW_MINIMUM /workload/ects'])
    expect(check(careCertificate, 'quality-framework-hbo-wo').outcome).toBe('not_applicable')
    expect(check(careCertificate, 'quality-framework-mbo').outcome).toBe('satisfied')
  })

  it('is not satisfied by a size that is not said, and may hold reservations', () => {
    expect(errors(without(smallModule, 'workload'), 'quality-framework-hbo-wo')).toEqual(['MISSING /workload'])
    expect(errors({ ...careCertificate, workload: { ects: '5' } }, 'quality-framework-mbo')).toEqual(['MISSING /workload/sbu'])
    expect(check({ ...careCertificate, workload: { sbu: '80' } }, 'quality-framework-mbo')).toMatchObject({ outcome: 'satisfied', findings: [{ severity: 'warning', path: '/workload/sbu' }] })
  })

  it('cannot be judged without kind and sector', () => {
    expect(errors({ title: { nl: 'T', en: 'T' } }, 'quality-framework-mbo')).toEqual(['MISSING /kind', 'MISSING /sector'])
  })
})

describe('edubadges', () => {
  it('wants what publishing does not: description, criteria, language, and all of the quality assurance', () => {
    const draft = { ...without(complete, 'description', 'criteria', 'languages'), qualityAssurance: { name: { nl: 'K', en: 'F' } } }
    expect(hasErrors(checkAchievement(draft, { on }))).toBe(false)
    expect(errors(draft, 'edubadges')).toEqual(['MISSING /description', 'MISSING /criteria', 'MISSING /languages', 'MISSING /qualityAssurance/url', 'MISSING /qualityAssurance/description'])
  })

  it('wants a code of the programme for a regular one, and little for an extra-curricular one', () => {
    expect(errors(without(regularCourse, 'programmeIdentifiers'), 'edubadges')).toEqual(['MISSING /programmeIdentifiers'])
    expect([check(regularCourse, 'edubadges').outcome, check(committeeWork, 'edubadges').outcome]).toEqual(['satisfied', 'satisfied'])
    expect(check({ ...regularCourse, kind: 'course' }, 'edubadges').outcome).toBe('not_applicable')
  })

  it('is not satisfied with words that it does not know', () => {
    expect(errors({ ...complete, assessmentTypes: ['skills_test'], participation: ['volunteering'], languages: ['fry'] }, 'edubadges')).toEqual(
      ['NOT_ALLOWED_VALUE /languages', 'NOT_ALLOWED_VALUE /assessmentTypes', 'NOT_ALLOWED_VALUE /participation'])
    expect(errors({ ...complete, assessmentTypes: ['skills_test', 'written_exam'] }, 'edubadges')).toEqual([])
  })

  it('keeps to the limits of size', () => {
    expect(errors({ ...complete, workload: { ects: '2.25' } }, 'edubadges')).toEqual(['BELOW_MINIMUM /workload/ects', 'WRONG_STEP /workload/ects'])
    expect(errors(without(complete, 'workload'), 'edubadges')).toEqual(['MISSING /workload'])
  })

  it('has in its document all that it wants, once satisfied', () => {
    fc.assert(fc.property(anyAchievement, (achievement) => {
      fc.pre(check(achievement, 'edubadges').outcome === 'satisfied')
      const { document } = projectBadgeClass({ achievement, id: 'https://x.example/1', issuer: 'https://x.example/2', language: 'nl' })
      expect([document.name, document.description, document.criteria.narrative, document['extensions:LanguageExtension']]).not.toContain(undefined)
    }), { numRuns: 30 })
  })
})

describe('standards with documents', () => {
  it('want a whole achievement, and tell no losses before', () => {
    for (const id of ['microcredential-sd-jwt-vc', 'open-badges-3', 'european-learning-model-3', 'eudi-learning-credential']) {
      const found = check({ ...complete, title: { nl: 'Alleen Nederlands' } }, id)
      expect([id, found.outcome, found.losses]).toEqual([id, 'lacking', undefined])
    }
  })

  it('name what is missing once, whoever wants it', () => {
    expect(errors({ ...complete, qualityAssurance: { name: { nl: 'Kader' } } }, 'eudi-learning-credential')).toEqual(['MISSING /qualityAssurance/name/en'])
  })

  it('an Open Badge says its title where a description or criteria are missing, which deserves a look', () => {
    expect(check(without(complete, 'description', 'criteria'), 'open-badges-3')).toMatchObject({ outcome: 'satisfied', findings: [{ severity: 'warning', path: '/description' }, { severity: 'warning', path: '/criteria' }] })
  })

  it('an EUDI learning credential is lacking exactly when one of its mandatory claims has no value', () => {
    fc.assert(fc.property(anyAchievement, (achievement) => {
      const award = { achievement, learner: learners.noor, awardedOn: '2026-06-30', institution: institutions.roc }
      const { missing } = composeLearningCredentialClaims(award, { language: 'nl', learnerIdentification: 's1' })
      expect(check(achievement, 'eudi-learning-credential').outcome).toBe(missing.length === 0 ? 'satisfied' : 'lacking')
    }))
  })
})

describe('whatever it is given', () => {
  it('any achievement on any day is judged by every standard, each finding once, in two languages', () => {
    const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true })
    fc.assert(fc.property(anyAchievement, day, (achievement, on) => {
      const rows = checkStandards(achievement, { on, institution: institutions.roc })
      expect(rows.map(({ id }) => id)).toEqual(standards.map(({ id }) => id))
      for (const { outcome, findings, losses } of rows) {
        expect(outcome === 'lacking').toBe(hasErrors(findings))
        expect(new Set(findings.map(({ code, path }) => `${code} ${path}`)).size).toBe(findings.length)
        for (const { message } of findings) expect(message).toEqual({ nl: expect.stringMatching(/\w/), en: expect.stringMatching(/\w/) })
        for (const { path } of losses ?? []) expect(Object.keys(achievement)).toContain(path.split('/')[1])
      }
    }))
  })

  it('what may be published satisfies the frameworks it falls under', () => {
    for (const { achievement, on } of completeAchievements) {
      for (const id of ['european-recommendation', 'quality-framework-hbo-wo', 'quality-framework-mbo']) expect(check(achievement, id, { on }).outcome, `${achievement.title.en} ${id}`).not.toBe('lacking')
    }
  })

  it('a draft of nothing lacks everything and satisfies nothing', () => {
    expect(new Set(checkStandards({}, { on }).map(({ outcome }) => outcome))).toEqual(new Set(['lacking']))
  })

  it('every rule belongs to one of the standards', () => {
    const sources = standards.map(({ source }) => source).join('\n')
    expect(achievementRules.filter(({ source }) => !sources.includes(source)).map(({ id }) => id)).toEqual([])
  })
})
