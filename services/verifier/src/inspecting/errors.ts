import type { FileErrorCode } from '@eduwallet/credential-files'

/** Why no credential came out of what was handed in. Closed: doors switch on it. None of these says anything about a credential. */
export type InspectErrorCode = Exclude<FileErrorCode, 'ADDRESS_MALFORMED'> | 'LINK_REFUSED' | 'LINK_UNREACHABLE'

/** The message names the rule, never what was handed in. */
export class InspectError extends Error {
  readonly code: InspectErrorCode
  constructor(code: InspectErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'InspectError'
    this.code = code
  }
}
