import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseAchievementDraft } from '../achievement/parse-achievement-draft.ts'
import { circularMinor } from '../fixtures/index.ts'
import type { Reading } from '../projection.ts'
import { almost, anyJson } from '../testing/any-json.ts'
import { isRecipient } from './hashed-recipient.ts'
import { projectBadgeClass } from './project-badge-class.ts'
import { readAssertion } from './read-assertion.ts'
import { readBadgeClass } from './read-badge-class.ts'
import { readIssuer } from './read-issuer.ts'

const inDutch = { textLanguage: 'nl' } as const
const root = 'https://api.edubadges.nl/static'
const ext = (name: string, member: string, value: unknown) => ({ [`extensions:${name}Extension`]: { '@context': `${root}/extensions/${name}Extension/context.json`, type: ['Extension', `extensions:${name}Extension`], [member]: value } })

// As the API of edubadges takes and gives it.
const apiForm = {
  name: 'Wijkverpleging', description: 'Zorg thuis.', criteria_text: 'Toets \\*gehaald\\*.', badge_class_type: 'micro_credential', participation: 'online, work_experience', assessment_type: 'oram_exam,portfolio_assessment',
  assessment_supervised: false, assessment_id_verified: true, quality_assurance_name: 'Kwaliteitskader', quality_assurance_url: 'https://npuls.nl/kader', quality_assurance_description: null, stackable: true, formal: false,
  eqf_nlqf_level_verified: false, expiration_period: 365, alignments: [{ target_name: 'ESCO', target_url: '', target_code: 'S1' }], image: 'https://api.edubadges.nl/b.png',
  extensions: { ...ext('Language', 'Language', 'nl_NL'), ...ext('StudyLoad', 'StudyLoad', 240), ...ext('EQF', 'EQF', 3), ...ext('LearningOutcome', 'LearningOutcome', 'Prikt infusen.'), ...ext('EducationProgramIdentifier', 'EducationProgramIdentifier', 25491) },
}
const issuer = {
  type: 'Issuer', id: 'https://api.edubadges.nl/public/issuers/i1', name: 'Zorg', ...ext('InstitutionIdentifier', 'InstitutionIdentifier', '25LX'), ...ext('InstitutionName', 'InstitutionName', 'ROC Voorbeeld'),
  ...ext('InstitutionCountry', 'InstitutionCountry', 'NL'), ...ext('GradingTable', 'GradingTableURL', 'https://roc.example/cijfers'),
}
const badge = { ...projectBadgeClass({ achievement: circularMinor, id: 'https://api.edubadges.nl/public/badges/b1', issuer: '', language: 'nl' }).document, issuer, grade_achieved: '8' }
// printf %s 'urn:mace:eduid.nl:1.0:abcsalt-1' | sha256sum
const recipient = { hashed: true, type: 'id', identity: 'sha256$84839809ca1c1c5e3b4802f3b47090257dd34dfe9702fff534a1d926e6c7779c', salt: 'salt-1' }
const assertion = {
  '@context': 'https://w3id.org/openbadges/v2', type: 'Assertion', id: 'https://api.edubadges.nl/public/assertions/a1', badge, verification: { type: 'HostedBadge' }, recipient, narrative: 'Goed gedaan.',
  evidence: [{ type: 'Evidence', id: 'https://portfolio.example/1', narrative: 'Een \\#1 product', name: 'Portfolio', description: 'Het werk.' }, { type: 'Evidence', id: 'http://x.nl' }], issuedOn: '2026-06-30T22:30:00.123456+00:00', expires: '2031-06-30T12:00:00+02:00',
}
const found = (reading: Reading<unknown>): string[] => reading.findings.map(({ code, path }) => `${code} ${path}`)

describe('a BadgeClass as the API gives it', () => {
  it('is an achievement to finish', () => {
    expect(readBadgeClass(apiForm, inDutch)).toMatchObject({ ok: true, findings: [], value: {
      kind: 'microcredential', title: { nl: 'Wijkverpleging' }, description: { nl: 'Zorg thuis.' }, criteria: { nl: 'Toets *gehaald*.' }, learningOutcomes: [{ text: { nl: 'Prikt infusen.' } }], workload: { sbu: '240' }, level: { eqf: 3, verified: false },
      languages: ['nl'], assessmentTypes: ['oral_exam', 'portfolio_assessment'], participation: ['online', 'work_experience'], qualityAssurance: { name: { nl: 'Kwaliteitskader' }, url: 'https://npuls.nl/kader' },
      supervision: { supervised: false, identityVerified: true }, stackability: { stackable: true }, programmeIdentifiers: [{ code: '25491' }], alignments: [{ name: 'ESCO', code: 'S1' }], formal: false, validForDays: 365, image: { url: 'https://api.edubadges.nl/b.png' },
    } })
  })

  it.each([
    ['badge_class_type', 'x', '/badge_class_type'], ['participation', 'online,moon', '/participation'], ['participation', ['online'], '/participation'], ['assessment_type', 'oral_exam', '/assessment_type'], ['stackable', 'yes', '/stackable'],
    ['expiration_period', 1.5, '/expiration_period'], ['image', 'data:image/png;base64,x', '/image'], ['name', 'x'.repeat(256), '/name'], ['alignments', [{}], '/alignments'],
  ])('%s %j is left out with a warning there', (member, value, path) => {
    expect(found(readBadgeClass({ ...apiForm, [member]: value }, inDutch)).filter((line) => line.startsWith('NOT_TAKEN_OVER'))).toEqual([`NOT_TAKEN_OVER ${path}`])
  })

  it.each([['ECTS', 'ECTS', '3'], ['ECTS', 'ECTS', 0.12345], ['EQF', 'EQF', 9], ['EQF', 'EQF', '6'], ['Language', 'Language', 'nl-NL'], ['EducationProgramIdentifier', 'EducationProgramIdentifier', ['25491']], ['StudyLoad', 'StudyLoad', -1]])('%sExtension %s %j is not turned into something else', (name, member, value) => {
    const reading = readBadgeClass({ ...apiForm, extensions: { ...ext(name, member, value) } }, inDutch)
    expect(found(reading)).toEqual([`NOT_TAKEN_OVER /extensions/extensions:${name}Extension/${member}`])
    expect(reading.ok && [reading.value.workload, reading.value.level?.eqf, reading.value.languages, reading.value.programmeIdentifiers]).toEqual([undefined, undefined, undefined, undefined])
  })

  it('without a name it is none', () => {
    expect(found(readBadgeClass({ ...apiForm, name: undefined }, inDutch))).toContain('MISSING /name')
  })
})

