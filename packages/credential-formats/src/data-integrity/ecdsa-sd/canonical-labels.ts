import { jsonLdOptions, loadJsonLd, refusalOf } from '../canonicalise.ts'
import type { Contexts } from '../contexts/open-contexts.ts'
import { limits } from '../limits.ts'

/** The canonical label of each blank node of these statements, without `_:` on either side. Throws DataIntegrityError DI_TOO_COSTLY. */
export async function canonicalLabels(statements: Iterable<string>, contexts: Contexts): Promise<ReadonlyMap<string, string>> {
  const jsonld = await loadJsonLd()
  const canonicalIdMap = new Map<string, string>()
  try {
    await jsonld.canonize([...statements].join(''), { ...jsonLdOptions(contexts), inputFormat: 'application/n-quads', canonizeOptions: { algorithm: 'RDFC-1.0', canonicalIdMap, maxDeepIterations: limits.deepIterationsInPart } })
  } catch (error) {
    throw refusalOf(error)
  }
  return new Map([...canonicalIdMap].map(([input, label]) => [input.replace(/^_:/, ''), label.replace(/^_:/, '')]))
}
