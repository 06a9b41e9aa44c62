import type { Finding } from '../findings.ts'
import { items, member, take, textsIn, valueOf } from '../foreign-json.ts'
import type { Place } from '../foreign-json.ts'
import { awardingInstitutionSchema } from '../institution.ts'
import type { AwardingInstitution } from '../institution.ts'
import { safeParse } from '../safe-parse.ts'
import { localizedTextDraft } from '../text/localized-text.ts'
import type { Language } from '../text/localized-text.ts'
import { plainText, textLimits } from '../text/plain-text.ts'
import { institutionIdentifierTypes } from './vocabulary.ts'
import { withoutAbsent } from './without-absent.ts'

/** Who issued, as the document says: to be proven elsewhere. */
export type StatedIssuer = {
  /** A DID or an address. */
  id?: string
  /** As written, in whatever language. */
  name?: string
}

/** What a document says of the institution in the words of the model. */
export type StatedInstitution = { name?: { [Written in Language]?: string | undefined }; country?: string; identifiers: AwardingInstitution['identifiers'] }

const id = plainText(textLimits.url)
const { shape } = awardingInstitutionSchema
const identifierNames = ['brin', 'schacHome', 'rio', 'kvk', 'eckid'] as const

/** An issuer is its id, or a profile. */
export function readIssuer(issuer: Place, findings: Finding[]): StatedIssuer {
  if (typeof valueOf(issuer) === 'string') return withoutAbsent({ id: take(id, issuer, findings) })
  return withoutAbsent({ id: take(id, member(issuer, 'id'), findings), name: take(plainText(textLimits.line), member(issuer, 'name'), findings) })
}

/** Undefined when nothing is known but a name. The sector's examples give the schacHome under the type "name". */
export function readInstitution(issuer: Place, findings: Finding[]): StatedInstitution | undefined {
  const name = textsIn(member(issuer, 'type')).includes('DutchInstitution') ? take(localizedTextDraft(textLimits.name), member(issuer, 'nameByLanguage'), findings) : undefined
  const country = take(shape.country, member(issuer, 'address', 'addressCountryCode'), findings)
  const identifiers: Record<string, string> = {}
  for (const entry of items(member(issuer, 'otherIdentifier'))) {
    const type = valueOf(member(entry, 'identifierType'))
    const place = member(entry, 'identifier')
    const known = identifierNames.find((candidate) => institutionIdentifierTypes[candidate] === type)
    if (known !== undefined) {
      const identifier = take(shape.identifiers.shape[known], place, findings)
      if (identifier !== undefined) identifiers[known] ??= identifier
    } else if (type === 'name') {
      const domain = safeParse(shape.identifiers.shape.schacHome, valueOf(place))
      if (domain.success && domain.data !== undefined) identifiers['schacHome'] ??= domain.data
    }
  }
  if (name === undefined && country === undefined && Object.keys(identifiers).length === 0) return undefined
  return { ...withoutAbsent({ name, country }), identifiers }
}
