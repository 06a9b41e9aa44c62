import { JsonError, type JsonObject, parseJsonObject } from '@eduwallet/strict-json'
import type { KeyReference, ReadCredential } from '../credential-format.ts'
import { namesIn } from '../vcdm/names-in.ts'
import { checkDocument } from './check-document.ts'
import type { Contexts } from './contexts/open-contexts.ts'
import { DataIntegrityError } from './errors.ts'
import { limits } from './limits.ts'
import { type Proof, readProofs } from './proof.ts'

/** A credential with its proofs, taken apart. Nothing in it has been verified. */
export type ReadDataIntegrity = ReadCredential & {
  readonly format: 'ldp_vc'
  /** Without `proof`. */
  readonly document: JsonObject
  readonly proofs: readonly Proof[]
}

/**
 * Takes a credential with Data Integrity proofs apart. What can be seen without a key is looked at here, so that nothing is looked up for a document whose
 * contexts are not known, whose proofs are of no known suite, or that is no credential at all. Throws DataIntegrityError and nothing else.
 */
export function readDataIntegrity(secured: string, contexts: Contexts): ReadDataIntegrity {
  const { document, proofs } = readSecuredDocument(secured, contexts, limits.credentialBytes)
  const { issuer, types } = namesIn(document)
  if (!types.includes('VerifiableCredential')) throw new DataIntegrityError('DI_DOCUMENT', 'the document is not a credential')
  return { format: 'ldp_vc', issuer, types, keyReferences: proofs.map(keyReferenceOf), document, proofs }
}

/** A JSON object and its proofs; its contexts known, its members spelled in the one way allowed. */
export function readSecuredDocument(secured: string, contexts: Contexts, maxBytes: number): { document: JsonObject; proofs: readonly Proof[] } {
  const whole = parseDocument(secured, maxBytes)
  const { proof, ...document } = whole
  const proofs = readProofs(proof)
  checkDocument(document, contexts, { nulls: 'allowed' })
  return { document, proofs }
}

function parseDocument(secured: string, maxBytes: number): JsonObject {
  if (typeof secured !== 'string') throw new DataIntegrityError('DI_TEXT', 'a secured document is a text')
  try {
    return parseJsonObject(secured, { maxDepth: limits.depth, maxBytes })
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause
    throw new DataIntegrityError(cause.code === 'JSON_TOO_LARGE' ? 'DI_TOO_LARGE' : 'DI_TEXT', `the text is not a JSON document: ${cause.code}`, { cause })
  }
}

/** How a proof names its key: the suite stands where JOSE has an algorithm. */
export function keyReferenceOf({ suite, verificationMethod }: Proof): KeyReference {
  return { algorithm: suite, kid: verificationMethod }
}
