import { type PublicJwk, KeyError, parsePublicJwk } from '@eduwallet/keys'
import { type DidDocument, DidError, findAssertionKey, type Outbound, OutboundError, resolveDid } from '@eduwallet/outbound'
import type { TrustSource } from '../../judging/index.ts'
import { createFetchMemory } from '../fetch-memory.ts'

/** A key that an institution withdraws is no longer believed after a minute, which is also our promise for revocations. */
const FRESH_SECONDS = 60
/** A key that is not in a document younger than this is not there; older, the institution may have added it since. */
const LOOK_AGAIN_SECONDS = 10
const FAILURE_SECONDS = 5
const CAPACITY = 1000

type Found = Awaited<ReturnType<TrustSource['findKey']>>

/** Finds keys in DID documents: one fetch under way per DID, documents kept for a minute. */
export type DidKeys = { find(did: string, kid: string | undefined): Promise<Found> }

/**
 * Finds the key that `kid` names in the document of exactly `did`. The kid must be a whole DID URL of that DID, and
 * the document must list it under assertionMethod (DID 1.0 #assertion). A document that cannot be had is `unknown`;
 * one that is about another DID, or malformed, is `failed`.
 */
export function createDidKeys({ outbound, now }: { outbound: Outbound; now: () => Date }): DidKeys {
  const documents = createFetchMemory<DidDocument>({ now, capacity: CAPACITY, failureSeconds: FAILURE_SECONDS })
  const load = (did: string, maxAgeSeconds: number) =>
    documents.get(did, async () => ({ value: await resolveDid(did, outbound), freshSeconds: FRESH_SECONDS }), { maxAgeSeconds })

  return {
    async find(did, kid) {
      if (kid === undefined || !kid.includes('#')) return { outcome: 'failed', code: 'key_reference_missing' }
      if (!kid.startsWith(`${did}#`)) return { outcome: 'failed', code: 'key_of_another' }
      try {
        const key = assertionKey(await load(did, FRESH_SECONDS), kid) ?? assertionKey(await load(did, LOOK_AGAIN_SECONDS), kid)
        return key ? { outcome: 'passed', key } : { outcome: 'failed', code: 'key_not_found' }
      } catch (error) {
        if (error instanceof OutboundError) return { outcome: 'unknown', code: 'issuer_unreachable' }
        if (error instanceof DidError) return { outcome: 'failed', code: 'did_document_invalid' }
        throw error
      }
    },
  }
}

/** The P-256 key of that name, or undefined when the document has none that may assert. */
function assertionKey(document: DidDocument, kid: string): PublicJwk | undefined {
  try {
    return parsePublicJwk(findAssertionKey(document, kid))
  } catch (error) {
    if (error instanceof DidError || error instanceof KeyError) return undefined
    throw error
  }
}
