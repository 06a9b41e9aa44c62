import { createHmac } from 'node:crypto'
import type { JsonObject } from '@eduwallet/strict-json'
import { underKnownUrls } from '../contexts/known-url.ts'
import type { Contexts } from '../contexts/open-contexts.ts'
import { DataIntegrityError } from '../errors.ts'
import { limits } from '../limits.ts'
import { canonicalLabels } from './canonical-labels.ts'
import { nameNodes } from './name-nodes.ts'
import { selectPart } from './select-part.ts'
import { statementsOf } from './statements-of.ts'
import { statement, termsOf } from '../selective/terms.ts'

/** The statements of a document that pointers select, and the others; by their place in the whole. */
export type Group = {
  readonly matching: ReadonlyMap<number, string>
  readonly nonMatching: ReadonlyMap<number, string>
  /** Those selected, under the names that they have before they are put in order. */
  readonly statements: ReadonlySet<string>
}

/**
 * The statements of a document, in the order of labels of their own (an HMAC of the canonical ones, so that the order says nothing of what is hidden), grouped by JSON Pointers.
 * VC Data Integrity ECDSA 1.0 #canonicalizeandgroup, #createhmacidlabelmapfunction. Throws DataIntegrityError; DI_POINTER for a part of an ordered list.
 */
export async function groupStatements<Name extends string>(
  document: JsonObject,
  groups: Readonly<Record<Name, readonly string[]>>,
  hmacKey: Uint8Array,
  contexts: Contexts,
): Promise<{ groups: Record<Name, Group>; labelMap: ReadonlyMap<string, string> }> {
  const named = await nameNodes(underKnownUrls(document, contexts), contexts)
  const whole = await statementsOf(named, contexts)
  if (whole.size > limits.statementsInPart) throw new DataIntegrityError('DI_TOO_COSTLY', `the document says more than ${limits.statementsInPart} things`)
  const labelMap = new Map([...await canonicalLabels(whole, contexts)].map(([name, label]) => [name, `u${createHmac('sha256', hmacKey).update(label).digest('base64url')}`]))
  const relabelled = (statements: ReadonlySet<string>): string[] => [...statements].map((line) => statement(termsOf(line.slice(0, -1)).map((term) => term.startsWith('_:') ? `_:${labelMap.get(term.slice(2)) ?? ''}` : term)))
  const ordered = relabelled(whole).sort()
  const grouped: Partial<Record<Name, Group>> = {}
  for (const name of Object.keys(groups) as Name[]) {
    const statements: ReadonlySet<string> = groups[name].length === 0 ? new Set() : await statementsOf(selectPart(named, groups[name]), contexts)
    if (![...statements].every((line) => whole.has(line))) throw new DataIntegrityError('DI_POINTER', 'a part of an ordered list cannot be hidden')
    const selected = new Set(relabelled(statements))
    const places = [...ordered.entries()]
    grouped[name] = { matching: new Map(places.filter(([, line]) => selected.has(line))), nonMatching: new Map(places.filter(([, line]) => !selected.has(line))), statements }
  }
  return { groups: grouped as Record<Name, Group>, labelMap }
}
