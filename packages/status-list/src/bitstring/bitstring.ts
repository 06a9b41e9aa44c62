import { StatusListError } from '../errors.ts'
import type { StatusBits } from '../status-bits.ts'

/** Fewer entries than this hide nobody: 16 KB of one-bit statuses. Bitstring Status List v1.0 #validate-algorithm */
export const MIN_BITSTRING_ENTRIES = 131_072
/** The widest status that is read, in bits: 256 messages. The specification sets no end; a processor may stop at 1 (#conformance). */
export const MAX_STATUS_SIZE = 8

/** The statuses of one purpose. Index 0 is the left-most bit of the first byte. Bitstring Status List v1.0 #bitstringstatuslistcredential */
export type Bitstring = {
  /** In bits; always a whole number of bytes. */
  readonly length: number
  /** The packed bytes themselves, not a copy. */
  readonly bytes: Uint8Array
  /**
   * The `statusSize` bits at `index * statusSize`, the left-most of them counting for most. Throws StatusListError
   * STATUS_INDEX_OUT_OF_RANGE when any of them lies outside.
   */
  valueAt(index: number, statusSize?: number): number
}

/** Reads statuses in `bytes`. */
export function bitstringOver(bytes: Uint8Array): Bitstring {
  const length = bytes.length * 8
  return {
    length,
    bytes,
    valueAt(index, statusSize = 1) {
      if (!Number.isInteger(index) || index < 0 || (index + 1) * statusSize > length) throw new StatusListError('STATUS_INDEX_OUT_OF_RANGE', 'index is not in the status list')
      let value = 0
      for (let at = index * statusSize; at < (index + 1) * statusSize; at += 1) value = (value << 1) | (((bytes[at >> 3] ?? 0) >> (7 - (at & 7))) & 1)
      return value
    },
  }
}

/**
 * The bitstring that says 1 where `statuses` says one of `values`: one purpose of a list that knows several. It has at least 131,072 entries;
 * those beyond the list are 0. The one is packed from the right and the other from the left, so that a table turns bytes into
 * bits: a list of 2^20 statuses takes less than a millisecond.
 */
export function bitstringOf({ bits, bytes }: StatusBits, ...values: readonly number[]): Bitstring {
  const perByte = 8 / bits
  const table = Uint8Array.from({ length: 256 }, (_, byte) => {
    let found = 0
    for (let at = 0; at < perByte; at += 1) found = (found << 1) | (values.includes((byte >> (at * bits)) & ((1 << bits) - 1)) ? 1 : 0)
    return found
  })
  const result = new Uint8Array(Math.max(Math.ceil(bytes.length / bits), MIN_BITSTRING_ENTRIES / 8))
  for (let at = 0; at < bytes.length; at += bits) {
    let byte = 0
    for (let part = 0; part < bits; part += 1) byte = (byte << perByte) | (table[bytes[at + part] ?? 0] ?? 0)
    result[at / bits] = byte
  }
  return bitstringOver(result)
}
