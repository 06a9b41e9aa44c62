import type { Finding } from '../findings.ts'
import { missing } from '../achievement/missing.ts'
import { awardingInstitutionSchema } from '../institution.ts'
import type { AwardingInstitution, InstitutionDraft } from '../institution.ts'
import { notTakenOver } from '../not-taken-over.ts'
import type { Reading } from '../projection.ts'
import { safeParse } from '../safe-parse.ts'
import { valueAt } from '../schema-findings.ts'
import { textLimits } from '../text/plain-text.ts'
import { readDocument } from './education-document.ts'
import { readTexts } from './education-texts.ts'
import { rowFor } from './education-vocabulary.ts'
import { codesOf } from './programme-codes.ts'

// codeType of v5 (brin, schacHome; eckid of the OKE profile; kvk is not in the enumeration, but in its example) and of v6.
const identifierOf: Readonly<Record<string, keyof AwardingInstitution['identifiers']>> = {
  brin: 'brin', schacHome: 'schacHome', kvk: 'kvk', eckid: 'eckid',
  schac_home: 'schacHome', kvk_organisation_id: 'kvk', institution_code: 'rio',
}

/** An organization of OOAPI v5 or an organisation of OEAPI v6. Never throws, whatever it is given. */
export function readOrganisation(document: unknown): Reading<InstitutionDraft> {
  return readDocument(document, ['organisation'], (organisation) => {
    const name = readTexts(valueAt(organisation, ['name']), ['name'], { as: 'name', longest: textLimits.name })
    const findings: Finding[] = [...name.findings]
    const identifiers: InstitutionDraft['identifiers'] = {}
    for (const { codeType, code, path } of codesOf(organisation)) {
      const known = rowFor(identifierOf, codeType)
      if (known === undefined) continue
      const parsed = safeParse(awardingInstitutionSchema.shape.identifiers.shape[known], code)
      if (!parsed.success || parsed.data === undefined) findings.push(notTakenOver(path, 'Deze code heeft niet de vorm die erbij hoort.', 'This code does not have the form that belongs to it.'))
      else identifiers[known] ??= parsed.data
    }
    const country = countryOf(organisation)
    if (name.value === undefined) return { findings: [...findings, missing('/name')] }
    return { value: { name: name.value, ...(country === undefined ? {} : { country }), identifiers }, findings }
  })
}

/** The country of the first address that has one: a code in v5, an object with several codes in v6. */
function countryOf(organisation: unknown): string | undefined {
  const addresses = valueAt(organisation, ['addresses'])
  const codes = (Array.isArray(addresses) ? addresses : []).flatMap((address: unknown) => {
    const country = valueAt(address, ['countryCode'])
    const code = typeof country === 'string' ? country : valueAt(country, ['iso3166-1-alpha2'])
    return typeof code === 'string' && /^[A-Z]{2}$/.test(code) ? [code] : []
  })
  return codes[0]
}
