import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { achievementDraftSchema } from '../achievement/achievement.ts'
import { circularMinor, institutions, learners, teachingQualification } from '../fixtures/index.ts'
import { hasErrors } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { anyAwardedAchievement } from '../testing/any-achievement.ts'
import { almost, anyJson } from '../testing/any-json.ts'
import { withoutLosses } from '../testing/without-losses.ts'
import { awards, badgeOf } from './fixtures/badges.ts'
import { projectOpenBadge } from './project-open-badge.ts'
import { matchesIdentity } from './identity.ts'
import { readOpenBadge } from './read-open-badge.ts'
import type { OpenBadge } from './read-open-badge.ts'

const identities = [{ type: 'name', value: 'Maartje van Damme', salt: 'f3a1c2d4e5b60718' }] as const
const minor = { achievement: circularMinor, learner: learners.maartje, awardedOn: '2026-06-30', grade: '8', institution: institutions.hogeschool }
const codes = (findings: readonly Finding[]) => findings.map(({ code, path }) => `${code} ${path}`)
const project = (award = minor, parts = {}) => projectOpenBadge(badgeOf(award, parts)).document

/** The badge, or a failed test that says why it could not be read. */
function read(document: unknown): { badge: OpenBadge; findings: Finding[]; dropped: { nationalIdentityNumbers: number } } {
  const reading = readOpenBadge(document)
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings))
  return { badge: reading.value, findings: reading.findings, dropped: reading.dropped }
}

describe('a badge of ours', () => {
  it('comes back as it was awarded, up to what was lost', () => {
    fc.assert(fc.property(anyAwardedAchievement, fc.constantFrom('nl' as const, 'en' as const), (award, language) => {
      const { document, losses } = projectOpenBadge(badgeOf(award, { language }))
      const { badge, findings } = read(JSON.parse(JSON.stringify(document)))
      expect(badge.award).toEqual(withoutLosses(award, losses))
      expect(findings).toEqual([])
    }), { numRuns: 200 })
  })

  it.each(awards)('comes back: $name', ({ award }) => {
    const { document, losses } = projectOpenBadge(badgeOf(award))
    expect(read(document).badge.award).toEqual(withoutLosses(award, losses))
  })

  it('says who issued it, to whom and from when, and how a learner can show whose it is', () => {
    const { badge } = read(project({ ...minor, achievement: teachingQualification }, { subject: { id: 'did:example:holder', identities } }))
    expect(badge).toMatchObject({
      id: 'urn:uuid:8d2f4f34-7a4b-4a0e-9b0e-0f6f0f1c2d3e', subjectId: 'did:example:holder', achievementId: 'https://issuer.example/school/achievements/42',
      issuer: { id: 'did:web:issuer.example:school', name: 'Hogeschool Voorbeeld' }, validFrom: '2026-07-01T09:30:00Z', validUntil: '2031-07-01T00:00:00Z', language: 'nl',
    })
    expect(badge.identities.map((identity) => [matchesIdentity(identity, 'Maartje van Damme'), matchesIdentity(identity, 'Maartje')])).toEqual([[true, false]])
  })

  it('that says one thing to people and another to software is named', () => {
    const document = project()
    const achievement = { ...document.credentialSubject.achievement, name: 'Master of Science', ects: '60' }
    const { badge, findings } = read({ ...document, credentialSubject: { ...document.credentialSubject, achievement } })
    expect(badge).toMatchObject({ title: 'Master of Science', award: { achievement: { title: circularMinor.title, workload: { ects: '60' } } } })
    expect(codes(findings)).toEqual(['INCONSISTENT /credentialSubject/achievement/name', 'INCONSISTENT /credentialSubject/achievement/creditsAvailable'])
  })

  it.each([['without its sector', { sector: undefined }], ['in a language that is not ours', { inLanguage: 'de' }]])('that cannot be compared is named, never taken for the same: %s', (_name, parts) => {
    const document = project()
    const achievement = { ...document.credentialSubject.achievement, name: 'Master of Science', ...parts }
    expect(codes(read({ ...document, credentialSubject: { ...document.credentialSubject, achievement } }).findings)).toEqual(['INCONSISTENT /credentialSubject/achievement'])
  })

  it('our words without our context are nobody’s', () => {
    const document = project()
    const { badge } = read({ ...document, '@context': [...document['@context'].slice(0, 2), 'https://evil.example/contexts/other/1'] })
    expect(badge.award.achievement).not.toHaveProperty('sector')
    expect(badge.award.achievement.title).toEqual({ nl: circularMinor.title.nl })
  })

  it('a malformed field is left out and named, the rest is read', () => {
    const document = project()
    const achievement = { ...document.credentialSubject.achievement, eqfLevel: 9, sector: 'havo', supervised: 'yes' }
    const { badge, findings } = read({ ...document, credentialSubject: { ...document.credentialSubject, achievement } })
    expect(badge.award.achievement).toMatchObject({ title: circularMinor.title, level: { nlqf: '6' }, supervision: { identityVerified: true } })
    expect(badge.award.achievement).not.toHaveProperty('sector')
    expect(badge.award.achievement).not.toHaveProperty('level.eqf')
    for (const name of ['sector', 'eqfLevel', 'supervised']) expect(findings.map(({ path, severity }) => `${severity} ${path}`)).toContain(`warning /credentialSubject/achievement/${name}`)
  })
})

