import { DcqlPresentationResult, type DcqlQuery } from 'dcql'
import { expandTypes } from './expand-types.ts'
import { type ClaimPath, isAsked, selectPath } from './pick-claims.ts'
import { mainTypeOf } from './read-statement.ts'
import type { JsonObject } from '@eduwallet/strict-json'
import type { Finding } from './types.ts'

/** A presentation whose signatures hold: what it says, and which of its claims the holder chose to disclose. */
export type VerifiedPresentation = {
  readonly queryId: string
  readonly format: string
  readonly types: readonly string[]
  readonly claims: JsonObject
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
  for (const { queryId, format, types, claims, disclosedPaths } of presentations) {
    const asked = query.credentials.find((credential) => credential.id === queryId)
    if (asked === undefined || asked.format !== format) return { outcome: 'failed', code: 'answer_does_not_fit' }
    if (!isOfAskedType(asked, types)) return { outcome: 'failed', code: 'answer_other_type' }
    const paths = askedPaths(query, queryId)
    if (asked.claim_sets === undefined && paths.some((path) => selectPath(claims, path).length === 0)) return { outcome: 'failed', code: 'answer_incomplete' }
    if (disclosedPaths.some((path) => !isAsked(path, paths))) return { outcome: 'failed', code: 'answer_has_more' }
  }
  return satisfies(query, presentations) ? { outcome: 'passed' } : { outcome: 'failed', code: 'answer_does_not_fit' }
}

/** `vct_values` are compared as they stand; `type_values` with the types as their context expands them (OpenID4VP 1.0 #appendix-B.1.1). */
function isOfAskedType({ meta }: DcqlQuery.Output['credentials'][number], types: readonly string[]): boolean {
  if (meta === undefined) return true
  if ('vct_values' in meta && meta.vct_values !== undefined) return meta.vct_values.includes(mainTypeOf(types))
  if (!('type_values' in meta)) return true
  const expanded = expandTypes(types)
  return meta.type_values.some((alternative) => alternative.every((type) => expanded.includes(type)))
}

function satisfies(query: DcqlQuery.Output, presentations: readonly VerifiedPresentation[]): boolean {
  const answer: Record<string, [Answered, ...Answered[]]> = {}
  for (const presentation of presentations) {
    const answered = describe(presentation)
    const before = answer[presentation.queryId]
    if (before === undefined) answer[presentation.queryId] = [answered]
    else before.push(answered)
  }
  return DcqlPresentationResult.fromDcqlPresentation(answer, { dcqlQuery: query }).can_be_satisfied
}

type Answered = Extract<Parameters<typeof DcqlPresentationResult.fromDcqlPresentation>[0][string], readonly unknown[]>[number]

/** One presentation in the words of the matcher: types of the data model are expanded, whatever secures it. */
function describe({ format, types, claims }: VerifiedPresentation): Answered {
  // A plain JSON copy: the matcher merges objects by their prototype and knows no others.
  const common = { claims: structuredClone(claims), cryptographic_holder_binding: true }
  if (format === 'dc+sd-jwt') return { ...common, credential_format: format, vct: mainTypeOf(types) }
  const [first = '', ...others] = expandTypes(types)
  return { ...common, credential_format: format as 'ldp_vc' | 'jwt_vc_json' | 'vc+sd-jwt', type: [first, ...others] }
}
