import type { Concern } from '../concern.ts'

/** What is wrong with a document that Data Integrity secures, one code a fault. Closed: callers switch on it. */
export type DataIntegrityErrorCode =
  // The text and its shape
  | 'DI_TEXT'
  | 'DI_TOO_LARGE'
  | 'DI_DOCUMENT'
  // JSON-LD
  | 'DI_CONTEXT_UNKNOWN'
  | 'DI_CONTEXT_INLINE'
  | 'DI_MEMBER_NAME'
  | 'DI_ID_REPEATED'
  | 'DI_DATA_LOSS'
  | 'DI_TOO_COSTLY'
  // Proofs
  | 'DI_PROOF_MISSING'
  | 'DI_PROOF_MALFORMED'
  | 'DI_PROOF_CHAIN'
  | 'DI_PROOF_PURPOSE'
  | 'DI_CRYPTOSUITE'
  | 'DI_BASE_PROOF'
  | 'DI_KEY'
  | 'DI_SIGNATURE'
  | 'DI_DISCLOSURE'
  | 'DI_PROOF_EXPIRED'
  | 'DI_PROOF_IN_FUTURE'
  // The holder's proof
  | 'DI_HOLDER_PROOF_MISSING'
  | 'DI_HOLDER_SIGNATURE'
  | 'DI_HOLDER_OTHER'
  | 'DI_CHALLENGE'
  | 'DI_DOMAIN'
  | 'DI_PROOF_STALE'
  // Securing: mistakes of the caller, found before anything is signed
  | 'DI_NOT_JSON'
  | 'DI_ALREADY_SECURED'
  | 'DI_POINTER'
  | 'DI_MUST_BE_PLAIN'
  | 'DI_SALT_WEAK'
  | 'DI_OPTIONS'

/** What each refusal is about. */
const concernOf = {
  DI_TEXT: 'text',
  DI_TOO_LARGE: 'text',
  DI_DOCUMENT: 'text',
  DI_CONTEXT_UNKNOWN: 'context',
  DI_CONTEXT_INLINE: 'context',
  DI_MEMBER_NAME: 'context',
  DI_ID_REPEATED: 'claims',
  DI_DATA_LOSS: 'lossy',
  DI_TOO_COSTLY: 'too_costly',
  DI_PROOF_MISSING: 'signature',
  DI_PROOF_MALFORMED: 'signature',
  DI_PROOF_CHAIN: 'signature',
  DI_PROOF_PURPOSE: 'kind',
  DI_CRYPTOSUITE: 'algorithm',
  DI_BASE_PROOF: 'disclosures',
  DI_KEY: 'algorithm',
  DI_SIGNATURE: 'signature',
  DI_DISCLOSURE: 'disclosures',
  DI_PROOF_EXPIRED: 'expired',
  DI_PROOF_IN_FUTURE: 'not_yet_valid',
  DI_HOLDER_PROOF_MISSING: 'binding_missing',
  DI_HOLDER_SIGNATURE: 'binding_invalid',
  DI_HOLDER_OTHER: 'binding_invalid',
  DI_CHALLENGE: 'binding_nonce',
  DI_DOMAIN: 'binding_audience',
  DI_PROOF_STALE: 'binding_stale',
  DI_NOT_JSON: 'caller',
  DI_ALREADY_SECURED: 'caller',
  DI_POINTER: 'caller',
  DI_MUST_BE_PLAIN: 'caller',
  DI_SALT_WEAK: 'caller',
  DI_OPTIONS: 'caller',
} as const satisfies Record<DataIntegrityErrorCode, Concern>

/** How one proof of a document fared: its verification method, and the fault that was found, if any. */
export type ProofResult = { readonly verificationMethod: string; readonly cryptosuite: string; readonly code?: DataIntegrityErrorCode | undefined }

/** A secured document that proves nothing, or cannot be made. The message names the rule, never a claim or its value. */
export class DataIntegrityError extends Error {
  readonly code: DataIntegrityErrorCode
  readonly concern: Concern
  /** One for each proof, in their order, when proofs were verified at all. VC Data Integrity 1.0 #verify-proof-sets-and-chains */
  readonly proofs: readonly ProofResult[]
  constructor(code: DataIntegrityErrorCode, message: string, { proofs = [], ...options }: ErrorOptions & { proofs?: readonly ProofResult[] } = {}) {
    super(message, options)
    this.name = 'DataIntegrityError'
    this.code = code
    this.concern = concernOf[code]
    this.proofs = proofs
  }
}
