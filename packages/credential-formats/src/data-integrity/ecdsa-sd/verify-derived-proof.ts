import { keyOfMultikey, KeyError, type VerificationKey, verifySignature } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import { canonicalise } from '../canonicalise.ts'
import type { Contexts } from '../contexts/open-contexts.ts'
import { DataIntegrityError } from '../errors.ts'
import { encodeBase58Multibase } from '../multibase.ts'
import type { Proof } from '../proof.ts'
import { isBaseProof, readDerivedProof } from './proof-value.ts'
import { signedBytes } from './signed-bytes.ts'
import { demandDecisive } from '../selective/demand-decisive.ts'
import { relabel } from '../selective/relabel.ts'

/**
 * Verifies a derived proof of ecdsa-sd-2023: the issuer's signature over the mandatory statements and the one-time key, and that key's signature over each other statement
 * that is shown. What says whether the credential holds has to be mandatory. VC Data Integrity ECDSA 1.0 #verify-derived-proof-ecdsa-sd-2023
 * Throws DataIntegrityError: DI_BASE_PROOF for a proof that is the holder's own, DI_DISCLOSURE, DI_SIGNATURE, DI_KEY and what `canonicalise` throws.
 */
export async function verifyDerivedProof(document: JsonObject, proof: Proof, key: VerificationKey, contexts: Contexts): Promise<void> {
  if (isBaseProof(proof.proofValue)) throw new DataIntegrityError('DI_BASE_PROOF', 'the proof is a base proof, from which the holder has to derive one to show')
  if (key.kty !== 'EC' || key.crv !== 'P-256') throw new DataIntegrityError('DI_KEY', 'the key is not of the kind that ecdsa-sd-2023 signs with')
  const { baseSignature, publicKey, signatures, labelMap, mandatoryIndexes } = readDerivedProof(proof.proofValue)
  const statements = relabel(await canonicalise(document, contexts), labelMap)
  if ((mandatoryIndexes.at(-1) ?? -1) >= statements.length) throw new DataIntegrityError('DI_DISCLOSURE', 'a mandatory statement is not there')
  const places = new Set(mandatoryIndexes)
  const mandatory = statements.filter((_statement, place) => places.has(place))
  const shown = statements.filter((_statement, place) => !places.has(place))
  if (shown.length !== signatures.length) throw new DataIntegrityError('DI_DISCLOSURE', 'there is not one signature for each statement')
  demandDecisive(mandatory, shown)
  const data = await signedBytes(document, proof.options, publicKey, mandatory, contexts)
  if (!verifySignature('ES256', key, data, baseSignature)) throw new DataIntegrityError('DI_SIGNATURE', 'the signature does not hold')
  const oneTime = keyOf(publicKey)
  if (!shown.every((statement, index) => verifySignature('ES256', oneTime, Buffer.from(statement), signatures[index] ?? new Uint8Array()))) {
    throw new DataIntegrityError('DI_SIGNATURE', 'a statement was not signed for this credential')
  }
}

function keyOf(publicKey: Uint8Array): VerificationKey {
  try {
    return keyOfMultikey(encodeBase58Multibase(publicKey))
  } catch (cause) {
    if (cause instanceof KeyError) throw new DataIntegrityError('DI_PROOF_MALFORMED', 'the one-time key is no key of P-256', { cause })
    throw cause
  }
}
