/** Open Badges 3.0 of any issuer, as far as the standard and the words of the Dutch sector say what is meant. */
import { z } from 'zod'
import type { AchievementDraft } from '../achievement/achievement.ts'
import type { Evidence } from '../award/awarded-achievement.ts'
import { webAddressSchema } from '../achievement/achievement.ts'
import { missing } from '../achievement/missing.ts'
import { checkReference, findingsOfHeld, findNationalIdentityNumbers, namesNationalIdentityNumber } from '../award/national-identity-number.ts'
import { calendarDateFrom } from '../calendar.ts'
import { countValues } from '../count-values.ts'
import { fault, hasErrors, pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { items, member, take, textsIn, valueOf } from '../foreign-json.ts'
import type { Place } from '../foreign-json.ts'
import { checkJsonBounds } from '../json-bounds.ts'
import type { Reading } from '../projection.ts'
import { plainText, textLimits } from '../text/plain-text.ts'
import type { IdentityObject } from './identity.ts'
import { languageOf, readAchievement } from './read-achievement.ts'
import { readEndorsements } from './read-endorsements.ts'
import type { Endorsement } from './read-endorsements.ts'
import { readInstitution, readIssuer } from './read-issuer.ts'
import type { StatedInstitution, StatedIssuer } from './read-issuer.ts'
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

/** A badge that was read. What it says is not proven: signature, status and dates are judged elsewhere. */
export type OpenBadge = {
  id?: string
  issuer: StatedIssuer
  /** The DID of the holder, or another id of the learner. */
  subjectId?: string
  /** What `matchesIdentity` can compare with what a learner says of themselves. */
  identities: IdentityObject[]
  achievementId?: string
  /** Date-times as written. */
  validFrom?: string
  validUntil?: string
  /** BCP 47 as written; absent when the badge does not say what language its texts are in. */
  language?: string
  /** As written, in whatever language; criteria and description may be Markdown and are text here. */
  title: string
  description?: string
  criteria?: string
  award: StatedAward
  endorsements: Endorsement[]
}

const id = plainText(textLimits.url)
const line = plainText(textLimits.line)
const text = plainText(textLimits.text, 'many')
const dateTime = z.string().max(40).refine((value) => calendarDateFrom(value) !== undefined, { params: { code: 'NOT_A_DATE' } })
const identityObject = z.object({ hashed: z.boolean(), identityHash: line, identityType: plainText(100), salt: plainText(200).optional() })

/**
 * An Open Badges 3.0 credential as JSON, secured or not. Never throws, whatever it is given. Credentials of VCDM 1.1 (`issuanceDate`)
 * are read as well; Open Badges 2 is not.
 */
export function readOpenBadge(document: unknown): Reading<OpenBadge> {
  const bounds = checkJsonBounds(document)
  if (bounds) return { ok: false, findings: [bounds], dropped: { nationalIdentityNumbers: 0, fields: 0 } }
  const national = findNationalIdentityNumbers(document)
  const findings: Finding[] = []
  const badge = readBadgeAt({ root: document, path: [] }, findings)
  const errors = badge === undefined ? [] : findingsOfHeld(national.numbers, badge).map((finding) => ({ ...finding, path: '' }))
  const dropped = { nationalIdentityNumbers: national.count, fields: Math.max(0, countValues(document) - national.count - (badge === undefined ? 0 : countValues(badge))) }
  if (badge === undefined || hasErrors(findings) || errors.length > 0) return { ok: false, findings: [...findings, ...errors.slice(0, 1)], dropped }
  return { ok: true, value: badge, findings, dropped }
}

/** The badge at this place of a document whose bounds were checked; undefined with an error among the findings. */
export function readBadgeAt(credential: Place, findings: Finding[]): OpenBadge | undefined {
  const types = textsIn(member(credential, 'type'))
  if (!types.includes('OpenBadgeCredential') && !types.includes('AchievementCredential')) {
    const older = types.includes('Assertion')
    findings.push(fault(pointer([...credential.path, 'type']), 'NOT_THIS_STANDARD',
      older ? 'Dit is een Open Badge van versie 2. Vraag de uitgever om versie 3.' : 'Dit is geen Open Badge. Stuur een credential met het type "OpenBadgeCredential".',
      older ? 'This is an Open Badge of version 2. Ask the issuer for version 3.' : 'This is not an Open Badge. Send a credential of the type "OpenBadgeCredential".'))
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
  const draft = readAchievement(credential, achievement, languageOf(language), findings)
  const awarded = take(dateTime, member(credential, 'awardedDate'), findings)
  return {
    ...withoutAbsent({
      id: personalId(member(credential, 'id'), findings),
      subjectId: personalId(member(subject, 'id'), findings),
      achievementId: take(id, member(achievement, 'id'), findings),
      validFrom: take(dateTime, member(credential, 'validFrom'), findings) ?? take(dateTime, member(credential, 'issuanceDate'), findings),
      validUntil: take(dateTime, member(credential, 'validUntil'), findings) ?? take(dateTime, member(credential, 'expirationDate'), findings),
      language,
      description: take(text, member(achievement, 'description'), findings),
      criteria: take(text, member(achievement, 'criteria', 'narrative'), findings),
    }),
    issuer: readIssuer(issuer, findings),
    identities: identitiesOf(subject, findings),
    title,
    award: {
      achievement: draft,
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

/** A set of one is that one: VCDM allows lists where Open Badges has one. */
function only(place: Place): Place {
  const value = valueOf(place)
  return Array.isArray(value) && value.length === 1 ? member(place, '0') : place
}

/** An id, unless it calls itself a national identity number. */
function personalId(place: Place, findings: Finding[]): string | undefined {
  const found = take(id, place, findings)
  const errors = found === undefined ? [] : checkReference(pointer(place.path), found).filter((finding) => hasErrors([finding]))
  findings.push(...errors.map((finding) => ({ ...finding, severity: 'warning' as const })))
  return errors.length > 0 ? undefined : found
}

function identitiesOf(subject: Place, findings: Finding[]): IdentityObject[] {
  return items(member(subject, 'identifier')).flatMap((place) => {
    const type = valueOf(member(place, 'identityType'))
    if (typeof type === 'string' && namesNationalIdentityNumber(type)) return []
    const found = take(identityObject, place, findings)
    return found === undefined ? [] : [{ type: 'IdentityObject' as const, hashed: found.hashed, identityHash: found.identityHash, identityType: found.identityType, ...withoutAbsent({ salt: found.salt }) }]
  })
}

function evidenceOf(credential: Place, findings: Finding[]): StatedAward['evidence'] {
  const read = items(member(credential, 'evidence')).map((place) => withoutAbsent({
    name: take(line, member(place, 'name'), findings),
    description: take(text, member(place, 'description'), findings) ?? take(text, member(place, 'narrative'), findings),
    url: take(webAddressSchema, member(place, 'id'), findings),
  }))
  return unlessEmpty(read.filter((evidence) => Object.keys(evidence).length > 0))
}
