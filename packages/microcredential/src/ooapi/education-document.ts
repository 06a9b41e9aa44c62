/** What every reader of an OOAPI object does first and last: bounds, which object and which version it is, national identity numbers. */
import { findingsOfHeld, findNationalIdentityNumbers } from '../award/national-identity-number.ts'
import { countValues } from '../count-values.ts'
import { fault, hasErrors, pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { checkJsonBounds } from '../json-bounds.ts'
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

/** Findings in one answer, because the input is foreign; errors first. */
const mostFindings = 200

/** Which of the kinds the object is; undefined when it is none of them. */
export function kindOfDocument(document: unknown): EntityKind | undefined {
  return identifyingMembers.find(([member]) => valueAt(document, [member]) !== undefined)?.[1]
}

/** Findings for members of OOAPI v4: half a message read as another version is worse than none. */
export function v4Findings(document: unknown): Finding[] {
  const paths = [...v4Members.filter((member) => valueAt(document, [member]) !== undefined), ...['name', 'description'].filter((member) => typeof valueAt(document, [member]) === 'string')]
  return paths.map((member) => fault(pointer([member]), 'OOAPI_V4_SHAPE', 'Dit veld hoort bij OOAPI versie 4. Stuur het volgens versie 5 of 6.', 'This field belongs to OOAPI version 4. Send it as version 5 or 6 has it.'))
}

/**
 * Reads one object of the kinds asked for. What `read` gives is looked over once more: a national identity number of the document may
 * stand nowhere in it. Never throws, whatever it is given.
 */
export function readDocument<Value>(document: unknown, kinds: readonly EntityKind[], read: (document: unknown, kind: EntityKind) => { value?: Value | undefined; findings: Finding[] }): Reading<Value> {
  const bounds = checkJsonBounds(document)
  if (bounds) return { ok: false, findings: [bounds], dropped: { nationalIdentityNumbers: 0, fields: 0 } }
  const national = findNationalIdentityNumbers(document)
  const refuse = (findings: Finding[]): Reading<Value> => ({ ok: false, findings, dropped: { nationalIdentityNumbers: national.count, fields: countValues(document) - national.count } })
  const v4 = v4Findings(document)
  if (v4.length > 0) return refuse(v4)
  const kind = kindOfDocument(document)
  if (kind === undefined || !kinds.includes(kind)) return refuse([otherKind(kind, kinds)])
  const { value, findings: all } = read(document, kind)
  const findings = all.toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error')).slice(0, mostFindings)
  if (value === undefined || hasErrors(findings)) return refuse(findings)
  const held = findingsOfHeld(national.numbers, value)
  if (held.length > 0) return refuse(held.map((finding) => ({ ...finding, path: '' })))
  return { ok: true, value, findings, dropped: { nationalIdentityNumbers: national.count, fields: Math.max(0, countValues(document) - national.count - countValues(value)) } }
}

function otherKind(found: EntityKind | undefined, [wanted]: readonly EntityKind[]): Finding {
  const [is, must] = [found && names[found], wanted && names[wanted]]
  return is
    ? fault('', 'WRONG_FORM', `Dit is een ${is.nl}; hier hoort een ${must?.nl ?? ''}.`, `This is ${is.en}; this must be ${must?.en ?? ''}.`)
    : fault('', 'WRONG_FORM', `Hier hoort een ${must?.nl ?? ''}, met het id ervan.`, `This must be ${must?.en ?? ''}, with its id.`)
}
