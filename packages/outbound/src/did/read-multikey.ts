import { KeyError, keyOfMultikey, type VerificationKey } from '@eduwallet/keys'
import { DidError } from './did-error.ts'

/**
 * The key of a multibase text (`z…`) in a DID or a document.
 * @throws DidError DID_MALFORMED, or DID_METHOD_UNSUPPORTED for a kind of key that is not known here
 */
export function readMultikey(multikey: string): VerificationKey {
  try {
    return keyOfMultikey(multikey)
  } catch (cause) {
    if (!(cause instanceof KeyError)) throw cause
    throw new DidError(cause.code === 'KEY_JWK_UNSUPPORTED' ? 'DID_METHOD_UNSUPPORTED' : 'DID_MALFORMED', cause.message, { cause })
  }
}
