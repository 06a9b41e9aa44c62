import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import type { Contexts } from './open-contexts.ts'

/**
 * The URL under which a context is known here, or undefined. A context that many serve is known by its path: its words have the same IRIs whoever serves them, and the statements
 * that are signed are made with the document that is here. Another document at that address would have made other statements, over which no signature holds.
 */
export function knownUrl(url: string, contexts: Contexts): string | undefined {
  if (contexts.has(url)) return url
  if (contexts.anywhere === undefined || !/^https?:\/\/[^?#@\s]{1,1024}$/.test(url) || !URL.canParse(url) || new URL(url).href !== url) return undefined
  const found = [...contexts.anywhere].find(([path]) => url.endsWith(path))
  return found?.[1]
}

/** The same document with each of its contexts named as it is known here; what it says does not depend on it. */
export function underKnownUrls(document: JsonObject, contexts: Contexts): JsonObject {
  return contexts.anywhere === undefined ? document : renamed(document, contexts) as JsonObject
}

function renamed(value: JsonValue, contexts: Contexts): JsonValue {
  if (Array.isArray(value)) return value.map((entry) => renamed(entry, contexts))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, name === '@context' ? named(member, contexts) : renamed(member, contexts)]))
}

function named(context: JsonValue, contexts: Contexts): JsonValue {
  if (Array.isArray(context)) return context.map((entry) => named(entry, contexts))
  return typeof context === 'string' ? knownUrl(context, contexts) ?? context : context
}
