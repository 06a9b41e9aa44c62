/**
 * The one place where JSON-LD is processed: a document in, its statements out, in the canonical order and names of RDFC-1.0. Behind this function
 * it can be made faster; what comes out may not change by a byte.
 *
 * The library is loaded when it is first needed: who only reads SD-JWT does not pay for it.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import type jsonLd from 'jsonld'
import { contextResolverOf } from './context-resolver.ts'
import { underKnownUrls } from './contexts/known-url.ts'
import type { Contexts } from './contexts/open-contexts.ts'
import { DataIntegrityError } from './errors.ts'
import { limits } from './limits.ts'

/** The hash inside RDFC-1.0 follows the strength of the key. VC Data Integrity ECDSA 1.0 #hashing-ecdsa-rdfc-2019 */
export type CanonicalHash = 'sha256' | 'sha384'

/**
 * Canonical N-Quads of a document: JSON-LD 1.1 expansion in safe mode (what no context defines, relative URLs and anything else that would be
 * dropped is an error), no base URL, RDFC-1.0 within a bound of work. Contexts come from `contexts` and from nowhere else.
 * Throws DataIntegrityError: DI_CONTEXT_UNKNOWN, DI_DATA_LOSS, DI_TOO_COSTLY, DI_DOCUMENT. VC Data Integrity 1.0 #securing-data-losslessly
 */
export function canonicalise(document: JsonObject, contexts: Contexts, hash: CanonicalHash = 'sha256'): Promise<string> {
  return (elsewhere ?? canonicaliseHere)(underKnownUrls(document, contexts), contexts, hash)
}

type Canonicalise = (document: JsonObject, contexts: Contexts, hash: CanonicalHash) => Promise<string>
let elsewhere: Canonicalise | undefined

/** From now on `canonicalise` is done by `how`, until what comes back is called. Throws when it is done elsewhere already. */
export function canonicaliseElsewhere(how: Canonicalise): () => void {
  if (elsewhere !== undefined) throw new Error('JSON-LD is canonicalised elsewhere already')
  elsewhere = how
  return () => { elsewhere = undefined }
}

/** `canonicalise` on this thread. */
export async function canonicaliseHere(document: JsonObject, contexts: Contexts, hash: CanonicalHash): Promise<string> {
  const jsonld = await loadJsonLd()
  try {
    return await jsonld.canonize(await expand(document, contexts), {
      ...jsonLdOptions(contexts),
      skipExpansion: true,
      produceGeneralizedRdf: false,
      canonizeOptions: { algorithm: 'RDFC-1.0', format: 'application/n-quads', messageDigestAlgorithm: hash, maxDeepIterations: limits.deepIterations },
    })
  } catch (error) {
    throw refusalOf(error)
  }
}

/**
 * A document with every word in it resolved to what it means. Every reference is an absolute IRI: jsonld keeps nodes in plain objects under their `@id` and looks at it
 * only afterwards, so that `__proto__` would write into what every object of the process has. Throws what the library throws, and DataIntegrityError.
 */
export async function expand(document: JsonObject, contexts: Contexts): Promise<readonly JsonValue[]> {
  const jsonld = await loadJsonLd()
  const expanded = await jsonld.expand(document, jsonLdOptions(contexts)) as readonly JsonValue[]
  for (const value of expanded) demandAbsolute(value)
  return expanded
}

function demandAbsolute(value: JsonValue): void {
  if (Array.isArray(value)) {
    for (const entry of value) demandAbsolute(entry)
  } else if (isJsonObject(value) && !Object.hasOwn(value, '@value')) {
    for (const [name, member] of Object.entries(value)) {
      if (name !== '@id' && name !== '@type') demandAbsolute(member)
      else for (const iri of [member].flat()) if (typeof iri !== 'string' || !iri.includes(':')) throw new DataIntegrityError('DI_DATA_LOSS', 'something would be lost in JSON-LD (relative reference)')
    }
  }
}

/** The options with which everything here processes JSON-LD. */
export function jsonLdOptions(contexts: Contexts) {
  return { safe: true, base: null, rdfDirection: 'i18n-datatype', documentLoader: loaderOf(contexts), contextResolver: contextResolverOf(contexts) } as const
}

let loading: Promise<typeof jsonLd> | undefined

/** The library, with its own way to the network closed for whoever else in this process uses it without a loader. */
export function loadJsonLd(): Promise<typeof jsonLd> {
  loading ??= import('jsonld').then(({ default: jsonld }) => {
    jsonld.documentLoader = loaderOf(new Map())
    return jsonld
  })
  return loading
}

function loaderOf(contexts: Contexts) {
  return async (url: string) => {
    const document = contexts.get(url)
    if (document === undefined) throw new DataIntegrityError('DI_CONTEXT_UNKNOWN', 'a context is not one of those known here')
    return { contextUrl: null, documentUrl: url, document }
  }
}

/** The library's error in the words of this house. Its own texts may hold claims, so they are not passed on. */
export function refusalOf(error: unknown): DataIntegrityError {
  if (error instanceof DataIntegrityError) return error
  const { name, message, details } = error as { name?: string; message?: string; details?: { cause?: unknown; code?: unknown; event?: { code?: unknown } } }
  if (details?.cause instanceof DataIntegrityError) return details.cause
  if (message?.startsWith('Maximum deep iterations exceeded') === true) return new DataIntegrityError('DI_TOO_COSTLY', 'the statements cannot be put in order within the work allowed')
  if (name === 'jsonld.ValidationError' && message?.startsWith('Safe mode') === true) return new DataIntegrityError('DI_DATA_LOSS', `something would be lost in JSON-LD (${codeOf(details?.event?.code)})`)
  return new DataIntegrityError('DI_DOCUMENT', `the document is not JSON-LD (${codeOf(details?.code ?? name)})`)
}

function codeOf(code: unknown): string {
  return typeof code === 'string' && /^[a-zA-Z .@-]{1,60}$/.test(code) ? code : 'unknown'
}
