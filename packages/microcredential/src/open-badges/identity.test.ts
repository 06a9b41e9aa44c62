import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hashIdentity, matchesIdentity } from './identity.ts'

const salt = 'f3a1c2d4e5b60718'
const identity = (parts: object) => ({ type: 'IdentityObject' as const, hashed: true, identityType: 'emailAddress', identityHash: '', ...parts })

describe('an identity', () => {
  it('is the hash that the standard gives as its example', () => {
    const example = identity({ identityHash: 'sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399', salt: 'Kosher' })
    expect(matchesIdentity(example, 'a@example.com')).toBe(true)
    expect(matchesIdentity(example, 'b@example.com')).toBe(false)
    expect(matchesIdentity({ ...example, salt: 'kosher' }, 'a@example.com')).toBe(false)
  })

  it('whoever knows the value can check it, and another value is another person', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }), (value, other) => {
      const hashed = hashIdentity({ type: 'name', value, salt })
      expect(matchesIdentity(hashed, value)).toBe(true)
      expect(matchesIdentity(hashed, other)).toBe(other === value || other.toLowerCase() === value)
    }))
  })

  it('of edubadges was hashed in lower case', () => {
    expect(matchesIdentity(hashIdentity({ type: 'emailAddress', value: 'noor@example.nl', salt }), 'Noor@Example.nl')).toBe(true)
  })

  it('that is not hashed is compared as it is; the hash of one that is, is not the value', () => {
    expect(matchesIdentity(identity({ hashed: false, identityHash: 'a@example.com' }), 'a@example.com')).toBe(true)
    expect(matchesIdentity(identity({ hashed: false, identityHash: 'a@example.com' }), 'A@example.com')).toBe(false)
    const hashed = hashIdentity({ type: 'name', value: 'x', salt })
    expect(matchesIdentity(hashed, hashed.identityHash)).toBe(false)
  })

  it.each(['md5$0cc175b9c0f1b6a831c399e269772661', 'sha256$abc', 'sha1$86f7e437faa5a7fce15d1ddcb9eaeaea377667b8', ''])('with a hash that proves nothing is unknown, never a match: %s', (identityHash) => {
    expect(matchesIdentity(identity({ identityHash, salt: '' }), 'a')).toBe('unknown')
  })

  it('without a real salt is not made', () => {
    expect(() => hashIdentity({ type: 'name', value: 'x', salt: 'short' })).toThrow(RangeError)
  })
})
