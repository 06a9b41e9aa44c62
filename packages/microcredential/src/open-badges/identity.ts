/** How a badge says whose it is without saying it (Open Badges 3.0 IdentityObject, IdentityHash). */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { KnownOrNot } from '../award/reported-result.ts'

/** What may be hashed into a badge. A national identity number may not, although the standard has a word for it. */
export type IdentityType = 'name' | 'emailAddress' | 'accountId' | 'userName' | 'sisSourcedId' | 'identifier' | `ext:${string}`

/** Something only the learner, and who the learner tells it, should know. */
export type IdentityToHash = {
  type: IdentityType
  value: string
  /** Random, of this learner and this badge alone: a name can be guessed, a salted one only one at a time. */
  salt: string
}

/** IdentityObject of Open Badges 3.0, as it stands in a document. */
export type IdentityObject = {
  type: 'IdentityObject'
  hashed: boolean
  identityHash: string
  /** A word of the standard, or one of the issuer's own (`ext:…`). */
  identityType: string
  salt?: string
}

const shortestSalt = 16

/** The identity, salted and hashed. Throws RangeError when the salt is too short to be one. */
export function hashIdentity({ type, value, salt }: IdentityToHash): IdentityObject {
  if (salt.length < shortestSalt) throw new RangeError(`a salt has at least ${shortestSalt} characters`)
  return { type: 'IdentityObject', hashed: true, identityHash: `sha256$${sha256(value + salt).toString('hex')}`, identityType: type, salt }
}

/**
 * Whether the identity is this value, in a time that does not tell how much of it was right. edubadges hashes in lower case, so the value
 * is tried as given and in lower case. `unknown` when it cannot be checked: MD5, which the standard allows, can be made to match.
 */
export function matchesIdentity({ hashed, identityHash, salt = '' }: IdentityObject, value: string): KnownOrNot {
  if (!hashed) return timingSafeEqual(sha256(identityHash), sha256(value))
  const [, digits] = /^sha256\$([0-9a-f]{64})$/i.exec(identityHash) ?? []
  if (digits === undefined) return 'unknown'
  const expected = Buffer.from(digits, 'hex')
  const asGiven = timingSafeEqual(sha256(value + salt), expected)
  const inLowerCase = timingSafeEqual(sha256(value.toLowerCase() + salt), expected)
  return asGiven || inLowerCase
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}
