import type { Achievement } from '../achievement/achievement.ts'
import type { Learner } from '../award/learner.ts'
import { isCalendarDate } from '../calendar.ts'
import type { AwardingInstitution } from '../institution.ts'
import { leftOut } from '../left-out.ts'
import type { Loss } from '../projection.ts'
import type { Language, LocalizedText } from '../text/localized-text.ts'
import { languages } from '../text/localized-text.ts'
import { claimTable } from './claim-table.ts'
import type { ClaimName } from './claim-table.ts'

/** A place in the claims: member names, and positions in lists. */
export type ClaimPath = readonly (string | number)[]

export type MicrocredentialToCompose = {
  achievement: Achievement
  learner: Pick<Learner, 'givenName' | 'familyName'>
  /** YYYY-MM-DD. */
  awardedOn: string
  grade?: string
  institution: Pick<AwardingInstitution, 'name' | 'country'>
  /** Which language stands first in each text, for wallets that show the first; Dutch when absent. */
  languageOrder?: readonly Language[]
}

/**
 * The claims of one microcredential and the paths of those the learner may keep to themselves. Deterministic: the same input
 * gives the same claims in the same order. What the achievement does not have is left out, never null. Adds no iss, iat, cnf, status,
 * vct or exp: issuing does. Throws RangeError when `awardedOn` is not a date, which is the caller's mistake.
 */
export function composeMicrocredentialClaims(input: MicrocredentialToCompose): { claims: Record<string, unknown>; selectivelyDisclosable: ClaimPath[] } {
  const { achievement, learner, awardedOn, grade, institution } = input
  if (!isCalendarDate(awardedOn)) throw new RangeError('awardedOn is not a calendar date')
  const order = [...new Set([...(input.languageOrder ?? []), ...languages])]
  const localized = (text: LocalizedText | undefined) => text && Object.fromEntries(order.map((language) => [language, text[language]]))
  const { qualityAssurance, supervision, workload } = achievement
  const values: Record<ClaimName, unknown> = {
    achievement_title: localized(achievement.title),
    issuing_authority: localized(institution.name),
    issuing_country: institution.country,
    date_of_issuance: awardedOn,
    date_of_expiry: achievement.validForDays === undefined ? undefined : lastValidDay(awardedOn, achievement.validForDays),
    given_name: learner.givenName,
    family_name: learner.familyName,
    achievement_description: localized(achievement.description),
    achievement_criteria: localized(achievement.criteria),
    learning_outcomes: achievement.learningOutcomes?.map(({ text }) => localized(text)),
    assessment_grade: grade,
    language_of_classes: achievement.languages && [...achievement.languages],
    level_of_learning_experience: achievement.level?.eqf,
    workload: workload && present({ ects: workload.ects, sbu: workload.sbu, hours: workload.hours }),
    assessment_type: achievement.assessmentTypes && [...achievement.assessmentTypes],
    participation: achievement.participation && [...achievement.participation],
    quality_assurance: qualityAssurance && present({ name: localized(qualityAssurance.name), description: localized(qualityAssurance.description), url: qualityAssurance.url }),
    supervision: supervision && present({ supervised: supervision.supervised, identity_verified: supervision.identityVerified, place: supervision.place }),
    prerequisites: achievement.prerequisites?.map(localized),
    stackable: achievement.stackability?.stackable,
  }
  const rows = claimTable.filter(({ name }) => values[name] !== undefined)
  return {
    claims: Object.fromEntries(rows.map(({ name }) => [name, values[name]])),
    selectivelyDisclosable: rows.filter(({ sd }) => sd === 'always').map(({ name }) => [name]),
  }
}

/** What of an award no claim says. Asked for by who wants to know, and not for each credential that is issued. */
export function microcredentialLosses(input: MicrocredentialToCompose): Loss[] {
  return leftOut(input, withoutClaim)
}

/** What of the model has no claim. */
const withoutClaim = ['kind', 'sector', 'learningOutcomes.*.esco', 'level.nlqf', 'level.cycle', 'level.verified', 'stackability.explanation', 'programmeIdentifiers', 'fieldsOfStudy',
  'alignments', 'gradeScale', 'formal', 'awardableUntil', 'image', 'furtherInformation'].map((path) => `achievement.${path}`)

/** The last day on which something awarded on this day and valid for so many days is valid, YYYY-MM-DD. */
export function lastValidDay(awardedOn: string, validForDays: number): string {
  const day = new Date(`${awardedOn}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + validForDays)
  return day.toISOString().slice(0, 10)
}

function present(members: Record<string, unknown>): Record<string, unknown> | undefined {
  const filled = Object.entries(members).filter(([, value]) => value !== undefined)
  return filled.length > 0 ? Object.fromEntries(filled) : undefined
}
