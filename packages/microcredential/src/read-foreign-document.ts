import { findingsOfHeld, findNationalIdentityNumbers } from './award/national-identity-number.ts'
import { countValues } from './count-values.ts'
import { hasErrors } from './findings.ts'
import { checkJsonBounds } from './json-bounds.ts'
import type { Taken } from './not-taken-over.ts'
import type { Reading } from './projection.ts'

/** Findings in one answer, because the input is foreign; errors first. */
const mostFindings = 200

/**
 * What every reader of a document does first and last: bounds before anything else, and afterwards a look at whether a national
 * identity number of the document stands anywhere in what was read. Counts what was dropped. Never throws, when `read` does not.
 */
export function readForeignDocument<Value>(document: unknown, read: (document: unknown) => Taken<Value>): Reading<Value> {
  const bounds = checkJsonBounds(document)
  if (bounds) return { ok: false, findings: [bounds], dropped: { nationalIdentityNumbers: 0, fields: 0 } }
  const national = findNationalIdentityNumbers(document)
  const { value, findings: all } = read(document)
  const held = value === undefined ? [] : findingsOfHeld(national.numbers, value).map((finding) => ({ ...finding, path: '' }))
  const findings = [...held, ...all].toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error')).slice(0, mostFindings)
  const dropped = (kept: unknown) => ({ nationalIdentityNumbers: national.count, fields: Math.max(0, countValues(document) - national.count - countValues(kept)) })
  return value === undefined || hasErrors(findings) ? { ok: false, findings, dropped: dropped({}) } : { ok: true, value, findings, dropped: dropped(value) }
}
