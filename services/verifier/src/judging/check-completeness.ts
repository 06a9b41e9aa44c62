import type { DcqlQuery } from 'dcql'
import type { Finding, Presentation } from './types.ts'

/**
 * Whether the wallet sent exactly what was asked: every presentation answers an asked credential, each asked
 * credential once (more only when the question allows `multiple`), and none is missing. With credential sets the
 * question itself says what may be left out; that is judged with the answer (OpenID4VP 1.0 #dcql_query_lang_processing_rules).
 */
export function checkCompleteness(presentations: readonly Pick<Presentation, 'queryId'>[], query: DcqlQuery.Output): Finding<'presentation_complete'> {
  if (presentations.length === 0) return { outcome: 'failed', code: 'nothing_presented' }
  const asked = new Map(query.credentials.map((credential) => [credential.id, credential]))
  const counts = new Map<string, number>()
  for (const { queryId } of presentations) {
    const credential = asked.get(queryId)
    if (credential === undefined) return { outcome: 'failed', code: 'presentation_not_asked' }
    const count = (counts.get(queryId) ?? 0) + 1
    counts.set(queryId, count)
    if (count > (credential.multiple ? MOST_OF_ONE : 1)) return { outcome: 'failed', code: 'presentation_repeated' }
  }
  if (query.credential_sets === undefined && counts.size < asked.size) return { outcome: 'failed', code: 'presentation_missing' }
  return { outcome: 'passed' }
}

/** How many credentials one part of a question may be answered with when it allows several: each costs fetches and signatures. */
const MOST_OF_ONE = 10
