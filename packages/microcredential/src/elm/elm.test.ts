import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasReferenceData, referenceData, referenceDataAbsent } from '../../../../test/reference-data/index.ts'
import type { AwardedAchievement } from '../award/awarded-achievement.ts'
import { careCertificate, circularMinor, institutions, learners, smallModule, teachingQualification } from '../fixtures/index.ts'
import { anyAwardedAchievement } from '../testing/any-achievement.ts'
import { almost, anyJson } from '../testing/any-json.ts'
import { withoutLosses } from '../testing/without-losses.ts'
import { languageOf } from './languages-and-countries.ts'
import { projectElm } from './project-elm.ts'
import { readElm } from './read-elm.ts'
import { durationOf, firstMomentOf, hoursFrom, lastMomentOf } from './time.ts'

const issuance = { id: 'urn:credential:3ef0ac26-9a1f-41c6-871b-2b82e670907b', issuer: 'did:web:hogeschool.example', issuedAt: '2026-07-01T09:30:00+02:00' }
const award = (achievement: typeof circularMinor, more: Partial<AwardedAchievement> = {}): AwardedAchievement => ({ achievement, learner: learners.maartje, awardedOn: '2026-06-30', grade: '8', institution: institutions.hogeschool, ...more })
const project = (given: AwardedAchievement) => projectElm(given, issuance)
const minor = project(award(circularMinor)).document

