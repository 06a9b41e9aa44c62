import type { Concern, FormatError } from '@eduwallet/credential-formats'
import { concerns } from '@eduwallet/credential-formats'
import type { CheckCode } from './sentences.ts'

/** The checks that verifying a credential answers in one go, in the order in which it does. */
export type VerifiedCheck = 'issuer_signature' | 'validity_period' | 'holder_binding'

/** The one check that a credential fails, with how it does. */
export type Fault = { readonly [Name in VerifiedCheck]?: CheckCode<Name, 'failed'> }

type Meaning = {
  /** When a credential cannot even be taken apart */
  readonly reading: CheckCode<'format', 'failed'>
  /** When it could, and does not verify */
  readonly verifying: Fault
}

const signature = { issuer_signature: 'signature_invalid' } as const
const notBound = { holder_binding: 'holder_binding_invalid' } as const

/**
 * What each demand of a format means for a verdict when it is not met. A new one does not compile until it is said here. What cannot come
 * (a binding before anything was read, a mistake of who secures) counts against the text and the signature: never in favour.
 */
const meanings = {
  text: { reading: 'format_unreadable', verifying: signature },
  kind: { reading: 'format_wrong_kind', verifying: { issuer_signature: 'wrong_kind' } },
  algorithm: { reading: 'suite_not_supported', verifying: { issuer_signature: 'suite_not_supported' } },
  context: { reading: 'context_not_approved', verifying: { issuer_signature: 'context_not_approved' } },
  lossy: { reading: 'unknown_term', verifying: { issuer_signature: 'unknown_term' } },
  signature: { reading: 'format_not_signed', verifying: signature },
  disclosures: { reading: 'format_unreadable', verifying: { issuer_signature: 'disclosures_invalid' } },
  claims: { reading: 'claim_missing', verifying: { validity_period: 'claims_malformed' } },
  expired: { reading: 'format_unreadable', verifying: { validity_period: 'expired' } },
  not_yet_valid: { reading: 'format_unreadable', verifying: { validity_period: 'not_yet_valid' } },
  binding_missing: { reading: 'format_unreadable', verifying: { holder_binding: 'holder_binding_missing' } },
  binding_invalid: { reading: 'format_unreadable', verifying: notBound },
  binding_audience: { reading: 'format_unreadable', verifying: { holder_binding: 'holder_binding_other_verifier' } },
  binding_nonce: { reading: 'format_unreadable', verifying: { holder_binding: 'holder_binding_other_request' } },
  binding_stale: { reading: 'format_unreadable', verifying: { holder_binding: 'holder_binding_stale' } },
  too_costly: { reading: 'too_costly', verifying: { issuer_signature: 'too_costly' } },
  caller: { reading: 'format_unreadable', verifying: signature },
} as const satisfies Record<Concern, Meaning>

/** How the check of the form fails when a text cannot be taken apart. */
export function readingFault(concern: Concern): CheckCode<'format', 'failed'> {
  return meanings[concern].reading
}

/** Names the check that a refusal of the verification belongs to. */
export function faultOf(concern: Concern): Fault {
  return meanings[concern].verifying
}

/** How the holder's proof around a credential fails: whatever is wrong with it is a matter of the holder, and never of the issuer. */
export function holderFault(concern: Concern): CheckCode<'holder_binding', 'failed'> {
  const { verifying }: Meaning = meanings[concern]
  return verifying.holder_binding ?? 'holder_binding_invalid'
}

/** Whether an error is what a format refuses with; anything else is a fault of ours. */
export function isFormatError(error: unknown): error is FormatError {
  return error instanceof Error && 'concern' in error && concerns.some((concern) => concern === error.concern)
}
