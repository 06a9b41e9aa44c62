/**
 * OOAPI v5 associations as institutions send them (OKE flows 2, 5.1 and 5.2): PUT of a whole association, and a merge patch with
 * its result. What comes out is the least an award needs; the rest is dropped here, at the door, and only counted.
 */
import { z } from 'zod'
import { countValues } from '../count-values.ts'
import { checkReference, findingsOfHeld, findNationalIdentityNumbers, holdsOneOf } from '../award/national-identity-number.ts'
import type { Learner } from '../award/learner.ts'
import type { ReportedResult } from '../award/reported-result.ts'
import { fault, hasErrors } from '../findings.ts'
import type { Dropped, Finding } from '../findings.ts'
import { checkJsonBounds } from '../json-bounds.ts'
import { missing } from '../achievement/missing.ts'
import { findingsOf } from '../schema-findings.ts'
import { plainText, textLimits } from '../text/plain-text.ts'
import { otherVersionFindings } from './older-and-newer.ts'
import { learnerOf, ooapiPersonSchema } from './read-person.ts'
import { applyResultPatch, okeConsumerKey, ooapiResultSchema, resultPatchOf } from './read-result.ts'
import type { ReportedResultPatch } from './read-result.ts'
import { safeParse } from '../safe-parse.ts'

const id = plainText(textLimits.reference)

/** The members of an association that are read. A person or offering is its id, or is expanded. */
export const ooapiAssociationSchema = z.object({
  associationId: id.nullish(),
  associationType: z.enum(['programOfferingAssociation', 'courseOfferingAssociation', 'componentOfferingAssociation']),
  role: z.string().max(60),
  state: plainText(40).nullish(),
  consumers: z.array(z.object({ consumerKey: z.string().max(100).nullish(), orgAssociationId: id.nullish() })).max(50).nullish(),
  person: z.union([id, ooapiPersonSchema]),
  offering: z.union([id, z.object({ offeringId: id })]),
  result: ooapiResultSchema.nullish(),
})

/** An association in our words. The learner is absent when the message only named a person by id. */
export type MinimalAssociation = {
  associationId?: string
  associationType: 'programOfferingAssociation' | 'courseOfferingAssociation' | 'componentOfferingAssociation'
  /** The word of the source: pending, associated, canceled, denied, queued, finished. */
  state?: string
  offeringId: string
  personId?: string
  learner?: Learner
  /** OKE: the association this attempt belongs to. */
  originalAssociationId?: string
  result?: ReportedResult
}

type NotRead = { ok: false; findings: Finding[]; dropped: Dropped }
export type ReadAssociation = { ok: true; association: MinimalAssociation; dropped: Dropped; warnings: Finding[] } | NotRead
export type ReadResultPatch = { ok: true; result: ReportedResultPatch | null; dropped: Dropped } | NotRead

/**
 * The body of `PUT /associations/{associationId}`, minimised; or what is wrong with it. `address`: the id in the address, which is kept
 * like one in the body and so may not be a national identity number either. Never throws, whatever it is given.
 */
