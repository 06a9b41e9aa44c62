import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { circularMinor, institutions, learners, regularCourse, teachingQualification } from '../fixtures/index.ts'
import type { Finding } from '../findings.ts'
import { hasErrors } from '../findings.ts'
import { microcredentialContext } from '../open-badges/context.ts'
import { badgeOf, contextUrl } from '../open-badges/fixtures/badges.ts'
import { projectOpenBadge } from '../open-badges/project-open-badge.ts'
import { anyAchievement, anyAwardedAchievement } from '../testing/any-achievement.ts'
import { almost, anyJson } from '../testing/any-json.ts'
import { expandSafely, statementsOf } from '../testing/json-ld.ts'
import { withoutLosses } from '../testing/without-losses.ts'
import { clrAssociationTypes, clrContext } from './clr-credential.ts'
import { clrTerms } from './fixtures/clr-terms.ts'
import { projectClr } from './project-clr.ts'
import type { ClrToProject } from './project-clr.ts'
import { readClr } from './read-clr.ts'

const holder = 'did:jwk:eyJrdHkiOiJFQyJ9'
const [courseId, minorId, programmeId] = ['https://issuer.example/school/achievements/1', 'https://issuer.example/school/achievements/2', 'https://issuer.example/school/programmes/3']
const award = { learner: learners.noor, awardedOn: '2026-06-30', institution: institutions.hogeschool }
const course = projectOpenBadge(badgeOf({ ...award, achievement: regularCourse }, { id: 'urn:uuid:00000000-0000-4000-8000-000000000001', achievementId: courseId })).document
const minor = projectOpenBadge(badgeOf({ ...award, achievement: circularMinor, grade: '8' }, { id: 'urn:uuid:00000000-0000-4000-8000-000000000002', achievementId: minorId })).document
const programme = { ...teachingQualification, kind: 'programme' } as const

