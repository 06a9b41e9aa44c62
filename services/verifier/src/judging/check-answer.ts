import { DcqlPresentationResult, type DcqlQuery } from 'dcql'
import { type ClaimPath, isAsked, selectPath } from './pick-claims.ts'
import type { Finding } from './types.ts'

/** A presentation whose signatures hold: what it says, and which of its claims the holder chose to disclose. */
export type VerifiedPresentation = {
  readonly queryId: string
  readonly type: string
  readonly claims: Readonly<Record<string, unknown>>
  readonly disclosedPaths: readonly (readonly (string | number)[])[]
}

/** The claims paths that a question asks of one credential. */
export function askedPaths(query: DcqlQuery.Output, queryId: string): ClaimPath[] {
  const asked = query.credentials.find((credential) => credential.id === queryId)
  return (asked?.claims ?? []).flatMap((claim) => ('path' in claim ? [claim.path] : []))
}

/**
 * Whether verified presentations answer the question: type, claims, values and sets are matched here again, as the
 * wallet's own matching proves nothing (OpenID4VP 1.0 #dcql_query_security). Nothing may be disclosed that was not
 * asked. Runs over claims of verified credentials only.
 */
export function checkAnswer(query: DcqlQuery.Output, presentations: readonly VerifiedPresentation[]): Finding<'answers_question'> {
  for (const { queryId, type, claims, disclosedPaths } of presentations) {
    const asked = query.credentials.find((credential) => credential.id === queryId)
    if (asked === undefined || asked.format !== 'dc+sd-jwt') return { outcome: 'failed', code: 'answer_does_not_fit' }
    const types = asked.meta?.vct_values
    if (types !== undefined && !types.includes(type)) return { outcome: 'failed', code: 'answer_other_type' }
    const paths = askedPaths(query, queryId)
    if (asked.claim_sets === undefined && paths.some((path) => selectPath(claims, path).length === 0)) return { outcome: 'failed', code: 'answer_incomplete' }
    if (disclosedPaths.some((path) => !isAsked(path, paths))) return { outcome: 'failed', code: 'answer_has_more' }
  }
  return satisfies(query, presentations) ? { outcome: 'passed' } : { outcome: 'failed', code: 'answer_does_not_fit' }
}

function satisfies(query: DcqlQuery.Output, presentations: readonly VerifiedPresentation[]): boolean {
  const answer: Record<string, [Answered, ...Answered[]]> = {}
  for (const { queryId, type, claims } of presentations) {
    // A plain JSON copy: the matcher merges objects by their prototype and knows no others.
    const answered: Answered = { credential_format: 'dc+sd-jwt', vct: type, claims: structuredClone(claims) as Answered['claims'], cryptographic_holder_binding: true }
    const before = answer[queryId]
    if (before === undefined) answer[queryId] = [answered]
    else before.push(answered)
  }
  return DcqlPresentationResult.fromDcqlPresentation(answer, { dcqlQuery: query }).can_be_satisfied
}

type Answered = Extract<Parameters<typeof DcqlPresentationResult.fromDcqlPresentation>[0][string], readonly unknown[]>[number] & { credential_format: 'dc+sd-jwt' }
