/**
 * What is made of a context is made once and kept for every document after it. jsonld asks for contexts through this (its option
 * `contextResolver`); its own keeps them by URL for the whole process, whatever contexts a caller knows, and by text otherwise, which it writes out at every use.
 */
import { isJsonObject, type JsonObject } from '@eduwallet/strict-json'
import type { Contexts } from './contexts/open-contexts.ts'
import { DataIntegrityError } from './errors.ts'

/** One context, and what it made of each active context that it was applied to. */
export type ResolvedContext = {
  readonly document: JsonObject | null
  getProcessed(activeContext: object): unknown
  setProcessed(activeContext: object, processed: unknown): void
}

/** As jsonld 9 calls it. Rejects with DataIntegrityError: DI_CONTEXT_UNKNOWN, DI_DOCUMENT. */
export type ContextResolver = { resolve(request: { context: unknown }): Promise<ResolvedContext[]> }

/**
 * How many processed contexts are kept, each up to some 20 KB: a badge needs about thirty. Documents of strangers may name known contexts in any
 * order, and each order makes its own; then everything is made anew.
 */
const KEPT = 512

const resolvers = new WeakMap<Contexts, ContextResolver>()

/** The resolver of these contexts, always the same one. */
export function contextResolverOf(contexts: Contexts): ContextResolver {
  const known = resolvers.get(contexts)
  if (known !== undefined) return known
  const made = createContextResolver(contexts)
  resolvers.set(contexts, made)
  return made
}

/** A resolver that knows these contexts and no others. @param kept how many processed contexts it keeps at most */
export function createContextResolver(contexts: Contexts, kept = KEPT): ContextResolver {
  const byUrl = new Map<string, readonly ResolvedContext[]>()
  let processed = new WeakMap<JsonObject, Map<object, unknown>>()
  let count = 0
  const byDocument = new WeakMap<JsonObject, ResolvedContext>()

  const ofDocument = (document: JsonObject): ResolvedContext => {
    const known = byDocument.get(document)
    if (known !== undefined) return known
    const resolved: ResolvedContext = {
      document,
      getProcessed: (activeContext) => processed.get(document)?.get(activeContext),
      setProcessed(activeContext, result) {
        if (count >= kept) {
          processed = new WeakMap()
          count = 0
        }
        const results = processed.get(document) ?? new Map<object, unknown>()
        processed.set(document, results.set(activeContext, result))
        count += 1
      },
    }
    byDocument.set(document, resolved)
    return resolved
  }

  /** @param within the URLs of the contexts that this one stands in */
  const ofContext = (context: unknown, within: readonly string[]): readonly ResolvedContext[] => {
    if (Array.isArray(context)) return context.flatMap((entry) => ofContext(entry, within))
    if (typeof context === 'string') return ofUrl(context, within)
    if (context === null) return [{ document: null, getProcessed: () => undefined, setProcessed: () => undefined }]
    if (!isJsonObject(context)) throw new DataIntegrityError('DI_DOCUMENT', 'a context is neither a URL nor an object')
    return Object.hasOwn(context, '@context') ? ofContext(context['@context'], within) : [ofDocument(context)]
  }

  const ofUrl = (url: string, within: readonly string[]): readonly ResolvedContext[] => {
    const known = byUrl.get(url)
    if (known !== undefined) return known
    const document = contexts.get(url)
    if (document === undefined) throw new DataIntegrityError('DI_CONTEXT_UNKNOWN', 'a context is not one of those known here')
    if (within.includes(url)) throw new DataIntegrityError('DI_DOCUMENT', 'a context names itself')
    const resolved = ofContext(document['@context'] ?? {}, [...within, url])
    byUrl.set(url, resolved)
    return resolved
  }

  return { resolve: async ({ context }) => [...ofContext(context, [])] }
}
