import { verifySignature, type VerificationKey } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import { verifyBbsProof } from './bbs/verify-bbs-proof.ts'
import type { Contexts } from './contexts/open-contexts.ts'
import { algorithmFor, isWholeSuite, wholeSuites } from './cryptosuites.ts'
import { verifyDerivedProof } from './ecdsa-sd/verify-derived-proof.ts'
import { DataIntegrityError, type ProofResult } from './errors.ts'
import { hashData } from './hash-data.ts'
import { decodeBase58Multibase } from './multibase.ts'
import { endorsed, type Proof, type ProofPurpose } from './proof.ts'

/** A document without its proofs, and what must be true of them. */
export type SignedDocument = { readonly document: JsonObject; readonly proofs: readonly Proof[] }
export type ProofExpectation = VerifierSettings & { keys: readonly VerificationKey[]; purpose: ProofPurpose; now: Date; skewSeconds: number }
/** `bbs`: whether bbs-2023 is verified, which takes half a second of the processor each. */
export type VerifierSettings = { contexts: Contexts; bbs: boolean }

/**
 * Verifies every proof of a document, each by its own key, and all of them have to hold: a set, or a chain in which a proof also signs those that it
 * names. Throws DataIntegrityError of the first that fails, with the result of each. VC Data Integrity 1.0 #verify-proof, #verify-proof-sets-and-chains
 */
export async function verifyProofs(signed: SignedDocument, expectation: ProofExpectation): Promise<readonly ProofResult[]> {
  const results: ProofResult[] = []
  let first: DataIntegrityError | undefined
  for (const [index, proof] of signed.proofs.entries()) {
    const failure = await failureOf(signed, proof, expectation.keys[index], expectation)
    results.push({ verificationMethod: proof.verificationMethod, cryptosuite: proof.suite, code: failure?.code })
    first ??= failure
  }
  if (first !== undefined) throw new DataIntegrityError(first.code, first.message, { cause: first, proofs: results })
  return results
}

async function failureOf(signed: SignedDocument, proof: Proof, key: VerificationKey | undefined, expectation: ProofExpectation): Promise<DataIntegrityError | undefined> {
  try {
    checkOptions(proof, expectation)
    if (key === undefined) throw new DataIntegrityError('DI_SIGNATURE', 'there is no key to verify with')
    await verifyProof(signed, proof, key, expectation)
    return undefined
  } catch (error) {
    if (error instanceof DataIntegrityError) return error
    throw error
  }
}

/** Purpose exactly as expected, made before now and not expired. VC Data Integrity 1.0 #proofs (created, expires) */
function checkOptions({ proofPurpose, created, expires }: Proof, { purpose, now, skewSeconds }: ProofExpectation): void {
  if (proofPurpose !== purpose) throw new DataIntegrityError('DI_PROOF_PURPOSE', `the proof is not for ${purpose}`)
  const instant = now.getTime()
  const skew = skewSeconds * 1000
  if (!Number.isFinite(instant + skew)) throw new DataIntegrityError('DI_PROOF_EXPIRED', 'a proof cannot be judged without a time')
  if (created !== undefined && created.getTime() - skew > instant) throw new DataIntegrityError('DI_PROOF_IN_FUTURE', 'the proof was created in the future')
  if (expires !== undefined && expires.getTime() + skew <= instant) throw new DataIntegrityError('DI_PROOF_EXPIRED', 'the proof has expired')
}

async function verifyProof({ document, proofs }: SignedDocument, proof: Proof, key: VerificationKey, { contexts, bbs }: ProofExpectation): Promise<void> {
  const secured = proof.previousProofs.length === 0 ? document : { ...document, proof: endorsed(proof, proofs) }
  if (proof.suite === 'ecdsa-sd-2023') return verifyDerivedProof(secured, proof, key, contexts)
  if (proof.suite === 'bbs-2023' && bbs) return verifyBbsProof(secured, proof, key, contexts)
  if (!isWholeSuite(proof.suite)) throw new DataIntegrityError('DI_CRYPTOSUITE', `the cryptosuite ${proof.suite} is not accepted here`)
  const suite = wholeSuites[proof.suite]
  const { alg, hash, signatureBytes } = algorithmFor(suite, key)
  const signature = decodeBase58Multibase(proof.proofValue)
  if (signature?.byteLength !== signatureBytes) throw new DataIntegrityError('DI_PROOF_MALFORMED', 'proofValue is not a signature in base58btc multibase')
  const data = await hashData(suite, secured, proof.options, hash, contexts)
  if (!verifySignature(alg, key, data, signature)) throw new DataIntegrityError('DI_SIGNATURE', 'the signature does not hold')
}
