import { hash } from 'node:crypto'
import { SdJwtError } from './errors.ts'

const SALT_BYTES = 16
const MIN_SEED_BYTES = 32

/**
 * Salts for one credential from one secret seed (at least 32 unpredictable bytes, never used for a second credential): the same seed gives the
 * same credential again, so that a signature recorded as intended can be repeated without storing the content. SHA-256 of seed and
 * path, cut to 128 bits: who knows some salts learns neither the seed nor another salt. RFC 9901 #section-9.3
 * Throws SdJwtError SDJWT_SALT_WEAK.
 */
export function saltsFromSeed(seed: Uint8Array): (path: string) => Uint8Array {
  if (seed.byteLength < MIN_SEED_BYTES) throw new SdJwtError('SDJWT_SALT_WEAK', 'a salt seed is shorter than 32 bytes')
  // As text of fixed length, so that one call hashes seed and path together without copying.
  const prefix = hash('sha256', seed, 'base64url')
  return (path) => hash('sha256', prefix + path, 'buffer').subarray(0, SALT_BYTES)
}

/** Fresh random salts, for one credential after the other: they are drawn many at a time, because asking the generator is what costs. */
export function randomSalts(randomBytes: (bytes: number) => Uint8Array): (path: string) => Uint8Array {
  let [pool, taken] = [Buffer.alloc(0), 0]
  return () => {
    if (taken === pool.byteLength) [pool, taken] = [Buffer.from(randomBytes(SALT_BYTES * 32)), 0]
    return pool.subarray(taken, taken += SALT_BYTES)
  }
}
