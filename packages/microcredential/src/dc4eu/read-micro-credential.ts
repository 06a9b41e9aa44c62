/**
 * Reading the micro credential of the DC4EU pilots (`urn:eudi:micro_credential:1`, type metadata of dc4eu/vc). Its claims are the
 * members of an Open Badge 3.0 in the words of educredentials, never selectively disclosable, in one language. DC4EU is over, and we
 * issue none.
 */
import type { AwardDraft } from '../award/award-draft.ts'
import { concludeReading } from '../award/conclude-reading.ts'
import { calendarDateFrom } from '../calendar.ts'
import { isDecimal } from '../decimal.ts'
import { warning } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { checkJsonBounds } from '../json-bounds.ts'
import { listOf, memberAt, memberOf, stringOf } from '../json-members.ts'
import { assessmentOfSector, participationOfSector, severalOfOurs, supervisionOfSector } from '../open-badges/sector-terms.ts'
import type { Reading } from '../projection.ts'
import { daysBetween } from '../sd-jwt-vc/read-claims.ts'
import type { Language } from '../text/localized-text.ts'

export const MICRO_CREDENTIAL_VCT = 'urn:eudi:micro_credential:1'

/**
 * What the claims say of an award. Their language is that of `inLanguage`, and where that is absent or another one than Dutch and
 * English, `language`. `validFrom` is no day of awarding. Takes any JSON and never throws.
 */
export function readMicroCredential(claims: unknown, { language: assumed = 'en' }: { language?: Language } = {}): Reading<AwardDraft> {
  const bounds = checkJsonBounds(claims)
  if (bounds) return { ok: false, findings: [bounds], dropped: { nationalIdentityNumbers: 0, fields: 0 } }
  const findings: Finding[] = []
  const achievement = memberAt(claims, 'credentialSubject', 'achievement')
  const stated = stringOf(memberOf(achievement, 'inLanguage'))?.slice(0, 2)
  const language = stated === 'nl' || stated === 'en' ? stated : assumed
  const text = (value: unknown) => (value === undefined ? undefined : { [language]: value })
  const known = <Word>(name: string, table: Readonly<Record<string, Word>>) => listOf(memberOf(achievement, name)).flatMap((word) => {
    const ours = typeof word === 'string' && Object.hasOwn(table, word) ? table[word] : undefined
    if (ours !== undefined && ours !== severalOfOurs) return [ours]
    findings.push(unknownWord(name))
    return []
  })
  const alignment = (type: string) => listOf(memberOf(achievement, 'alignment')).find((candidate) => memberOf(candidate, 'targetType') === type)
  const quality = alignment('ext:QualityAssurance')
  const eqf = stringOf(memberOf(alignment('ext:EQF'), 'targetCode'))
  const [scale] = listOf(memberOf(achievement, 'resultDescription'))
  const awardedOn = dayOf(memberOf(claims, 'awardedDate'))
  // A number alone: whether of RIO, crebo or croho is not said.
  if (memberOf(achievement, 'educationProgramIdentifier') !== undefined) findings.push(unknownWord('educationProgramIdentifier'))
  const [supervision] = known('supervisionType', supervisionOfSector)
  const draft = {
    achievement: {
      title: text(memberOf(achievement, 'name')),
      description: text(memberOf(achievement, 'description')),
      criteria: text(memberAt(achievement, 'criteria', 'narrative')),
      workload: { ects: decimalOf(memberOf(achievement, 'ECTS')), sbu: decimalOf(memberOf(achievement, 'SBU')), hours: decimalOf(memberOf(achievement, 'timeInvestment')) },
      level: { eqf: eqf !== undefined && /^[1-8]$/.test(eqf) ? Number(eqf) : undefined },
      participation: known('participationType', participationOfSector),
      assessmentTypes: known('assessmentType', assessmentOfSector),
      supervision: { ...supervision, ...(typeof memberOf(achievement, 'identityChecked') === 'boolean' && { identityVerified: memberOf(achievement, 'identityChecked') }) },
      qualityAssurance: { name: text(memberOf(quality, 'targetName')), description: text(memberOf(quality, 'targetDescription')), url: memberOf(quality, 'targetUrl') },
      gradeScale: { minimum: memberOf(scale, 'valueMin'), maximum: memberOf(scale, 'valueMax'), required: memberOf(scale, 'requiredValue') },
      validForDays: daysBetween(awardedOn, dayOf(memberOf(claims, 'validUntil'))),
    },
    awardedOn,
    grade: memberOf(listOf(memberAt(claims, 'credentialSubject', 'result'))[0], 'value'),
    institution: {
      name: text(memberAt(claims, 'issuer', 'name')),
      // The type metadata writes addressCountryCodename; the credentials themselves write the name of Open Badges.
      country: memberAt(claims, 'issuer', 'address', 'addressCountryCode') ?? memberAt(claims, 'issuer', 'address', 'addressCountryCodename'),
      identifiers: { brin: memberOf(listOf(memberAt(claims, 'issuer', 'otherIdentifier')).find((identifier) => memberOf(identifier, 'identifierType') === 'ext:BRIN'), 'identifier') },
    },
  }
  return concludeReading(claims, { draft, sources, findings })
}

const at = '/credentialSubject/achievement'
const sources = {
  '/achievement': at, '/achievement/title': `${at}/name`, '/achievement/gradeScale': `${at}/resultDescription`, '/achievement/qualityAssurance': `${at}/alignment`,
  '/grade': '/credentialSubject/result', '/institution': '/issuer', '/awardedOn': '/awardedDate',
} as const

function unknownWord(name: string): Finding {
  return warning(`${at}/${name}`, 'NOT_ALLOWED_VALUE', 'Wat hier precies bedoeld is, is niet zeker; het is weggelaten.', 'What exactly is meant here is not certain; it was left out.')
}

function decimalOf(value: unknown): string | undefined {
  return typeof value === 'number' && isDecimal(String(value)) ? String(value) : stringOf(value)
}

function dayOf(moment: unknown): string | undefined {
  return typeof moment === 'string' ? calendarDateFrom(moment) : undefined
}
