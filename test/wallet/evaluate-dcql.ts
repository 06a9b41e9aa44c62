/**
 * A small own reading of DCQL (OpenID4VP 1.0 #dcql_query) for `dc+sd-jwt`: vct_values, claims paths and values, claim_sets,
 * credential_sets. `multiple` and `trusted_authorities` are not used by anything here and are refused rather than guessed.
 */
import { z } from 'zod'

const path = z.array(z.union([z.string(), z.int().nonnegative(), z.null()])).min(1)

const credentialQuery = z.object({
  id: z.string().regex(/^[A-Za-z0-9_-]+$/),
  format: z.string(),
  multiple: z.literal(false).optional(),
  meta: z.looseObject({ vct_values: z.array(z.string()).min(1).optional() }),
  require_cryptographic_holder_binding: z.boolean().optional(),
  claims: z.array(z.looseObject({ id: z.string().optional(), path, values: z.array(z.union([z.string(), z.number(), z.boolean()])).min(1).optional() })).min(1).optional(),
  claim_sets: z.array(z.array(z.string()).min(1)).min(1).optional(),
})

export const dcqlSchema = z.object({
  credentials: z.array(credentialQuery).min(1),
  credential_sets: z.array(z.looseObject({ options: z.array(z.array(z.string()).min(1)).min(1), required: z.boolean().optional() })).min(1).optional(),
})

export type DcqlQuery = z.infer<typeof dcqlSchema>
type CredentialQuery = DcqlQuery['credentials'][number]
type Path = z.infer<typeof path>

/** What the query reads of a credential: everything in it, and the dotted names of what can be withheld. */
export type Candidate = { format: string; claims: Record<string, unknown>; disclosable: readonly string[] }

/** One answer to one credential query: which candidate, and which disclosures it needs. */
export type Selection<C extends Candidate> = { queryId: string; candidate: C; disclosed: string[]; holderBinding: boolean }

/**
 * Picks a credential for every part of the query that has to be answered, or tells that it cannot.
 *
 * @returns undefined when the query cannot be satisfied with these candidates
 */
export function evaluateDcql<C extends Candidate>(query: DcqlQuery, candidates: readonly C[]): Selection<C>[] | undefined {
  const answers = new Map<string, Selection<C>>()
  for (const part of query.credentials) {
    const answer = select(part, candidates)
    if (answer !== undefined) answers.set(part.id, answer)
  }
  if (query.credential_sets === undefined) {
    return answers.size === query.credentials.length ? [...answers.values()] : undefined
  }
  const chosen = new Set<string>()
  for (const set of query.credential_sets) {
    const option = set.options.find((ids) => ids.every((id) => answers.has(id)))
    if (option !== undefined) option.forEach((id) => chosen.add(id))
    else if (set.required !== false) return undefined
  }
  return [...chosen].map((id) => answers.get(id)!)
}

function select<C extends Candidate>(query: CredentialQuery, candidates: readonly C[]): Selection<C> | undefined {
  for (const candidate of candidates) {
    if (candidate.format !== query.format) continue
    if (query.meta.vct_values !== undefined && !query.meta.vct_values.includes(candidate.claims['vct'] as string)) continue
    for (const wanted of claimAlternatives(query)) {
      const disclosed = disclosuresFor(wanted, candidate)
      if (disclosed !== undefined) return { queryId: query.id, candidate, disclosed, holderBinding: query.require_cryptographic_holder_binding !== false }
    }
  }
  return undefined
}

type Wanted = { path: Path; values?: readonly (string | number | boolean)[] | undefined }

/** OpenID4VP 1.0 #sdjwt_selecting_claims: no `claims` asks for none that can be withheld; `claim_sets` are in order of preference. */
function claimAlternatives(query: CredentialQuery): Wanted[][] {
  const claims = query.claims
  if (claims === undefined) return [[]]
  if (query.claim_sets === undefined) return [claims]
  return query.claim_sets.map((ids) => ids.map((id) => claims.find((claim) => claim.id === id)!))
}

function disclosuresFor(wanted: readonly Wanted[], candidate: Candidate): string[] | undefined {
  const needed = new Set<string>()
  for (const { path: wantedPath, values } of wanted) {
    const found = resolve(candidate.claims, wantedPath).filter(({ value }) => values === undefined || values.includes(value as string))
    if (found.length === 0) return undefined
    for (const { name } of found) {
      for (const disclosable of candidate.disclosable) {
        const onTheWay = name === disclosable || name.startsWith(`${disclosable}.`) || disclosable.startsWith(`${name}.`)
        if (onTheWay) needed.add(disclosable)
      }
    }
  }
  return [...needed].sort()
}

/** OpenID4VP 1.0 #claims_path_pointer: string = member, number = element, null = every element. */
function resolve(claims: unknown, wanted: Path): { name: string; value: unknown }[] {
  let at = [{ name: '', value: claims }]
  for (const step of wanted) {
    at = at.flatMap(({ name, value }) => children(value, step).map(([key, child]) => ({ name: name === '' ? key : `${name}.${key}`, value: child })))
  }
  return at
}

function children(value: unknown, step: string | number | null): [string, unknown][] {
  if (Array.isArray(value)) {
    if (step === null) return value.map((child, index) => [String(index), child])
    return typeof step === 'number' && step in value ? [[String(step), value[step]]] : []
  }
  if (typeof value !== 'object' || value === null || typeof step !== 'string' || !Object.hasOwn(value, step)) return []
  return [[step, (value as Record<string, unknown>)[step]]]
}
