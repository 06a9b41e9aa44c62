/** What is kept of an association, whichever version it came in: who takes part in what, and with which result. */
import { countValues } from '../count-values.ts'
import { checkReference, findingsOfHeld, holdsOneOf } from '../award/national-identity-number.ts'
import type { Learner } from '../award/learner.ts'
import type { ReportedResult } from '../award/reported-result.ts'
import { fault, hasErrors } from '../findings.ts'
import type { Dropped, Finding } from '../findings.ts'
import { learnerOf } from './read-person.ts'
import type { OoapiPerson } from './read-person.ts'

export type AssociationType = 'programOfferingAssociation' | 'courseOfferingAssociation' | 'componentOfferingAssociation'

/** An association in our words. The learner is absent when the message only named a person by id. */
export type MinimalAssociation = {
  associationId?: string
  associationType: AssociationType
  /** The word of v5: pending, associated, canceled, denied, queued, finished. */
  state?: string
  offeringId: string
  personId?: string
  learner?: Learner
  /** OKE: the association this attempt belongs to. */
  originalAssociationId?: string
  result?: ReportedResult
}

export type NotRead = { ok: false; findings: Finding[]; dropped: Dropped }
export type ReadAssociation = { ok: true; association: MinimalAssociation; dropped: Dropped; warnings: Finding[] } | NotRead

/** What a version's reader found, before it is known whether it may be kept. A person is its id, or is expanded. */
export type AssociationParts = {
  associationId: string | null | undefined
  associationType: AssociationType
  role: string
  state: string | null | undefined
  person: string | OoapiPerson
  offeringId: string
  originalAssociationId?: string | null | undefined
  result: ReportedResult | undefined
}

/** The message, what is in it of national identity numbers, the id in its address, and how its sender knows our fields. */
export type MessageContext = {
  body: unknown
  national: { count: number; numbers: ReadonlySet<string> }
  address?: string | undefined
  sendersName: (path: string) => string
}

/** The refusal of a message, with everything in it counted as dropped. */
export function refusal(findings: Finding[], { body, national }: Pick<MessageContext, 'body' | 'national'>): NotRead {
  return { ok: false, findings, dropped: { nationalIdentityNumbers: national.count, fields: countValues(body) - national.count } }
}

/** What was read but not kept. */
export function droppedFrom({ body, national }: Pick<MessageContext, 'body' | 'national'>, kept: unknown): Dropped {
  return { nationalIdentityNumbers: national.count, fields: Math.max(0, countValues(body) - national.count - countValues(kept)) }
}

/** The association reduced to what an award needs, or why it may not be kept. */
export function minimise(parts: AssociationParts, context: MessageContext): ReadAssociation {
  const { associationId, associationType, role, state, person, offeringId, originalAssociationId, result } = parts
  const { national, address, sendersName } = context
  if (role !== 'student') return refusal([fault('/role', 'NOT_A_STUDENT', 'Dit gaat niet over een deelnemer. Stuur alleen koppelingen met de rol "student".', 'This is not about a learner. Send only associations with the role "student".')], context)
  const who: { learner?: Learner; findings: Finding[] } = typeof person === 'string' ? { findings: [] } : learnerOf(person, national.numbers)
  if (hasErrors(who.findings)) return refusal(who.findings, context)

  // The id of an expanded person is a convenience that can be left out; where it is all there is, it is refused below.
  const personId = typeof person === 'string' ? person : person.personId && !holdsOneOf(national.numbers, person.personId) ? person.personId : undefined
  const association: MinimalAssociation = {
    ...(typeof associationId === 'string' ? { associationId } : {}),
    associationType,
    ...(typeof state === 'string' ? { state: state === 'cancelled' ? 'canceled' : state } : {}), // v6 writes cancelled
    offeringId,
    ...(typeof personId === 'string' ? { personId } : {}),
    ...(who.learner ? { learner: who.learner } : {}),
    ...(typeof originalAssociationId === 'string' ? { originalAssociationId } : {}),
    ...(result ? { result } : {}),
  }
  const ids = [associationId, address].filter((text) => typeof text === 'string').flatMap((text) => [...checkReference('/associationId', text), ...findingsOfHeld(national.numbers, { associationId: text })])
  const held = new Map([...ids, ...findingsOfHeld(national.numbers, association)].filter((finding) => hasErrors([finding])).map((finding) => [sendersName(finding.path), finding]))
  if (held.size > 0) return refusal([...held].map(([path, finding]) => ({ ...finding, path })), context)
  return { ok: true, association, dropped: droppedFrom(context, association), warnings: who.findings }
}
