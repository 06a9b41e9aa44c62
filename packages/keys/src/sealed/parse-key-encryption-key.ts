import { KeyError } from '../errors.ts'
import { KeyEncryptionKey } from './key-encryption-key.ts'

const BYTES = 32

/**
 * Reads the key-encryption key of a service: 32 bytes as hex (64 characters), base64 or base64url (43, or 44 with
 * padding); surrounding white space is ignored. Anything a person could have typed or counted is refused, because
 * every private key at rest is only as strong as this one.
 * Throws KeyError KEY_ENCRYPTION_KEY_MALFORMED or KEY_ENCRYPTION_KEY_WEAK; the message never repeats the text.
 */
export function parseKeyEncryptionKey(text: string): KeyEncryptionKey {
  const bytes = decode(text.trim())
  const weakness = findWeakness(bytes)
  if (weakness !== undefined) throw new KeyError('KEY_ENCRYPTION_KEY_WEAK', `key-encryption key is weak: ${weakness}; make one with "openssl rand -base64 32"`)
  return new KeyEncryptionKey(bytes)
}

function decode(text: string): Buffer {
  if (/^[0-9a-fA-F]{64}$/.test(text)) return Buffer.from(text, 'hex')
  if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) {
    const bytes = Buffer.from(text, 'base64url')
    const canonical = text.replace(/=$/, '').replaceAll('+', '-').replaceAll('/', '_')
    if (bytes.length === BYTES && bytes.toString('base64url') === canonical) return bytes
  }
  throw new KeyError('KEY_ENCRYPTION_KEY_MALFORMED', 'key-encryption key is not 32 bytes in hex, base64 or base64url')
}

/**
 * Names what makes these bytes guessable, or nothing. Each rule refuses 32 random bytes with a chance below 1 in
 * 10^9: twenty different values are expected with overwhelming odds, and text uses a third of all byte values.
 */
function findWeakness(bytes: Uint8Array): string | undefined {
  if (new Set(bytes).size < 20) return 'too few different bytes'
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return 'it is readable text'
  for (let period = 1; period <= BYTES / 2; period++) {
    if (bytes.every((byte, at) => byte === bytes[at % period])) return 'it repeats itself'
  }
  const steps = new Set(bytes.slice(1).map((byte, at) => (byte - (bytes[at] ?? 0)) & 0xff))
  if (steps.size <= 4) return 'it counts'
  return undefined
}
