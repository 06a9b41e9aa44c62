import type { Finding } from '@eduwallet/microcredential'

export type CatalogueErrorCode =
  | 'ACHIEVEMENT_UNKNOWN'
  /** Findings say what is malformed. */
  | 'ACHIEVEMENT_MALFORMED'
  /** Findings say what is missing before it can be (or stay) published. */
  | 'ACHIEVEMENT_INCOMPLETE'
  /** It has awards: its content stands. */
  | 'ACHIEVEMENT_FROZEN'
  | 'OFFERING_TAKEN'

/** Why the catalogue did not do what was asked. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError'
  readonly code: CatalogueErrorCode
  readonly findings: readonly Finding[]

  constructor(code: CatalogueErrorCode, message: string, findings: readonly Finding[] = []) {
    super(message)
    this.code = code
    this.findings = findings
  }
}
