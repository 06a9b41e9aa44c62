import { createPrivateKey, type KeyObject } from 'node:crypto'
import { KeyError } from '../errors.ts'
import type { KeyEncryptionKey } from './key-encryption-key.ts'
import { type SealedKey, sealKey } from './sealed-key.ts'

/**
 * Seals a P-256 private key that was made elsewhere and comes in a PEM file (PKCS #8 or SEC 1, not encrypted), so
 * that it can be opened like one made here. Throws KeyError KEY_JWK_MALFORMED (no private key), KEY_JWK_UNSUPPORTED
 * (another kind); the message never repeats the text.
 */
export function sealPrivateKeyPem(kek: KeyEncryptionKey, pem: string, context: string): SealedKey {
  let key: KeyObject
  try {
    key = createPrivateKey({ key: pem, format: 'pem' })
  } catch (cause) {
    throw new KeyError('KEY_JWK_MALFORMED', 'the PEM text holds no private key that can be read', { cause })
  }
  if (key.asymmetricKeyType !== 'ec' || key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') {
    throw new KeyError('KEY_JWK_UNSUPPORTED', 'the private key is not a P-256 key')
  }
  return sealKey(kek, key, context)
}
