import { createHash, timingSafeEqual } from 'node:crypto'

/** Bytes of a secret that is handed out: 256 bits, so that its plain SHA-256 cannot be searched. */
const SECRET_BYTES = 32

/** Makes a secret of 256 bits, base64url (43 characters). */
export function newSecret(randomBytes: (size: number) => Uint8Array): string {
  return Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url')
}

/** What is stored of a secret of at least 128 random bits: its SHA-256, base64url. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('base64url')
}

/** Compares a presented secret with a stored hash, in time that does not depend on where they differ. */
export function secretMatches(secret: string, storedHash: string): boolean {
  const presented = Buffer.from(hashSecret(secret))
  const stored = Buffer.from(storedHash)
  return presented.length === stored.length && timingSafeEqual(presented, stored)
}
