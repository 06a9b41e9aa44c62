/** Comprehensive Learner Records 2.0 of any issuer: the badges in them, and how these hang together. */
import { z } from 'zod'
import type { AchievementDraft } from '../achievement/achievement.ts'
import { fault, pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { items, member, take, textsIn, warnAt } from '../foreign-json.ts'
import type { Place } from '../foreign-json.ts'
import { languageOf, readAchievement } from '../open-badges/read-achievement.ts'
import { only, readCredential, readDocument } from '../open-badges/read-credential.ts'
import type { StatedCredential } from '../open-badges/read-credential.ts'
import { readEndorsements } from '../open-badges/read-endorsements.ts'
import type { Endorsement } from '../open-badges/read-endorsements.ts'
import { readInstitution } from '../open-badges/read-issuer.ts'
import type { StatedInstitution } from '../open-badges/read-issuer.ts'
import { readBadgeAt } from '../open-badges/read-open-badge.ts'
import type { OpenBadge } from '../open-badges/read-open-badge.ts'
import { withoutAbsent } from '../open-badges/without-absent.ts'
import type { Reading } from '../projection.ts'
import { plainText, textLimits } from '../text/plain-text.ts'

/** An achievement that the record describes without a badge for it. Nobody was awarded it by being here. */
export type DescribedAchievement = { id: string; title: string; achievement: AchievementDraft }

/** A record that was read. */
export type Clr = StatedCredential & {
  name?: string
  institution?: StatedInstitution
  /** Each with the place of its own credential, whose proof is its own; the proof of the record says nothing of what a badge says. */
  badges: { path: string; badge: OpenBadge }[]
  /** Places of what is bundled and could not be read as badge. */
  unread: string[]
  achievements: DescribedAchievement[]
  /** `type` as written: the vocabulary is open. */
  associations: { type: string; sourceId: string; targetId: string }[]
  endorsements: Endorsement[]
}

const id = plainText(textLimits.url)
const line = plainText(textLimits.line)
const association = z.object({ associationType: plainText(100), sourceId: id, targetId: id })

/** A CLR 2.0 credential as JSON, secured or not. Never throws, whatever it is given. A badge that cannot be read does not hide the others. */
export function readClr(document: unknown): Reading<Clr> {
  return readDocument(document, readClrAt)
}

function readClrAt(credential: Place, findings: Finding[]): Clr | undefined {
  if (!textsIn(member(credential, 'type')).includes('ClrCredential')) {
    findings.push(fault(pointer([...credential.path, 'type']), 'NOT_THIS_STANDARD', 'Dit is geen Comprehensive Learner Record. Stuur een credential met het type "ClrCredential".', 'This is not a Comprehensive Learner Record. Send a credential of the type "ClrCredential".'))
    return undefined
  }
  const [issuer, subject] = [member(credential, 'issuer'), only(member(credential, 'credentialSubject'))]
  const stated = readCredential(credential, subject, findings)
  return {
    ...stated,
    ...withoutAbsent({ name: take(line, member(credential, 'name'), findings), institution: readInstitution(issuer, findings) }),
    ...bundledIn(subject, stated.subjectId, findings),
    achievements: items(member(subject, 'achievement')).flatMap((place) => describedAt(credential, place, findings)),
    associations: items(member(subject, 'association')).flatMap((place) => {
      const found = take(association, place, findings)
      return found === undefined ? [] : [{ type: found.associationType, sourceId: found.sourceId, targetId: found.targetId }]
    }),
    endorsements: readEndorsements([credential, issuer], findings),
  }
}

function bundledIn(subject: Place, subjectId: string | undefined, findings: Finding[]): Pick<Clr, 'badges' | 'unread'> {
  const read: Pick<Clr, 'badges' | 'unread'> = { badges: [], unread: [] }
  for (const place of items(member(subject, 'verifiableCredential'))) {
    const [path, inside]: [string, Finding[]] = [pointer(place.path), []]
    const badge = readBadgeAt(place, inside)
    findings.push(...inside.map((finding) => ({ ...finding, severity: 'warning' as const })))
    if (badge === undefined) {
      read.unread.push(path)
      continue
    }
    if (subjectId !== undefined && badge.subjectId !== undefined && badge.subjectId !== subjectId) {
      findings.push(warnAt(member(place, 'credentialSubject', 'id'), 'INCONSISTENT', 'Dit bewijs gaat over iemand anders dan het overzicht waar het in zit. Vraag de uitgever hoe dat komt.', 'This badge is about somebody else than the record it is in. Ask the issuer why.'))
    }
    read.badges.push({ path, badge })
  }
  return read
}

function describedAt(credential: Place, achievement: Place, findings: Finding[]): DescribedAchievement[] {
  const [found, title] = [take(id, member(achievement, 'id'), findings), take(line, member(achievement, 'name'), findings)]
  if (found === undefined || title === undefined) return []
  const language = languageOf(take(plainText(35), member(achievement, 'inLanguage'), findings))
  return [{ id: found, title, achievement: readAchievement(credential, achievement, language, findings) }]
}