describe('a European Digital Credential', () => {
  it('says all of Annex I, in the words of the European vocabularies', () => {
    const eu = (id: string) => expect.objectContaining({ id, type: 'Concept' }) as unknown
    expect(minor).toMatchObject({
      credentialSubject: {
        type: 'Person', givenName: { nl: 'Maartje' }, familyName: { nl: 'van Damme' }, identifier: [{ notation: '1234567' }],
        hasClaim: [{
          type: 'LearningAchievement', title: circularMinor.title,
          awardedBy: { awardingDate: '2026-06-30T00:00:00+02:00', awardingBody: [{ legalName: institutions.hogeschool.name, registration: { notation: '12345678' }, identifier: [{ notation: '21PB' }, { notation: 'hogeschool-voorbeeld.nl' }],
            location: [{ address: [{ countryCode: eu('http://publications.europa.eu/resource/authority/country/NLD') }] }] }] },
          creditReceived: [{ framework: eu('http://data.europa.eu/snb/education-credit/6fcec5c5af'), point: '30' }],
          provenBy: [{
            grade: { noteLiteral: { nl: '8', en: '8' } }, idVerification: { prefLabel: { en: 'Supervised with ID verification, on site' } },
            specifiedBy: [{ dcType: eu('http://data.europa.eu/snb/assessment/de4d165a6c'), gradingScheme: { title: { en: 'From 1 to 10' } } }, { dcType: eu('http://data.europa.eu/snb/assessment/d30284d7df') }],
          }],
          influencedBy: [{ specifiedBy: { mode: [eu('http://data.europa.eu/snb/learning-assessment/e92d221e4d')], volumeOfLearning: 'PT840H' } }],
          specifiedBy: {
            type: 'Qualification', eqfLevel: eu('http://data.europa.eu/snb/eqf/6'), educationLevel: [{ notation: '6' }, { id: 'urn:epass:concept:qf-ehea-first' }],
            learningOutcome: circularMinor.learningOutcomes?.map(({ text }) => ({ title: text })), volumeOfLearning: 'PT840H', mode: [eu('http://data.europa.eu/snb/learning-assessment/e92d221e4d')],
            language: [eu('http://publications.europa.eu/resource/authority/language/NLD'), eu('http://publications.europa.eu/resource/authority/language/ENG')],
            accreditation: [{ title: circularMinor.qualityAssurance?.name, dcType: eu('http://data.europa.eu/snb/accreditation/820101cba6') }],
            entryRequirement: { noteLiteral: { en: [circularMinor.prerequisites?.[0]?.en] } }, isPartialQualification: false, thematicArea: [eu('http://data.europa.eu/snb/isced-f/0212'), eu('http://data.europa.eu/snb/isced-f/0712')],
            learningSetting: eu('http://data.europa.eu/snb/learning-setting/6fd4685715'),
          },
        }],
      },
    })
  })

  it('study load hours are credits of their own and the time of the activity; the crebo is a qualification code', () => {
    expect(project(award(careCertificate)).document).toMatchObject({ credentialSubject: { hasClaim: [{
      influencedBy: [{ specifiedBy: { volumeOfLearning: 'PT240H' } }],
      specifiedBy: { creditPoint: [{ framework: { id: 'urn:epass:concept:credit-sbu' }, point: '240' }], qualificationCode: [{ notation: '25491', inScheme: { id: 'urn:epass:conceptScheme:crebo' } }] },
    }] } })
  })

  it('what is awarded without a grade has none: the note says that it was passed', () => {
    const { grade: _grade, ...ungraded } = award(smallModule)
    const { document } = project(ungraded)
    expect(JSON.stringify(document)).toContain('urn:epass:concept:note-passed-without-grade')
    const read = readElm(document)
    expect(read.ok && read.value).not.toHaveProperty('grade')
  })

  it('it ends when the last day ends in the Netherlands, and is awarded when the day begins there', () => {
    expect(project(award(teachingQualification)).document).toMatchObject({ expirationDate: '2031-06-30T23:59:59+02:00' })
    expect([firstMomentOf('2026-03-29'), lastMomentOf('2026-03-29'), firstMomentOf('2026-10-25'), lastMomentOf('2026-10-25')]).toEqual(
      ['2026-03-29T00:00:00+01:00', '2026-03-29T23:59:59+02:00', '2026-10-25T00:00:00+02:00', '2026-10-25T23:59:59+01:00'])
  })

  it('hours are exact or a loss', () => {
    expect(['28', '28.5', '0.25', '0.0025', '0.0001'].map(durationOf)).toEqual(['PT28H', 'PT28H30M', 'PT0H15M', 'PT0H9S', undefined])
    for (const hours of ['0', '28', '28.5', '0.25', '0.0025', '999999.75']) expect(hoursFrom(durationOf(hours) ?? '')).toBe(hours)
    for (const duration of ['P60M', 'PT', 'PT20M', 'P1DT2H', '']) expect(hoursFrom(duration), duration).toBeUndefined()
    expect(project(award({ ...circularMinor, workload: { hours: '0.0001' } })).losses).toContainEqual({ path: '/achievement/workload/hours', kind: 'left-out' })
  })

  it('is the same document each time, and has no id twice for two things', () => {
    expect(JSON.stringify(project(structuredClone(award(circularMinor))).document)).toBe(JSON.stringify(minor))
    const byId = new Map<unknown, unknown>()
    const nodes: unknown[] = [minor]
    for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
      if (typeof node !== 'object' || node === null) continue
      const id: unknown = 'id' in node ? node.id : undefined
      if (id !== undefined) expect(byId.get(id) ?? node).toEqual(node)
      byId.set(id, node)
      nodes.push(...(Object.values(node) as unknown[]))
    }
    expect(byId.size).toBeGreaterThan(50)
  })
})

