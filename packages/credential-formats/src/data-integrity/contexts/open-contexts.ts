import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import { baseContexts } from '../../vcdm/check-members.ts'
import { loadShippedContexts } from './load-shipped-contexts.ts'

/** The JSON-LD contexts that are known here, by URL. There are no others: nothing is ever fetched. */
export type Contexts = ReadonlyMap<string, JsonObject> & {
  /** Whether a document may define terms of its own. Never outside an open sandbox: it could then be rewritten in other names. */
  readonly inline?: 'allowed'
  /** For contexts that are served by many under one path: the path, and the URL under which it is known here. */
  readonly anywhere?: ReadonlyMap<string, string>
}

/** The shipped contexts, checked when this is loaded. */
export const shippedContexts: Contexts = loadShippedContexts()

const VCDM_TERMS = 'https://www.w3.org/2018/credentials#'
/** The one member of a proof that could be hidden: until when it holds. VC Data Integrity 1.0 #proofs */
const EXPIRES = 'https://w3id.org/security#expiration'

/**
 * The shipped contexts and those of an installation (our own, say, which stands below each issuer's address). An added context must be whole
 * in itself (no other context named in it), may give no second name to a term of the data model or to a keyword, and may not take the place
 * of a shipped one: a document could be rewritten in such names without its statements changing. `anywhere` are those that every issuer serves under its own address, by the
 * path below it: what they say is what is handed in here, whatever is served there. Throws an Error that names the context.
 */
export function openContexts(added: Iterable<readonly [url: string, document: JsonObject]> = [], { anywhere = [] }: { anywhere?: Iterable<readonly [path: string, document: JsonObject]> } = {}): Contexts {
  const all = new Map(shippedContexts)
  const byPath = new Map([...anywhere].map(([path, document]) => [path, { url: `urn:x-context:${path}`, document }]))
  for (const [url, document] of [...added, ...[...byPath.values()].map(({ url, document }) => [url, document] as const)]) {
    if (all.has(url)) throw new Error(`the context ${url} is known already`)
    const fault = contextFault(document)
    if (fault !== undefined) throw new Error(`the context ${url} cannot be used: ${fault}`)
    all.set(url, document)
  }
  return byPath.size === 0 ? all : Object.assign(all, { anywhere: new Map([...byPath].map(([path, { url }]) => [path, url])) })
}

/** What is wrong with a context that stands in a document itself, by itself or under `@context`; undefined when it may. */
export function inlineFault(context: JsonObject): string | undefined {
  return contextFault(context['@context'] === undefined ? { '@context': context } : context)
}

/** What is wrong with a context, or undefined. */
export function contextFault(document: JsonObject): string | undefined {
  return isJsonObject(document['@context']) ? faultIn(document['@context'], {}) : 'it is not one object'
}

function faultIn(context: JsonObject, outer: Readonly<Record<string, string>>): string | undefined {
  const prefixes: Record<string, string> = { ...outer }
  for (const [term, value] of Object.entries(context)) if (typeof value === 'string' && /^https?:/.test(value)) prefixes[term] = value
  for (const [term, definition] of Object.entries(context)) {
    if (term.startsWith('@')) {
      if (!['@version', '@protected', '@vocab', '@propagate'].includes(term)) return `it has ${term}`
      continue
    }
    const fault = termFault(term, definition, prefixes)
    if (fault !== undefined) return fault
  }
  return undefined
}

function termFault(term: string, definition: JsonValue, prefixes: Readonly<Record<string, string>>): string | undefined {
  if (isJsonObject(definition)) {
    if (['@reverse', '@nest', '@import', '@index'].some((keyword) => Object.hasOwn(definition, keyword))) return `${term} is defined in a way that hides what it says`
    const scoped = definition['@context']
    if (scoped !== undefined && scoped !== null) {
      if (!isJsonObject(scoped)) return `${term} names another context`
      const fault = faultIn(scoped, prefixes)
      if (fault !== undefined) return fault
    }
  }
  const id = isJsonObject(definition) ? definition['@id'] : definition
  if (typeof id !== 'string') return undefined
  if (id.startsWith('@')) return (term === 'id' && id === '@id') || (term === 'type' && id === '@type') ? undefined : `${term} is another name for ${id}`
  const iri = absolute(id, prefixes)
  const known = iri === EXPIRES ? 'expires' : iri.startsWith(VCDM_TERMS) ? iri.slice(VCDM_TERMS.length) : term
  return known === term || known === '' ? undefined : `${term} is another name for ${known}`
}

function absolute(id: string, prefixes: Readonly<Record<string, string>>): string {
  const [prefix = '', ...rest] = id.split(':')
  const base = prefixes[prefix]
  return base === undefined ? id : base + rest.join(':')
}

/** True for the first entry that every credential has. */
export function isBaseContext(url: unknown): boolean {
  return url === baseContexts['2.0'] || url === baseContexts['1.1']
}
