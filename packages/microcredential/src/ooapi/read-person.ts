/** Who a result is about: the least that an OOAPI person must tell, and nothing else of what it holds. */
import { z } from 'zod'
import { checkReference, holdsOneOf, looksLikeNationalIdentityNumber, namesNationalIdentityNumber } from '../award/national-identity-number.ts'
import type { Learner } from '../award/learner.ts'
import { fault, hasErrors } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { isBlank, plainText, textLimits } from '../text/plain-text.ts'
import { safeParse } from '../safe-parse.ts'

const identifierEntrySchema = z.object({ codeType: z.string().max(200), code: z.union([plainText(500), z.int().nonnegative()]) })

/** An expanded person of OOAPI v5 or OEAPI v6, reduced. Codes are read loosely: one malformed code must not hide a good one. */
export const ooapiPersonSchema = z.object({
  personId: plainText(textLimits.reference).nullish(),
  primaryCode: z.unknown().optional(),
  otherCodes: z.unknown().optional(),
  givenName: plainText(textLimits.name),
  surnamePrefix: plainText(textLimits.name, 'one', 'allowed').nullish(),
  surname: plainText(textLimits.name),
})
export type OoapiPerson = z.infer<typeof ooapiPersonSchema>

// Code types by which an institution knows its own learner, best first (OOAPI v5 codeType, OKE eckid, OEAPI v6 spellings). An e-mail
// address is not among them: it changes, and it is more than is needed.
const ownCodeTypes = ['studentnumber', 'esi', 'eckid', 'accountid', 'username', 'identifier', 'uuid', 'systemid']

type Code = { codeType: string; code: string; primary: boolean }

/**
 * The learner of an expanded person. National identity numbers are never a reference; a code under a type of the sender's own making
 * that looks like one is not used either. `numbers` are those found in the message: the same number under another name is refused.
 */
export function learnerOf(person: OoapiPerson, numbers: ReadonlySet<string>): { learner: Learner; findings: Finding[] } | { findings: Finding[] } {
  const usable = codesOf(person).filter(({ code, codeType }) => !holdsOneOf(numbers, code)
    && (ownCodeTypes.includes(plainType(codeType)) || !looksLikeNationalIdentityNumber(code)))
  const best = ownCodeTypes.flatMap((type) => usable.filter(({ codeType }) => plainType(codeType) === type))[0] ?? usable.find(({ primary }) => primary)
  const personId = typeof person.personId === 'string' && !holdsOneOf(numbers, person.personId) ? person.personId : undefined
  const reference = best?.code ?? personId
  if (reference === undefined) {
    return { findings: [fault('/person/primaryCode', 'NO_USABLE_REFERENCE', 'De deelnemer heeft geen eigen nummer van uw instelling. Stuur een studentnummer mee. Een burgerservicenummer mogen wij niet gebruiken.', 'The learner has no number of your institution. Send a student number along. We may not use a national identity number.')] }
  }
  const findings = checkReference('/person/primaryCode', reference)
  if (hasErrors(findings)) return { findings }
  const prefix = person.surnamePrefix && !isBlank(person.surnamePrefix) ? `${person.surnamePrefix.trim()} ` : ''
  const familyName = `${prefix}${person.surname}`
  if (familyName.length > textLimits.name) return { findings: [fault('/person/surname', 'TOO_LONG', `De achternaam is te lang: hoogstens ${textLimits.name} tekens.`, `The family name is too long: at most ${textLimits.name} characters.`)] }
  return { learner: { reference, givenName: person.givenName, familyName }, findings }
}

function codesOf({ primaryCode, otherCodes }: OoapiPerson): Code[] {
  const entries = [{ entry: primaryCode, primary: true }, ...(Array.isArray(otherCodes) ? otherCodes.slice(0, 50) : []).map((entry: unknown) => ({ entry, primary: false }))]
  return entries.flatMap(({ entry, primary }) => {
    const parsed = safeParse(identifierEntrySchema, entry)
    if (!parsed.success || namesNationalIdentityNumber(parsed.data.codeType)) return []
    const code = String(parsed.data.code)
    return code.length > textLimits.reference ? [] : [{ codeType: parsed.data.codeType, code, primary }]
  })
}

function plainType(codeType: string): string {
  return codeType.toLowerCase().replaceAll(/[^a-z]/g, '')
}
