import type { AwardedAchievement } from '../award/awarded-achievement.ts'
import type { Projection } from '../projection.ts'
import { lastValidDay } from '../sd-jwt-vc/compose-claims.ts'
import type { Language } from '../text/localized-text.ts'
import { openBadgeContexts } from './context.ts'
import { hashIdentity } from './identity.ts'
import type { IdentityToHash } from './identity.ts'
import type { OpenBadgeCredential } from './open-badge-credential.ts'
import { gradeDescriptionId, projectAchievement } from './project-achievement.ts'
import { alignmentLosses } from './project-alignments.ts'
import { projectIssuer } from './project-issuer.ts'
import { unlessEmpty, withoutAbsent } from './without-absent.ts'

/** Whose badge it is: the DID of the holder's wallet, something about the learner that is hashed, or both. */
export type BadgeSubject =
  | { id: string; identities?: readonly IdentityToHash[] }
  | { id?: undefined; identities: readonly [IdentityToHash, ...IdentityToHash[]] }

export type OpenBadgeToProject = {
  award: AwardedAchievement
  /** Of the credential: a URN or address, its own for each award. */
  id: string
  /** Of the institution: a DID or an address. */
  issuerId: string
  /** The same for every award of the achievement, without a fragment. */
  achievementId: string
  /** Where this issuer serves our context: its public URL and MICROCREDENTIAL_CONTEXT_PATH. */
  contextUrl: string
  validFrom: Date
  subject: BadgeSubject
  /** Of the texts that every reader of Open Badges understands; both languages are there for who knows our context. */
  language: Language
}

/**
 * One award as Open Badges 3.0 AchievementCredential (VCDM 2.0), unsigned. The learner is not in it, only what `subject` says of them;
 * nor are alignments without an address, because the standard demands one. Throws RangeError when an id is no absolute IRI, a salt is too
 * short or nothing says whose badge it is: the mistakes of a caller.
 */
export function projectOpenBadge(input: OpenBadgeToProject): Projection<OpenBadgeCredential> {
  const { award, id, issuerId, achievementId, contextUrl, validFrom, subject, language } = input
  for (const iri of [id, issuerId, achievementId, contextUrl, ...(subject.id === undefined ? [] : [subject.id])]) if (!URL.canParse(iri)) throw new RangeError('an id is not an absolute IRI')
  if (achievementId.includes('#')) throw new RangeError('the id of an achievement has no fragment')
  const identifier = unlessEmpty(subject.identities?.map(hashIdentity))
  if (subject.id === undefined && identifier === undefined) throw new RangeError('nothing says whose badge it is')

  const { achievement, awardedOn, grade, evidence, institution } = award
  const document: OpenBadgeCredential = {
    '@context': [...openBadgeContexts, contextUrl],
    id,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: achievement.title[language],
    issuer: projectIssuer(institution, issuerId, language),
    validFrom: dateTime(validFrom),
    ...withoutAbsent({ validUntil: achievement.validForDays === undefined ? undefined : endOfDay(lastValidDay(awardedOn, achievement.validForDays)) }),
    awardedDate: `${awardedOn}T00:00:00Z`,
    credentialSubject: {
      ...withoutAbsent({ id: subject.id }),
      type: ['AchievementSubject'],
      ...withoutAbsent({ identifier, creditsEarned: achievement.workload?.ects === undefined ? undefined : Number(achievement.workload.ects) }),
      achievement: projectAchievement(achievement, achievementId, language),
      ...withoutAbsent({
        result: grade === undefined ? undefined : [{
          type: ['Result' as const] satisfies ['Result'],
          ...withoutAbsent({ resultDescription: achievement.gradeScale && gradeDescriptionId(achievementId) }),
          status: 'Completed' as const,
          value: grade,
        }],
      }),
    },
    ...withoutAbsent({
      evidence: evidence?.map(({ name, description, url }) => ({ ...withoutAbsent({ id: url }), type: ['Evidence' as const] satisfies ['Evidence'], name, ...withoutAbsent({ description }) })),
    }),
  }
  return { document, losses: [{ path: '/learner', kind: 'left-out' }, ...alignmentLosses(achievement, '/achievement')] }
}

/** The moment until which the SD-JWT VC of the same award is valid: the end of its last day. */
function endOfDay(day: string): string {
  return dateTime(new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000))
}

/** RFC 3339, in whole seconds. */
export function dateTime(moment: Date): string {
  return moment.toISOString().replace(/\.\d{3}Z$/, 'Z')
}
