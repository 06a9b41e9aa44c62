import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { circularMinor, institutions, learners } from '../fixtures/index.ts'
import { LEARNING_CREDENTIAL_VCT } from '../eudi/learning-claim-table.ts'
import { composeLearningCredentialClaims } from '../eudi/learning-credential.ts'
import { anyAwardedAchievement } from '../testing/any-achievement.ts'
import { almost, anyJson } from '../testing/any-json.ts'
import { composeMicrocredentialClaims } from './compose-claims.ts'
import { tellAward } from './tell-award.ts'

const award = { achievement: circularMinor, learner: learners.maartje, awardedOn: '2026-06-30', grade: '8', institution: institutions.hogeschool }

describe('telling an award', () => {
  it('of our own credential says every claim as it was composed', () => {
    fc.assert(fc.property(anyAwardedAchievement, ({ achievement, learner, awardedOn, institution }) => {
      const { claims } = composeMicrocredentialClaims({ achievement, learner, awardedOn, institution })
      const told = tellAward({ ...claims, vct: 'https://issuer.example/vct/microcredential/1' })
      expect(told?.standard).toBe('microcredential')
      for (const name of ['achievement_title', 'given_name', 'family_name', 'date_of_issuance', 'issuing_authority', 'learning_outcomes', 'workload', 'level_of_learning_experience'] as const) {
        expect(told?.claims[name], name).toEqual(claims[name])
      }
    }), { numRuns: 100 })
  })

  it('of an EUDI learning credential says the same things in the same names', () => {
    const { claims } = composeLearningCredentialClaims(award, { language: 'nl', learnerIdentification: 's123' })
    expect(tellAward({ ...claims, vct: LEARNING_CREDENTIAL_VCT })).toMatchObject({ standard: 'eudi_learning_credential', claims: { family_name: 'van Damme', date_of_issuance: '2026-06-30', issuing_country: 'NL', assessment_grade: '8' } })
  })

  it('of a badge says who issued what and when, in its language when it says which, and of the learner nothing', () => {
    const badge = { type: ['VerifiableCredential', 'OpenBadgeCredential'], issuer: { id: 'did:web:a.example', type: ['Profile'], name: 'A' }, validFrom: '2026-06-30T10:00:00Z', credentialSubject: { type: ['AchievementSubject'], achievement: { id: 'urn:a', type: ['Achievement'], name: 'Dijken', description: 'Over dijken', criteria: { narrative: 'Gedaan' } } } }
    expect(tellAward(badge)).toEqual({ standard: 'open_badge', claims: { achievement_title: 'Dijken', achievement_description: 'Over dijken', achievement_criteria: 'Gedaan', issuing_authority: 'A', date_of_issuance: '2026-06-30' } })
    const inDutch = { ...badge, credentialSubject: { ...badge.credentialSubject, achievement: { ...badge.credentialSubject.achievement, inLanguage: 'nl-NL' } } }
    expect(tellAward(inDutch)?.claims.achievement_title).toEqual({ nl: 'Dijken' })
  })

  it('of what is of no standard says nothing, and never throws', () => {
    for (const document of [undefined, null, 'x', [], {}, { type: 'OpenBadgeCredential' }, { type: ['VerifiableCredential'] }, { vct: 5 }]) expect(tellAward(document)).toBeUndefined()
    fc.assert(fc.property(fc.oneof(anyJson, almost({ type: ['OpenBadgeCredential'], credentialSubject: { achievement: { name: 'a' } } })), (document) => { tellAward(document) }), { numRuns: 500 })
  })
})
