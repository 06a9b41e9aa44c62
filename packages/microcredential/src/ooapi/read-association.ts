/**
 * OOAPI v5 associations as institutions send them (OKE flows 2, 5.1 and 5.2): PUT of a whole association, and a merge patch with
 * its result. What comes out is the least an award needs; the rest is dropped here, at the door, and only counted.
 */
import { z } from 'zod'
import { findingsOfHeld, findNationalIdentityNumbers } from '../award/national-identity-number.ts'
import type { Dropped, Finding } from '../findings.ts'
import { checkJsonBounds } from '../json-bounds.ts'
import { missing } from '../achievement/missing.ts'
import { findingsOf } from '../schema-findings.ts'
import { plainText, textLimits } from '../text/plain-text.ts'
import { otherVersionFindings } from './older-and-newer.ts'
import { droppedFrom, minimise, refusal } from './minimal-association.ts'
import type { NotRead, ReadAssociation } from './minimal-association.ts'
import { ooapiPersonSchema } from './read-person.ts'
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

export type ReadResultPatch = { ok: true; result: ReportedResultPatch | null; dropped: Dropped } | NotRead

/**
 * The body of `PUT /associations/{associationId}`, minimised; or what is wrong with it. `address`: the id in the address, which is kept
 * like one in the body and so may not be a national identity number either. Never throws, whatever it is given.
 */
export function readOoapiAssociation(body: unknown, { address }: { address?: string } = {}): ReadAssociation {
  const bounds = checkJsonBounds(body)
  if (bounds) return { ok: false, findings: [bounds], dropped: nothing }
  const context = { body, national: findNationalIdentityNumbers(body), address, sendersName }
  const otherVersion = otherVersionFindings(body)
  if (otherVersion.length > 0) return refusal(otherVersion, context)
  const parsed = safeParse(ooapiAssociationSchema, body)
  if (!parsed.success) return refusal(associationFindings(parsed.error.issues, body), context)
  const { consumers, offering, result, ...others } = parsed.data
  return minimise({
    associationId: others.associationId,
    associationType: others.associationType,
    role: others.role,
    state: others.state,
    person: others.person,
    offeringId: typeof offering === 'string' ? offering : offering.offeringId,
    originalAssociationId: consumers?.find(({ consumerKey }) => consumerKey === okeConsumerKey)?.orgAssociationId,
    result: result ? applyResultPatch(undefined, resultPatchOf(result)) : undefined,
  }, context)
}

/** The merge-patch body of `PATCH /associations/{associationId}`; `result: null` when it takes the result away. Never throws. */
export function readOoapiResultPatch(body: unknown): ReadResultPatch {
  return readResultPatch(body, { otherVersion: otherVersionFindings, sendersName })
}

/** The same for a version with its own refusals and names. */
export function readResultPatch(body: unknown, { otherVersion, sendersName: nameOf }: { otherVersion: (body: unknown) => Finding[]; sendersName: (path: string) => string }): ReadResultPatch {
  const bounds = checkJsonBounds(body)
  if (bounds) return { ok: false, findings: [bounds], dropped: nothing }
  const context = { body, national: findNationalIdentityNumbers(body) }
  const others = otherVersion(body)
  if (others.length > 0) return refusal(others, context)
  const parsed = safeParse(z.object({ result: ooapiResultSchema.nullable().optional() }), body)
  if (!parsed.success) return refusal(findingsOf(parsed.error.issues, body), context)
  const { result } = parsed.data
  if (result === undefined) return refusal([missing('/result')], context)
  const patch = result === null ? null : resultPatchOf(result)
  const held = findingsOfHeld(context.national.numbers, { result: patch }).map((finding) => ({ ...finding, path: nameOf(finding.path) }))
  if (held.length > 0) return refusal(held, context)
  return { ok: true, result: patch, dropped: droppedFrom(context, patch ?? {}) }
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