const record: ClrToProject = {
  id: 'urn:uuid:00000000-0000-4000-8000-00000000000c',
  name: { nl: 'Overzicht van resultaten', en: 'Record of results' },
  issuerId: 'did:web:issuer.example:school',
  institution: institutions.hogeschool,
  contextUrl,
  validFrom: new Date('2026-07-01T09:30:00Z'),
  subject: { id: holder },
  language: 'nl',
  badges: [course, { ...minor, proof: { type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022', proofValue: 'z4o2P' } }],
  achievements: [{ id: programmeId, achievement: programme }],
  associations: [{ type: 'isPartOf', sourceId: courseId, targetId: programmeId }, { type: 'precedes', sourceId: courseId, targetId: minorId }],
}
const own = new Map<string, unknown>([[contextUrl, microcredentialContext], [clrContext, clrTerms]])
const codes = (findings: readonly Finding[]) => findings.map(({ code, severity, path }) => `${severity} ${code} ${path}`)

function read(document: unknown) {
  const reading = readClr(document)
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings))
  return { clr: reading.value, findings: reading.findings }
}

describe('several badges as Comprehensive Learner Record', () => {
  const { document, losses } = projectClr(record)

  it('has the badges in it as they were issued, proof and all', () => {
    expect(document).toMatchObject({
      '@context': ['https://www.w3.org/ns/credentials/v2', 'https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json', contextUrl],
      type: ['VerifiableCredential', 'ClrCredential'], name: 'Overzicht van resultaten', validFrom: '2026-07-01T09:30:00Z',
      issuer: { id: 'did:web:issuer.example:school', name: 'Hogeschool Voorbeeld' },
    })
    expect(document.credentialSubject.verifiableCredential).toEqual(record.badges)
    expect(losses).toEqual([{ path: '/name', kind: 'one-language' }])
  })

  it('says how achievements hang together, also with one that nobody was awarded here', () => {
    expect(document.credentialSubject.association).toEqual([
      { type: 'Association', associationType: 'isPartOf', sourceId: courseId, targetId: programmeId },
      { type: 'Association', associationType: 'precedes', sourceId: courseId, targetId: minorId },
    ])
    expect(document.credentialSubject.achievement).toMatchObject([{ id: programmeId, achievementType: 'LearningProgram' }])
  })

  it.each([
    ['no badge', { badges: [] }], ['a badge of somebody else', { subject: { id: 'did:example:other' } }],
    ['an association with what is not in it', { associations: [{ type: 'isPartOf', sourceId: courseId, targetId: 'urn:x' }] }], ['an id that is no IRI', { id: 'x' }],
  ] as const)('%s is the mistake of the caller', (_name, parts) => {
    expect(() => projectClr({ ...record, ...parts })).toThrow(RangeError)
  })

  it('is processed as JSON-LD without anything being dropped, the terms of each badge in its own context', async () => {
    const unsigned = projectClr({ ...record, badges: [course, minor] }).document
    expect(await expandSafely(unsigned, own)).toHaveLength(1)
    const statements = (await statementsOf(unsigned, own)).join('\n')
    for (const part of [
      '<https://purl.imsglobal.org/spec/vc/clr/vocab.html#verifiableCredential> <urn:uuid:00000000-0000-4000-8000-000000000001>',
      `<https://purl.imsglobal.org/spec/vc/clr/vocab.html#achievement> <${programmeId}>`,
      `<${minorId}> <https://eduwallet.nl/ns/microcredential#ects> "30"^^<http://www.w3.org/2001/XMLSchema#decimal>`,
    ]) expect(statements).toContain(part)
    await expect(expandSafely({ ...unsigned, partial: true }, own)).rejects.toThrow('Safe mode')
  })
})

describe('a record that is read', () => {
  it('gives back what went in, up to what was lost', () => {
    fc.assert(fc.property(fc.array(anyAwardedAchievement, { minLength: 1, maxLength: 3 }), anyAchievement, fc.constantFrom(...clrAssociationTypes), (awards, achievement, type) => {
      const badges = awards.map((awarded, at) => projectOpenBadge(badgeOf(awarded, { id: `urn:example:${at}`, achievementId: `https://issuer.example/a/${at}` })))
      const associations = [{ type, sourceId: 'https://issuer.example/a/0', targetId: programmeId }]
      const { document, losses } = projectClr({ ...record, badges: badges.map(({ document: badge }) => badge), achievements: [{ id: programmeId, achievement }], associations })
      const { clr, findings } = read(JSON.parse(JSON.stringify(document)))
      expect(clr.badges.map(({ badge }) => badge.award)).toEqual(awards.map((awarded, at) => withoutLosses(awarded, badges[at]?.losses ?? [])))
      expect(clr.achievements.map((described) => described.achievement)).toEqual([withoutLosses({ achievements: [{ achievement }] }, losses).achievements[0]?.achievement])
      expect(clr.associations).toEqual(associations)
      expect(clr).toMatchObject({ id: record.id, name: record.name.nl, subjectId: holder, institution: institutions.hogeschool, unread: [] })
      expect(findings).toEqual([])
    }), { numRuns: 60 })
  })

  it('says of each badge where it stands, for its proof', () => {
    expect(read(projectClr(record).document).clr.badges.map(({ path, badge }) => [path, badge.id])).toEqual([
      ['/credentialSubject/verifiableCredential/0', course.id], ['/credentialSubject/verifiableCredential/1', minor.id],
    ])
  })

  it('a badge that cannot be read does not hide the others, and is not forgotten', () => {
    const { document } = projectClr(record)
    const enveloped = { type: 'EnvelopedVerifiableCredential', id: 'data:application/vc+jwt,e30.e30.c2ln' }
    const { clr, findings } = read({ ...document, credentialSubject: { ...document.credentialSubject, verifiableCredential: [enveloped, course] } })
    expect([clr.badges.length, clr.unread]).toEqual([1, ['/credentialSubject/verifiableCredential/0']])
    expect(codes(findings)).toEqual(['warning NOT_THIS_STANDARD /credentialSubject/verifiableCredential/0/type'])
  })

  it('PAR-01 thousands that cannot be read are answered with two hundred findings, and each is named as unread', () => {
    const { document } = projectClr(record)
    const { clr, findings } = read({ ...document, credentialSubject: { ...document.credentialSubject, verifiableCredential: Array.from({ length: 3000 }, () => ({ type: 'Other' })) } })
    expect([clr.unread.length, findings.length]).toEqual([3000, 200])
  })

  it('a badge about somebody else is named', () => {
    const { document } = projectClr(record)
    const { findings } = read({ ...document, credentialSubject: { ...document.credentialSubject, id: 'did:example:other' } })
    expect(codes(findings)).toEqual([0, 1].map((at) => `warning INCONSISTENT /credentialSubject/verifiableCredential/${at}/credentialSubject/id`))
  })

  it('a badge is no record', () => {
    const reading = readClr(course)
    expect([reading.ok, codes(reading.findings)]).toEqual([false, ['error NOT_THIS_STANDARD /type']])
  })

  it('whatever it is given, answers with a record or the reason, never with an exception', () => {
    fc.assert(fc.property(fc.oneof(anyJson, almost(JSON.parse(JSON.stringify(projectClr(record).document)))), (value) => {
      const reading = readClr(value)
      expect(hasErrors(reading.findings)).toBe(!reading.ok)
    }), { numRuns: 800 })
  })
})
