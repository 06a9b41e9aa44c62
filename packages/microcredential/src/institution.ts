import { z } from 'zod'
import { findingsOf } from './schema-findings.ts'
import type { Finding } from './findings.ts'
import { checkJsonBounds } from './json-bounds.ts'
import { localizedText } from './text/localized-text.ts'
import { textLimits } from './text/plain-text.ts'
import { safeParse } from './safe-parse.ts'

const identifier = (form: RegExp) => z.string().max(100).regex(form).optional()

/** The institution that awards: elements 3 and 4 of the European recommendation, and how registers know it. */
export const awardingInstitutionSchema = z.object({
  name: localizedText(textLimits.name),
  /** ISO 3166-1 alpha-2. */
  country: z.string().regex(/^[A-Z]{2}$/),
  identifiers: z.strictObject({
    /** Four characters, such as 21PB; with two more for a location. */
    brin: identifier(/^\d{2}[A-Z]{2}(\d{2})?$/),
    /** schacHomeOrganization, a domain name. */
    schacHome: identifier(/^(?=.{4,100}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/),
    /** RIO, the register of institutions and programmes: such as 100A123. */
    rio: identifier(/^\d{3}[A-Z]\d{3}$/),
    kvk: identifier(/^\d{8}$/),
    /** ECK iD of the institution (mbo): a web address. */
    eckid: identifier(/^https:\/\/[!-~]+$/),
  }),
}).meta({ title: 'AwardingInstitution' })
export type AwardingInstitution = z.infer<typeof awardingInstitutionSchema>

/** An institution as far as a document of a standard describes it. */
export type InstitutionDraft = { name: Partial<AwardingInstitution['name']>; country?: string; identifiers: AwardingInstitution['identifiers'] }

/** Everything that is wrong with an institution's description. Never throws, whatever it is given. */
export function checkInstitution(institution: unknown): Finding[] {
  const bounds = checkJsonBounds(institution)
  if (bounds) return [bounds]
  const parsed = safeParse(awardingInstitutionSchema, institution)
  return parsed.success ? [] : findingsOf(parsed.error.issues, institution)
}
