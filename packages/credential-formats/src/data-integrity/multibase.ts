import { base58 } from '@scure/base'

/** 96 bytes of signature are 132 characters; base58 costs the square of the length. */
const MAX_BASE58 = 140

/** The bytes of base58btc multibase (`z…`), or undefined. Controlled Identifiers 1.0 #multibase-0 */
export function decodeBase58Multibase(text: string): Uint8Array | undefined {
  if (!text.startsWith('z') || text.length > MAX_BASE58) return undefined
  try {
    return base58.decode(text.slice(1))
  } catch {
    return undefined
  }
}

/** Bytes as base58btc multibase. */
export function encodeBase58Multibase(bytes: Uint8Array): string {
  return `z${base58.encode(bytes)}`
}
