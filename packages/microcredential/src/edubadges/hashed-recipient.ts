import { createHash } from 'node:crypto'
import type { KnownOrNot } from '../award/reported-result.ts'

/** Who an assertion is for (Open Badges 2.0 IdentityObject): the identity itself, or its hash with a salt. */
export type Recipient = { type: string; hashed: boolean; identity: string; salt?: string }

/**
 * Whether the assertion is for `identity`, which for edubadges is the eduID: "sha256$" and the SHA-256 in hexadecimal of the identity in
 * lower case followed by the salt, in UTF-8. Unknown for a hash of another kind.
 */
export function isRecipient({ hashed, identity, salt = '' }: Recipient, candidate: string): KnownOrNot {
  const plain = candidate.toLowerCase()
  if (!hashed) return identity.toLowerCase() === plain
  const [algorithm, hash, ...more] = identity.split('$')
  if (algorithm !== 'sha256' || hash === undefined || more.length > 0) return 'unknown'
  return hash.toLowerCase() === createHash('sha256').update(`${plain}${salt}`, 'utf8').digest('hex')
}
