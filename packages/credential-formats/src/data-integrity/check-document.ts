import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import { knownUrl } from './contexts/known-url.ts'
import { type Contexts, inlineFault, isBaseContext } from './contexts/open-contexts.ts'
import { DataIntegrityError } from './errors.ts'
import { limits } from './limits.ts'

/** Whole documents that stand in another one keep their own `@context`: in a presentation, a learner record, or as an endorsement. */
const CARRIERS: ReadonlySet<string> = new Set(['verifiableCredential', 'endorsement'])

/** Keywords that a text with its language needs. VCDM 2.0 #language-and-base-direction */
const VALUE_KEYWORDS: ReadonlySet<string> = new Set(['@value', '@language', '@direction', '@type'])

type Walk = { contexts: Contexts; rootId: JsonValue | undefined; nulls: 'refused' | 'allowed'; values: number }

/**
 * Checks that a document says in its JSON what it says in its statements, before any JSON-LD is processed. The statements are what is signed, and JSON can be
 * rewritten without changing them; so there must be one way to write it:
 * - `@context` holds known URLs only, at the top and in whole documents that are carried (VC Data Integrity 1.0 #context-validation); where `contexts.inline` allows it, also objects that define new terms;
 * - members have names, no IRIs or keywords: an expiry date under its IRI is signed for and not seen;
 * - nothing is named by a blank node identifier, and nothing else has the `id` of the document with members of its own: they could be moved there.
 * Members that are null are no statements: 'refused' in what is to be signed; in what is verified they are left out of the result.
 * Throws DataIntegrityError: DI_CONTEXT_UNKNOWN, DI_CONTEXT_INLINE, DI_MEMBER_NAME, DI_ID_REPEATED, DI_DATA_LOSS, DI_TOO_COSTLY.
 */
export function checkDocument(document: JsonObject, contexts: Contexts, { nulls }: { nulls: 'refused' | 'allowed' }): void {
  checkContexts(document['@context'], contexts)
  const walk: Walk = { contexts, rootId: document['id'], nulls, values: 0 }
  checkMembers(document, walk, true)
}

function checkContexts(value: JsonValue | undefined, contexts: Contexts): void {
  const entries = Array.isArray(value) ? value : [value]
  if (!entries.every((entry) => typeof entry === 'string' || (contexts.inline === 'allowed' && isJsonObject(entry) && inlineFault(entry) === undefined))) throw new DataIntegrityError('DI_CONTEXT_INLINE', 'a context is not a URL')
  if (!entries.every((entry) => typeof entry !== 'string' || knownUrl(entry, contexts) !== undefined)) throw new DataIntegrityError('DI_CONTEXT_UNKNOWN', 'a context is not one of those known here')
  if (!isBaseContext(entries[0])) throw new DataIntegrityError('DI_CONTEXT_UNKNOWN', 'the first context is not that of the data model')
  if (entries.length > limits.contexts) throw new DataIntegrityError('DI_TOO_COSTLY', `there are more than ${limits.contexts} contexts`)
}

function checkMembers(object: JsonObject, walk: Walk, isWhole: boolean): void {
  const isValue = Object.hasOwn(object, '@value')
  for (const [name, value] of Object.entries(object)) {
    if (name === '@context') {
      if (!isWhole) throw new DataIntegrityError('DI_CONTEXT_INLINE', 'a context stands inside the document')
    } else if (name.startsWith('@') ? !(isValue && VALUE_KEYWORDS.has(name)) : name.includes(':')) {
      throw new DataIntegrityError('DI_MEMBER_NAME', 'a member is named by an IRI or a keyword instead of a term')
    }
    if (name === '@context') continue
    if (name === 'id' && typeof value === 'string' && value.startsWith('_:')) throw new DataIntegrityError('DI_MEMBER_NAME', 'an id is a blank node identifier')
    // The proof of a carried document may repeat its contexts: VC Data Integrity EdDSA 1.0 #create-proof-eddsa-jcs-2022
    checkValue(value, walk, CARRIERS.has(name) || (isWhole && name === 'proof'))
  }
}

function checkValue(value: JsonValue, walk: Walk, mayBeWhole: boolean): void {
  walk.values++
  if (walk.values > limits.values) throw new DataIntegrityError('DI_TOO_COSTLY', `the document has more than ${limits.values} values`)
  if (value === null && walk.nulls === 'refused') throw new DataIntegrityError('DI_DATA_LOSS', 'a null says nothing that could be signed')
  if (Array.isArray(value)) {
    for (const entry of value) checkValue(entry, walk, mayBeWhole)
  } else if (isJsonObject(value)) {
    if (value['id'] !== undefined && value['id'] === walk.rootId && Object.keys(value).length > 1) throw new DataIntegrityError('DI_ID_REPEATED', 'something inside the document has its id')
    const isWhole = mayBeWhole && value['@context'] !== undefined
    if (isWhole) checkContexts(value['@context'], walk.contexts)
    checkMembers(value, walk, isWhole)
  }
}

/** The same value without members and entries that are null: they are in no statement, so nobody signed them. */
export function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null).map(([name, member]) => [name, name === '@context' ? member : pruned(member)]))
}

function pruned(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.filter((entry) => entry !== null).map(pruned)
  return isJsonObject(value) ? withoutNulls(value) : value
}
