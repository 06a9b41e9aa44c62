/** The last part of every reader of documents: keep what the model can hold, drop the rest with a finding, and let no national identity number out. */
import { countValues } from '../count-values.ts'
import { hasErrors, pointer, warning } from '../findings.ts'
import type { Finding } from '../findings.ts'
import type { Reading } from '../projection.ts'
import { safeParse } from '../safe-parse.ts'
import { awardDraftSchema } from './award-draft.ts'
import type { AwardDraft } from './award-draft.ts'
import { findingsOfHeld, findNationalIdentityNumbers } from './national-identity-number.ts'

export type Taken = {
  /** The award as taken from the document, not yet checked. Absent members may be undefined; empty ones are dropped. */
  draft: Record<string, unknown>
  /** Where in the document a member of the draft came from: both JSON pointers. The longest that fits is used. */
  sources: Readonly<Record<string, string>>
  findings?: readonly Finding[]
}

/** The reading of `document`, of which `taken` is what the reader understood. */
export function concludeReading(document: unknown, { draft, sources, findings = [] }: Taken): Reading<AwardDraft> {
  const national = findNationalIdentityNumbers(document)
  const { value, pruned } = keepWhatParses(withoutEmpty(draft) ?? {})
  const sourceOf = (path: string) => {
    const known = Object.keys(sources).filter((source) => path === source || path.startsWith(`${source}/`)).toSorted((a, b) => b.length - a.length)[0]
    return known === undefined ? '' : sources[known] ?? ''
  }
  const all = [
    ...findings,
    ...pruned.map((path) => warning(sourceOf(path), 'WRONG_FORM', 'Deze waarde kunnen wij niet overnemen en is weggelaten. Controleer haar.', 'We cannot take over this value, and left it out. Check it.')),
    ...findingsOfHeld(national.numbers, value).map((finding) => ({ ...finding, path: sourceOf(finding.path) })),
  ]
  const dropped = { nationalIdentityNumbers: national.count, fields: Math.max(0, countValues(document) - countValues(value) - national.count) }
  return hasErrors(all) ? { ok: false, findings: all, dropped } : { ok: true, value, findings: all, dropped }
}

/** The largest part of the draft that parses. Each round removes what was refused; the root always parses when nothing is left. */
function keepWhatParses(draft: Record<string, unknown>): { value: AwardDraft; pruned: string[] } {
  const pruned: string[] = []
  let candidate = draft
  for (;;) {
    const parsed = safeParse(awardDraftSchema, candidate)
    if (parsed.success) return { value: parsed.data, pruned }
    // The last positions of a list first, so that the earlier ones still mean what they meant.
    const paths = parsed.error.issues.flatMap(({ path, ...issue }) => (issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path]))
    const unique = [...new Map(paths.map((path) => [pointer(path), path])).entries()].toSorted(([a], [b]) => b.localeCompare(a, 'en', { numeric: true }))
    const before = countValues(candidate)
    candidate = structuredClone(candidate)
    for (const [path, parts] of unique) {
      pruned.push(path)
      remove(candidate, parts)
    }
    candidate = withoutEmpty(candidate) ?? {}
    // What is refused and cannot be removed must not come out, nor keep us here for ever.
    if (countValues(candidate) >= before) return { value: {}, pruned: [''] }
  }
}

/** Removes what is at the path, or what is nearest above it: a missing member is the fault of what holds it. */
function remove(root: Record<string, unknown>, path: readonly PropertyKey[]): void {
  let parent: unknown = root
  const [first = '', ...rest] = path
  let last = first
  for (const name of rest) {
    const held = ownMember(parent, last)
    if (ownMember(held, name) === undefined) break
    parent = held
    last = name
  }
  if (Array.isArray(parent)) parent.splice(Number(last), 1)
  else delete (parent as Record<PropertyKey, unknown>)[last]
}

function ownMember(value: unknown, name: PropertyKey): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<PropertyKey, unknown>)[name] : undefined
}

/** Without members that are undefined, and without objects and lists that have nothing in them. */
function withoutEmpty<Value>(value: Value): Value | undefined {
  if (Array.isArray(value)) {
    const items = value.map(withoutEmpty).filter((item) => item !== undefined)
    return items.length > 0 ? items as Value : undefined
  }
  if (typeof value !== 'object' || value === null) return value === null ? undefined : value
  const members = Object.entries(value).flatMap(([name, member]) => {
    const kept = withoutEmpty<unknown>(member)
    return kept === undefined ? [] : [[name, kept] as const]
  })
  return members.length > 0 ? Object.fromEntries(members) as Value : undefined
}
