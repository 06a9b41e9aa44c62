import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasReferenceData, referenceData, referenceDataAbsent } from '../../../../test/reference-data/index.ts'
import type { AwardedAchievement } from '../award/awarded-achievement.ts'
import { careCertificate, circularMinor, committeeWork, completeAchievements, institutions, learners } from '../fixtures/index.ts'
import { anyAwardedAchievement } from '../testing/any-achievement.ts'
import { almost, anyJson } from '../testing/any-json.ts'
import { withoutLosses } from '../testing/without-losses.ts'
import type { LocalizedText } from '../text/localized-text.ts'
import { composeLearningCredentialClaims, learningCredentialMetadata, readLearningCredential } from './learning-credential.ts'

const award = (achievement: typeof circularMinor): AwardedAchievement => ({ achievement, learner: learners.maartje, awardedOn: '2026-06-30', grade: '8', institution: institutions.hogeschool })
const compose = (given: AwardedAchievement, language: 'nl' | 'en' = 'nl') => composeLearningCredentialClaims(given, { language, learnerIdentification: given.learner.reference })
const minor = compose(award(circularMinor)).claims

describe('the learning credential', () => {
  it('of a minor of 30 EC', () => {
    expect(minor).toEqual({
      issuing_authority: 'Hogeschool Voorbeeld', issuing_country: 'NL', date_of_issuance: '2026-06-30', family_name: 'van Damme', given_name: 'Maartje',
      achievement_title: 'Minor Circulair ontwerpen', achievement_description: circularMinor.description?.nl, learning_outcomes: circularMinor.learningOutcomes?.map(({ text }) => text.nl),
      assessment_grade: '8', language_of_classes: ['nl', 'en'], learner_identification: '1234567', expected_study_time: '30 EC, 840 uur', level_of_learning_experience: 6,
      types_of_quality_assurance: ['Kwaliteitskader Microcredentials voor Professionals hbo en wo'], prerequisites_to_enroll: [circularMinor.prerequisites?.[0]?.nl],
      integration_stackability_options: false, assessment_type: ['professional_product', 'oral_exam'], participation: ['blended'],
    })
    expect(compose(award(careCertificate), 'en').claims).toMatchObject({ expected_study_time: '240 SBU', achievement_title: 'Technical nursing in district care' })
  })

  it.each(completeAchievements.filter(({ achievement }) => achievement.kind === 'microcredential'))('every microcredential has all that is mandatory: $name', ({ achievement }) => {
    expect(compose(award(achievement)).missing).toEqual([])
  })

  it('an award that cannot fill a mandatory claim says which', () => {
    expect(compose(award(committeeWork)).missing).toEqual(['expected_study_time', 'level_of_learning_experience', 'types_of_quality_assurance'])
  })

  it('has the claims and rules of the reference, and two more', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    const { vct, claims } = referenceData('credential-types/eudi_learning_credential.json') as { vct: string; claims: { path: string[]; sd: string; mandatory: boolean }[] }
    const rules = (rows: readonly { path: readonly unknown[]; sd: string; mandatory: boolean }[]) => rows.filter(({ path }) => path.length === 1).map(({ path, sd, mandatory }) => ({ name: path[0], sd, mandatory }))
    const ofToken = ['jti', 'iat', 'exp', 'vct', 'iss', 'cnf']
    const ours = rules(learningCredentialMetadata().claims)
    expect(learningCredentialMetadata().vct).toBe(vct)
    expect(ours.filter(({ name }) => name !== 'assessment_type' && name !== 'participation')).toEqual(rules(claims).filter(({ name }) => !ofToken.includes(String(name))))
    expect(ours.slice(-2).map(({ name }) => name)).toEqual(['assessment_type', 'participation'])
  })

  it.each(completeAchievements)('what may be kept back is what the rules say: $name', ({ achievement }) => {
    const { claims, selectivelyDisclosable } = compose(award(achievement))
    const rules = new Map(learningCredentialMetadata().claims.filter(({ path }) => path.length === 1).map(({ path, sd }) => [path[0], sd]))
    for (const name of Object.keys(claims)) expect(rules.get(name), name).toBe(selectivelyDisclosable.some(([claim]) => claim === name) ? 'always' : 'never')
  })
})

describe('read back', () => {
  it.each(['nl', 'en'] as const)('gives the award in that language, up to the losses (%s)', (language) => {
    fc.assert(fc.property(anyAwardedAchievement, (given) => {
      const { claims, losses } = compose(given, language)
      const read = readLearningCredential(claims, { language })
      expect(read).toMatchObject({ ok: true })
      const expected = withoutLosses(inOneLanguage(given, language), losses.filter(({ kind }) => kind === 'left-out'))
      expect(read.ok && read.value).toEqual(expected)
      expect(losses.filter(({ kind }) => kind === 'one-language').map(({ path }) => path)).toEqual(expect.arrayContaining(['/achievement/title', '/institution/name']))
    }), { numRuns: 200 })
  })

  it('another identification than the reference is not the reference', () => {
    const { losses } = composeLearningCredentialClaims(award(circularMinor), { language: 'nl', learnerIdentification: 'eduid-1' })
    expect(losses).toContainEqual({ path: '/learner/reference', kind: 'left-out' })
  })

  it('what the reference issuer writes: a study time in months is no workload, and is said', () => {
    const read = readLearningCredential({ ...minor, expected_study_time: '12 months', types_of_quality_assurance: ['Internal Evaluation', 'External Evaluation'], language_of_classes: ['en'] })
    expect(read).toMatchObject({ ok: true, value: { achievement: { qualityAssurance: { name: { en: 'Internal Evaluation' } } } }, findings: [{ path: '/expected_study_time' }, { path: '/types_of_quality_assurance' }] })
    expect(read.ok && read.value.achievement).not.toHaveProperty('workload')
  })

  it('a national identity number as identification is refused, and stands in no answer', () => {
    const read = readLearningCredential({ ...minor, learner_identification: 'BSN 111222333' })
    expect(read).toMatchObject({ ok: false, findings: [{ path: '/learner_identification', code: 'NATIONAL_IDENTITY_NUMBER' }] })
    expect(JSON.stringify(read)).not.toContain('111222333')
  })

  it('any JSON is answered, never with an exception', () => {
    fc.assert(fc.property(fc.oneof(anyJson, almost(minor)), (claims) => { expect(readLearningCredential(claims)).toHaveProperty('ok') }), { numRuns: 1000 })
  })
})

/** The texts the credential has, in the one language. */
function inOneLanguage({ achievement, institution, ...rest }: AwardedAchievement, language: 'nl' | 'en') {
  const one = (text: LocalizedText) => ({ [language]: text[language] })
  const { title, description, learningOutcomes, qualityAssurance, prerequisites } = achievement
  return {
    ...rest,
    institution: { ...institution, name: one(institution.name) },
    achievement: {
      ...achievement,
      title: one(title),
      ...(description && { description: one(description) }),
      ...(learningOutcomes && { learningOutcomes: learningOutcomes.map((outcome) => ({ ...outcome, text: one(outcome.text) })) }),
      ...(qualityAssurance && { qualityAssurance: { ...qualityAssurance, name: one(qualityAssurance.name) } }),
      ...(prerequisites && { prerequisites: prerequisites.map(one) }),
    },
  }
}
