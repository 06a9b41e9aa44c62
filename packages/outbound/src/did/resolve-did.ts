/** From a DID to its document: did:web over the network, did:key and did:jwk from the DID itself. */
import type { JsonWebKey } from 'node:crypto'
import type { Outbound } from '../create-outbound.ts'
import { publicJwk, readDidDocument, type DidDocument } from './did-document.ts'
import { DidError } from './did-error.ts'
import { didWebUrl } from './did-web.ts'
import { jwkOfMultikey } from './multikey.ts'

/** Longer than any did:jwk of a public key. */
const MAX_DID_LENGTH = 2048
const MAX_DOCUMENT_BYTES = 100 * 1024

/**
 * Resolves a DID.
 * @param parseJson reads the document; hand in a reader that refuses duplicate members
 * @throws DidError; OutboundError when the document cannot be had
 */
export async function resolveDid(did: string, outbound: Outbound, parseJson: (bytes: Uint8Array) => unknown = plainJson): Promise<DidDocument> {
  if (did.length > MAX_DID_LENGTH || /[?#/]/.test(did)) throw new DidError('DID_MALFORMED', 'that is not a DID')
  if (did.startsWith('did:web:')) return resolveDidWeb(did, outbound, parseJson)
  if (did.startsWith('did:key:')) {
    const multikey = did.slice('did:key:'.length)
    return documentOfKey(did, `${did}#${multikey}`, jwkOfMultikey(multikey))
  }
  if (did.startsWith('did:jwk:')) return documentOfKey(did, `${did}#0`, jwkOfDid(did.slice('did:jwk:'.length)))
  throw new DidError('DID_METHOD_UNSUPPORTED', 'only did:web, did:key and did:jwk are supported')
}

async function resolveDidWeb(did: string, outbound: Outbound, parseJson: (bytes: Uint8Array) => unknown): Promise<DidDocument> {
  const { body, contentType } = await outbound.get(didWebUrl(did), { accept: 'application/did+json, application/did+ld+json;q=0.9, application/json;q=0.8', maxBytes: MAX_DOCUMENT_BYTES })
  if (!/^application\/(did\+json|did\+ld\+json|json)\s*(;|$)/i.test(contentType)) throw new DidError('DID_DOCUMENT_INVALID', 'what stands at the address of the document is not JSON')
  let value: unknown
  try {
    value = parseJson(body)
  } catch (error) {
    throw new DidError('DID_DOCUMENT_INVALID', 'the document is not JSON', { cause: error })
  }
  return readDidDocument(value, did)
}

function jwkOfDid(encoded: string): JsonWebKey {
  const bytes = Buffer.from(encoded, 'base64url')
  if (bytes.toString('base64url') !== encoded) throw new DidError('DID_MALFORMED', 'the did:jwk is not base64url')
  let value: unknown
  try {
    value = plainJson(bytes)
  } catch (error) {
    throw new DidError('DID_MALFORMED', 'the did:jwk holds no JSON', { cause: error })
  }
  if (typeof value !== 'object' || value === null) throw new DidError('DID_MALFORMED', 'the did:jwk holds no key')
  return publicJwk(value as Record<string, unknown>)
}

function documentOfKey(did: string, id: string, publicKeyJwk: JsonWebKey): DidDocument {
  return { id: did, alsoKnownAs: [], verificationMethod: [{ id, type: 'JsonWebKey', controller: did, publicKeyJwk }], assertionMethod: [id], authentication: [id] }
}

function plainJson(bytes: Uint8Array): unknown {
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
}
