import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { KeyError } from '../errors.ts'
import { parseKeyEncryptionKey } from './parse-key-encryption-key.ts'

const bytes = randomBytes(32)
const kek = parseKeyEncryptionKey(bytes.toString('base64'))
const withCode = (code: string) => expect.objectContaining({ name: 'KeyError', code })

describe('parseKeyEncryptionKey', () => {
  it('reads hex, base64 and base64url, with white space around it', () => {
    const sealed = kek.seal(Buffer.from('x'), 'c')
    for (const text of [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), bytes.toString('base64'), bytes.toString('base64').replace('=', ''), bytes.toString('base64url'), ` ${bytes.toString('base64')}\n`]) {
      expect(Buffer.from(parseKeyEncryptionKey(text).open(sealed, 'c')).toString()).toBe('x')
    }
  })

  it('refuses everything that is not 32 bytes, without repeating it', () => {
    for (const text of ['', 'secret-of-the-school', bytes.subarray(1).toString('base64'), bytes.toString('base64') + 'AAAA', bytes.toString('hex').slice(1), `${bytes.toString('base64')} ${bytes.toString('base64')}`]) {
      expect(() => parseKeyEncryptionKey(text)).toThrow(withCode('KEY_ENCRYPTION_KEY_MALFORMED'))
    }
    try {
      parseKeyEncryptionKey('secret-of-the-school')
    } catch (error) {
      expect(String(error)).not.toContain('school')
    }
  })

  it('refuses weak keys: one byte, two bytes, repeated words, readable text, counting', () => {
    const weak = [
      Buffer.alloc(32),
      Buffer.alloc(32, 0xff),
      Buffer.alloc(32, 'ab'),
      Buffer.from('correct horse battery staple 123'),
      Buffer.from('0123456789abcdef0123456789abcdef'),
      Buffer.from(Array.from({ length: 32 }, (_, at) => at)),
      Buffer.from(Array.from({ length: 32 }, (_, at) => 255 - at)),
      Buffer.from(Array.from({ length: 32 }, (_, at) => (at * 7 + 3) & 0xff)),
      Buffer.concat([randomBytes(16), Buffer.alloc(16)]),
      Buffer.concat([bytes.subarray(0, 16), bytes.subarray(0, 16)]),
    ]
    for (const one of weak) {
      for (const text of [one.toString('hex'), one.toString('base64')]) expect(() => parseKeyEncryptionKey(text), text).toThrow(withCode('KEY_ENCRYPTION_KEY_WEAK'))
    }
  })

  it('accepts random keys', () => {
    for (let count = 0; count < 2000; count++) expect(() => parseKeyEncryptionKey(randomBytes(32).toString('base64'))).not.toThrow()
  })
})

describe('KeyEncryptionKey', () => {
  it('hides its bytes (JSON, inspect, properties)', () => {
    // oxlint-disable-next-line typescript/no-base-to-string -- what it becomes is the question here
    for (const text of [JSON.stringify({ kek }), inspect(kek, { showHidden: true, depth: 9 }), String(kek), Object.keys(kek).join()]) {
      for (const spelling of ['hex', 'base64', 'base64url'] as const) expect(text).not.toContain(bytes.toString(spelling).slice(0, 12))
      expect(text).not.toMatch(/secret/i)
    }
  })

  it('opens what it sealed, empty or large, and seals the same text differently each time', () => {
    for (const plaintext of [Buffer.alloc(0), randomBytes(1), randomBytes(100_000)]) {
      const sealed = kek.seal(plaintext, 'context')
      expect(Buffer.from(kek.open(sealed, 'context')).equals(plaintext)).toBe(true)
      expect(kek.seal(plaintext, 'context')).not.toBe(sealed)
    }
  })

  it('refuses another context, another key, and a change of any character', () => {
    const sealed = kek.seal(Buffer.from('a private key'), 'institution/1')
    expect(() => kek.open(sealed, 'institution/2')).toThrow(withCode('KEY_SEALED_UNREADABLE'))
    expect(() => parseKeyEncryptionKey(randomBytes(32).toString('hex')).open(sealed, 'institution/1')).toThrow(withCode('KEY_SEALED_UNREADABLE'))
    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
      expect(() => kek.open(changed, 'institution/1')).toThrow(KeyError)
    }
    for (const text of ['', 'v1', 'v1.', 'v1.AAAA', `${sealed}=`, `${sealed}.x`, ` ${sealed}`, sealed.slice(0, -4), 'v2' + sealed.slice(2)]) expect(() => kek.open(text, 'institution/1')).toThrow(KeyError)
  })

  it('derives the same bytes for the same label, other bytes for another, of the length asked for', () => {
    expect(kek.derive('pepper')).toEqual(kek.derive('pepper'))
    expect(kek.derive('pepper')).toHaveLength(32)
    expect(kek.derive('nonce', 64)).toHaveLength(64)
    const all = ['pepper', 'nonce', 'Pepper', 'pepper '].map((label) => Buffer.from(kek.derive(label)).toString('hex'))
    expect(new Set(all).size).toBe(4)
    expect(Buffer.from(kek.derive('pepper')).equals(bytes)).toBe(false)
  })
})
