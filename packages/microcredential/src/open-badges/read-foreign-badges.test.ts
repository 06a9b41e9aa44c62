import { describe, expect, it } from 'vitest'
import type { Finding } from '../findings.ts'
import { educredential, edubadge, foreignBadge } from './fixtures/foreign-badges.ts'
import { matchesIdentity } from './identity.ts'
import { readOpenBadge } from './read-open-badge.ts'
import { assessmentOfSector, participationOfSector, severalOfOurs, supervisionOfSector } from './sector-terms.ts'

const codes = (findings: readonly Finding[]) => findings.map(({ code, path }) => `${code} ${path}`)

function read(document: unknown) {
  const reading = readOpenBadge(document)
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings))
  return { badge: reading.value, findings: codes(reading.findings) }
}

const withAchievement = (members: object) => ({ ...educredential, credentialSubject: { ...educredential.credentialSubject, achievement: { ...educredential.credentialSubject.achievement, ...members } } })

describe('a badge of educredentials', () => {
  it('is read into our words', () => {
    const { badge, findings } = read(educredential)
    expect(findings).toEqual([])
    expect(badge.award).toEqual({
      achievement: {
        kind: 'regular',
        title: { nl: 'Circulair ontwerpen' },
        description: { nl: '# Ontwerpen voor *hergebruik*' },
        criteria: { nl: 'Rond het beroepsproduct af.' },
        learningOutcomes: [{ text: { nl: 'levenscyclusanalyse' }, esco: ['https://data.europa.eu/esco/skill/1'] }],
        workload: { ects: '7.5', hours: '210' },
        level: { eqf: 6 },
        assessmentTypes: ['skills_test'],
        participation: ['online'],
        qualityAssurance: { name: { nl: 'Kwaliteitskader' }, description: { nl: 'Toets nieuwe opleiding' }, url: 'https://example.com/decisions/1' },
        supervision: { supervised: true, identityVerified: true, place: 'onsite' },
        programmeIdentifiers: [{ code: '34406' }],
        gradeScale: { minimum: '1', maximum: '10', required: '6' },
        image: { url: 'https://example.com/image.png' },
      },
      grade: '8.5',
      institution: { country: 'NL', identifiers: { brin: '21PB', schacHome: 'hogeschool-voorbeeld.nl' } },
    })
  })

  it('the day of the award is not the moment from which it is valid', () => {
    expect(read(educredential).badge).toMatchObject({ validFrom: '2026-06-30T00:00:00Z' })
    expect(read(educredential).badge.award).not.toHaveProperty('awardedOn')
  })

  it.each(Object.entries(participationOfSector))('participation: %s', (word, ours) => {
    const { badge, findings } = read(withAchievement({ participationType: word }))
    expect(badge.award.achievement.participation).toEqual(ours === severalOfOurs ? undefined : [ours])
    expect(findings).toEqual(ours === severalOfOurs ? ['COARSER_THAN_OURS /credentialSubject/achievement/participationType'] : [])
  })

  it.each(Object.entries(assessmentOfSector))('assessment: %s', (word, ours) => {
    const { badge, findings } = read(withAchievement({ assessmentType: word }))
    expect(badge.award.achievement.assessmentTypes).toEqual(ours === severalOfOurs ? undefined : [ours])
    expect(findings).toEqual(ours === severalOfOurs ? ['COARSER_THAN_OURS /credentialSubject/achievement/assessmentType'] : [])
  })

  it.each(Object.entries(supervisionOfSector))('supervision: %s', (word, ours) => {
    expect(read(withAchievement({ supervisionType: word, identityChecked: undefined })).badge.award.achievement.supervision).toEqual(ours)
  })

  it('whether the identity was checked is unknown when it says both', () => {
    const { badge, findings } = read(withAchievement({ supervisionType: 'supervised with no identity verification', identityChecked: true }))
    expect(badge.award.achievement.supervision).toEqual({ supervised: true })
    expect(findings).toEqual(['INCONSISTENT /credentialSubject/achievement/identityChecked'])
  })

  it('words and numbers that nobody knows are left out and named', () => {
    const { badge, findings } = read(withAchievement({ participationType: 'valueOf', supervisionType: 'constructor', identityChecked: undefined, ECTS: 1e21, educationProgramIdentifier: { length: { toString: 1 } } }))
    for (const name of ['participation', 'supervision', 'programmeIdentifiers', 'workload.ects']) expect(badge.award.achievement).not.toHaveProperty(name)
    expect(findings.toSorted()).toEqual([
      'NOT_ALLOWED_VALUE /credentialSubject/achievement/participationType', 'NOT_ALLOWED_VALUE /credentialSubject/achievement/supervisionType',
      'NOT_A_DECIMAL /credentialSubject/achievement/ECTS', 'WRONG_FORM /credentialSubject/achievement/educationProgramIdentifier',
    ])
  })
})

