import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Ajv2019 } from 'ajv/dist/2019.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasReferenceData, referenceData, referenceDataAbsent } from '../../../../test/reference-data/index.ts'
import { europeanElements } from '../european-elements.ts'
import { circularMinor, institutions, learners, regularCourse } from '../fixtures/index.ts'
import { anyAwardedAchievement } from '../testing/any-achievement.ts'
import { expandSafely, statementsOf } from '../testing/json-ld.ts'
import { languages } from '../text/localized-text.ts'
import { microcredentialContext } from './context.ts'
import { awards, badgeOf, contextUrl } from './fixtures/badges.ts'
import { projectOpenBadge } from './project-open-badge.ts'

const own = new Map([[contextUrl, microcredentialContext]])
const minor = { achievement: circularMinor, learner: learners.maartje, awardedOn: '2026-06-30', grade: '8', institution: institutions.hogeschool }
const { document } = projectOpenBadge(badgeOf(minor))
const identities = [{ type: 'name', value: 'Maartje van Damme', salt: 'f3a1c2d4e5b60718' }] as const

describe('an award as Open Badge', () => {
  it('says in the words of the standard what it has words for', () => {
    expect(document).toMatchObject({
      '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json', contextUrl],
      type: ['VerifiableCredential', 'OpenBadgeCredential'],
      issuer: {
        id: 'did:web:issuer.example:school', name: 'Hogeschool Voorbeeld', address: { addressCountryCode: 'NL' },
        otherIdentifier: [
          { type: 'IdentifierEntry', identifier: '21PB', identifierType: 'ext:BRIN' },
          { type: 'IdentifierEntry', identifier: 'hogeschool-voorbeeld.nl', identifierType: 'ext:schacHomeOrganization' },
          { type: 'IdentifierEntry', identifier: '12345678', identifierType: 'ext:KvK' },
        ],
      },
      validFrom: '2026-07-01T09:30:00Z',
      awardedDate: '2026-06-30T00:00:00Z',
      credentialSubject: {
        id: 'did:jwk:eyJrdHkiOiJFQyJ9', creditsEarned: 30,
        achievement: { name: 'Minor Circulair ontwerpen', achievementType: 'MicroCredential', creditsAvailable: 30, inLanguage: 'nl', tag: ['hbo'] },
        result: [{ status: 'Completed', value: '8' }],
      },
    })
  })

  it('in English has English texts for every reader, and both languages for who knows our words', () => {
    const { achievement } = projectOpenBadge(badgeOf(minor, { language: 'en' })).document.credentialSubject
    expect(achievement).toMatchObject({ name: 'Minor Circular Design', inLanguage: 'en', titleByLanguage: circularMinor.title })
  })

  it('of half credits says so exactly', () => {
    const { achievement } = projectOpenBadge(badgeOf({ ...minor, achievement: regularCourse })).document.credentialSubject
    expect(achievement).toMatchObject({ creditsAvailable: 2.5, ects: '2.5', achievementType: 'Course', kind: 'regular' })
  })

  it.each(awards.filter(({ award }) => award.achievement.kind === 'microcredential'))('says all eleven elements of the European recommendation: $name', ({ award }) => {
    const { issuer, awardedDate, credentialSubject: { identifier, achievement } } = projectOpenBadge(badgeOf(award, { subject: { identities } })).document
    const { learningOutcome, ects, sbu, studyHours, eqfLevel, assessmentForm, participationForm, qualityAssurance } = achievement
    const elements = [identifier, achievement.name, issuer.address.addressCountryCode, issuer.name, awardedDate, learningOutcome, ects ?? sbu ?? studyHours, eqfLevel, assessmentForm, participationForm, qualityAssurance]
    expect(elements).toHaveLength(europeanElements.length)
    for (const [at, element] of elements.entries()) expect(element, europeanElements[at]?.name.en).toBeDefined()
  })

  it('the context of others, which cannot be processed, is not in it', () => {
    expect(document['@context'].filter((url) => url.includes('educredential'))).toEqual([])
    expect(document.credentialSubject.achievement).not.toHaveProperty('participationType')
  })

  it('a grade refers to its scale; without a scale it stands alone', () => {
    const scaled = projectOpenBadge(badgeOf({ ...minor, achievement: { ...circularMinor, gradeScale: { minimum: '1', maximum: '10', required: '5.5' } } })).document.credentialSubject
    expect(scaled.achievement).toMatchObject({ resultDescription: [{ id: `${scaled.achievement.id}#grade`, valueMin: '1', valueMax: '10', requiredValue: '5.5' }] })
    expect(scaled.result?.[0]?.resultDescription).toBe(`${scaled.achievement.id}#grade`)
    const { gradeScale: _, ...unscaled } = circularMinor
    expect(projectOpenBadge(badgeOf({ ...minor, achievement: unscaled })).document.credentialSubject.result).toEqual([{ type: ['Result'], status: 'Completed', value: '8' }])
  })

  it('what expires does so at the end of its last day, as the SD-JWT VC of the same award', () => {
    expect(projectOpenBadge(badgeOf({ ...minor, achievement: { ...circularMinor, validForDays: 1 } })).document.validUntil).toBe('2026-07-02T00:00:00Z')
    expect(document).not.toHaveProperty('validUntil')
  })

  it('the learner is nobody who reads it: an identity is salted and hashed, and the rest is not there', () => {
    const { document: hashed } = projectOpenBadge(badgeOf({ ...minor, institution: institutions.roc }, { subject: { identities } }))
    expect(hashed.credentialSubject).not.toHaveProperty('id')
    expect(hashed.credentialSubject.identifier).toEqual([{
      type: 'IdentityObject', hashed: true, identityType: 'name', salt: 'f3a1c2d4e5b60718',
      identityHash: `sha256$${createHash('sha256').update('Maartje van Dammef3a1c2d4e5b60718').digest('hex')}`,
    }])
    for (const told of [learners.maartje.reference, learners.maartje.givenName, learners.maartje.familyName]) expect(JSON.stringify(hashed)).not.toContain(told)
  })

  it('criteria are text: nothing in them is an instruction to whoever shows Markdown', () => {
    const criteria = { nl: '# Kop\n* punt\n1. één <b>[x](javascript:y)', en: 'x' }
    const { achievement } = projectOpenBadge(badgeOf({ ...minor, achievement: { ...circularMinor, criteria } })).document.credentialSubject
    expect(achievement.criteria.narrative).toBe('\\# Kop\n\\* punt\n1\\. één \\<b\\>\\[x\\](javascript:y)')
    expect(achievement).toMatchObject({ criteriaByLanguage: criteria })
  })

  it('an alignment without an address is lost, and so is the learner', () => {
    const alignments = [{ name: 'a' }, { name: 'b', url: 'https://example.nl/b' }]
    expect(projectOpenBadge(badgeOf({ ...minor, achievement: { ...circularMinor, alignments } })).losses).toEqual([
      { path: '/learner', kind: 'left-out' }, { path: '/achievement/alignments/0', kind: 'left-out' },
    ])
  })

  it.each([
    ['an id that is no IRI', { id: '42' }], ['an issuer without a scheme', { issuerId: 'school' }], ['a context that is a path', { contextUrl: '/contexts/1' }],
    ['an achievement with a fragment', { achievementId: 'https://issuer.example/#42' }],
    ['a salt of four characters', { subject: { identities: [{ type: 'name', value: 'x', salt: 'salt' }] } }],
    ['nobody', { subject: { identities: [] as never } }],
  ] as const)('%s is the mistake of the caller', (_name, parts) => {
    expect(() => projectOpenBadge(badgeOf(minor, parts as never))).toThrow(RangeError)
  })
})

