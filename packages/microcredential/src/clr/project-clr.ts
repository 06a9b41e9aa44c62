import type { Achievement } from '../achievement/achievement.ts'
import type { AwardingInstitution } from '../institution.ts'
import { openBadgeContexts } from '../open-badges/context.ts'
import { hashIdentity } from '../open-badges/identity.ts'
import { projectAchievement } from '../open-badges/project-achievement.ts'
import { projectIssuer } from '../open-badges/project-issuer.ts'
import { alignmentLosses } from '../open-badges/project-alignments.ts'
import { dateTime } from '../open-badges/project-open-badge.ts'
import type { BadgeSubject } from '../open-badges/project-open-badge.ts'
import { unlessEmpty, withoutAbsent } from '../open-badges/without-absent.ts'
import type { Projection } from '../projection.ts'
import type { Language, LocalizedText } from '../text/localized-text.ts'
import { clrContext } from './clr-credential.ts'
import type { BundledBadge, ClrAssociationType, ClrCredential } from './clr-credential.ts'

export type ClrToProject = {
  /** Of the record: a URN or address. */
  id: string
  name: LocalizedText
  /** Of the institution that bundles: a DID or an address. */
  issuerId: string
  institution: AwardingInstitution
  /** Where this issuer serves our context. */
  contextUrl: string
  validFrom: Date
  subject: BadgeSubject
  language: Language
  /** As they were issued; CLR asks for one or more. */
  badges: readonly BundledBadge[]
  /** Achievements that associations name and no badge is for, such as the programme that the badges are part of. */
  achievements?: readonly { id: string; achievement: Achievement }[]
  /** Between the achievements of badges, and those above. */
  associations?: readonly { type: ClrAssociationType; sourceId: string; targetId: string }[]
}

/**
 * Several badges of one learner as CLR 2.0 credential (VCDM 2.0), unsigned: the badges are in it as they are. Throws RangeError when there
 * is no badge, a badge is of another subject, or an association names what is not in the record: the mistakes of a caller.
 */
export function projectClr(input: ClrToProject): Projection<ClrCredential> {
  const { id, name, issuerId, institution, contextUrl, validFrom, subject, language, badges, achievements = [], associations = [] } = input
  if (badges.length === 0) throw new RangeError('a record has a badge in it')
  if (badges.some(({ credentialSubject }) => credentialSubject.id !== undefined && credentialSubject.id !== subject.id)) throw new RangeError('a badge is of another subject than the record')
  const known = new Set([...badges.map(({ credentialSubject }) => credentialSubject.achievement.id), ...achievements.map((described) => described.id)])
  if (associations.some(({ sourceId, targetId }) => !known.has(sourceId) || !known.has(targetId))) throw new RangeError('an association names an achievement that is not in the record')
  for (const iri of [id, issuerId, contextUrl, ...known]) if (!URL.canParse(iri)) throw new RangeError('an id is not an absolute IRI')

  const [credentials, openBadges] = openBadgeContexts
  const document: ClrCredential = {
    '@context': [credentials, clrContext, openBadges, contextUrl],
    id,
    type: ['VerifiableCredential', 'ClrCredential'],
    name: name[language],
    issuer: projectIssuer(institution, issuerId, language),
    validFrom: dateTime(validFrom),
    credentialSubject: {
      ...withoutAbsent({ id: subject.id }),
      type: ['ClrSubject'],
      ...withoutAbsent({ identifier: unlessEmpty(subject.identities?.map(hashIdentity)) }),
      verifiableCredential: [...badges],
      ...withoutAbsent({
        achievement: unlessEmpty(achievements.map((described) => projectAchievement(described.achievement, described.id, language))),
        association: unlessEmpty(associations.map(({ type, sourceId, targetId }) => ({ type: 'Association' as const, associationType: type, sourceId, targetId }))),
      }),
    },
  }
  const losses = achievements.flatMap(({ achievement }, at) => alignmentLosses(achievement, `/achievements/${at}/achievement`))
  return { document, losses: [{ path: '/name', kind: 'one-language' }, ...losses] }
}
