import { hash } from 'node:crypto'
import type { VerificationKey } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import { canonicalise } from '../canonicalise.ts'
import type { Contexts } from '../contexts/open-contexts.ts'
import { DataIntegrityError } from '../errors.ts'
import type { Proof } from '../proof.ts'
import { demandDecisive } from '../selective/demand-decisive.ts'
import { checkBbsProof } from './check-bbs-proof.ts'
import { relabel } from '../selective/relabel.ts'
import { bytesOf, hasTag, malformed, placesOf, readTagged, wholeNumber } from '../selective/tagged-proof-value.ts'

/** The CBOR tags of base and derived proofs. VC Data Integrity BBS 1.0 #serializebaseproofvalue, #serializederivedproofvalue */
const BASES = [[0xd9, 0x5d, 0x02], [0xd9, 0x5d, 0x04], [0xd9, 0x5d, 0x06], [0xd9, 0x5d, 0x08]] as const
const DERIVED = [0xd9, 0x5d, 0x03] as const

/** Each costs a multiplication on the curve, about 5 ms. */
const MAX_STATEMENTS = 256
/** Three points and some scalars, one for each statement that was left out. */
const MAX_PROOF_BYTES = 65_536

/**
 * Verifies a derived proof of bbs-2023 in its first form (no holder binding, no pseudonym): the issuer signed every statement that is shown, and
 * the proof gives nothing away by which two showings could be told to be of one holder. VC Data Integrity BBS 1.0 #verify-derived-proof-bbs-2023
 * Takes about half a second of the processor, on a thread of its own. Throws DataIntegrityError: DI_BASE_PROOF, DI_DISCLOSURE, DI_SIGNATURE, DI_KEY, DI_PROOF_MALFORMED, DI_TOO_COSTLY.
 */
export async function verifyBbsProof(document: JsonObject, proof: Proof, key: VerificationKey, contexts: Contexts): Promise<void> {
  if (BASES.some((tag) => hasTag(tag, proof.proofValue))) throw new DataIntegrityError('DI_BASE_PROOF', 'the proof is a base proof, from which the holder has to derive one to show')
  if (key.kty !== 'OKP' || key.crv !== 'BLS12381G2') throw new DataIntegrityError('DI_KEY', 'the key is not of the kind that bbs-2023 signs with')
  const { bbsProof, labelMap, mandatoryIndexes, selectiveIndexes, presentationHeader } = readProofValue(proof.proofValue)
  const statements = relabel(await canonicalise(document, contexts), labelMap)
  if ((mandatoryIndexes.at(-1) ?? -1) >= statements.length) throw new DataIntegrityError('DI_DISCLOSURE', 'a mandatory statement is not there')
  const places = new Set(mandatoryIndexes)
  const mandatory = statements.filter((_statement, place) => places.has(place))
  const shown = statements.filter((_statement, place) => !places.has(place))
  if (shown.length !== selectiveIndexes.length) throw new DataIntegrityError('DI_DISCLOSURE', 'there is not one place for each statement')
  if (shown.length > MAX_STATEMENTS) throw new DataIntegrityError('DI_TOO_COSTLY', `more than ${MAX_STATEMENTS} statements are shown`)
  demandDecisive(mandatory, shown)
  const options = await canonicalise({ ...proof.options, '@context': document['@context'] ?? null }, contexts)
  const header = new Uint8Array(Buffer.concat([hash('sha256', options, 'buffer'), hash('sha256', mandatory.join(''), 'buffer')]))
  if (!await checkBbsProof({ publicKey: new Uint8Array(Buffer.from(key.x, 'base64url')), proof: bbsProof, header, presentationHeader, disclosedMessages: shown.map((line) => new TextEncoder().encode(line)), disclosedMessageIndexes: selectiveIndexes })) {
    throw new DataIntegrityError('DI_SIGNATURE', 'the signature does not hold')
  }
}

type BbsProof = { bbsProof: Uint8Array; labelMap: ReadonlyMap<string, string>; mandatoryIndexes: readonly number[]; selectiveIndexes: readonly number[]; presentationHeader: Uint8Array }

function readProofValue(proofValue: string): BbsProof {
  const [bbsProof, labels, mandatoryIndexes, selectiveIndexes, presentationHeader, ...rest] = readTagged(DERIVED, proofValue)
  if (rest.length > 0 || !(labels instanceof Map) || bytesOf(bbsProof).byteLength > MAX_PROOF_BYTES) throw malformed()
  const labelMap = new Map([...labels].map(([label, shuffled]) => [`c14n${wholeNumber(label)}`, `b${wholeNumber(shuffled)}`]))
  if (new Set(labelMap.values()).size !== labelMap.size) throw malformed()
  return { bbsProof: bytesOf(bbsProof), labelMap, mandatoryIndexes: placesOf(mandatoryIndexes), selectiveIndexes: placesOf(selectiveIndexes), presentationHeader: bytesOf(presentationHeader) }
}
