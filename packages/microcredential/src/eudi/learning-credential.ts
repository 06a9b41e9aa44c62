/** The EUDI learning credential (`urn:eu.europa.ec.eudi:learning:credential:1`), an SD-JWT VC with flat claims in one language. */
import type { AwardDraft } from '../award/award-draft.ts'
import type { AwardedAchievement } from '../award/awarded-achievement.ts'
import { concludeReading } from '../award/conclude-reading.ts'
import { checkReference } from '../award/national-identity-number.ts'
import { warning } from '../findings.ts'
import { checkJsonBounds } from '../json-bounds.ts'
import { listOf, memberOf, stringOf } from '../json-members.ts'
import { leftOut } from '../left-out.ts'
import type { Loss, Reading } from '../projection.ts'
import { lastValidDay } from '../sd-jwt-vc/compose-claims.ts'
import type { ClaimPath } from '../sd-jwt-vc/compose-claims.ts'
import { daysBetween } from '../sd-jwt-vc/read-claims.ts'
import { claimsOf } from '../sd-jwt-vc/type-metadata.ts'
import type { ClaimMetadata } from '../sd-jwt-vc/type-metadata.ts'
import type { Language } from '../text/localized-text.ts'
import { LEARNING_CREDENTIAL_VCT, learningClaimTable } from './learning-claim-table.ts'
import type { LearningClaimName } from './learning-claim-table.ts'
import { studyTimeOf, workloadFrom } from './study-time.ts'

export type LearningCredentialClaims = {
  claims: Record<string, unknown>
  selectivelyDisclosable: ClaimPath[]
  losses: Loss[]
  /** Mandatory claims this award has no value for. With any of them it is no learning credential, and may not be issued as one. */
  missing: LearningClaimName[]
}

/**
 * The claims of an award in one language. `learnerIdentification` is the number by which the learner is known to whoever asks;
 * never a national identity number. Adds no jti, iat, exp, iss, cnf or vct: issuing does.
 */
export function composeLearningCredentialClaims(award: AwardedAchievement, { language, learnerIdentification }: { language: Language; learnerIdentification: string }): LearningCredentialClaims {
  const { achievement, learner, awardedOn, grade, institution } = award
  const values: Record<LearningClaimName, unknown> = {
    issuing_authority: institution.name[language],
    issuing_country: institution.country,
    date_of_issuance: awardedOn,
    date_of_expiry: achievement.validForDays === undefined ? undefined : lastValidDay(awardedOn, achievement.validForDays),
    family_name: learner.familyName,
    given_name: learner.givenName,
    achievement_title: achievement.title[language],
    achievement_description: achievement.description?.[language],
    learning_outcomes: achievement.learningOutcomes?.map(({ text }) => text[language]),
    assessment_grade: grade,
    language_of_classes: achievement.languages && [...achievement.languages],
    learner_identification: learnerIdentification,
    expected_study_time: studyTimeOf(achievement.workload, language),
    level_of_learning_experience: achievement.level?.eqf,
    types_of_quality_assurance: achievement.qualityAssurance && [achievement.qualityAssurance.name[language]],
    prerequisites_to_enroll: achievement.prerequisites?.map((text) => text[language]),
    integration_stackability_options: achievement.stackability?.stackable,
    assessment_type: achievement.assessmentTypes && [...achievement.assessmentTypes],
    participation: achievement.participation && [...achievement.participation],
  }
  const rows = learningClaimTable.filter(({ name }) => values[name] !== undefined)
  const inOneLanguage = leftOut(award, ['achievement.title', 'achievement.description', 'achievement.learningOutcomes.*.text', 'achievement.qualityAssurance.name', 'achievement.prerequisites.*', 'institution.name'])
  return {
    claims: Object.fromEntries(rows.map(({ name }) => [name, values[name]])),
    selectivelyDisclosable: rows.filter(({ sd }) => sd === 'always').map(({ name }) => [name]),
    losses: [
      ...inOneLanguage.map(({ path }) => ({ path, kind: 'one-language' as const })),
      ...leftOut(award, withoutClaim),
      ...(learnerIdentification === learner.reference ? [] : [{ path: '/learner/reference', kind: 'left-out' as const }]),
    ],
    missing: learningClaimTable.filter(({ name, mandatory }) => mandatory && values[name] === undefined).map(({ name }) => name),
  }
}

