import { hash } from 'node:crypto'
import type { OneTimeValue } from './claim-book.ts'

/** SHA-256 of a text: how secrets of 128 bits and more, and values that may be used once, are kept. */
export function sha256(text: string): Uint8Array {
  return hash('sha256', text, 'buffer')
}

/** A value as it is remembered once it was used. `expiresAt` is when nobody would accept it any more anyway. */
export function oneTimeValue(text: string, expiresAt: Date): OneTimeValue {
  return { hash: sha256(text), expiresAt }
}
