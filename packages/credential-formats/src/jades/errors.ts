import type { Concern } from '../concern.ts'

/** What is wrong with a sealed document, one code a fault. Closed: callers switch on it. */
export type JadesErrorCode =
  // The text itself
  | 'JADES_MALFORMED'
  | 'JADES_TOO_LARGE'
  | 'JADES_HEADER_MALFORMED'
  // Kind, certificate and signature
  | 'JADES_NOT_A_SEAL'
  | 'JADES_DETACHED'
  | 'JADES_SEVERAL_SIGNATURES'
  | 'JADES_TYP'
  | 'JADES_CRIT'
  | 'JADES_ALG'
  | 'JADES_CERTIFICATE'
  | 'JADES_SIGNATURE'
  | 'JADES_SEALED_IN_FUTURE'
  | 'JADES_BINDING_MISSING'
  // Sealing: mistakes of the caller, found before anything is signed
  | 'JADES_CERTIFICATE_MISSING'
  | 'JADES_TIME_MISSING'
  | 'JADES_DOCUMENT_NOT_JSON'
  | 'JADES_SIGNATURE_MALFORMED'

const concernOf = {
  JADES_MALFORMED: 'text',
  JADES_TOO_LARGE: 'text',
  JADES_HEADER_MALFORMED: 'text',
  JADES_NOT_A_SEAL: 'kind',
  JADES_DETACHED: 'kind',
  JADES_SEVERAL_SIGNATURES: 'kind',
  JADES_TYP: 'kind',
  JADES_CRIT: 'signature',
  JADES_ALG: 'algorithm',
  JADES_CERTIFICATE: 'signature',
  JADES_SIGNATURE: 'signature',
  JADES_SEALED_IN_FUTURE: 'not_yet_valid',
  JADES_BINDING_MISSING: 'binding_missing',
  JADES_CERTIFICATE_MISSING: 'caller',
  JADES_TIME_MISSING: 'caller',
  JADES_DOCUMENT_NOT_JSON: 'caller',
  JADES_SIGNATURE_MALFORMED: 'caller',
} as const satisfies Record<JadesErrorCode, Concern>

/** A sealed document that proves nothing, or cannot be made. The message names the rule, never a claim or its value. */
export class JadesError extends Error {
  readonly code: JadesErrorCode
  readonly concern: Concern
  constructor(code: JadesErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'JadesError'
    this.code = code
    this.concern = concernOf[code]
  }
}
