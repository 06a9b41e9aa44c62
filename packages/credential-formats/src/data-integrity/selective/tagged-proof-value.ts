import { decode, encode } from 'cborg'
import { decodeBase64url, encodeBase64url } from '../../jws/base64url.ts'
import { DataIntegrityError } from '../errors.ts'

const MAX_CHARACTERS = 262_144

/** The value of a proof that lets its holder choose: an array in CBOR behind a tag that says which kind it is. Base64url multibase. */
export function writeTagged(tag: readonly number[], parts: readonly unknown[]): string {
  return `u${encodeBase64url(Buffer.concat([Uint8Array.from(tag), encode(parts)]))}`
}

/** True for a proof value of this kind. */
export function hasTag(tag: readonly number[], proofValue: string): boolean {
  const bytes = proofValue.startsWith('u') && proofValue.length <= MAX_CHARACTERS ? decodeBase64url(proofValue.slice(1)) : undefined
  return bytes !== undefined && tag.every((byte, at) => bytes[at] === byte)
}

/** The parts behind the tag. Throws DataIntegrityError DI_PROOF_MALFORMED. */
export function readTagged(tag: readonly number[], proofValue: string): readonly unknown[] {
  const bytes = proofValue.startsWith('u') && proofValue.length <= MAX_CHARACTERS ? decodeBase64url(proofValue.slice(1)) : undefined
  if (bytes === undefined || !tag.every((byte, at) => bytes[at] === byte)) throw malformed()
  try {
    // Some libraries write byte strings with the tag of typed arrays. RFC 8746 #section-2.1
    const parts: unknown = decode(bytes.subarray(tag.length), { useMaps: true, strict: true, rejectDuplicateMapKeys: true, allowIndefinite: false, tags: asTyped })
    if (Array.isArray(parts)) return parts
  } catch (cause) {
    throw new DataIntegrityError('DI_PROOF_MALFORMED', 'proofValue is not one of this suite', { cause })
  }
  throw malformed()
}

const asTyped = Object.assign([], { 64: (bytes: unknown) => bytes }) as never

/** Bytes of exactly this length, or of any. */
export function bytesOf(value: unknown, length?: number): Uint8Array {
  if (!(value instanceof Uint8Array) || (length !== undefined && value.byteLength !== length)) throw malformed()
  return value
}

/** Places in a list, each later than the one before. */
export function placesOf(value: unknown): readonly number[] {
  if (!Array.isArray(value)) throw malformed()
  const places = value.map(wholeNumber)
  if (!places.every((place, at) => at === 0 || place > (places[at - 1] ?? place))) throw malformed()
  return places
}

/** A place in a list, or the number of a label: 0 to 65,535. Throws DataIntegrityError DI_PROOF_MALFORMED. */
export function wholeNumber(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > 65_535) throw malformed()
  return value
}

/** What is said of every proof value that cannot be read. */
export function malformed(): DataIntegrityError {
  return new DataIntegrityError('DI_PROOF_MALFORMED', 'proofValue is not one of this suite')
}
