import { webAddressSchema } from '../achievement/achievement.ts'
import { fault, pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { awardingInstitutionSchema } from '../institution.ts'
import type { InstitutionDraft } from '../institution.ts'
import { notTakenOver } from '../not-taken-over.ts'
import type { Taken } from '../not-taken-over.ts'
import type { Reading } from '../projection.ts'
import { readForeignDocument } from '../read-foreign-document.ts'
import { safeParse } from '../safe-parse.ts'
import { valueAt } from '../schema-findings.ts'
import type { Language } from '../text/localized-text.ts'

/** What an edubadges issuer says of the institution it belongs to. */
export type EdubadgesIssuer = {
  institution: InstitutionDraft
  /** Where the institution explains its grades. */
  gradingTable?: string
}

/** An Issuer: a part of an institution, which it names by four extensions. Never throws, whatever it is given. */
export function readIssuer(document: unknown, { textLanguage }: { textLanguage: Language }): Reading<EdubadgesIssuer> {
  return readForeignDocument(document, (issuer) => issuerDescription(issuer, textLanguage))
}

/** The same of an issuer that may stand in an assertion, with pointers below `base`. */
export function issuerDescription(issuer: unknown, language: Language, base: readonly string[] = []): Taken<EdubadgesIssuer> {
  if (typeof issuer !== 'object' || issuer === null || Array.isArray(issuer)) return { findings: [fault(pointer(base), 'WRONG_FORM', 'Hier hoort een Issuer.', 'This must be an Issuer.')] }
  const findings: Finding[] = []
  const take = (name: string, member: string, schema: Parameters<typeof safeParse>[0]): string | undefined => {
    const path = [`extensions:${name}Extension`, member]
    const value = valueAt(issuer, path)
    if (value === undefined || value === null) return undefined
    const parsed = safeParse(schema, value)
    if (parsed.success && typeof parsed.data === 'string') return parsed.data
    findings.push(notTakenOver(pointer([...base, ...path]), 'Deze waarde heeft niet de vorm die erbij hoort.', 'This value does not have the form that belongs to it.'))
    return undefined
  }
  const { name: nameSchema, country: countrySchema, identifiers } = awardingInstitutionSchema.shape
  const name = take('InstitutionName', 'InstitutionName', nameSchema.shape[language])
  const country = take('InstitutionCountry', 'InstitutionCountry', countrySchema)
  const brin = take('InstitutionIdentifier', 'InstitutionIdentifier', identifiers.shape.brin)
  const gradingTable = take('GradingTable', 'GradingTableURL', webAddressSchema)
  return {
    value: {
      institution: { name: name === undefined ? {} : { [language]: name }, ...(country === undefined ? {} : { country }), identifiers: brin === undefined ? {} : { brin } },
      ...(gradingTable === undefined ? {} : { gradingTable }),
    },
    findings,
  }
}
