import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes, type KeyObject } from 'node:crypto'
import { KeyError } from '../errors.ts'

const SEAL_VERSION = 'v1'
const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * The one secret of a service: everything at rest is sealed with keys derived from it, and peppers and nonce keys
 * come from it too. The bytes live in a KeyObject in a private field, so that neither JSON.stringify, nor
 * util.inspect, nor a log line can show them.
 */
export class KeyEncryptionKey {
  readonly #secret: KeyObject
  readonly #sealingKey: KeyObject

  /** Takes 32 bytes that `parseKeyEncryptionKey` found strong enough; use that function. */
  constructor(bytes: Uint8Array) {
    this.#secret = createSecretKey(bytes)
    this.#sealingKey = createSecretKey(this.#expand('seal', 32))
  }

  /**
   * A secret for one named purpose (HKDF-SHA-256, RFC 5869): same label and length, same bytes; nothing about one
   * label can be learned from another. `bytes` between 16 and 8160.
   */
  derive(label: string, bytes = 32): Uint8Array {
    return this.#expand(`derive/${label}`, bytes)
  }

  /**
   * Encrypts with AES-256-GCM under a fresh nonce. `context` says what this is and whose (it is authenticated, not
   * stored): a sealed text moved to another row does not open. Result: `v1.<base64url of nonce, ciphertext, tag>`.
   */
  seal(plaintext: Uint8Array, context: string): string {
    const iv = randomBytes(IV_BYTES)
    const cipher = createCipheriv('aes-256-gcm', this.#sealingKey, iv, { authTagLength: TAG_BYTES })
    cipher.setAAD(associatedData(context))
    const sealed = Buffer.concat([iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
    return `${SEAL_VERSION}.${sealed.toString('base64url')}`
  }

  /**
   * Opens what `seal` made with the same key and context.
   * Throws KeyError: KEY_SEALED_MALFORMED (not of this form), KEY_SEALED_UNREADABLE (other key, other context, changed).
   */
  open(sealed: string, context: string): Uint8Array {
    const [version, text, ...rest] = sealed.split('.')
    const bytes = Buffer.from(text ?? '', 'base64url')
    if (version !== SEAL_VERSION || rest.length > 0 || bytes.toString('base64url') !== text || bytes.length < IV_BYTES + TAG_BYTES) {
      throw new KeyError('KEY_SEALED_MALFORMED', 'sealed text is not of a known form')
    }
    const decipher = createDecipheriv('aes-256-gcm', this.#sealingKey, bytes.subarray(0, IV_BYTES), { authTagLength: TAG_BYTES })
    decipher.setAAD(associatedData(context))
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
    try {
      return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, bytes.length - TAG_BYTES)), decipher.final()])
    } catch (cause) {
      throw new KeyError('KEY_SEALED_UNREADABLE', 'sealed text does not open with this key-encryption key and context', { cause })
    }
  }

  #expand(label: string, bytes: number): Uint8Array {
    return new Uint8Array(hkdfSync('sha256', this.#secret, new Uint8Array(0), `eduwallet/${label}`, bytes))
  }
}

function associatedData(context: string): Uint8Array {
  return Buffer.from(`eduwallet/${SEAL_VERSION}/${context}`, 'utf8')
}
