import type { Finding } from '@eduwallet/microcredential'

export type CatalogueErrorCode =
  | 'ACHIEVEMENT_UNKNOWN'
  /** Findings say what is malformed. */
  | 'ACHIEVEMENT_MALFORMED'
  /** Findings say what is missing before it can be (or stay) published. */
  | 'ACHIEVEMENT_INCOMPLETE'
  /** It has awards, or was shared: its content stands. */
  | 'ACHIEVEMENT_FROZEN'
  /** It was never published: there is nothing to archive, and no next version is needed to change it. */
  | 'ACHIEVEMENT_NOT_PUBLISHED'
  /** It gets no new awards; it must be restored first. */
  | 'ACHIEVEMENT_ARCHIVED'
  /** It has a next version already. */
  | 'ACHIEVEMENT_SUPERSEDED'
  /** It is another institution's: only its owner changes it, shares it, or makes its next version. */
  | 'ACHIEVEMENT_ADOPTED'
  | 'ADOPTED_BEFORE'
  /** Findings say which institutions cannot be shared with. */
  | 'RECEIVERS_UNKNOWN'
  /** It is no image that is taken; a finding says why. */
  | 'IMAGE_NOT_ACCEPTED'
  | 'IMAGE_TOO_MANY_PIXELS'
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

/** The error that there is no such achievement. */
export function achievementUnknown(): CatalogueError {
  return new CatalogueError('ACHIEVEMENT_UNKNOWN', 'this institution has no such achievement')
}
