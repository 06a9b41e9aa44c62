/** Open Badges 3.0 of any issuer, as far as the standard and the words of the Dutch sector say what is meant. */
import type { AchievementDraft } from '../achievement/achievement.ts'
import { webAddressSchema } from '../achievement/achievement.ts'
import { missing } from '../achievement/missing.ts'
import type { Evidence } from '../award/awarded-achievement.ts'
import { calendarDateFrom } from '../calendar.ts'
import { fault, pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { items, member, take, textsIn } from '../foreign-json.ts'
import type { Place } from '../foreign-json.ts'
import type { Reading } from '../projection.ts'
import { plainText, textLimits } from '../text/plain-text.ts'
import { languageOf, readAchievement } from './read-achievement.ts'
import { dateTimeSchema, only, readCredential, readDocument } from './read-credential.ts'
import type { StatedCredential } from './read-credential.ts'
import { readEndorsements } from './read-endorsements.ts'
import type { Endorsement } from './read-endorsements.ts'
import { readInstitution } from './read-issuer.ts'
import type { StatedInstitution } from './read-issuer.ts'
import { readGrade } from './read-result.ts'
import { unlessEmpty, withoutAbsent } from './without-absent.ts'

/** What a badge says of an award, in the words of the model. Of the learner it says nothing but what is in `identities`. */
export type StatedAward = {
  achievement: AchievementDraft
  /** YYYY-MM-DD; absent when the badge only says from when it is valid. */
  awardedOn?: string
  grade?: string
  evidence?: { [Member in keyof Evidence]?: Evidence[Member] | undefined }[]
  institution?: StatedInstitution
}

/** A badge that was read. */
export type OpenBadge = StatedCredential & {
  achievementId?: string
  /** BCP 47 as written; absent when the badge does not say what language its texts are in. */
  language?: string
  /** As written, in whatever language; criteria and description may be Markdown and are text here. */
  title: string
  description?: string
  criteria?: string
  award: StatedAward
  endorsements: Endorsement[]
}

const line = plainText(textLimits.line)
const text = plainText(textLimits.text, 'many')

/**
 * An Open Badges 3.0 credential as JSON, secured or not. Never throws, whatever it is given. Credentials of VCDM 1.1 (`issuanceDate`)
 * are read as well; Open Badges 2 is not.
 */
export function readOpenBadge(document: unknown): Reading<OpenBadge> {
  return readDocument(document, readBadgeAt)
}

/** The badge at this place of a document whose bounds were checked; undefined with an error among the findings. */
export function readBadgeAt(credential: Place, findings: Finding[]): OpenBadge | undefined {
  const types = textsIn(member(credential, 'type'))
  if (!types.includes('OpenBadgeCredential') && !types.includes('AchievementCredential')) {
    findings.push(notABadge(credential, types))
    return undefined
  }
  const [issuer, subject] = [member(credential, 'issuer'), only(member(credential, 'credentialSubject'))]
  const achievement = only(member(subject, 'achievement'))
  const malformed: Finding[] = []
  const title = take(line, member(achievement, 'name'), malformed)
  if (title === undefined) {
    findings.push(...(malformed.length > 0 ? malformed.map((finding) => ({ ...finding, severity: 'error' as const })) : [missing(pointer([...achievement.path, 'name']))]))
    return undefined
  }
  const language = take(plainText(35), member(achievement, 'inLanguage'), findings)
  const awarded = take(dateTimeSchema, member(credential, 'awardedDate'), findings)
  return {
    ...readCredential(credential, subject, findings),
    ...withoutAbsent({
      achievementId: take(plainText(textLimits.url), member(achievement, 'id'), findings),
      language,
      description: take(text, member(achievement, 'description'), findings),
      criteria: take(text, member(achievement, 'criteria', 'narrative'), findings),
    }),
    title,
    award: {
      achievement: readAchievement(credential, achievement, languageOf(language), findings),
      ...withoutAbsent({
        awardedOn: awarded === undefined ? undefined : calendarDateFrom(awarded),
        grade: readGrade(subject, findings),
        evidence: evidenceOf(credential, findings),
        institution: readInstitution(issuer, findings),
      }),
    },
    endorsements: readEndorsements([credential, issuer, achievement], findings),
  }
}

function notABadge(credential: Place, types: readonly string[]): Finding {
  const path = pointer([...credential.path, 'type'])
  return types.includes('Assertion')
    ? fault(path, 'NOT_THIS_STANDARD', 'Dit is een Open Badge van versie 2. Vraag de uitgever om versie 3.', 'This is an Open Badge of version 2. Ask the issuer for version 3.')
    : fault(path, 'NOT_THIS_STANDARD', 'Dit is geen Open Badge. Stuur een credential met het type "OpenBadgeCredential".', 'This is not an Open Badge. Send a credential of the type "OpenBadgeCredential".')
}

function evidenceOf(credential: Place, findings: Finding[]): StatedAward['evidence'] {
  const read = items(member(credential, 'evidence')).map((place) => withoutAbsent({
    name: take(line, member(place, 'name'), findings),
    description: take(text, member(place, 'description'), findings) ?? take(text, member(place, 'narrative'), findings),
    url: take(webAddressSchema, member(place, 'id'), findings),
  }))
  return unlessEmpty(read.filter((evidence) => Object.keys(evidence).length > 0))
}
