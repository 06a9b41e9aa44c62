import type { AwardingInstitution } from '../institution.ts'
import { node } from './concept.ts'
import type { Node } from './concept.ts'
import { countryConcept, hasCountry } from './languages-and-countries.ts'

/** The registers an institution is known in, by the name of their scheme. The chamber of commerce is not among them: it registers the legal person. */
export const identifierSchemes = { brin: 'BRIN', schacHome: 'schacHomeOrganization', rio: 'RIO', eckid: 'ECK iD' } as const
const kvk = 'KvK'

/** The institution as Organisation. `nextId` gives ids within the document. */
export function organisationOf({ name, country, identifiers }: AwardingInstitution, id: string, nextId: (kind: string) => string): Node {
  const inRegisters = Object.entries(identifierSchemes).flatMap(([register, schemeName]) => {
    const notation = identifiers[register as keyof typeof identifierSchemes]
    return notation === undefined ? [] : [{ id: nextId('identifier'), type: 'Identifier', notation, schemeName }]
  })
  return node({
    id,
    type: 'Organisation',
    legalName: { ...name },
    registration: identifiers.kvk === undefined ? undefined : { id: nextId('legalIdentifier'), type: 'LegalIdentifier', notation: identifiers.kvk, schemeName: kvk, spatial: countryConcept('NL') },
    identifier: inRegisters.length > 0 ? inRegisters : undefined,
    location: hasCountry(country) ? [{ id: nextId('location'), type: 'Location', address: [{ id: nextId('address'), type: 'Address', countryCode: countryConcept(country) }] }] : undefined,
  })
}
