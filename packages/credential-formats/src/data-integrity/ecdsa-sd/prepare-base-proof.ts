import type { JsonObject } from '@eduwallet/strict-json'
import type { ClaimPath, PreparedCredential } from '../../credential-format.ts'
import type { Contexts } from '../contexts/open-contexts.ts'
import { composeProof, finishWith, type ProofOptions, withProof } from '../prepare-proof.ts'
import { oneTimeKey, secretFrom } from './one-time-key.ts'
import { mandatoryPointers, withAlwaysPlain } from './pointers.ts'
import { writeBaseProof } from './proof-value.ts'
import { groupStatements } from './group-statements.ts'
import { signedBytes } from './signed-bytes.ts'

/**
 * Composes a base proof of ecdsa-sd-2023 up to the issuer's signature: what is not in `hidden` is mandatory and signed by it; every other statement is signed by a key
 * made for this credential alone, so that the holder can leave it out. `mandatory`: pointers to what is mandatory, in place of `hidden`. The document must have been checked. All that is secret comes from `saltFor`.
 * VC Data Integrity ECDSA 1.0 #create-base-proof-ecdsa-sd-2023. Throws DataIntegrityError.
 */
export async function prepareBaseProof(
  document: JsonObject,
  options: ProofOptions,
  { hidden, mandatory, saltFor }: { hidden: readonly ClaimPath[]; mandatory?: readonly string[] | undefined; saltFor: (path: string) => Uint8Array },
  contexts: Contexts,
): Promise<PreparedCredential> {
  const pointers = mandatory === undefined ? mandatoryPointers(document, hidden) : withAlwaysPlain(document, mandatory)
  const hmacKey = secretFrom(saltFor, 'labels')
  const key = oneTimeKey(secretFrom(saltFor, 'key'))
  const proof = composeProof(options, 'ecdsa-sd-2023')
  const { groups } = await groupStatements(document, { mandatory: pointers }, hmacKey, contexts)
  const statements = [...groups.mandatory.nonMatching.values()]
  return finishWith(await signedBytes(document, proof, key.publicKey, [...groups.mandatory.matching.values()], contexts), (baseSignature) => {
    const proofValue = writeBaseProof({ baseSignature, publicKey: key.publicKey, hmacKey, signatures: statements.map((statement) => key.sign(statement)), mandatoryPointers: pointers })
    return JSON.stringify(withProof(document, [], { ...proof, proofValue }))
  })
}