export function readOoapiAssociation(body: unknown, { address }: { address?: string } = {}): ReadAssociation {
  const bounds = checkJsonBounds(body)
  if (bounds) return { ok: false, findings: [bounds], dropped: nothing }
  const national = findNationalIdentityNumbers(body)
  const refuse = (findings: Finding[]): NotRead => ({ ok: false, findings, dropped: { nationalIdentityNumbers: national.count, fields: countValues(body) - national.count } })
  const otherVersion = otherVersionFindings(body)
  if (otherVersion.length > 0) return refuse(otherVersion)
  const parsed = safeParse(ooapiAssociationSchema, body)
  if (!parsed.success) return refuse(associationFindings(parsed.error.issues, body))

  const { associationId, associationType, role, state, consumers, person, offering, result } = parsed.data
  if (role !== 'student') return refuse([fault('/role', 'NOT_A_STUDENT', 'Dit gaat niet over een deelnemer. Stuur alleen koppelingen met de rol "student".', 'This is not about a learner. Send only associations with the role "student".')])
  const who: { learner?: Learner; findings: Finding[] } = typeof person === 'string' ? { findings: [] } : learnerOf(person, national.numbers)
  if (hasErrors(who.findings)) return refuse(who.findings)

  // The id of an expanded person is a convenience that can be left out; where it is all there is, it is refused below.
  const personId = typeof person === 'string' ? person : person.personId && !holdsOneOf(national.numbers, person.personId) ? person.personId : undefined
  const original = consumers?.find(({ consumerKey }) => consumerKey === okeConsumerKey)?.orgAssociationId
  const reported = result ? applyResultPatch(undefined, resultPatchOf(result)) : undefined
  const association: MinimalAssociation = {
    ...(typeof associationId === 'string' ? { associationId } : {}),
    associationType,
    ...(typeof state === 'string' ? { state } : {}),
    offeringId: typeof offering === 'string' ? offering : offering.offeringId,
    ...(typeof personId === 'string' ? { personId } : {}),
    ...(who.learner ? { learner: who.learner } : {}),
    ...(typeof original === 'string' ? { originalAssociationId: original } : {}),
    ...(reported ? { result: reported } : {}),
  }
  const ids = [associationId, address].filter((text) => typeof text === 'string').flatMap((text) => [...checkReference('/associationId', text), ...findingsOfHeld(national.numbers, text, ['associationId'])])
  const held = new Map([...ids, ...findingsOfHeld(national.numbers, association)].filter((finding) => hasErrors([finding])).map((finding) => [sendersName(finding.path), finding]))
  if (held.size > 0) return refuse([...held].map(([path, finding]) => ({ ...finding, path })))
  return { ok: true, association, dropped: droppedFrom(body, association, national.count), warnings: who.findings }
}

/** The merge-patch body of `PATCH /associations/{associationId}`; `result: null` when it takes the result away. Never throws. */
export function readOoapiResultPatch(body: unknown): ReadResultPatch {
  const bounds = checkJsonBounds(body)
  if (bounds) return { ok: false, findings: [bounds], dropped: nothing }
  const national = findNationalIdentityNumbers(body)
  const refuse = (findings: Finding[]): NotRead => ({ ok: false, findings, dropped: { nationalIdentityNumbers: national.count, fields: countValues(body) - national.count } })
  const otherVersion = otherVersionFindings(body)
  if (otherVersion.length > 0) return refuse(otherVersion)
  const parsed = safeParse(z.object({ result: ooapiResultSchema.nullable().optional() }), body)
  if (!parsed.success) return refuse(findingsOf(parsed.error.issues, body))
  const { result } = parsed.data
  if (result === undefined) return refuse([missing('/result')])
  const patch = result === null ? null : resultPatchOf(result)
  const held = findingsOfHeld(national.numbers, { result: patch }).map((finding) => ({ ...finding, path: sendersName(finding.path) }))
  if (held.length > 0) return refuse(held)
  return { ok: true, result: patch, dropped: droppedFrom(body, patch ?? {}, national.count) }
}

/** A field of ours as the sender of an association knows it. */
export function sendersName(path: string): string {
  return Object.hasOwn(sendersNames, path) ? (sendersNames[path] ?? path) : path
}

const sendersNames: Readonly<Record<string, string>> = {
  '/offeringId': '/offering',
  '/personId': '/person',
  '/originalAssociationId': '/consumers/0/orgAssociationId',
  '/learner': '/person',
  '/learner/reference': '/person/primaryCode',
  '/learner/givenName': '/person/givenName',
  '/learner/familyName': '/person/surname',
  '/result/passed': '/result/pass',
  '/result/final': '/result/consumers/0/final',
  '/result/achievedOn': '/result/resultDate',
  '/result/grade': '/result/score',
}

const nothing: Dropped = { nationalIdentityNumbers: 0, fields: 0 }

function droppedFrom(body: unknown, kept: unknown, nationalIdentityNumbers: number): Dropped {
  return { nationalIdentityNumbers, fields: Math.max(0, countValues(body) - nationalIdentityNumbers - countValues(kept)) }
}

// A person or offering is one of two forms; which one was meant is plain from what was sent, so its own findings are given.
function associationFindings(issues: z.core.$ZodIssue[], body: unknown): Finding[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union') return findingsOf([issue], body)
    const [asId = [], expanded = []] = issue.errors
    const value = (body as Record<string, unknown>)[String(issue.path[0])]
    if (value === undefined || value === null) return [missing(`/${String(issue.path[0])}`)]
    const meant = typeof value === 'object' && !Array.isArray(value) ? expanded : asId
    return findingsOf(meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })), body)
  })
}
