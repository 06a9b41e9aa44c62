import { KeyError, parseVerificationKey, type VerificationKey } from '@eduwallet/keys'
import { type DidDocument, DidError, findAssertionKey, findAuthenticationKey, type Outbound, OutboundError, resolveDid } from '@eduwallet/outbound'
import type { KeyHint, TrustSource } from '../../judging/index.ts'
import { createFetchMemory } from '../fetch-memory.ts'
import { fitsAlgorithm } from '../fits-algorithm.ts'

/** A key that an institution withdraws is no longer believed after a minute, which is also our promise for revocations. */
const FRESH_SECONDS = 60
/** A key that is not in a document younger than this is not there; older, the institution may have added it since. */
const LOOK_AGAIN_SECONDS = 10
const FAILURE_SECONDS = 5
const CAPACITY = 1000

type Found = Awaited<ReturnType<TrustSource['findKey']>>
type FoundOfHolder = Awaited<ReturnType<TrustSource['findHolderKey']>>
type FindIn = (document: DidDocument, kid: string) => unknown

/** Finds keys in DID documents: one fetch under way per DID, documents kept for a minute. */
export type DidKeys = {
  find(did: string, hint: KeyHint): Promise<Found>
  findOfHolder(did: string, hint: KeyHint): Promise<FoundOfHolder>
}

/**
 * Finds the key that `kid` names in the document of exactly `did`. The kid must be a whole DID URL of that DID, and the document must list it under the
 * relationship that counts: assertionMethod for who issues (DID 1.0 #assertion), authentication for who presents (#authentication). A did:key or
 * did:jwk holds one key, which need not be named. A document that cannot be had is `unknown`; one that is about another DID, or malformed, is `failed`.
 */
export function createDidKeys({ outbound, now }: { outbound: Outbound; now: () => Date }): DidKeys {
  const documents = createFetchMemory<DidDocument>({ now, capacity: CAPACITY, failureSeconds: FAILURE_SECONDS })
  const load = (did: string, maxAgeSeconds: number) =>
    documents.get(did, async () => ({ value: await resolveDid(did, outbound), freshSeconds: FRESH_SECONDS }), { maxAgeSeconds })

  async function findBy(findIn: FindIn, did: string, { kid, algorithm }: KeyHint): Promise<Found> {
    const named = kid ?? nameOfOnlyKey(did)
    if (named === undefined || !named.includes('#')) return { outcome: 'failed', code: 'key_reference_missing' }
    if (!named.startsWith(`${did}#`)) return { outcome: 'failed', code: 'key_of_another' }
    try {
      const key = keyIn(findIn, await load(did, FRESH_SECONDS), named) ?? keyIn(findIn, await load(did, LOOK_AGAIN_SECONDS), named)
      if (key === undefined) return { outcome: 'failed', code: 'key_not_found' }
      return fitsAlgorithm(key, algorithm) ? { outcome: 'passed', key } : { outcome: 'failed', code: 'key_other_kind' }
    } catch (error) {
      if (error instanceof OutboundError) return { outcome: 'unknown', code: 'issuer_unreachable' }
      if (error instanceof DidError) return { outcome: 'failed', code: 'did_document_invalid' }
      throw error
    }
  }

  return {
    find: async (did, hint) => await findBy(findAssertionKey, did, hint),
    async findOfHolder(did, hint) {
      const found = await findBy(findAuthenticationKey, did, hint)
      if (found.outcome === 'passed') return found
      return found.outcome === 'failed' ? { outcome: 'failed', code: 'holder_key_not_found' } : { outcome: 'unknown', code: 'holder_unreachable' }
    },
  }
}

/** How a DID that is itself one key calls that key (did:key #document-creation-algorithm, did:jwk #to-create-the-did-url). */
function nameOfOnlyKey(did: string): string | undefined {
  if (did.startsWith('did:jwk:')) return `${did}#0`
  return did.startsWith('did:key:') ? `${did}#${did.slice('did:key:'.length)}` : undefined
}

/** The key of that name, or undefined when the document has none that may be used so. */
function keyIn(findIn: FindIn, document: DidDocument, kid: string): VerificationKey | undefined {
  try {
    return parseVerificationKey(findIn(document, kid))
  } catch (error) {
    if (error instanceof DidError || error instanceof KeyError) return undefined
    throw error
  }
}