/** What of the model has no claim. */
const withoutClaim = [...['kind', 'sector', 'criteria', 'learningOutcomes.*.esco', 'level.nlqf', 'level.cycle', 'level.verified', 'qualityAssurance.description', 'qualityAssurance.url', 'supervision',
  'stackability.explanation', 'programmeIdentifiers', 'fieldsOfStudy', 'alignments', 'gradeScale', 'formal', 'awardableUntil', 'image', 'furtherInformation'].map((path) => `achievement.${path}`),
'evidence', 'institution.identifiers']

/**
 * What the claims say, as far as they were disclosed. Nothing in them tells the language of their texts: say which it is, or they are
 * taken for English, the language of the reference. Takes any JSON and never throws.
 */
export function readLearningCredential(claims: unknown, { language = 'en' }: { language?: Language } = {}): Reading<AwardDraft> {
  const bounds = checkJsonBounds(claims)
  if (bounds) return { ok: false, findings: [bounds], dropped: { nationalIdentityNumbers: 0, fields: 0 } }
  const claim = (name: LearningClaimName) => memberOf(claims, name)
  const text = (value: unknown) => (value === undefined ? undefined : { [language]: value })
  const [quality, ...otherQuality] = listOf(claim('types_of_quality_assurance'))
  const studyTime = stringOf(claim('expected_study_time'))
  const workload = studyTime === undefined ? undefined : workloadFrom(studyTime)
  const identification = stringOf(claim('learner_identification'))
  const draft = {
    achievement: {
      title: text(claim('achievement_title')),
      description: text(claim('achievement_description')),
      learningOutcomes: listOf(claim('learning_outcomes')).map((outcome) => ({ text: text(outcome) })),
      languages: claim('language_of_classes'),
      workload,
      level: { eqf: claim('level_of_learning_experience') },
      qualityAssurance: quality === undefined ? undefined : { name: text(quality) },
      prerequisites: listOf(claim('prerequisites_to_enroll')).map(text),
      stackability: { stackable: claim('integration_stackability_options') },
      assessmentTypes: claim('assessment_type'),
      participation: claim('participation'),
      validForDays: daysBetween(claim('date_of_issuance'), claim('date_of_expiry')),
    },
    learner: { reference: claim('learner_identification'), givenName: claim('given_name'), familyName: claim('family_name') },
    awardedOn: claim('date_of_issuance'),
    grade: claim('assessment_grade'),
    institution: { name: text(claim('issuing_authority')), country: claim('issuing_country') },
  }
  const findings = [
    ...(studyTime !== undefined && workload === undefined ? [warning('/expected_study_time', 'WRONG_FORM', 'Deze studietijd is niet in EC, SBU of uren en is weggelaten.', 'This study time is not in ECTS, SBU or hours, and was left out.')] : []),
    ...(otherQuality.length > 0 ? [warning('/types_of_quality_assurance', 'TOO_MANY', 'Van de kwaliteitsborging is alleen de eerste overgenomen.', 'Only the first type of quality assurance was taken over.')] : []),
    ...(identification === undefined ? [] : checkReference('/learner_identification', identification)),
  ]
  return concludeReading(claims, { draft, sources, findings })
}

const sources: Readonly<Record<string, string>> = {
  '/achievement/title': '/achievement_title', '/achievement/description': '/achievement_description', '/achievement/learningOutcomes': '/learning_outcomes',
  '/achievement/languages': '/language_of_classes', '/achievement/workload': '/expected_study_time', '/achievement/level': '/level_of_learning_experience',
  '/achievement/qualityAssurance': '/types_of_quality_assurance', '/achievement/prerequisites': '/prerequisites_to_enroll', '/achievement/stackability': '/integration_stackability_options',
  '/achievement/assessmentTypes': '/assessment_type', '/achievement/participation': '/participation', '/achievement/validForDays': '/date_of_expiry',
  '/learner/reference': '/learner_identification', '/learner/givenName': '/given_name', '/learner/familyName': '/family_name', '/awardedOn': '/date_of_issuance',
  '/grade': '/assessment_grade', '/institution/name': '/issuing_authority', '/institution/country': '/issuing_country',
}

/** Labels and rules of the claims, in Dutch and English, for whoever offers this credential (OpenID4VCI credential_metadata). */
export function learningCredentialMetadata(): { vct: string; claims: ClaimMetadata[] } {
  return { vct: LEARNING_CREDENTIAL_VCT, claims: learningClaimTable.flatMap(claimsOf) }
}
