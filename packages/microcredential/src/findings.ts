import type { LocalizedText } from './text/localized-text.ts'

/** Every kind of finding. The words may change; the code is what programs act on. */
export type FindingCode =
  | 'MISSING' | 'WRONG_TYPE' | 'UNKNOWN_FIELD' | 'NOT_ALLOWED_VALUE' | 'TOO_LONG' | 'TOO_MANY' | 'BELOW_MINIMUM' | 'ABOVE_MAXIMUM' | 'WRONG_STEP'
  | 'NOT_A_DECIMAL' | 'NOT_A_DATE' | 'NOT_A_WEB_ADDRESS' | 'WRONG_FORM' | 'INCONSISTENT'
  | 'TEXT_CONTROL_CHARACTER' | 'TEXT_LONE_SURROGATE' | 'TEXT_BIDI_CONTROL'
  | 'NOT_JSON' | 'TOO_DEEP' | 'TOO_LARGE'
  | 'DATE_IN_FUTURE' | 'GRADE_BELOW_REQUIRED' | 'GRADE_OUTSIDE_SCALE'
  | 'RESULT_NOT_FINAL' | 'RESULT_FINALITY_UNKNOWN' | 'RESULT_NOT_PASSED' | 'RESULT_PASS_UNKNOWN' | 'RESULT_NOT_COMPLETED'
  | 'NO_USABLE_REFERENCE' | 'NATIONAL_IDENTITY_NUMBER' | 'LOOKS_LIKE_NATIONAL_IDENTITY_NUMBER'
  | 'NOT_THIS_STANDARD' | 'COARSER_THAN_OURS'
  | 'OOAPI_V4_SHAPE' | 'OOAPI_V5_SHAPE' | 'OOAPI_V6_SHAPE' | 'NOT_A_STUDENT'
  | 'NOT_TAKEN_OVER' | 'MARKUP_REMOVED'

/** One thing that is wrong (`error`) or deserves a look (`warning`), with what to do about it. Never holds learner data. */
export type Finding = {
  /** JSON pointer (RFC 6901) into what was checked; '' is the whole of it. */
  path: string
  code: FindingCode
  severity: 'error' | 'warning'
  message: LocalizedText
  /** The dated rule behind the finding, where there is one. */
  rule?: { id: string; source: string }
}

/** What a reader threw away: how many national identity numbers, and how many other values it had no use for. */
export type Dropped = { nationalIdentityNumbers: number; fields: number }

const longestKey = 60

/** RFC 6901 pointer of a path. Foreign member names are bounded and cleaned, because a pointer is shown to people. */
export function pointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${cleanKey(String(part)).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function cleanKey(key: string): string {
  const wellFormed = key.slice(0, longestKey).toWellFormed()
  return wellFormed.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�')
}

/** A finding that stops. */
export function fault(path: string, code: FindingCode, nl: string, en: string): Finding {
  return { path, code, severity: 'error', message: { nl, en } }
}

/** A finding that does not stop. */
export function warning(path: string, code: FindingCode, nl: string, en: string): Finding {
  return { path, code, severity: 'warning', message: { nl, en } }
}

/** True when at least one finding stops. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error')
}
