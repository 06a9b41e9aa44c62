import type { JsonObject, JsonValue } from '@eduwallet/strict-json'
import { isJsonObject } from '@eduwallet/strict-json'
import { jsonLdOptions, loadJsonLd, refusalOf } from '../canonicalise.ts'
import type { Contexts } from '../contexts/open-contexts.ts'
import { DataIntegrityError } from '../errors.ts'
import { limits } from '../limits.ts'

/** The statements of a document, those that pointers select apart from the others; by their place in the whole. */
export type Group = { readonly matching: ReadonlyMap<number, string>; readonly nonMatching: ReadonlyMap<number, string>; readonly deskolemizedNQuads: readonly string[] }

type Grouped<Name extends string> = { readonly groups: Readonly<Record<Name, Group>>; readonly labelMap: ReadonlyMap<string, string> }

/**
 * Statements in canonical order under labels of their own (an HMAC, so that the order says nothing of what is hidden), grouped by JSON Pointers.
 * VC Data Integrity ECDSA 1.0 #canonicalizeandgroup. Throws DataIntegrityError.
 */
export async function groupStatements<Name extends string>(document: JsonObject, groups: Readonly<Record<Name, readonly string[]>>, hmacKey: Uint8Array, contexts: Contexts): Promise<Grouped<Name>> {
  refuseConfusingTexts(document)
  await loadJsonLd()
  const { canonicalizeAndGroup, createHmac, createHmacIdLabelMapFunction } = await import('@digitalbazaar/di-sd-primitives')
  try {
    const hmac = await createHmac({ key: hmacKey })
    return await canonicalizeAndGroup({ document, labelMapFactoryFunction: createHmacIdLabelMapFunction({ hmac }), groups, options: { ...jsonLdOptions(contexts), maxDeepIterations: limits.deepIterations } }) as Grouped<Name>
  } catch (error) {
    throw refusalOf(error)
  }
}

/** The part of a document that pointers select. VC Data Integrity ECDSA 1.0 #selectjsonld */
export async function selectPart(document: JsonObject, pointers: readonly string[]): Promise<JsonObject> {
  const { selectJsonLd } = await import('@digitalbazaar/di-sd-primitives')
  return selectJsonLd({ document, pointers }) as JsonObject
}

/** The canonical labels that a verifier will give to the blank nodes of these statements. */
export async function labelsSeenByVerifier(statements: readonly string[], contexts: Contexts): Promise<ReadonlyMap<string, string>> {
  const { canonicalize, stripBlankNodePrefixes } = await import('@digitalbazaar/di-sd-primitives')
  const canonicalIdMap = new Map<string, string>()
  try {
    await canonicalize(statements.join(''), { ...jsonLdOptions(contexts), inputFormat: 'application/n-quads', canonicalIdMap, maxDeepIterations: limits.deepIterations })
  } catch (error) {
    throw refusalOf(error)
  }
  return stripBlankNodePrefixes(canonicalIdMap)
}

/**
 * The library replaces labels in the text of statements: what looks like a blank node in a text would be replaced as well, and then be signed as something
 * else than it says. Such a text cannot be secured in this way.
 */
function refuseConfusingTexts(value: JsonValue): void {
  if (typeof value === 'string' && (value.includes('_:') || value.includes('urn:bnid:'))) throw new DataIntegrityError('DI_DATA_LOSS', 'a text holds what looks like the name of a blank node')
  if (Array.isArray(value)) for (const entry of value) refuseConfusingTexts(entry)
  else if (isJsonObject(value)) for (const member of Object.values(value)) refuseConfusingTexts(member)
}
