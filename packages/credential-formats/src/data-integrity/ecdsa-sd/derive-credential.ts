import { type Contexts, shippedContexts } from '../contexts/open-contexts.ts'
import { canonicalise } from '../canonicalise.ts'
import { DataIntegrityError } from '../errors.ts'
import { readDataIntegrity } from '../read.ts'
import { demandPointer } from './pointers.ts'
import { isBaseProof, readBaseProof, writeDerivedProof } from './proof-value.ts'
import { groupStatements } from './group-statements.ts'
import { canonicalLabels } from './canonical-labels.ts'
import { selectPart } from './select-part.ts'

/**
 * What a holder does with a credential that has a base proof of ecdsa-sd-2023: a credential of it that says what is mandatory and what `selectivePointers` (JSON
 * Pointers) name, and nothing else. Other proofs of the credential are left out: they hold for all of it only. `proofId` chooses between base proofs.
 * VC Data Integrity ECDSA 1.0 #add-derived-proof-ecdsa-sd-2023. Nothing is verified. Throws DataIntegrityError.
 */
export async function deriveCredential(secured: string, { selectivePointers, proofId, contexts = shippedContexts }: { selectivePointers: readonly string[]; proofId?: string | undefined; contexts?: Contexts }): Promise<string> {
  const { document, proofs } = readDataIntegrity(secured, contexts)
  const [proof, ...others] = proofs.filter(({ suite, proofValue, id }) => suite === 'ecdsa-sd-2023' && isBaseProof(proofValue) && (proofId === undefined || id === proofId))
  if (proof === undefined) throw new DataIntegrityError('DI_OPTIONS', 'there is no base proof to derive from')
  if (others.length > 0) throw new DataIntegrityError('DI_OPTIONS', 'there are several base proofs, and none was chosen')
  const base = readBaseProof(proof.proofValue)
  // What no context defines is in no signature, and would be handed on as if it were.
  await canonicalise({ ...proof.options, '@context': document['@context'] ?? null }, contexts)
  if (selectivePointers.length > 1024 || base.mandatoryPointers.length > 4096) throw new DataIntegrityError('DI_TOO_COSTLY', 'there are too many pointers')
  const mandatory = base.mandatoryPointers.map((pointer) => demandPointer(document, pointer))
  const selective = selectivePointers.map((pointer) => demandPointer(document, pointer))
  const combined = [...mandatory, ...selective]
  if (combined.length === 0) throw new DataIntegrityError('DI_POINTER', 'nothing is to be shown')
  const { groups, labelMap } = await groupStatements(document, { mandatory, selective, combined }, base.hmacKey, contexts)
  const shown = [...groups.combined.matching.keys()]
  const seen = await canonicalLabels(groups.combined.statements, contexts)
  const proofValue = writeDerivedProof({
    baseSignature: base.baseSignature,
    publicKey: base.publicKey,
    // One for each statement that is not mandatory, in their order.
    signatures: [...groups.mandatory.nonMatching.keys()].flatMap((place, index) => groups.selective.matching.has(place) ? [signatureAt(base.signatures, index)] : []),
    labelMap: new Map([...seen].map(([input, label]) => [label, labelMap.get(input) ?? ''])),
    mandatoryIndexes: shown.flatMap((place, index) => groups.mandatory.matching.has(place) ? [index] : []),
  })
  return JSON.stringify({ ...selectPart(document, combined), proof: { ...proof.options, proofValue } })
}

function signatureAt(signatures: readonly Uint8Array[], index: number): Uint8Array {
  const signature = signatures[index]
  if (signature === undefined) throw new DataIntegrityError('DI_PROOF_MALFORMED', 'the base proof has too few signatures')
  return signature
}
