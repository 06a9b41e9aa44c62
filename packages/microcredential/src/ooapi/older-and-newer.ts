import { fault, pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { valueAt } from '../schema-findings.ts'
import type { LocalizedText } from '../text/localized-text.ts'

// Members that only exist in the fourth version; each is named, because half a message read as another version is worse than none.
const v4Members = [['type'], ['items'], ['result', 'ects'], ['offering', 'type'], ['offering', 'mainLanguage'], ['offering', 'isLineItem'], ['offering', 'ects']] as const
// Members by which the sixth version links what the fifth calls person and offering.
const v6Members = ['courseOfferingId', 'programmeOfferingId', 'testComponentOfferingId', 'learningComponentOfferingId', 'attemptId'] as const
// Members by which the fifth version links them, and says what a sixth message's address says.
const v5Members = ['associationType', 'offering', 'consumers'] as const

/** Findings for members that belong to OOAPI v4 or v5, to a reader of v6. */
export function olderVersionFindings(body: unknown): Finding[] {
  return [
    ...v4Findings(body, { nl: 'Stuur het bericht volgens versie 6.', en: 'Send the message as version 6 has it.' }),
    ...v5Members.filter((name) => valueAt(body, [name]) !== undefined).map((name) => fault(pointer([name]), 'OOAPI_V5_SHAPE', 'Dit veld hoort bij OOAPI versie 5. Stuur het bericht volgens versie 6.', 'This field belongs to OOAPI version 5. Send the message as version 6 has it.')),
  ]
}

/** Findings for members that belong to OOAPI v4 or OEAPI v6, to a reader of v5: each says which field gave it away. */
export function otherVersionFindings(body: unknown): Finding[] {
  return [
    ...v4Findings(body, { nl: 'Stuur het bericht volgens versie 5.', en: 'Send the message as version 5 has it.' }),
    ...v6Members.filter((name) => valueAt(body, [name]) !== undefined).map((name) => fault(pointer([name]), 'OOAPI_V6_SHAPE', 'Dit veld hoort bij OOAPI versie 6. Stuur het bericht volgens versie 5.', 'This field belongs to OEAPI version 6. Send the message as version 5 has it.')),
  ]
}

function v4Findings(body: unknown, todo: LocalizedText): Finding[] {
  return v4Members.filter((path) => valueAt(body, path) !== undefined).map((path) => fault(pointer(path), 'OOAPI_V4_SHAPE', `Dit veld hoort bij OOAPI versie 4. ${todo.nl}`, `This field belongs to OOAPI version 4. ${todo.en}`))
}
