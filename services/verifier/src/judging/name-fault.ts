import type { SdJwtErrorCode } from '@eduwallet/credential-formats'
import type { CheckCode } from './sentences.ts'

/** The checks that verifying a credential answers in one go, in the order in which it does. */
export type VerifiedCheck = 'issuer_signature' | 'validity_period' | 'holder_binding'

/** The one check that a credential fails, with how it does. */
export type Fault = { readonly [Name in VerifiedCheck]?: CheckCode<Name, 'failed'> }

const signature = { issuer_signature: 'signature_invalid' } as const
const disclosures = { issuer_signature: 'disclosures_invalid' } as const
const malformed = { validity_period: 'claims_malformed' } as const
const notBound = { holder_binding: 'holder_binding_invalid' } as const

/**
 * Every way in which verification can refuse, and the check that answers for it. A code that reading would have
 * given before (the text itself), or that only securing gives, cannot come; it counts against the signature.
 */
const faults = {
  SDJWT_NOT_AN_SD_JWT: signature,
  SDJWT_TOO_LARGE: signature,
  SDJWT_TOO_MANY_DISCLOSURES: signature,
  SDJWT_TOO_DEEP: disclosures,
  SDJWT_ISSUER_JWT_MALFORMED: signature,
  SDJWT_HEADER_MALFORMED: signature,
  SDJWT_DISCLOSURE_MALFORMED: disclosures,
  SDJWT_KEY_BINDING_MALFORMED: signature,
  SDJWT_TYP: signature,
  SDJWT_ALG: signature,
  SDJWT_CRIT: signature,
  SDJWT_SIGNATURE: signature,
  SDJWT_HASH_ALGORITHM: disclosures,
  SDJWT_DIGEST_MALFORMED: disclosures,
  SDJWT_DIGEST_REPEATED: disclosures,
  SDJWT_PLACEHOLDER_MALFORMED: disclosures,
  SDJWT_DISCLOSURE_REPEATED: disclosures,
  SDJWT_DISCLOSURE_UNREFERENCED: disclosures,
  SDJWT_DISCLOSURE_KIND: disclosures,
  SDJWT_CLAIM_NAME_RESERVED: disclosures,
  SDJWT_CLAIM_COLLISION: disclosures,
  SDJWT_CLAIM_MUST_BE_PLAIN: disclosures,
  SDJWT_TYPE_MISSING: malformed,
  SDJWT_CLAIM_MALFORMED: malformed,
  SDJWT_AUDIENCE: { holder_binding: 'holder_binding_other_verifier' },
  SDJWT_EXPIRED: { validity_period: 'expired' },
  SDJWT_NOT_YET_VALID: { validity_period: 'not_yet_valid' },
  SDJWT_ISSUED_IN_FUTURE: { validity_period: 'not_yet_valid' },
  SDJWT_KEY_BINDING_MISSING: { holder_binding: 'holder_binding_missing' },
  SDJWT_KEY_BINDING_UNEXPECTED: signature,
  SDJWT_KEY_BINDING_TYP: notBound,
  SDJWT_KEY_BINDING_ALG: notBound,
  SDJWT_KEY_BINDING_SIGNATURE: notBound,
  SDJWT_KEY_BINDING_AUDIENCE: { holder_binding: 'holder_binding_other_verifier' },
  SDJWT_KEY_BINDING_NONCE: { holder_binding: 'holder_binding_other_request' },
  SDJWT_KEY_BINDING_TIME: { holder_binding: 'holder_binding_stale' },
  SDJWT_KEY_BINDING_HASH: { holder_binding: 'holder_binding_invalid' },
  SDJWT_HOLDER_KEY_MISSING: { holder_binding: 'holder_binding_missing' },
  SDJWT_HOLDER_KEY_UNSUPPORTED: notBound,
  SDJWT_PATH_UNKNOWN: signature,
  SDJWT_CLAIM_NOT_JSON: signature,
  SDJWT_SALT_WEAK: signature,
  SDJWT_SALT_REPEATED: signature,
  SDJWT_SIGNATURE_MALFORMED: signature,
} as const satisfies Record<SdJwtErrorCode, Fault>

/** Names the check that a refusal of the verification belongs to. */
export function faultOf(code: SdJwtErrorCode): Fault {
  return faults[code]
}
