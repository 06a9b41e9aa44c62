/** What is wrong with an SD-JWT VC, one code a fault. Closed: callers switch on it. */
export type SdJwtErrorCode =
  // The text itself
  | 'SDJWT_NOT_AN_SD_JWT'
  | 'SDJWT_TOO_LARGE'
  | 'SDJWT_TOO_MANY_DISCLOSURES'
  | 'SDJWT_TOO_DEEP'
  | 'SDJWT_ISSUER_JWT_MALFORMED'
  | 'SDJWT_HEADER_MALFORMED'
  | 'SDJWT_DISCLOSURE_MALFORMED'
  | 'SDJWT_KEY_BINDING_MALFORMED'
  // The issuer's signature
  | 'SDJWT_TYP'
  | 'SDJWT_ALG'
  | 'SDJWT_CRIT'
  | 'SDJWT_SIGNATURE'
  // Digests and disclosures
  | 'SDJWT_HASH_ALGORITHM'
  | 'SDJWT_DIGEST_MALFORMED'
  | 'SDJWT_DIGEST_REPEATED'
  | 'SDJWT_PLACEHOLDER_MALFORMED'
  | 'SDJWT_DISCLOSURE_REPEATED'
  | 'SDJWT_DISCLOSURE_UNREFERENCED'
  | 'SDJWT_DISCLOSURE_KIND'
  | 'SDJWT_CLAIM_NAME_RESERVED'
  | 'SDJWT_CLAIM_COLLISION'
  | 'SDJWT_CLAIM_MUST_BE_PLAIN'
  // Registered claims
  | 'SDJWT_TYPE_MISSING'
  | 'SDJWT_CLAIM_MALFORMED'
  | 'SDJWT_AUDIENCE'
  | 'SDJWT_EXPIRED'
  | 'SDJWT_NOT_YET_VALID'
  | 'SDJWT_ISSUED_IN_FUTURE'
  // Key binding
  | 'SDJWT_KEY_BINDING_MISSING'
  | 'SDJWT_KEY_BINDING_UNEXPECTED'
  | 'SDJWT_KEY_BINDING_TYP'
  | 'SDJWT_KEY_BINDING_ALG'
  | 'SDJWT_KEY_BINDING_SIGNATURE'
  | 'SDJWT_KEY_BINDING_AUDIENCE'
  | 'SDJWT_KEY_BINDING_NONCE'
  | 'SDJWT_KEY_BINDING_TIME'
  | 'SDJWT_KEY_BINDING_HASH'
  | 'SDJWT_HOLDER_KEY_MISSING'
  | 'SDJWT_HOLDER_KEY_UNSUPPORTED'
  // Securing: mistakes of the caller, found before anything is signed
  | 'SDJWT_PATH_UNKNOWN'
  | 'SDJWT_CLAIM_NOT_JSON'
  | 'SDJWT_SALT_WEAK'
  | 'SDJWT_SALT_REPEATED'
  | 'SDJWT_SIGNATURE_MALFORMED'

/** An SD-JWT VC that proves nothing, or cannot be made. The message names the rule, never a claim or its value. */
export class SdJwtError extends Error {
  readonly code: SdJwtErrorCode
  constructor(code: SdJwtErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SdJwtError'
    this.code = code
  }
}
