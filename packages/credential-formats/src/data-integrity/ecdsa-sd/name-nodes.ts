import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import { jsonLdOptions, loadJsonLd, refusalOf } from '../canonicalise.ts'
import type { Contexts } from '../contexts/open-contexts.ts'
import { DataIntegrityError } from '../errors.ts'

/** Names for what has none, so that a node is the same one in a part of the document. VC Data Integrity ECDSA 1.0 #skolemizecompactjsonld */
export const NAME = 'urn:bnid:'

/**
 * The document with an `id` for every object that is a node without one. Which objects those are (and not texts by language, say) only the contexts know: each is
 * given a name, and those that JSON-LD then has as a node keep it. Throws DataIntegrityError.
 */
export async function nameNodes(document: JsonObject, contexts: Contexts): Promise<JsonObject> {
  if (JSON.stringify(document).includes(NAME)) throw new DataIntegrityError('DI_DATA_LOSS', `${NAME} is not to be used in a document`)
  const jsonld = await loadJsonLd()
  try {
    // Not in safe mode: the names that turn out to be none are in the way.
    const expanded = await jsonld.expand(withNames(document, () => true), { ...jsonLdOptions(contexts), safe: false })
    const nodes = new Set(namesOf(expanded as JsonValue))
    return withNames(document, (name) => nodes.has(name))
  } catch (error) {
    throw refusalOf(error)
  }
}

function withNames(document: JsonObject, keep: (name: string) => boolean): JsonObject {
  let count = 0
  const copy = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(copy)
    if (!isJsonObject(value) || Object.hasOwn(value, '@value')) return value
    const own = value['id'] === undefined ? `${NAME}${count++}` : undefined
    const members = Object.entries(value).map(([name, member]): [string, JsonValue] => [name, name === '@context' ? member : copy(member)])
    return { ...Object.fromEntries(members), ...(own !== undefined && keep(own) ? { id: own } : {}) }
  }
  return copy(document) as JsonObject
}

function namesOf(value: JsonValue): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesOf)
  if (!isJsonObject(value)) return []
  const { '@id': id } = value
  return [...(typeof id === 'string' && id.startsWith(NAME) ? [id] : []), ...Object.values(value).flatMap(namesOf)]
}