describe('a badge of edubadges', () => {
  it('is read with its raw values, and its hash is of the lower-cased identifier', () => {
    const { badge, findings } = read(edubadge)
    expect(findings).toEqual([])
    expect(badge.award.achievement).toMatchObject({
      title: { en: 'Statistics' }, workload: { ects: '2.5' }, programmeIdentifiers: [{ code: '1234' }], participation: ['blended', 'work_experience'],
      alignments: [{ name: 'Statistiek', framework: 'Kwalificatiedossier', code: 'B1-K1', url: 'https://example.com/alignment' }],
    })
    expect(badge.award.achievement).not.toHaveProperty('kind')
    expect(badge.identities.map((identity) => matchesIdentity(identity, 'A@example.com'))).toEqual([true])
  })
})

describe('a badge from abroad', () => {
  const { badge, findings } = read(foreignBadge)

  it('says what it says as written, and nothing in a language that it is not in', () => {
    expect(badge).toMatchObject({ title: 'Projektmanagement', description: 'Ein Kurs.', language: 'de-DE', issuer: { id: 'did:key:z6Mkexample', name: 'Beispiel Akademie' }, validFrom: '2026-01-31T23:30:00Z', validUntil: '2029-01-31T23:30:00Z' })
    for (const name of ['title', 'description', 'criteria', 'qualityAssurance', 'kind', 'sector']) expect(badge.award.achievement).not.toHaveProperty(name)
    expect(badge.award.achievement.alignments).toEqual([{ name: 'ISO 9001', framework: 'ISO' }])
  })

  it('credits that may not be EC are no EC', () => {
    expect(badge.award.achievement).not.toHaveProperty('workload')
  })

  it('the day is the day in the Netherlands', () => {
    expect(badge.award.awardedOn).toBe('2026-02-01')
  })

  it('the name of the learner is not taken over', () => {
    expect(JSON.stringify(badge)).not.toContain('Mustermann')
  })

  it('of two results neither is the grade, and one that is not completed is named', () => {
    expect(badge.award).not.toHaveProperty('grade')
    expect(findings.toSorted()).toEqual([
      'NOT_A_WEB_ADDRESS /credentialSubject/achievement/alignment/1/targetUrl', 'RESULT_NOT_COMPLETED /credentialSubject/result/1/status', 'TOO_MANY /credentialSubject/result',
      'WRONG_FORM /credentialSubject/achievement/alignment/0/targetCode', 'WRONG_FORM /credentialSubject/achievement/endorsementJwt/1',
    ])
  })

  it('endorsements are listed with who says what of whom, and where their proof is', () => {
    expect(badge.endorsements).toEqual([
      { path: '/issuer/endorsement', form: 'embedded', issuer: { id: 'https://chamber.example' }, about: 'did:key:z6Mkexample', comment: 'Recognised.' },
      { path: '/credentialSubject/achievement/endorsementJwt/0', form: 'jwt', issuer: { id: 'https://employer.example', name: 'Employer' }, about: 'urn:uuid:9', comment: 'We hire on this.' },
    ])
  })

  it('evidence is what there is of it', () => {
    expect(badge.award.evidence).toEqual([{ description: 'Eine Arbeit.', url: 'https://example.de/arbeit' }])
  })
})
