import { hash } from 'node:crypto'
import type { JsonObject, JsonValue } from '@eduwallet/strict-json'
import { canonicalJson } from './canonical-json.ts'
import { canonicalise, type CanonicalHash } from './canonicalise.ts'
import { canonicaliseOptions } from './canonicalise-options.ts'
import type { Contexts } from './contexts/open-contexts.ts'
import type { WholeSuite } from './cryptosuites.ts'
import { DataIntegrityError } from './errors.ts'

/**
 * The bytes that a suite signs: the hash of the proof's options, then the hash of the document. VC Data Integrity ECDSA 1.0 #hashing-ecdsa-rdfc-2019,
 * #hashing-ecdsa-jcs-2019; VC Data Integrity EdDSA 1.0 #hashing-eddsa-rdfc-2022, #hashing-eddsa-jcs-2022.
 * `options` is the proof without `proofValue`; `document` has no proof, or those that this proof endorses. Throws DataIntegrityError.
 */
export async function hashData(suite: WholeSuite, document: JsonObject, options: JsonObject, algorithm: CanonicalHash, contexts: Contexts): Promise<Buffer> {
  const transformed = suite.canonicalisation === 'jcs' ? jcsTexts(document, options) : await rdfcTexts(document, options, algorithm, contexts)
  return Buffer.concat(transformed.map((text) => hash(algorithm, text, 'buffer')))
}

async function rdfcTexts(document: JsonObject, options: JsonObject, algorithm: CanonicalHash, contexts: Contexts): Promise<readonly string[]> {
  // Options have no node that is not the proof itself, so the hash inside the algorithm makes no difference to them.
  const canonicalOptions = await canonicaliseOptions({ ...options, '@context': document['@context'] ?? null }, contexts, algorithm)
  return [canonicalOptions, await canonicalise(document, contexts, algorithm)]
}

/** A proof may carry the contexts it was made with, to which others were added since. VC Data Integrity EdDSA 1.0 #verify-proof-eddsa-jcs-2022 */
function jcsTexts(document: JsonObject, options: JsonObject): readonly string[] {
  const own = options['@context']
  if (own === undefined) return [canonicalJson(options), canonicalJson(document)]
  if (!startsWith(document['@context'], own)) throw new DataIntegrityError('DI_SIGNATURE', 'the contexts of the document do not begin with those of the proof')
  return [canonicalJson(options), canonicalJson({ ...document, '@context': own })]
}

function startsWith(all: JsonValue | undefined, first: JsonValue): boolean {
  const [whole, beginning] = [all, first].map((value) => Array.isArray(value) ? value : [value])
  return beginning?.every((entry, index) => canonicalJson(entry ?? null) === canonicalJson(whole?.[index] ?? null)) === true
}
