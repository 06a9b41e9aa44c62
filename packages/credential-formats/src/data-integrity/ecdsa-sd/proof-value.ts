import { decode, encode } from 'cborg'
import { decodeBase64url, encodeBase64url } from '../../jws/base64url.ts'
import { DataIntegrityError } from '../errors.ts'

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

const MAX_CHARACTERS = 262_144
/** Verifying one takes 0.2 ms. */
const MAX_SIGNATURES = 2048

export function writeBaseProof({ baseSignature, publicKey, hmacKey, signatures, mandatoryPointers }: BaseProof): string {
  return write(BASE, [baseSignature, publicKey, hmacKey, [...signatures], [...mandatoryPointers]])
}

export function writeDerivedProof({ baseSignature, publicKey, signatures, labelMap, mandatoryIndexes }: DerivedProof): string {
  const labels = new Map([...labelMap].map(([label, signed]) => [Number(label.slice('c14n'.length)), new Uint8Array(Buffer.from(signed.slice(1), 'base64url'))]))
  return write(DERIVED, [baseSignature, publicKey, [...signatures], labels, [...mandatoryIndexes]])
}

/** True for a base proof, which is the holder's and not to be shown. */
export function isBaseProof(proofValue: string): boolean {
  const bytes = proofValue.startsWith('u') ? decodeBase64url(proofValue.slice(1)) : undefined
  return bytes !== undefined && BASE.every((byte, at) => bytes[at] === byte)
}

/** Throws DataIntegrityError DI_PROOF_MALFORMED. */
export function readBaseProof(proofValue: string): BaseProof {
  const [baseSignature, publicKey, hmacKey, signatures, mandatoryPointers, ...rest] = read(BASE, proofValue)
  if (rest.length > 0 || !Array.isArray(mandatoryPointers) || !mandatoryPointers.every((pointer) => typeof pointer === 'string')) throw malformed()
  return { baseSignature: bytesOf(baseSignature, 64), publicKey: keyBytes(publicKey), hmacKey: bytesOf(hmacKey, 32), signatures: signaturesOf(signatures), mandatoryPointers }
}

/** Also that labels are HMACs, each used once, and places of mandatory statements are in order. Throws DataIntegrityError DI_PROOF_MALFORMED. */
export function readDerivedProof(proofValue: string): DerivedProof {
  const [baseSignature, publicKey, signatures, labels, mandatoryIndexes, ...rest] = read(DERIVED, proofValue)
  if (rest.length > 0 || !(labels instanceof Map) || !Array.isArray(mandatoryIndexes)) throw malformed()
  const labelMap = new Map([...labels].map(([label, signed]) => [`c14n${wholeNumber(label)}`, `u${encodeBase64url(bytesOf(signed, 32))}`]))
  if (new Set(labelMap.values()).size !== labelMap.size) throw malformed()
  const indexes = mandatoryIndexes.map(wholeNumber)
  if (!indexes.every((index, at) => at === 0 || index > (indexes[at - 1] ?? index))) throw malformed()
  return { baseSignature: bytesOf(baseSignature, 64), publicKey: keyBytes(publicKey), signatures: signaturesOf(signatures), labelMap, mandatoryIndexes: indexes }
}

function write(tag: readonly number[], parts: readonly unknown[]): string {
  return `u${encodeBase64url(Buffer.concat([Uint8Array.from(tag), encode(parts)]))}`
}

function read(tag: readonly number[], proofValue: string): readonly unknown[] {
  const bytes = proofValue.startsWith('u') && proofValue.length <= MAX_CHARACTERS ? decodeBase64url(proofValue.slice(1)) : undefined
  if (bytes === undefined || !tag.every((byte, at) => bytes[at] === byte)) throw malformed()
  try {
    // Some libraries write byte strings with the tag of typed arrays. RFC 8746 #section-2.1
    const parts: unknown = decode(bytes.subarray(tag.length), { useMaps: true, strict: true, rejectDuplicateMapKeys: true, allowIndefinite: false, tags: asTyped })
    if (Array.isArray(parts)) return parts
  } catch (cause) {
    throw new DataIntegrityError('DI_PROOF_MALFORMED', 'proofValue is not one of ecdsa-sd-2023', { cause })
  }
  throw malformed()
}

const asTyped = Object.assign([], { 64: (bytes: unknown) => bytes }) as never

function bytesOf(value: unknown, length: number): Uint8Array {
  if (!(value instanceof Uint8Array) || value.byteLength !== length) throw malformed()
  return value
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

function wholeNumber(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 65_535) throw malformed()
  return value
}

function malformed(): DataIntegrityError {
  return new DataIntegrityError('DI_PROOF_MALFORMED', 'proofValue is not one of ecdsa-sd-2023')
}