describe('an assertion', () => {
  it('says what is known of the award: what, by whom, when, which grade, on what evidence', () => {
    const reading = readAssertion(assertion, inDutch)
    expect(reading).toMatchObject({ ok: true, value: {
      revoked: false, badgeClass: 'https://api.edubadges.nl/public/badges/b1', achievement: { kind: 'microcredential', title: { nl: 'Minor Circulair ontwerpen' }, workload: { ects: '30' } },
      issuer: { institution: { name: { nl: 'ROC Voorbeeld' }, country: 'NL', identifiers: { brin: '25LX' } }, gradingTable: 'https://roc.example/cijfers' },
      recipient, awardedOn: '2026-07-01', expiresOn: '2031-06-30', grade: '8', evidence: [{ name: 'Portfolio', description: 'Het werk.\n\nEen #1 product', url: 'https://portfolio.example/1' }],
    } })
    expect(found(reading)).toEqual(['NOT_TAKEN_OVER /evidence/1'])
  })

  it('by address it names its BadgeClass; one that was withdrawn says so', () => {
    expect(readAssertion({ ...assertion, badge: 'https://api.edubadges.nl/public/badges/b1', evidence: [] }, inDutch)).toMatchObject({ ok: true, findings: [], value: { badgeClass: 'https://api.edubadges.nl/public/badges/b1', awardedOn: '2026-07-01' } })
    expect(readAssertion({ type: 'Assertion', id: 'x', revoked: true, revocationReason: 'fout' }, inDutch)).toMatchObject({ ok: true, value: { revoked: true } })
    expect(found(readAssertion({ ...assertion, type: 'BadgeClass' }, inDutch))).toEqual(['WRONG_FORM /type'])
  })

  it('a national identity number in it is dropped and counted', () => {
    const reading = readAssertion({ ...assertion, ext: { bsn: '111222333' } }, inDutch)
    expect(reading.dropped.nationalIdentityNumbers).toBe(1)
    expect(found(readAssertion({ ...assertion, ext: { bsn: '111222333' }, evidence: [{ name: 'BSN 111222333' }] }, inDutch))[0]).toBe('NATIONAL_IDENTITY_NUMBER ')
  })
})

describe('the recipient', () => {
  it('is found by the hash of the identity in lower case with its salt', () => {
    expect(isRecipient(recipient, 'URN:mace:eduid.nl:1.0:abc')).toBe(true)
    expect(isRecipient(recipient, 'urn:mace:eduid.nl:1.0:abd')).toBe(false)
    expect(isRecipient({ ...recipient, salt: 'salt-2' }, 'urn:mace:eduid.nl:1.0:abc')).toBe(false)
    expect(isRecipient({ ...recipient, identity: recipient.identity.toUpperCase().replace('SHA256', 'sha256') }, 'urn:mace:eduid.nl:1.0:abc')).toBe(true)
  })

  it('is unknown under another kind of hash, and compared as it is when it is not hashed', () => {
    for (const identity of ['md5$900150983cd24fb0d6963f7d28e17f72', 'abc', 'sha256$a$b']) expect(isRecipient({ ...recipient, identity }, 'abc')).toBe('unknown')
    expect(isRecipient({ type: 'email', hashed: false, identity: 'Noor@Example.org' }, 'noor@example.org')).toBe(true)
    expect(isRecipient({ type: 'email', hashed: false, identity: 'sha256$x' }, 'noor@example.org')).toBe(false)
  })
})

it('an issuer without anything of its institution says nothing of it', () => {
  expect(readIssuer({ type: 'Issuer', name: 'x', ...ext('InstitutionIdentifier', 'InstitutionIdentifier', 'nope') }, inDutch)).toMatchObject({ ok: true, value: { institution: { name: {}, identifiers: {} } }, findings: [{ code: 'NOT_TAKEN_OVER', path: '/extensions:InstitutionIdentifierExtension/InstitutionIdentifier' }] })
})

it('whatever they are given: findings, never an exception, and drafts that are one', () => {
  fc.assert(fc.property(fc.oneof(anyJson, almost(apiForm), almost(assertion)), (document) => {
    const readings: Reading<unknown>[] = [readBadgeClass(document, inDutch), readAssertion(document, inDutch), readIssuer(document, inDutch)]
    for (const reading of readings) if (!reading.ok) expect(reading.findings.length).toBeGreaterThan(0)
    const [badgeClass] = readings
    if (badgeClass?.ok) expect(parseAchievementDraft(badgeClass.value)).toEqual({ ok: true, achievement: badgeClass.value })
  }), { numRuns: 1500 })
})
