/** Which object of OOAPI a document is, and in which version. */
import { fault, pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import type { Taken } from '../not-taken-over.ts'
import { readForeignDocument } from '../read-foreign-document.ts'
import type { Reading } from '../projection.ts'
import { valueAt } from '../schema-findings.ts'
import type { LocalizedText } from '../text/localized-text.ts'

export type EntityKind = 'offering' | 'component' | 'programme' | 'specification' | 'course' | 'organisation' | 'association'

// The member that says what an object is. In this order, because an offering names its course, and a component its course too.
const identifyingMembers: readonly (readonly [member: string, kind: EntityKind])[] = [
  ['associationId', 'association'], ['offeringId', 'offering'], ['courseOfferingId', 'offering'], ['programmeOfferingId', 'offering'], ['testComponentOfferingId', 'offering'], ['learningComponentOfferingId', 'offering'],
  ['componentId', 'component'], ['educationSpecificationId', 'specification'], ['courseId', 'course'], ['programId', 'programme'], ['programmeId', 'programme'],
  ['organizationId', 'organisation'], ['organisationId', 'organisation'],
]

const names: Readonly<Record<EntityKind, LocalizedText>> = {
  offering: { nl: 'aanbod', en: 'an offering' }, component: { nl: 'onderdeel', en: 'a component' }, programme: { nl: 'opleiding', en: 'a programme' },
  specification: { nl: 'opleidingseenheid', en: 'an education specification' }, course: { nl: 'vak', en: 'a course' }, organisation: { nl: 'organisatie', en: 'an organisation' }, association: { nl: 'inschrijving', en: 'an association' },
}

// Members of objects of the fourth version that later ones do not have. A name that is a text rather than a list of texts is one too.
const v4Members = ['type', 'ects', 'requirements', 'mainLanguage', 'isLineItem', 'crohoCreboCode', 'brin', 'lengthOfProgram'] as const

/** Which of the kinds the object is; undefined when it is none of them. */
export function kindOfDocument(document: unknown): EntityKind | undefined {
  return identifyingMembers.find(([member]) => valueAt(document, [member]) !== undefined)?.[1]
}

/** Findings for members of OOAPI v4: half a message read as another version is worse than none. */
export function v4Findings(document: unknown): Finding[] {
  const paths = [...v4Members.filter((member) => valueAt(document, [member]) !== undefined), ...['name', 'description'].filter((member) => typeof valueAt(document, [member]) === 'string')]
  return paths.map((member) => fault(pointer([member]), 'OOAPI_V4_SHAPE', 'Dit veld hoort bij OOAPI versie 4. Stuur het volgens versie 5 of 6.', 'This field belongs to OOAPI version 4. Send it as version 5 or 6 has it.'))
}

/** Reads one object of the kinds asked for, in v5 or v6. Never throws, whatever it is given. */
export function readDocument<Value>(document: unknown, kinds: readonly EntityKind[], read: (document: unknown, kind: EntityKind) => Taken<Value>): Reading<Value> {
  return readForeignDocument(document, (bounded) => {
    const v4 = v4Findings(bounded)
    if (v4.length > 0) return { findings: v4 }
    const kind = kindOfDocument(bounded)
    return kind !== undefined && kinds.includes(kind) ? read(bounded, kind) : { findings: [otherKind(kind, kinds)] }
  })
}

function otherKind(found: EntityKind | undefined, [wanted]: readonly EntityKind[]): Finding {
  const [is, must] = [found && names[found], wanted && names[wanted]]
  return is
    ? fault('', 'WRONG_FORM', `Dit is een ${is.nl}; hier hoort een ${must?.nl ?? ''}.`, `This is ${is.en}; this must be ${must?.en ?? ''}.`)
    : fault('', 'WRONG_FORM', `Hier hoort een ${must?.nl ?? ''}, met het id ervan.`, `This must be ${must?.en ?? ''}, with its id.`)
}