describe('whatever it is given', () => {
  it('is answered without an exception, with findings when it is no badge', () => {
    fc.assert(fc.property(anyJson, (value) => {
      const reading = readOpenBadge(value)
      expect(hasErrors(reading.findings)).toBe(!reading.ok)
    }), { numRuns: 500 })
  })

  it('a badge with one thing wrong in it is read into the model or refused with the reason', () => {
    const document = { ...project(minor, { subject: { id: 'did:example:x', identities } }), endorsement: [{ issuer: 'https://x.example', credentialSubject: { id: 'urn:x', endorsementComment: 'x' } }], endorsementJwt: ['e30.e30.'] }
    fc.assert(fc.property(almost(JSON.parse(JSON.stringify(document))), (value) => {
      const reading = readOpenBadge(value)
      if (reading.ok) {
        expect(achievementDraftSchema.parse(reading.value.award.achievement)).toEqual(reading.value.award.achievement)
        expect(hasErrors(reading.findings)).toBe(false)
      } else expect(hasErrors(reading.findings)).toBe(true)
      expect(reading.findings.every(({ path, message }) => (path === '' || path.startsWith('/')) && message.nl !== '' && message.en !== '')).toBe(true)
    }), { numRuns: 1500 })
  })

  it.each([
    ['a badge of version 2', { '@context': 'https://w3id.org/openbadges/v2', type: 'Assertion', badge: {} }, 'NOT_THIS_STANDARD /type'],
    ['another credential', { type: ['VerifiableCredential'] }, 'NOT_THIS_STANDARD /type'],
    ['a badge without an achievement', { type: ['OpenBadgeCredential'] }, 'MISSING /credentialSubject/achievement/name'],
    ['a name that is no text', { type: 'OpenBadgeCredential', credentialSubject: { achievement: { name: {} } } }, 'WRONG_TYPE /credentialSubject/achievement/name'],
  ])('%s is refused', (_name, document, code) => {
    const reading = readOpenBadge(document)
    expect(reading.ok).toBe(false)
    expect(codes(reading.findings)).toEqual([code])
  })

  it('a national identity number is dropped and counted, and refused where it comes again', () => {
    const document = project()
    const numbered = (subject: object) => ({ ...document, credentialSubject: { ...document.credentialSubject, ...subject } })
    const identifier = ['nationalIdentityNumber', 'ext:bsn'].map((identityType) => ({ type: 'IdentityObject', hashed: false, identityHash: '123456782', identityType }))
    const { badge, dropped } = read(numbered({ identifier }))
    expect([badge.identities, dropped.nationalIdentityNumbers]).toEqual([[], 2])
    expect(JSON.stringify(badge)).not.toContain('123456782')
    const again = readOpenBadge(numbered({ identifier, id: 'urn:student:123456782' }))
    expect(again.ok).toBe(false)
    expect(codes(again.findings)).toEqual(['NATIONAL_IDENTITY_NUMBER '])
    expect(JSON.stringify(again)).not.toContain('123456782')
    expect(read(numbered({ id: 'urn:bsn:123456782' })).badge).not.toHaveProperty('subjectId')
  })
})
