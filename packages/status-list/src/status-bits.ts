import { StatusListError } from './errors.ts'

/** How many bits say one status. Token Status List draft 15 #status-list-byte-array */
export type BitsPerStatus = 1 | 2 | 4 | 8

/** The statuses of one list, packed. Index 0 is in the least significant bits of the first byte. Token Status List draft 15 #status-list-byte-array */
export type StatusBits = {
  /** How many statuses fit; always a whole number of bytes. */
  readonly size: number
  readonly bits: BitsPerStatus
  /** The packed bytes themselves, not a copy. */
  readonly bytes: Uint8Array
  /** Throws StatusListError STATUS_INDEX_OUT_OF_RANGE for anything but a whole number from 0 to size - 1. */
  get(index: number): number
  /** As `get`; also STATUS_VALUE_OUT_OF_RANGE when `value` does not fit. */
  set(index: number, value: number): void
}

/** The most bytes a list may have unpacked: 2^26 one-bit statuses. Longer lists serve nobody and exhaust memory. */
export const MAX_LIST_BYTES = 2 ** 23

/** An empty list (every status 0) for at least `size` statuses. Throws StatusListError STATUS_LIST_SIZE or STATUS_LIST_BITS. */
export function createBits(size: number, bits: BitsPerStatus = 1): StatusBits {
  if (!isBitsPerStatus(bits)) throw new StatusListError('STATUS_LIST_BITS', 'bits is not 1, 2, 4 or 8')
  if (!Number.isInteger(size) || size < 1 || size > (MAX_LIST_BYTES * 8) / bits) throw new StatusListError('STATUS_LIST_SIZE', 'list size is out of range')
  return bitsOver(new Uint8Array(Math.ceil((size * bits) / 8)), bits)
}

/** Reads and writes statuses in `bytes`, in place. */
export function bitsOver(bytes: Uint8Array, bits: BitsPerStatus): StatusBits {
  const size = (bytes.length * 8) / bits
  const mask = (1 << bits) - 1
  const perByte = 8 / bits
  const check = (index: number): void => {
    if (!Number.isInteger(index) || index < 0 || index >= size) throw new StatusListError('STATUS_INDEX_OUT_OF_RANGE', 'index is not in the status list')
  }
  return {
    size,
    bits,
    bytes,
    get: (index) => {
      check(index)
      return ((bytes[Math.floor(index / perByte)] ?? 0) >> ((index % perByte) * bits)) & mask
    },
    set: (index, value) => {
      check(index)
      if (!Number.isInteger(value) || value < 0 || value > mask) throw new StatusListError('STATUS_VALUE_OUT_OF_RANGE', 'status value does not fit')
      const at = Math.floor(index / perByte)
      const shift = (index % perByte) * bits
      bytes[at] = ((bytes[at] ?? 0) & ~(mask << shift)) | (value << shift)
    },
  }
}

/** True for the widths the specification knows. */
export function isBitsPerStatus(bits: unknown): bits is BitsPerStatus {
  return bits === 1 || bits === 2 || bits === 4 || bits === 8
}