describe('read back', () => {
  it('gives the award, up to the losses', () => {
    fc.assert(fc.property(anyAwardedAchievement, (given) => {
      const { document, losses } = project(given)
      const read = readElm(JSON.parse(JSON.stringify(document)))
      expect(read).toMatchObject({ ok: true, findings: [] })
      expect(losses.filter(({ kind, path }) => kind !== 'left-out' && !path.startsWith('/achievement/languages/'))).toEqual([])
      expect(read.ok && read.value).toEqual(withoutLosses(withWiderLanguages(given), losses.filter(({ kind }) => kind === 'left-out')))
    }), { numRuns: 300 })
  })

  it('of a language only what the European table tells apart comes back', () => {
    const { document, losses } = project(award({ ...circularMinor, languages: ['nl-BE', 'nl', 'en', 'nds'] }))
    expect(losses.filter(({ path }) => path.includes('languages'))).toEqual([{ path: '/achievement/languages/0', kind: 'coarser' }, { path: '/achievement/languages/1', kind: 'left-out' }, { path: '/achievement/languages/3', kind: 'left-out' }])
    expect(readElm(document)).toMatchObject({ value: { achievement: { languages: ['nl', 'en'] } } })
  })

  it('any JSON is answered, never with an exception', () => {
    fc.assert(fc.property(fc.oneof(anyJson, almost(minor)), (document) => { expect(readElm(document)).toHaveProperty('ok') }), { numRuns: 1000 })
    expect(readElm({ ...minor, type: ['VerifiableCredential'] })).toMatchObject({ ok: false, findings: [{ path: '/type' }] })
  })

  it('a national identity number goes nowhere, also when it is another identifier as well', () => {
    const person = minor['credentialSubject'] as Record<string, unknown>
    const nationalID = { id: 'urn:epass:legalIdentifier:9', type: 'LegalIdentifier', notation: '111222333', spatial: {} }
    const read = readElm({ ...minor, credentialSubject: { ...person, nationalID } })
    expect(read).toMatchObject({ ok: true, dropped: { nationalIdentityNumbers: 1 } })
    expect(JSON.stringify(read)).not.toContain('111222333')
    const asReference = { ...person, nationalID, identifier: [{ type: 'Identifier', notation: '1112.22.333', schemeName: 'Student ID' }] }
    expect(readElm({ ...minor, credentialSubject: asReference })).toMatchObject({ ok: false, findings: expect.arrayContaining([expect.objectContaining({ code: 'NATIONAL_IDENTITY_NUMBER' })]) as unknown })
    const byScheme = readElm({ ...minor, credentialSubject: { ...person, identifier: [{ type: 'Identifier', notation: '111222333', schemeName: 'BSN' }, { type: 'Identifier', notation: '7654321' }] } })
    expect(byScheme).toMatchObject({ ok: true, value: { learner: { reference: '7654321' } }, dropped: { nationalIdentityNumbers: 1 } })
    expect(JSON.stringify(byScheme)).not.toContain('111222333')
  })
})

describe('credentials of others', () => {
  it('the sample of the Commission (VCDM 1.1)', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    const read = readElm(referenceData('schemas/elm/Sample-MC-Annex1-unsigned.jsonld'))
    expect(read).toMatchObject({
      ok: true,
      dropped: { nationalIdentityNumbers: 1 },
      value: {
        learner: { givenName: 'Ana', familyName: 'Andromeda' }, grade: 'Pass', institution: { name: { en: 'University of Zed' }, country: 'IE' },
        achievement: {
          title: { en: 'Digital micro-credential creation' }, level: { eqf: 6 }, workload: { ects: '2', hours: '60' }, languages: ['en'], participation: ['blended'], supervision: { supervised: false, identityVerified: false },
          fieldsOfStudy: ['003', '0688'], formal: false, stackability: { stackable: false }, learningOutcomes: [{ text: { en: 'Communication, collaboration and creativity' } }, { text: { en: 'Developing digital content' } }],
        },
      },
      // A concept of the issuer's own for the type of assessment.
      findings: [{ path: '/credentialSubject/hasClaim/provenBy/specifiedBy/dcType', code: 'NOT_ALLOWED_VALUE' }],
    })
    expect(JSON.stringify(read)).not.toMatch(/LA-234218|1999|email/)
    expect(read.ok && read.value).not.toHaveProperty('awardedOn')
    expect(read.ok && read.value.achievement).not.toHaveProperty('kind')
  })

  it('the example of a microcredential in VCDM 2.0', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    expect(readElm(referenceData('schemas/elm/edc-vcdm2-example-microcredential.json'))).toMatchObject({
      ok: true,
      findings: [],
      value: {
        learner: { reference: '557552654', givenName: 'David', familyName: 'Smith' }, awardedOn: '2020-07-20', grade: 'Excellent (5)', institution: { name: { en: 'University of Life' }, country: 'BE' },
        achievement: { title: { en: 'Data and software business' }, workload: { ects: '5' }, formal: true, learningOutcomes: [{ esco: ['https://data.europa.eu/esco/skill/c624c6a3-b0ba-4a31-a296-0d433fe47e41'] }, {}, {}] },
      },
    })
  })
})

/** The languages as the European table has them. */
function withWiderLanguages(given: AwardedAchievement): AwardedAchievement {
  const { languages } = given.achievement
  return languages === undefined ? given : { ...given, achievement: { ...given.achievement, languages: languages.map((tag) => languageOf(tag)?.language ?? tag) } }
}
