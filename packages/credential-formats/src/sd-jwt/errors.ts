import type { Concern } from '../concern.ts'

/** What is wrong with an SD-JWT of any kind, one code a fault. Closed: callers switch on it. */
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

/** What each refusal is about. */
const concernOf = {
  SDJWT_NOT_AN_SD_JWT: 'text',
  SDJWT_TOO_LARGE: 'text',
  SDJWT_TOO_MANY_DISCLOSURES: 'text',
  SDJWT_TOO_DEEP: 'text',
  SDJWT_ISSUER_JWT_MALFORMED: 'text',
  SDJWT_HEADER_MALFORMED: 'text',
  SDJWT_DISCLOSURE_MALFORMED: 'text',
  SDJWT_KEY_BINDING_MALFORMED: 'text',
  SDJWT_TYP: 'kind',
  SDJWT_ALG: 'algorithm',
  SDJWT_CRIT: 'signature',
  SDJWT_SIGNATURE: 'signature',
  SDJWT_HASH_ALGORITHM: 'disclosures',
  SDJWT_DIGEST_MALFORMED: 'disclosures',
  SDJWT_DIGEST_REPEATED: 'disclosures',
  SDJWT_PLACEHOLDER_MALFORMED: 'disclosures',
  SDJWT_DISCLOSURE_REPEATED: 'disclosures',
  SDJWT_DISCLOSURE_UNREFERENCED: 'disclosures',
  SDJWT_DISCLOSURE_KIND: 'disclosures',
  SDJWT_CLAIM_NAME_RESERVED: 'disclosures',
  SDJWT_CLAIM_COLLISION: 'disclosures',
  SDJWT_CLAIM_MUST_BE_PLAIN: 'disclosures',
  SDJWT_TYPE_MISSING: 'claims',
  SDJWT_CLAIM_MALFORMED: 'claims',
  SDJWT_AUDIENCE: 'binding_audience',
  SDJWT_EXPIRED: 'expired',
  SDJWT_NOT_YET_VALID: 'not_yet_valid',
  SDJWT_ISSUED_IN_FUTURE: 'not_yet_valid',
  SDJWT_KEY_BINDING_MISSING: 'binding_missing',
  SDJWT_KEY_BINDING_UNEXPECTED: 'binding_invalid',
  SDJWT_KEY_BINDING_TYP: 'binding_invalid',
  SDJWT_KEY_BINDING_ALG: 'binding_invalid',
  SDJWT_KEY_BINDING_SIGNATURE: 'binding_invalid',
  SDJWT_KEY_BINDING_AUDIENCE: 'binding_audience',
  SDJWT_KEY_BINDING_NONCE: 'binding_nonce',
  SDJWT_KEY_BINDING_TIME: 'binding_stale',
  SDJWT_KEY_BINDING_HASH: 'binding_invalid',
  SDJWT_HOLDER_KEY_MISSING: 'binding_missing',
  SDJWT_HOLDER_KEY_UNSUPPORTED: 'binding_invalid',
  SDJWT_PATH_UNKNOWN: 'caller',
  SDJWT_CLAIM_NOT_JSON: 'caller',
  SDJWT_SALT_WEAK: 'caller',
  SDJWT_SALT_REPEATED: 'caller',
  SDJWT_SIGNATURE_MALFORMED: 'caller',
} as const satisfies Record<SdJwtErrorCode, Concern>

/** An SD-JWT that proves nothing, or cannot be made. The message names the rule, never a claim or its value. */
export class SdJwtError extends Error {
  readonly code: SdJwtErrorCode
  readonly concern: Concern
  constructor(code: SdJwtErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SdJwtError'
    this.code = code
    this.concern = concernOf[code]
  }
}
