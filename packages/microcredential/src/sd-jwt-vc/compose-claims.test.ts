import { describe, expect, it } from 'vitest'
import { europeanElements } from '../european-elements.ts'
import { careCertificate, circularMinor, committeeWork, completeAchievements, institutions, learners, smallModule, teachingQualification } from '../fixtures/index.ts'
import { hasReferenceData, referenceData, referenceDataAbsent } from '../../../../test/reference-data/index.ts'
import { composeMicrocredentialClaims, lastValidDay } from './compose-claims.ts'
import { microcredentialTypeMetadata, MICROCREDENTIAL_TYPE_PATH, typeMetadataSchema } from './type-metadata.ts'

const vct = `https://issuer.example${MICROCREDENTIAL_TYPE_PATH}`
const compose = (achievement: typeof circularMinor, grade?: string) =>
  composeMicrocredentialClaims({ achievement, learner: learners.maartje, awardedOn: '2026-06-30', ...(grade === undefined ? {} : { grade }), institution: institutions.hogeschool })
const alwaysSaid = ['achievement_title', 'issuing_authority', 'issuing_country', 'date_of_issuance', 'date_of_expiry']

describe('the claims', () => {
  it('of a minor of 30 EC', () => {
    expect(compose(circularMinor, '8').claims).toMatchObject({
      achievement_title: { nl: 'Minor Circulair ontwerpen', en: 'Minor Circular Design' },
      issuing_authority: institutions.hogeschool.name, issuing_country: 'NL', date_of_issuance: '2026-06-30',
      given_name: 'Maartje', family_name: 'van Damme', assessment_grade: '8',
      workload: { ects: '30', hours: '840' }, level_of_learning_experience: 6, language_of_classes: ['nl', 'en'],
      assessment_type: ['professional_product', 'oral_exam'], participation: ['blended'],
      quality_assurance: { name: circularMinor.qualityAssurance?.name, url: 'https://npuls.nl/doorbouwen-aan-microcredentials' },
      supervision: { supervised: true, identity_verified: true, place: 'onsite' }, stackable: false,
    })
  })

  it.each(completeAchievements.filter(({ achievement }) => achievement.kind === 'microcredential'))('say all eleven elements: $name', ({ achievement }) => {
    const { claims } = compose(achievement)
    for (const { claims: names } of europeanElements) for (const name of names) expect(claims).toHaveProperty(name)
  })

  it.each(completeAchievements)('are plain JSON without a null, and the same each time: $name', ({ achievement }) => {
    const { claims } = compose(achievement)
    expect(JSON.parse(JSON.stringify(claims))).toEqual(claims)
    expect(JSON.stringify(claims)).not.toContain('null')
    expect(JSON.stringify(compose(structuredClone(achievement)).claims)).toBe(JSON.stringify(claims))
  })

  it('what the achievement does not have is left out', () => {
    expect(Object.keys(compose(committeeWork).claims)).toEqual(['achievement_title', 'issuing_authority', 'issuing_country', 'date_of_issuance', 'given_name', 'family_name',
      'achievement_description', 'achievement_criteria', 'language_of_classes', 'participation'])
    expect(compose(careCertificate).claims).toMatchObject({ workload: { sbu: '240' } })
    expect(compose(smallModule).claims).not.toHaveProperty('assessment_grade')
  })

  it('the student number is no claim', () => {
    expect(JSON.stringify(compose(circularMinor))).not.toContain(learners.maartje.reference)
  })

  it('the preferred language stands first in every text, and the other is there too', () => {
    const { claims } = composeMicrocredentialClaims({ achievement: circularMinor, learner: learners.maartje, awardedOn: '2026-06-30', institution: institutions.hogeschool, languageOrder: ['en'] })
    expect(Object.keys(claims['achievement_title'] as object)).toEqual(['en', 'nl'])
    expect(Object.keys(compose(circularMinor).claims['achievement_title'] as object)).toEqual(['nl', 'en'])
  })

  it('what expires says until when, and nobody can keep that to themselves', () => {
    const { claims, selectivelyDisclosable } = compose(teachingQualification)
    expect(claims['date_of_expiry']).toBe('2031-06-30')
    expect(selectivelyDisclosable).not.toContainEqual(['date_of_expiry'])
    expect(lastValidDay('2024-02-28', 1)).toBe('2024-02-29')
  })

  it('a date that is none is the mistake of the caller', () => {
    expect(() => composeMicrocredentialClaims({ achievement: circularMinor, learner: learners.maartje, awardedOn: '2026-06-31', institution: institutions.hogeschool })).toThrow(RangeError)
  })
})

