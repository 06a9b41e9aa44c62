import type { AwardingInstitution } from '../institution.ts'
import type { Language } from '../text/localized-text.ts'
import type { IssuerProfile } from './open-badge-credential.ts'
import { institutionIdentifierTypes } from './vocabulary.ts'
import { unlessEmpty, withoutAbsent } from './without-absent.ts'

/** The institution as Profile: its name in the language of the document and in both, its country, and how registers know it. */
export function projectIssuer(institution: AwardingInstitution, id: string, language: Language): IssuerProfile {
  const known = (['brin', 'schacHome', 'rio', 'kvk', 'eckid'] as const).flatMap((name) => {
    const identifier = institution.identifiers[name]
    return identifier === undefined ? [] : [{ type: 'IdentifierEntry' as const, identifier, identifierType: institutionIdentifierTypes[name] }]
  })
  return {
    id,
    type: ['Profile', 'DutchInstitution'],
    name: institution.name[language],
    nameByLanguage: { ...institution.name },
    address: { type: ['Address'], addressCountryCode: institution.country },
    ...withoutAbsent({ otherIdentifier: unlessEmpty(known) }),
  }
}
