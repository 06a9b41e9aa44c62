import { encodeBase64url } from '../../jws/base64url.ts'
import { DataIntegrityError } from '../errors.ts'
import { bytesOf, hasTag, malformed, placesOf, readTagged, wholeNumber, writeTagged } from '../selective/tagged-proof-value.ts'

/** What an issuer gives to a holder: everything to derive from. VC Data Integrity ECDSA 1.0 #serializebaseproofvalue */
export type BaseProof = {
  baseSignature: Uint8Array
  /** Of the key that was made for this credential alone, as Multikey bytes. */
  publicKey: Uint8Array
  hmacKey: Uint8Array
  signatures: readonly Uint8Array[]
  mandatoryPointers: readonly string[]
}

/** What a holder shows. VC Data Integrity ECDSA 1.0 #serializederivedproofvalue */
export type DerivedProof = {
  baseSignature: Uint8Array
  publicKey: Uint8Array
  signatures: readonly Uint8Array[]
  /** From `c14n…` to the label that was signed. */
  labelMap: ReadonlyMap<string, string>
  mandatoryIndexes: readonly number[]
}

/** The CBOR tags that tell the two apart. */
const BASE = [0xd9, 0x5d, 0x00] as const
const DERIVED = [0xd9, 0x5d, 0x01] as const

/** Verifying one takes 0.2 ms. */
const MAX_SIGNATURES = 2048

/** The `proofValue` of a base proof. #serializebaseproofvalue */
export function writeBaseProof({ baseSignature, publicKey, hmacKey, signatures, mandatoryPointers }: BaseProof): string {
  return writeTagged(BASE, [baseSignature, publicKey, hmacKey, [...signatures], [...mandatoryPointers]])
}

/** The `proofValue` of a derived proof; its labels are numbers and bytes there. #serializederivedproofvalue */
export function writeDerivedProof({ baseSignature, publicKey, signatures, labelMap, mandatoryIndexes }: DerivedProof): string {
  const labels = new Map([...labelMap].map(([label, signed]) => [Number(label.slice('c14n'.length)), new Uint8Array(Buffer.from(signed.slice(1), 'base64url'))]))
  return writeTagged(DERIVED, [baseSignature, publicKey, [...signatures], labels, [...mandatoryIndexes]])
}

/** True for a base proof, which is the holder's and not to be shown. */
export function isBaseProof(proofValue: string): boolean {
  return hasTag(BASE, proofValue)
}

/** Throws DataIntegrityError DI_PROOF_MALFORMED. */
export function readBaseProof(proofValue: string): BaseProof {
  const [baseSignature, publicKey, hmacKey, signatures, mandatoryPointers, ...rest] = readTagged(BASE, proofValue)
  if (rest.length > 0 || !Array.isArray(mandatoryPointers) || !mandatoryPointers.every((pointer) => typeof pointer === 'string')) throw malformed()
  return { baseSignature: bytesOf(baseSignature, 64), publicKey: keyBytes(publicKey), hmacKey: bytesOf(hmacKey, 32), signatures: signaturesOf(signatures), mandatoryPointers }
}

/** Also that labels are HMACs, each used once, and places of mandatory statements are in order. Throws DataIntegrityError DI_PROOF_MALFORMED. */
export function readDerivedProof(proofValue: string): DerivedProof {
  const [baseSignature, publicKey, signatures, labels, mandatoryIndexes, ...rest] = readTagged(DERIVED, proofValue)
  if (rest.length > 0 || !(labels instanceof Map)) throw malformed()
  const labelMap = new Map([...labels].map(([label, signed]) => [`c14n${wholeNumber(label)}`, `u${encodeBase64url(bytesOf(signed, 32))}`]))
  if (new Set(labelMap.values()).size !== labelMap.size) throw malformed()
  return { baseSignature: bytesOf(baseSignature, 64), publicKey: keyBytes(publicKey), signatures: signaturesOf(signatures), labelMap, mandatoryIndexes: placesOf(mandatoryIndexes) }
}

/** A P-256 key as Multikey: its prefix and a compressed point. */
function keyBytes(value: unknown): Uint8Array {
  const bytes = bytesOf(value, 35)
  if (bytes[0] !== 0x80 || bytes[1] !== 0x24) throw malformed()
  return bytes
}

function signaturesOf(value: unknown): readonly Uint8Array[] {
  if (!Array.isArray(value)) throw malformed()
  if (value.length > MAX_SIGNATURES) throw new DataIntegrityError('DI_TOO_COSTLY', `there are more than ${MAX_SIGNATURES} signatures`)
  return value.map((signature) => bytesOf(signature, 64))
}
