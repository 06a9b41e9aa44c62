/** The inverse of compose-claims.ts: our microcredential, read back from the claims of a credential. */
import type { AwardDraft } from '../award/award-draft.ts'
import { concludeReading } from '../award/conclude-reading.ts'
import { isCalendarDate } from '../calendar.ts'
import { checkJsonBounds } from '../json-bounds.ts'
import { listOf, memberOf } from '../json-members.ts'
import type { Reading } from '../projection.ts'
import type { ClaimName } from './claim-table.ts'

/**
 * What the claims say, as far as they were disclosed: absent is "not shown", never "not so". Takes any JSON and never throws. Claims
 * of the token itself (iss, iat, cnf, status) are not looked at; whether they hold is for who verifies.
 */
export function readMicrocredentialClaims(claims: unknown): Reading<AwardDraft> {
  const bounds = checkJsonBounds(claims)
  if (bounds) return { ok: false, findings: [bounds], dropped: { nationalIdentityNumbers: 0, fields: 0 } }
  const claim = (name: ClaimName) => memberOf(claims, name)
  const quality = claim('quality_assurance')
  const supervision = claim('supervision')
  const draft = {
    achievement: {
      title: claim('achievement_title'),
      description: claim('achievement_description'),
      criteria: claim('achievement_criteria'),
      learningOutcomes: listOf(claim('learning_outcomes')).map((text) => ({ text })),
      languages: claim('language_of_classes'),
      level: { eqf: claim('level_of_learning_experience') },
      workload: claim('workload'),
      assessmentTypes: claim('assessment_type'),
      participation: claim('participation'),
      qualityAssurance: quality,
      supervision: { supervised: memberOf(supervision, 'supervised'), identityVerified: memberOf(supervision, 'identity_verified'), place: memberOf(supervision, 'place') },
      prerequisites: claim('prerequisites'),
      stackability: { stackable: claim('stackable') },
      validForDays: daysBetween(claim('date_of_issuance'), claim('date_of_expiry')),
    },
    learner: { givenName: claim('given_name'), familyName: claim('family_name') },
    awardedOn: claim('date_of_issuance'),
    grade: claim('assessment_grade'),
    institution: { name: claim('issuing_authority'), country: claim('issuing_country') },
  }
  return concludeReading(claims, { draft, sources })
}

/** Which claim each member of the model comes from. */
const sources = {
  '/achievement/title': '/achievement_title', '/achievement/description': '/achievement_description', '/achievement/criteria': '/achievement_criteria',
  '/achievement/learningOutcomes': '/learning_outcomes', '/achievement/languages': '/language_of_classes', '/achievement/level': '/level_of_learning_experience',
  '/achievement/workload': '/workload', '/achievement/assessmentTypes': '/assessment_type', '/achievement/participation': '/participation',
  '/achievement/qualityAssurance': '/quality_assurance', '/achievement/supervision': '/supervision', '/achievement/prerequisites': '/prerequisites',
  '/achievement/stackability': '/stackable', '/achievement/validForDays': '/date_of_expiry', '/learner/givenName': '/given_name', '/learner/familyName': '/family_name',
  '/awardedOn': '/date_of_issuance', '/grade': '/assessment_grade', '/institution/name': '/issuing_authority', '/institution/country': '/issuing_country',
} as const

/** How many days something is valid that was awarded on the one day and is valid up to and including the other; undefined unless both are days. */
export function daysBetween(awardedOn: unknown, lastDay: unknown): number | undefined {
  if (typeof awardedOn !== 'string' || typeof lastDay !== 'string' || !isCalendarDate(awardedOn) || !isCalendarDate(lastDay)) return undefined
  return Math.round((Date.parse(`${lastDay}T00:00:00Z`) - Date.parse(`${awardedOn}T00:00:00Z`)) / 86_400_000)
}
