import type { AchievementDraft } from '../achievement/achievement.ts'
import { evidenceSchema } from '../award/awarded-achievement.ts'
import type { Evidence } from '../award/awarded-achievement.ts'
import { calendarDateFrom } from '../calendar.ts'
import { fault, pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { notTakenOver } from '../not-taken-over.ts'
import type { Taken } from '../not-taken-over.ts'
import type { Reading } from '../projection.ts'
import { readForeignDocument } from '../read-foreign-document.ts'
import { safeParse } from '../safe-parse.ts'
import { valueAt } from '../schema-findings.ts'
import { unescapeMarkdown } from '../text/markdown-escapes.ts'
import type { Language } from '../text/localized-text.ts'
import { findTextFault, isBlank, textLimits } from '../text/plain-text.ts'
import type { Recipient } from './hashed-recipient.ts'
import { badgeClassDraft } from './read-badge-class.ts'
import { issuerDescription } from './read-issuer.ts'
import type { EdubadgesIssuer } from './read-issuer.ts'

/** What an assertion says of an award. Reading is no verification: whether it is true is asked of the address it is hosted at. */
export type EdubadgesAward = {
  /** It says itself that it was withdrawn; such an assertion says little else. False only means that it does not say so. */
  revoked: boolean
  /** The address of the BadgeClass. */
  badgeClass?: string
  /** What was achieved, when the BadgeClass was expanded. */
  achievement?: AchievementDraft
  /** Who is behind it, when the issuer was expanded too. */
  issuer?: EdubadgesIssuer
  /** Whom it is for; `isRecipient` compares. edubadges has no name of the learner in it. */
  recipient?: Recipient
  /** YYYY-MM-DD in the Netherlands: the day it was issued, and the day on which it expires. */
  awardedOn?: string
  expiresOn?: string
  grade?: string
  evidence?: Evidence[]
}

/** An Assertion of edubadges (Open Badges 2.0), with its BadgeClass and Issuer expanded or by address. Never throws, whatever it is given. */
export function readAssertion(document: unknown, { textLanguage }: { textLanguage: Language }): Reading<EdubadgesAward> {
  return readForeignDocument(document, (assertion) => {
    if (valueAt(assertion, ['type']) !== 'Assertion') return { findings: [fault('/type', 'WRONG_FORM', 'Hier hoort een Assertion.', 'This must be an Assertion.')] }
    const badge = valueAt(assertion, ['badge'])
    const expanded = typeof badge === 'object' && badge !== null
    const issuer = expanded ? valueAt(badge, ['issuer']) : undefined
    const parts = {
      achievement: expanded ? badgeClassDraft(badge, textLanguage, ['badge']) : nothing,
      issuer: typeof issuer === 'object' && issuer !== null ? issuerDescription(issuer, textLanguage, ['badge', 'issuer']) : nothing,
      recipient: readRecipient(valueAt(assertion, ['recipient'])),
      awardedOn: readDay(assertion, 'issuedOn'),
      expiresOn: readDay(assertion, 'expires'),
      grade: readGrade(assertion),
      evidence: readEvidence(valueAt(assertion, ['evidence'])),
    }
    const badgeClass = expanded ? valueAt(badge, ['id']) : badge
    return {
      value: {
        revoked: valueAt(assertion, ['revoked']) === true,
        ...(typeof badgeClass === 'string' && badgeClass.length <= textLimits.url ? { badgeClass } : {}),
        ...Object.fromEntries(Object.entries(parts).flatMap(([name, { value }]: [string, Taken<unknown>]) => (value === undefined ? [] : [[name, value]]))),
      },
      findings: Object.values(parts).flatMap(({ findings }) => findings),
    }
  })
}

const nothing: Taken<never> = { findings: [] }

function readDay(assertion: unknown, member: string): Taken<string> {
  const value = valueAt(assertion, [member])
  if (value === undefined || value === null) return nothing
  const day = typeof value === 'string' ? calendarDateFrom(value) : undefined
  return { value: day, findings: day === undefined ? [notTakenOver(pointer([member]), 'Dit is geen moment in de tijd.', 'This is not a moment in time.')] : [] }
}

/** edubadges writes the grade in the expanded BadgeClass, although it is the learner's. */
function readGrade(assertion: unknown): Taken<string> {
  const path = [['badge', 'grade_achieved'], ['grade_achieved'], ['gradeAchieved']].find((candidate) => (valueAt(assertion, candidate) ?? '') !== '')
  const grade = path && valueAt(assertion, path)
  if (path === undefined) return nothing
  const fits = typeof grade === 'string' && grade.length <= textLimits.grade && !isBlank(grade) && findTextFault(grade, 'one') === undefined
  return fits ? { value: grade, findings: [] } : { findings: [notTakenOver(pointer(path), 'Dit is geen cijfer.', 'This is not a grade.')] }
}

function readRecipient(value: unknown): Taken<Recipient> {
  if (value === undefined || value === null) return nothing
  const [type, hashed, identity, salt] = ['type', 'hashed', 'identity', 'salt'].map((name) => valueAt(value, [name]) ?? undefined)
  const isText = (text: unknown): text is string => typeof text === 'string' && text.length > 0 && text.length <= 500
  if (!isText(type) || typeof hashed !== 'boolean' || !isText(identity) || (salt !== undefined && !isText(salt))) return { findings: [notTakenOver('/recipient', 'Dit zegt niet voor wie het is.', 'This does not say whom it is for.')] }
  return { value: { type, hashed, identity, ...(salt === undefined ? {} : { salt }) }, findings: [] }
}

function readEvidence(value: unknown): Taken<Evidence[]> {
  if (value === undefined || value === null) return nothing
  const findings: Finding[] = []
  const evidence = (Array.isArray(value) ? value : [value]).slice(0, 20).flatMap((entry: unknown, at) => {
    const [name, description, narrative, url] = ['name', 'description', 'narrative', 'id'].map((key) => valueAt(entry, [key]))
    const texts = [description, typeof narrative === 'string' ? unescapeMarkdown(narrative) : undefined].filter((text) => typeof text === 'string' && !isBlank(text))
    const parsed = safeParse(evidenceSchema, { name, ...(texts.length > 0 ? { description: texts.join('\n\n') } : {}), ...(typeof url === 'string' && url !== '' ? { url } : {}) })
    if (parsed.success) return [parsed.data]
    findings.push(notTakenOver(pointer(['evidence', at]), 'Dit bewijsstuk heeft geen naam, of een adres dat niet met https:// begint.', 'This evidence has no name, or an address that does not start with https://.'))
    return []
  })
  return { value: evidence.length > 0 ? evidence : undefined, findings }
}