describe('the document', () => {
  it.each(awards)('is processed as JSON-LD without anything being dropped: $name', async ({ award }) => {
    for (const language of languages) expect(await expandSafely(projectOpenBadge(badgeOf(award, { language, subject: { id: 'did:example:x', identities } })).document, own)).toHaveLength(1)
  })

  it('any award is processed so', async () => {
    await fc.assert(fc.asyncProperty(anyAwardedAchievement, async (award) => {
      await expandSafely(projectOpenBadge(badgeOf(award)).document, own)
    }), { numRuns: 60 })
  })

  it('a word that no context knows is noticed by this test', async () => {
    const achievement = { ...document.credentialSubject.achievement, ECTS: 30 }
    await expect(expandSafely({ ...document, credentialSubject: { ...document.credentialSubject, achievement } }, own)).rejects.toThrow('Safe mode')
  })

  it('says decimals, booleans, languages and our words with their types', async () => {
    const statements = await statementsOf(projectOpenBadge(badgeOf({ ...minor, achievement: { ...circularMinor, workload: { ects: '2.5' } } })).document, own)
    const ns = 'https://eduwallet.nl/ns/microcredential#'
    for (const part of [
      `<${ns}ects> "2.5"^^<http://www.w3.org/2001/XMLSchema#decimal>`,
      `<${ns}supervised> "true"^^<http://www.w3.org/2001/XMLSchema#boolean>`,
      `<${ns}eqfLevel> "6"^^<http://www.w3.org/2001/XMLSchema#integer>`,
      `<${ns}title> "Minor Circular Design"@en`,
      `<${ns}assessmentForm> <${ns}assessmentForm-oral-exam>`,
      `<${ns}sector> <${ns}sector-hbo>`,
    ]) expect(statements.join('\n')).toContain(part)
  })

  const validate = hasReferenceData ? schemaCheck() : undefined
  it.for(awards)('meets the JSON Schema of the standard: $name', ({ award }, ctx) => {
    if (!validate) return ctx.skip(referenceDataAbsent)
    expect(validate(projectOpenBadge(badgeOf(award)).document)).toEqual([])
  })

  it('any award meets it; a document without criteria does not', (ctx) => {
    if (!validate) return ctx.skip(referenceDataAbsent)
    fc.assert(fc.property(anyAwardedAchievement, (award) => { expect(validate(projectOpenBadge(badgeOf(award, { subject: { identities } })).document)).toEqual([]) }), { numRuns: 100 })
    const { criteria: _, ...achievement } = document.credentialSubject.achievement
    expect(validate({ ...document, credentialSubject: { ...document.credentialSubject, achievement } })).not.toEqual([])
  })
})

describe('our context', () => {
  it('version 1 never changes: what is published is what was signed with', () => {
    const bytes = readFileSync(new URL('context/microcredential-1.json', import.meta.url))
    expect(createHash('sha256').update(bytes).digest('hex')).toBe('02decef6ea72fc0eaa880a70740d0208f42a1925c2e70ae384263d7aac6d11a6')
  })
})

function schemaCheck(): (document: unknown) => unknown[] {
  const ajv = new Ajv2019({ strict: false, allErrors: true })
  addFormats.default(ajv)
  const check = ajv.compile(referenceData('schemas/open-badges/ob_v3p0_achievementcredential_schema.json') as object)
  return (candidate) => (check(candidate) ? [] : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`))
}
