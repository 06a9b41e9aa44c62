/** From a DID to its document: did:web over the network, did:key and did:jwk from the DID itself. */
import type { JsonWebKey } from 'node:crypto'
import { isJsonObject, JsonError, type JsonLimits, type JsonValue, parseJson } from '@eduwallet/strict-json'
import type { Outbound } from '../create-outbound.ts'
import { publicJwk, readDidDocument, type DidDocument } from './did-document.ts'
import { DidError } from './did-error.ts'
import { didWebUrl } from './did-web.ts'
import { readMultikey } from './read-multikey.ts'

/** Longer than any did:jwk of a public key. */
const MAX_DID_LENGTH = 2048
/** The document, and the key in a did:jwk. */
const LIMITS: JsonLimits = { maxBytes: 100 * 1024, maxDepth: 16 }

/**
 * Resolves a DID. A document that two readers could understand differently (a member that stands twice, say) is refused.
 * @throws DidError; OutboundError when the document cannot be had
 */
export async function resolveDid(did: string, outbound: Outbound): Promise<DidDocument> {
  if (did.length > MAX_DID_LENGTH || /[?#/]/.test(did)) throw new DidError('DID_MALFORMED', 'that is not a DID')
  if (did.startsWith('did:web:')) return resolveDidWeb(did, outbound)
  if (did.startsWith('did:key:')) {
    const multikey = did.slice('did:key:'.length)
    return documentOfKey(did, `${did}#${multikey}`, readMultikey(multikey))
  }
  if (did.startsWith('did:jwk:')) return documentOfKey(did, `${did}#0`, jwkOfDid(did.slice('did:jwk:'.length)))
  throw new DidError('DID_METHOD_UNSUPPORTED', 'only did:web, did:key and did:jwk are supported')
}

async function resolveDidWeb(did: string, outbound: Outbound): Promise<DidDocument> {
  const { body, contentType } = await outbound.get(didWebUrl(did), { accept: 'application/did+json, application/did+ld+json;q=0.9, application/json;q=0.8', maxBytes: LIMITS.maxBytes })
  if (!/^application\/(did\+json|did\+ld\+json|json)\s*(;|$)/i.test(contentType)) throw new DidError('DID_DOCUMENT_INVALID', 'what stands at the address of the document is not JSON')
  return readDidDocument(readJson(body, 'DID_DOCUMENT_INVALID', 'the document is not strict JSON'), did)
}

function jwkOfDid(encoded: string): JsonWebKey {
  const bytes = Buffer.from(encoded, 'base64url')
  if (bytes.toString('base64url') !== encoded) throw new DidError('DID_MALFORMED', 'the did:jwk is not base64url')
  const value = readJson(bytes, 'DID_MALFORMED', 'the did:jwk holds no JSON')
  if (!isJsonObject(value)) throw new DidError('DID_MALFORMED', 'the did:jwk holds no key')
  return publicJwk(value)
}

function documentOfKey(did: string, id: string, publicKeyJwk: JsonWebKey): DidDocument {
  return { id: did, alsoKnownAs: [], verificationMethod: [{ id, type: 'JsonWebKey', controller: did, publicKeyJwk }], assertionMethod: [id], authentication: [id] }
}

function readJson(bytes: Uint8Array, code: DidError['code'], message: string): JsonValue {
  try {
    return parseJson(bytes, LIMITS)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw new DidError(code, message, { cause: error })
  }
}
