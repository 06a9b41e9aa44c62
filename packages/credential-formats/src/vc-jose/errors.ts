import type { Concern } from '../concern.ts'

/** What is wrong with a credential or presentation that is a JWT, one code a fault. Closed: callers switch on it. */
export type VcJwtErrorCode =
  // The text itself
  | 'VCJWT_MALFORMED'
  | 'VCJWT_TOO_LARGE'
  | 'VCJWT_TOO_DEEP'
  | 'VCJWT_HEADER_MALFORMED'
  // Kind and signature
  | 'VCJWT_TYP'
  | 'VCJWT_CTY'
  | 'VCJWT_OTHER_FORM'
  | 'VCJWT_ALG'
  | 'VCJWT_CRIT'
  | 'VCJWT_SIGNATURE'
  // Claims
  | 'VCJWT_CLAIM_MISSING'
  | 'VCJWT_CLAIM_MALFORMED'
  | 'VCJWT_CLAIM_CONFLICT'
  | 'VCJWT_EXPIRED'
  | 'VCJWT_NOT_YET_VALID'
  | 'VCJWT_ISSUED_IN_FUTURE'
  | 'VCJWT_AUDIENCE'
  // The holder
  | 'VCJWT_BINDING_MISSING'
  | 'VCJWT_HOLDER_KEY_MISSING'
  | 'VCJWT_HOLDER_SIGNATURE'
  | 'VCJWT_HOLDER_OTHER'
  | 'VCJWT_NONCE'
  | 'VCJWT_TIME'
  // Securing: mistakes of the caller, found before anything is signed
  | 'VCJWT_CLAIM_NOT_JSON'
  | 'VCJWT_SIGNATURE_MALFORMED'

const concernOf = {
  VCJWT_MALFORMED: 'text',
  VCJWT_TOO_LARGE: 'text',
  VCJWT_TOO_DEEP: 'text',
  VCJWT_HEADER_MALFORMED: 'text',
  VCJWT_TYP: 'kind',
  VCJWT_CTY: 'kind',
  VCJWT_OTHER_FORM: 'kind',
  VCJWT_ALG: 'algorithm',
  VCJWT_CRIT: 'signature',
  VCJWT_SIGNATURE: 'signature',
  VCJWT_CLAIM_MISSING: 'claims',
  VCJWT_CLAIM_MALFORMED: 'claims',
  VCJWT_CLAIM_CONFLICT: 'claims',
  VCJWT_EXPIRED: 'expired',
  VCJWT_NOT_YET_VALID: 'not_yet_valid',
  VCJWT_ISSUED_IN_FUTURE: 'not_yet_valid',
  VCJWT_AUDIENCE: 'binding_audience',
  VCJWT_BINDING_MISSING: 'binding_missing',
  VCJWT_HOLDER_KEY_MISSING: 'binding_missing',
  VCJWT_HOLDER_SIGNATURE: 'binding_invalid',
  VCJWT_HOLDER_OTHER: 'binding_invalid',
  VCJWT_NONCE: 'binding_nonce',
  VCJWT_TIME: 'binding_stale',
  VCJWT_CLAIM_NOT_JSON: 'caller',
  VCJWT_SIGNATURE_MALFORMED: 'caller',
} as const satisfies Record<VcJwtErrorCode, Concern>

/** A JWT of the W3C data model that proves nothing, or cannot be made. The message names the rule, never a claim or its value. */
export class VcJwtError extends Error {
  readonly code: VcJwtErrorCode
  readonly concern: Concern
  constructor(code: VcJwtErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'VcJwtError'
    this.code = code
    this.concern = concernOf[code]
  }
}