describe('the type metadata', () => {
  const metadata = microcredentialTypeMetadata(vct)
  const topLevel = metadata.claims.filter(({ path }) => path.length === 1)

  it('has the structure of the draft, in Dutch and English throughout', () => {
    expect(typeMetadataSchema.parse(metadata)).toEqual(metadata)
    expect(metadata.vct).toBe(vct)
    expect(metadata.display.map(({ locale }) => locale)).toEqual(['nl-NL', 'en'])
    for (const { display } of metadata.claims) expect(display.map(({ locale }) => locale)).toEqual(['nl-NL', 'en'])
  })

  it.each(completeAchievements)('its sd rules are exactly what is made selectively disclosable: $name', ({ achievement }) => {
    const { claims, selectivelyDisclosable } = compose(achievement, '8')
    const ruled = (sd: string) => topLevel.filter((claim) => claim.sd === sd && Object.hasOwn(claims, String(claim.path[0]))).map(({ path }) => path)
    expect(ruled('always')).toEqual(selectivelyDisclosable)
    expect(ruled('never').map(([name]) => name)).toEqual(alwaysSaid.filter((name) => Object.hasOwn(claims, name)))
    expect(topLevel.filter(({ sd }) => sd === 'allowed')).toEqual([])
    expect(metadata.claims.filter(({ path, sd }) => path.length > 1 && sd !== 'never')).toEqual([])
  })

  it.each(completeAchievements)('every claim has a label, every mandatory claim is there: $name', ({ achievement }) => {
    const { claims } = compose(achievement, '8')
    const described = metadata.claims.map(({ path }) => JSON.stringify(path))
    expect(new Set(described).size).toBe(described.length)
    for (const path of pathsIn(claims)) expect(described).toContain(JSON.stringify(path))
    for (const { path } of topLevel.filter(({ mandatory }) => mandatory)) expect(claims).toHaveProperty([String(path[0])])
  })

  it('agrees with the EUDI learning credential on the names and rules they share', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    const eudi = referenceData('credential-types/eudi_learning_credential.json') as typeof metadata
    // Language, description and type of study time are the learner's to show here; there they are part of every presentation.
    const ours = new Map(topLevel.map(({ path, sd }) => [path[0], sd]))
    const differ = eudi.claims.filter(({ path, sd }) => path.length === 1 && ours.has(path[0] ?? '') && ours.get(path[0] ?? '') !== sd).map(({ path }) => path[0])
    expect(differ).toEqual(['achievement_description', 'language_of_classes'])
    for (const name of ['family_name', 'given_name', 'achievement_title', 'learning_outcomes', 'assessment_grade', 'level_of_learning_experience', 'issuing_authority', 'issuing_country', 'date_of_issuance', 'date_of_expiry']) {
      expect(eudi.claims.some(({ path }) => path[0] === name) && ours.has(name)).toBe(true)
    }
  })
})

function pathsIn(value: unknown, path: readonly (string | null)[] = []): (readonly (string | null)[])[] {
  const own = path.length > 0 ? [path] : []
  if (Array.isArray(value)) return [...own, ...value.flatMap((item) => pathsIn(item, [...path, null]))]
  if (typeof value === 'object' && value !== null) return [...own, ...Object.entries(value).flatMap(([key, member]) => pathsIn(member, [...path, key]))]
  return own
}
