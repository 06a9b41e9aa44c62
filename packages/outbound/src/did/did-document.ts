/** DID documents (DID 1.0 #core-properties), reduced to what is needed to find a key. */
import type { JsonWebKey } from 'node:crypto'
import { isJsonObject } from '@eduwallet/strict-json'
import { DidError } from './did-error.ts'
import { readMultikey } from './read-multikey.ts'

/** A key of a DID document. `id` is absolute. */
export type VerificationMethod = { id: string; type: string; controller: string; publicKeyJwk: JsonWebKey }

/** A checked document: `id` is the DID asked for, ids are absolute and unique, references lead to listed methods. */
export type DidDocument = {
  id: string
  alsoKnownAs: readonly string[]
  verificationMethod: readonly VerificationMethod[]
  assertionMethod: readonly string[]
  authentication: readonly string[]
}

const MAX_METHODS = 100

/**
 * Checks and reduces a document.
 * @param value parsed JSON
 * @throws DidError DID_DOCUMENT_INVALID
 */
export function readDidDocument(value: unknown, did: string): DidDocument {
  const document = record(value, 'the document')
  if (document['id'] !== did) throw invalid('the document is of another DID')
  const methods: VerificationMethod[] = []
  const seen = new Set<string>()

  const addMethod = (entry: unknown): string => {
    const method = record(entry, 'a verification method')
    const id = absolute(method['id'], did)
    if (seen.has(id)) throw invalid('two verification methods have the same id')
    if (seen.size === MAX_METHODS) throw invalid('there are too many verification methods')
    seen.add(id)
    const { type, controller } = method
    if (typeof type !== 'string' || typeof controller !== 'string') throw invalid('a verification method has no type or controller')
    const publicKeyJwk = keyOf(method)
    if (publicKeyJwk !== undefined) methods.push({ id, type, controller, publicKeyJwk })
    return id
  }
  const relationship = (name: string): string[] => list(document[name], name).map((entry) => typeof entry === 'string' ? absolute(entry, did) : addMethod(entry))

  for (const entry of list(document['verificationMethod'], 'verificationMethod')) addMethod(entry)
  return {
    id: did,
    alsoKnownAs: list(document['alsoKnownAs'], 'alsoKnownAs').filter((name) => typeof name === 'string'),
    verificationMethod: methods,
    assertionMethod: relationship('assertionMethod'),
    authentication: relationship('authentication'),
  }
}

/**
 * The key that `kid` names, if the document's subject may make assertions with it.
 * @param kid absolute DID URL, `<did>#<fragment>`
 * @throws DidError DID_KEY_NOT_FOUND when it is not listed under `assertionMethod`, is under another's control, or is of no supported kind
 */
export function findAssertionKey(document: DidDocument, kid: string): JsonWebKey {
  return findKeyFor('assertionMethod', document, kid)
}

/** The same for `authentication`: with such a key the subject proves to be itself (DID 1.0 #authentication). Throws as `findAssertionKey` does. */
export function findAuthenticationKey(document: DidDocument, kid: string): JsonWebKey {
  return findKeyFor('authentication', document, kid)
}

function findKeyFor(relationship: 'assertionMethod' | 'authentication', document: DidDocument, kid: string): JsonWebKey {
  if (!document[relationship].includes(kid)) throw new DidError('DID_KEY_NOT_FOUND', `the document does not list this key under ${relationship}`)
  const method = document.verificationMethod.find(({ id }) => id === kid)
  if (method === undefined) throw new DidError('DID_KEY_NOT_FOUND', 'the document does not hold this key in a form that is supported')
  if (method.controller !== document.id) throw new DidError('DID_KEY_NOT_FOUND', 'this key is under the control of another DID')
  return method.publicKeyJwk
}

/** Undefined for a key of a kind that is not known here; other keys of the document can still be used. */
function keyOf(method: Record<string, unknown>): JsonWebKey | undefined {
  const { publicKeyJwk, publicKeyMultibase } = method
  if (publicKeyJwk !== undefined) return publicJwk(record(publicKeyJwk, 'a publicKeyJwk'))
  if (typeof publicKeyMultibase !== 'string') return undefined
  try {
    return readMultikey(publicKeyMultibase)
  } catch (error) {
    if (error instanceof DidError && error.code === 'DID_METHOD_UNSUPPORTED') return undefined
    throw invalid('a publicKeyMultibase cannot be read')
  }
}

/**
 * The public members of a JWK.
 * @throws DidError DID_DOCUMENT_INVALID for a private or symmetric key (DID 1.0 #verification-material: must not be there)
 */
export function publicJwk(jwk: Record<string, unknown>): JsonWebKey {
  if ('d' in jwk || 'k' in jwk || jwk['kty'] === 'oct') throw invalid('a private key stands in the document')
  const { kty, crv, x, y, n, e } = jwk
  const members = Object.entries({ kty, crv, x, y, n, e }).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  if (typeof kty !== 'string') throw invalid('a publicKeyJwk has no kty')
  return Object.fromEntries(members)
}

function absolute(id: unknown, did: string): string {
  if (typeof id !== 'string' || id.length > 2048) throw invalid('a verification method has no id')
  return id.startsWith('#') ? `${did}${id}` : id
}

function list(value: unknown, name: string): unknown[] {
  if (value === undefined) return []
  if (!Array.isArray(value) || value.length > MAX_METHODS) throw invalid(`${name} is not a list of reasonable length`)
  return value as unknown[]
}

function record(value: unknown, name: string): Record<string, unknown> {
  if (!isJsonObject(value)) throw invalid(`${name} is not an object`)
  return value
}

function invalid(message: string): DidError {
  return new DidError('DID_DOCUMENT_INVALID', message)
}
