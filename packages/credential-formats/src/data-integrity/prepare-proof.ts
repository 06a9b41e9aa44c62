import { hash } from 'node:crypto'
import type { JsonObject } from '@eduwallet/strict-json'
import type { PreparedCredential } from '../credential-format.ts'
import { canonicalise } from './canonicalise.ts'
import type { Contexts } from './contexts/open-contexts.ts'
import { type SigningSuiteName, wholeSuites } from './cryptosuites.ts'
import { DataIntegrityError } from './errors.ts'
import { hashData } from './hash-data.ts'
import { encodeBase58Multibase } from './multibase.ts'
import { endorsed, type Proof, type ProofPurpose, readProofs } from './proof.ts'

/** What a proof says about itself. Times in whole seconds. */
export type ProofOptions = {
  verificationMethod: string
  proofPurpose: ProofPurpose
  created?: Date | undefined
  expires?: Date | undefined
  id?: string | undefined
  /** The ids of proofs that are in the document already and that this one signs as well. */
  previousProof?: readonly string[] | undefined
  challenge?: string | undefined
  domain?: string | undefined
}

/**
 * Adds one proof to a document, up to its signature: the first, or one more in a set or chain. The document must have been checked. The signature is
 * raw R||S or r||s, 64 bytes. VC Data Integrity 1.0 #add-proof, #add-proof-set-chain
 * Throws DataIntegrityError; nothing is signed that would be lost in JSON-LD, whatever the suite signs. `#securing-data-losslessly`
 */
export async function prepareProof(securedDocument: JsonObject, options: ProofOptions, suiteName: Exclude<SigningSuiteName, 'ecdsa-sd-2023'>, contexts: Contexts): Promise<PreparedCredential> {
  const suite = wholeSuites[suiteName]
  const { proof: present, ...document } = securedDocument
  const proofs = present === undefined ? [] : readProofs(present)
  const proof = composeProof(options, suiteName)
  const previousProofs = options.previousProof ?? []
  if (!previousProofs.every((previous) => proofs.some(({ id }) => id === previous))) throw new DataIntegrityError('DI_PROOF_CHAIN', 'a previous proof is not there')
  const secured = previousProofs.length === 0 ? document : { ...document, proof: endorsed({ previousProofs }, proofs) }
  const own = suite.canonicalisation === 'jcs' ? { '@context': document['@context'] ?? null, ...proof } : proof
  if (suite.canonicalisation === 'jcs') await canonicalise(document, contexts)
  const signingInput = await hashData(suite, secured, own, 'sha256', contexts)
  return finishWith(signingInput, (signature) => JSON.stringify(withProof(document, proofs, { ...own, proofValue: encodeBase58Multibase(signature) })))
}

/** A prepared credential whose signature has 64 bytes. */
export function finishWith(signingInput: Uint8Array, finish: (signature: Uint8Array) => string): PreparedCredential {
  return {
    signingInput,
    payloadDigest: hash('sha256', signingInput, 'base64url'),
    finish: (signature) => {
      if (signature.byteLength !== 64) throw new DataIntegrityError('DI_OPTIONS', 'the signature is not 64 bytes')
      return finish(signature)
    },
  }
}

/** The document with one proof more; a single one stands by itself. */
export function withProof(document: JsonObject, proofs: readonly Proof[], proof: JsonObject): JsonObject {
  const present = proofs.map(({ options, proofValue }) => ({ ...options, proofValue }))
  return { ...document, proof: present.length === 0 ? proof : [...present, proof] }
}

/** The members of a proof, without its value. */
export function composeProof({ verificationMethod, proofPurpose, created, expires, id, previousProof, challenge, domain }: ProofOptions, cryptosuite: SigningSuiteName): JsonObject {
  if (verificationMethod === '') throw new DataIntegrityError('DI_OPTIONS', 'there is no verification method')
  return {
    ...(id === undefined ? {} : { id }),
    type: 'DataIntegrityProof',
    cryptosuite,
    ...(created === undefined ? {} : { created: stamp(created) }),
    ...(expires === undefined ? {} : { expires: stamp(expires) }),
    verificationMethod,
    proofPurpose,
    ...(previousProof === undefined ? {} : { previousProof: previousProof.length === 1 ? previousProof[0] ?? null : [...previousProof] }),
    ...(domain === undefined ? {} : { domain }),
    ...(challenge === undefined ? {} : { challenge }),
  }
}

/** A dateTimeStamp in whole seconds. */
function stamp(instant: Date): string {
  if (!Number.isFinite(instant.getTime())) throw new DataIntegrityError('DI_OPTIONS', 'a time of a proof is no time')
  return `${instant.toISOString().slice(0, 19)}Z`
}
