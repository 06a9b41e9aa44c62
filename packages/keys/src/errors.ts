/** Why a key, a sealed secret or a pair of key and certificate was refused. Closed: callers switch on it. */
export type KeyErrorCode =
  | 'KEY_ENCRYPTION_KEY_MALFORMED'
  | 'KEY_ENCRYPTION_KEY_WEAK'
  | 'KEY_SEALED_MALFORMED'
  | 'KEY_SEALED_UNREADABLE'
  | 'KEY_JWK_MALFORMED'
  | 'KEY_JWK_UNSUPPORTED'
  | 'KEY_JWK_PRIVATE'
  | 'KEY_MULTIKEY_MALFORMED'
  | 'KEY_PAIR_MISMATCH'
  | 'KEY_ID_MISMATCH'
  | 'KEY_CERTIFICATE_MISMATCH'
  | 'KEY_CERTIFICATE_REQUEST_INVALID'

/** A key that cannot be used. The message never contains key material. */
export class KeyError extends Error {
  readonly code: KeyErrorCode
  constructor(code: KeyErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'KeyError'
    this.code = code
  }
}

/** Why a certificate chain was refused. Closed: callers switch on it. */
export type ChainErrorCode =
  | 'CHAIN_EMPTY'
  | 'CHAIN_TOO_LONG'
  | 'CHAIN_MALFORMED'
  | 'CHAIN_NO_ANCHOR'
  | 'CHAIN_LEAF_SELF_SIGNED'
  | 'CHAIN_LEAF_IS_CA'
  | 'CHAIN_LEAF_KEY_UNSUPPORTED'
  | 'CHAIN_LEAF_KEY_USAGE'
  | 'CHAIN_ANCHOR_INCLUDED'
  | 'CHAIN_REPEATED_CERTIFICATE'
  | 'CHAIN_BROKEN'
  | 'CHAIN_UNTRUSTED'
  | 'CHAIN_SIGNATURE_INVALID'
  | 'CHAIN_ALGORITHM_FORBIDDEN'
  | 'CHAIN_NOT_YET_VALID'
  | 'CHAIN_EXPIRED'
  | 'CHAIN_NOT_A_CA'
  | 'CHAIN_CA_KEY_USAGE'
  | 'CHAIN_PATH_TOO_LONG'
  | 'CHAIN_EXTENSION_UNSUPPORTED'
  | 'CHAIN_NAME_MISMATCH'

/** A certificate chain that proves nothing. */
export class ChainError extends Error {
  readonly code: ChainErrorCode
  constructor(code: ChainErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'ChainError'
    this.code = code
  }
}
