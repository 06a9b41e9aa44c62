/** What a credential of any standard that is read here says of an award, in the words of our own claims: for who shows it to people. */
import type { AwardDraft } from '../award/award-draft.ts'
import { calendarDateFrom } from '../calendar.ts'
import { MICRO_CREDENTIAL_VCT, readMicroCredential } from '../dc4eu/read-micro-credential.ts'
import { readElm } from '../elm/read-elm.ts'
import { LEARNING_CREDENTIAL_VCT } from '../eudi/learning-claim-table.ts'
import { readLearningCredential } from '../eudi/learning-credential.ts'
import { listOf, memberOf } from '../json-members.ts'
import { readOpenBadge, type OpenBadge } from '../open-badges/read-open-badge.ts'
import type { Reading } from '../projection.ts'
import { type ClaimName, type ClaimRow, claimTable } from './claim-table.ts'
import { lastValidDay } from './compose-claims.ts'
import { readMicrocredentialClaims } from './read-claims.ts'

/** The standards that are told apart. */
export type AwardStandard = 'microcredential' | 'open_badge' | 'european_digital_credential' | 'eudi_learning_credential' | 'dc4eu_micro_credential'

/** Texts are `{nl, en}` as far as they are there, or one text when a document does not say its language; the names are those of our claims. */
export type ToldAward = { readonly standard: AwardStandard; readonly claims: { readonly [Name in ClaimName]?: unknown } }

/** What each claim is called to people, in the order in which they are shown. */
export const toldClaims: readonly (Pick<ClaimRow, 'label' | 'form'> & { readonly name: ClaimName })[] = claimTable

/**
 * Tells the standard by `vct` or `type`, reads the document by that standard and says what it holds. Takes any JSON and never throws. Undefined when it is of
 * none of them or cannot be read by it. Whether anything of it is true is judged elsewhere.
 */
export function tellAward(document: unknown): ToldAward | undefined {
  const types = listOf(memberOf(document, 'type'))
  const vct = memberOf(document, 'vct')
  if (types.includes('OpenBadgeCredential') || types.includes('AchievementCredential')) return told('open_badge', readOpenBadge(document), claimsOfBadge)
  if (types.includes('EuropeanDigitalCredential')) return told('european_digital_credential', readElm(document), claimsOfDraft)
  if (vct === LEARNING_CREDENTIAL_VCT) return told('eudi_learning_credential', readLearningCredential(document), claimsOfDraft)
  if (vct === MICRO_CREDENTIAL_VCT) return told('dc4eu_micro_credential', readMicroCredential(document), claimsOfDraft)
  return typeof vct === 'string' ? told('microcredential', readMicrocredentialClaims(document), claimsOfDraft) : undefined
}

function told<Value>(standard: AwardStandard, reading: Reading<Value>, claimsOf: (value: Value) => ToldAward['claims']): ToldAward | undefined {
  return reading.ok ? { standard, claims: claimsOf(reading.value) } : undefined
}

function claimsOfBadge({ title, description, criteria, language, issuer, validFrom, validUntil, award }: OpenBadge): ToldAward['claims'] {
  const { institution, ...rest } = award
  const said = claimsOfDraft({ ...rest, ...(institution === undefined ? {} : { institution }) } as AwardDraft)
  const tongue = language?.slice(0, 2).toLowerCase()
  const inLanguage = (text: string | undefined) => text !== undefined && (tongue === 'nl' || tongue === 'en') ? { [tongue]: text } : text
  return present({
    ...said,
    achievement_title: said.achievement_title ?? inLanguage(title),
    achievement_description: said.achievement_description ?? inLanguage(description),
    achievement_criteria: said.achievement_criteria ?? inLanguage(criteria),
    issuing_authority: said.issuing_authority ?? issuer.name,
    date_of_issuance: said.date_of_issuance ?? dayOf(validFrom),
    date_of_expiry: said.date_of_expiry ?? dayOf(validUntil),
  })
}

function claimsOfDraft({ achievement = {}, learner, awardedOn, grade, institution }: AwardDraft): ToldAward['claims'] {
  const { qualityAssurance, supervision, workload, validForDays } = achievement
  return present({
    achievement_title: achievement.title,
    issuing_authority: institution?.name,
    issuing_country: institution?.country,
    date_of_issuance: awardedOn,
    date_of_expiry: awardedOn === undefined || validForDays === undefined ? undefined : lastValidDay(awardedOn, validForDays),
    given_name: learner?.givenName,
    family_name: learner?.familyName,
    achievement_description: achievement.description,
    achievement_criteria: achievement.criteria,
    learning_outcomes: achievement.learningOutcomes?.map(({ text }) => text),
    assessment_grade: grade,
    language_of_classes: achievement.languages,
    level_of_learning_experience: achievement.level?.eqf,
    workload,
    assessment_type: achievement.assessmentTypes,
    participation: achievement.participation,
    quality_assurance: qualityAssurance && present({ name: qualityAssurance.name, description: qualityAssurance.description, url: qualityAssurance.url }),
    supervision: supervision && present({ supervised: supervision.supervised, identity_verified: supervision.identityVerified, place: supervision.place }),
    prerequisites: achievement.prerequisites,
    stackable: achievement.stackability?.stackable,
  })
}

function dayOf(moment: string | undefined): string | undefined {
  return moment === undefined ? undefined : calendarDateFrom(moment)
}

function present<Name extends string>(members: { [Key in Name]?: unknown }): { [Key in Name]?: unknown } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as { [Key in Name]?: unknown }
}
