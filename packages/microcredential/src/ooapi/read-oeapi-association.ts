/**
 * OEAPI v6 associations: four kinds, each with an address of its own, that say by the name of a member what they are about. What comes
 * out is what comes out of v5. A result is final only when it says so (`final`); the specification's default of false and an absent
 * `final` both award nothing, and absent stays unknown.
 */
import { z } from 'zod'
import { missing } from '../achievement/missing.ts'
import { findNationalIdentityNumbers } from '../award/national-identity-number.ts'
import { fault, pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { checkJsonBounds } from '../json-bounds.ts'
import { safeParse } from '../safe-parse.ts'
import { findingsOf, valueAt } from '../schema-findings.ts'
import { plainText, textLimits } from '../text/plain-text.ts'
import { minimise, refusal } from './minimal-association.ts'
import type { AssociationType, ReadAssociation } from './minimal-association.ts'
import { olderVersionFindings } from './older-and-newer.ts'
import { readResultPatch } from './read-association.ts'
import type { ReadResultPatch } from './read-association.ts'
import { ooapiPersonSchema } from './read-person.ts'
import { applyResultPatch, ooapiResultSchema, resultPatchOf } from './read-result.ts'

const id = plainText(textLimits.reference)

/** The members of a v6 association that are read. Person and offering are linked by an id, expanded, or both. */
export const oeapiAssociationSchema = z.object({
  associationId: id.nullish(),
  role: z.string().max(60),
  state: plainText(40).nullish(),
  personId: id.nullish(),
  person: ooapiPersonSchema.nullish(),
  courseOfferingId: id.nullish(),
  courseOffering: z.object({ courseOfferingId: id }).nullish(),
  programmeOfferingId: id.nullish(),
  programmeOffering: z.object({ programmeOfferingId: id }).nullish(),
  testComponentOfferingId: id.nullish(),
  testComponentOffering: z.object({ testComponentOfferingId: id }).nullish(),
  learningComponentOfferingId: id.nullish(),
  learningComponentOffering: z.object({ learningComponentOfferingId: id }).nullish(),
  result: ooapiResultSchema.nullish(),
})
type OeapiAssociation = z.infer<typeof oeapiAssociationSchema>

/** The body of `PUT /{kind}-offering-associations/{associationId}`, minimised; or what is wrong with it. As `readOoapiAssociation`. */
export function readOeapiAssociation(body: unknown, { address }: { address?: string } = {}): ReadAssociation {
  const bounds = checkJsonBounds(body)
  if (bounds) return { ok: false, findings: [bounds], dropped: { nationalIdentityNumbers: 0, fields: 0 } }
  const context = { body, national: findNationalIdentityNumbers(body), address, sendersName: (path: string) => oeapiSendersName(path, linkedBy(body)) }
  const refused = [...olderVersionFindings(body), ...attemptFindings(body)]
  if (refused.length > 0) return refusal(refused, context)
  const parsed = safeParse(oeapiAssociationSchema, body)
  if (!parsed.success) return refusal(findingsOf(parsed.error.issues, body), context)
  const association = parsed.data
  const [offering, ...more] = offeringsOf(association)
  const person = association.person ?? association.personId
  const findings = [
    ...(person === undefined || person === null ? [missing('/person')] : []),
    ...(offering === undefined ? [missing('/courseOfferingId')] : []),
    ...more.map(({ path }) => fault(path, 'INCONSISTENT', 'De inschrijving hoort bij meer dan één aanbod. Noem er één.', 'The association belongs to more than one offering. Name one.')),
    ...(association.personId && association.person?.personId && association.personId !== association.person.personId ? [differs('/person/personId')] : []),
  ]
  if (findings.length > 0 || offering === undefined || person === undefined || person === null) return refusal(findings, context)
  return minimise({
    associationId: association.associationId,
    associationType: offering.associationType,
    role: association.role,
    state: association.state,
    person: typeof person === 'string' ? person : { ...person, personId: person.personId ?? association.personId },
    offeringId: offering.offeringId,
    result: association.result ? applyResultPatch(undefined, resultPatchOf(association.result)) : undefined,
  }, context)
}

/** The merge-patch body of `PATCH /{kind}-offering-associations/{associationId}`; `result: null` when it takes the result away. Never throws. */
export function readOeapiResultPatch(body: unknown): ReadResultPatch {
  return readResultPatch(body, { otherVersion: olderVersionFindings, sendersName: (path) => oeapiSendersName(path, linkedBy(body)) })
}

/** A field of ours as the sender of a v6 association knows it. `link` is the member that names the offering. */
export function oeapiSendersName(path: string, link = 'courseOfferingId'): string {
  if (path === '/offeringId') return pointer([link])
  return Object.hasOwn(sendersNames, path) ? (sendersNames[path] ?? path) : path
}

const sendersNames: Readonly<Record<string, string>> = {
  '/learner': '/person',
  '/learner/reference': '/person/primaryCode',
  '/learner/givenName': '/person/givenName',
  '/learner/familyName': '/person/surname',
  '/result/passed': '/result/pass',
  '/result/achievedOn': '/result/resultDateTime',
  '/result/grade': '/result/score',
}

const links = ['courseOfferingId', 'programmeOfferingId', 'testComponentOfferingId', 'learningComponentOfferingId'] as const

function linkedBy(body: unknown): string | undefined {
  return links.find((link) => typeof valueAt(body, [link]) === 'string')
}

/** Every offering the association names. An id and an expanded offering that contradict each other are two. */
function offeringsOf(association: OeapiAssociation): { offeringId: string; associationType: AssociationType; path: string }[] {
  const of = (associationType: AssociationType, member: string, linked: string | null | undefined, expanded: string | undefined) => [
    ...(linked ? [{ offeringId: linked, associationType, path: pointer([`${member}Id`]) }] : []),
    ...(expanded !== undefined && expanded !== linked ? [{ offeringId: expanded, associationType, path: pointer([member, `${member}Id`]) }] : []),
  ]
  return [
    ...of('courseOfferingAssociation', 'courseOffering', association.courseOfferingId, association.courseOffering?.courseOfferingId),
    ...of('programOfferingAssociation', 'programmeOffering', association.programmeOfferingId, association.programmeOffering?.programmeOfferingId),
    ...of('componentOfferingAssociation', 'testComponentOffering', association.testComponentOfferingId, association.testComponentOffering?.testComponentOfferingId),
    ...of('componentOfferingAssociation', 'learningComponentOffering', association.learningComponentOfferingId, association.learningComponentOffering?.learningComponentOfferingId),
  ]
}

// An attempt says neither who nor what; its association does.
function attemptFindings(body: unknown): Finding[] {
  return valueAt(body, ['attemptId']) === undefined ? [] : [fault('/attemptId', 'WRONG_FORM', 'Dit is een poging. Stuur de inschrijving zelf, met het resultaat.', 'This is an attempt. Send the association itself, with the result.')]
}

function differs(path: string): Finding {
  return fault(path, 'INCONSISTENT', 'Dit is een ander id dan ernaast staat. Maak ze gelijk.', 'This is another id than the one beside it. Make them the same.')
}
