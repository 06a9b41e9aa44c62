/** One row of a batch of results, as an institution hands it in. */
import { z } from 'zod'
import { calendarDateSchema } from '../calendar.ts'
import { hasErrors } from '../findings.ts'
import type { Dropped, Finding } from '../findings.ts'
import { checkJsonBounds } from '../json-bounds.ts'
import { countValues } from '../count-values.ts'
import { findingsOf } from '../schema-findings.ts'
import { plainText, textLimits } from '../text/plain-text.ts'
import { learnerSchema } from './learner.ts'
import { checkReference, findingsOfHeld, findNationalIdentityNumbers } from './national-identity-number.ts'
import { knownOrNotSchema } from './reported-result.ts'
import type { Learner } from './learner.ts'
import type { ReportedResult } from './reported-result.ts'
import { safeParse } from '../safe-parse.ts'

/** Members that are not named here are dropped and counted: a batch is often an export that holds more than is needed. */
export const resultRowSchema = z.object({
  /** The institution's own id of this result; the same id again is the same result. */
  reference: plainText(textLimits.reference),
  learner: learnerSchema,
  passed: knownOrNotSchema,
  final: knownOrNotSchema,
  /** YYYY-MM-DD. */
  achievedOn: calendarDateSchema,
  grade: plainText(textLimits.grade).optional(),
}).meta({ title: 'ResultRow' })
export type ResultRow = z.infer<typeof resultRowSchema>

export type ReadResultRow =
  | { ok: true; reference: string; learner: Learner; result: ReportedResult; dropped: Dropped; warnings: Finding[] }
  | { ok: false; findings: Finding[]; dropped: Dropped }

/** One row of a batch, minimised; or what is wrong with it, by field. Never throws, whatever it is given. */
export function readResultRow(value: unknown): ReadResultRow {
  const bounds = checkJsonBounds(value)
  if (bounds) return { ok: false, findings: [bounds], dropped: { nationalIdentityNumbers: 0, fields: 0 } }
  const national = findNationalIdentityNumbers(value)
  const parsed = safeParse(resultRowSchema, value)
  const dropped = { nationalIdentityNumbers: national.count, fields: Math.max(0, countValues(value) - national.count - (parsed.success ? countValues(parsed.data) : 0)) }
  if (!parsed.success) return { ok: false, findings: findingsOf(parsed.error.issues, value), dropped }
  const { reference, learner, passed, final, achievedOn, grade } = parsed.data
  const findings = [...checkReference('/reference', reference), ...checkReference('/learner/reference', learner.reference), ...findingsOfHeld(national.numbers, parsed.data)]
  if (hasErrors(findings)) return { ok: false, findings, dropped }
  return { ok: true, reference, learner, result: { final, passed, achievedOn, ...(grade === undefined ? {} : { grade }) }, dropped, warnings: findings }
}
