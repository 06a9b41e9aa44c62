import { createHmac, createSecretKey } from 'node:crypto'

/**
 * Salts, one for each path (RFC 9901 #section-9.3): known only to who has the seed or the disclosure. The seed is 32 random
 * bytes already, so of HKDF only the expansion is needed (RFC 5869 #section-3.3), which for one block is this HMAC.
 */
export function saltsFrom(seed: Uint8Array): (path: string) => Uint8Array {
  const key = createSecretKey(seed)
  return (path) => createHmac('sha256', key).update(`${path}\x01`).digest().subarray(0, 16)
}
