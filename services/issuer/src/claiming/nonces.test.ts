import { createHash, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { InstitutionId } from '../institutions/types.ts'
import { currentDpopNonce, isCurrentDpopNonce, keyProofNonceSeconds, newKeyProofNonce, readKeyProofNonce } from './index.ts'

const key = new Uint8Array(createHash('sha256').update('key').digest())
const owner = { institutionId: 'a' as InstitutionId, key }
const at = new Date('2026-11-22T10:00:00.500Z')
const later = (seconds: number) => new Date(at.getTime() + seconds * 1000)
const make = (of = owner) => newKeyProofNonce(of, { now: () => at, randomBytes: (count) => new Uint8Array(randomBytes(count)) })

describe('a key proof nonce', () => {
  it('holds for five minutes, not before and not after', () => {
    const nonce = make()
    expect(readKeyProofNonce(nonce, owner, at)?.expiresAt).toEqual(new Date('2026-11-22T10:05:00Z'))
    expect(readKeyProofNonce(nonce, owner, later(keyProofNonceSeconds - 1))).toBeDefined()
    expect(readKeyProofNonce(nonce, owner, later(keyProofNonceSeconds))).toBeUndefined()
  })

  it('is another one each time', () => {
    expect(new Set(Array.from({ length: 1000 }, () => make())).size).toBe(1000)
  })

  it('is worth nothing with one character changed, padding, another institution or another key', () => {
    const nonce = make()
    for (let at = 0; at < nonce.length; at += 1) {
      const changed = `${nonce.slice(0, at)}${nonce[at] === 'A' ? 'B' : 'A'}${nonce.slice(at + 1)}`
      expect(readKeyProofNonce(changed, owner, later(1))).toBeUndefined()
    }
    for (const bad of ['', `${nonce}A`, `${nonce}=`, ` ${nonce}`, nonce.slice(1), 'ä'.repeat(51)]) expect(readKeyProofNonce(bad, owner, at)).toBeUndefined()
    expect(readKeyProofNonce(nonce, { ...owner, institutionId: 'b' as InstitutionId }, at)).toBeUndefined()
    expect(readKeyProofNonce(nonce, { ...owner, key: new Uint8Array(32) }, at)).toBeUndefined()
  })
})

describe('a DPoP nonce', () => {
  it('is the same for everybody for a while, and accepted somewhat longer', () => {
    const nonce = currentDpopNonce(owner, at)
    expect(currentDpopNonce(owner, later(100))).toBe(nonce)
    expect(currentDpopNonce(owner, later(120))).not.toBe(nonce)
    for (const seconds of [-119, 0, 120, 239]) expect(isCurrentDpopNonce(nonce, owner, later(seconds))).toBe(true)
    for (const seconds of [-121, 240, 3600]) expect(isCurrentDpopNonce(nonce, owner, later(seconds))).toBe(false)
  })

  it('is worth nothing at another institution, with another key, or in the place of a key proof nonce', () => {
    const nonce = currentDpopNonce(owner, at)
    expect(isCurrentDpopNonce(nonce, { ...owner, institutionId: 'b' as InstitutionId }, at)).toBe(false)
    expect(isCurrentDpopNonce(nonce, { ...owner, key: new Uint8Array(32) }, at)).toBe(false)
    expect(readKeyProofNonce(nonce, owner, at)).toBeUndefined()
    for (const bad of ['', 'ä', `${nonce}A`]) expect(isCurrentDpopNonce(bad, owner, at)).toBe(false)
  })
})
