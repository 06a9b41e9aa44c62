import type { Achievement } from '../achievement/achievement.ts'
import { calendarDateOf } from '../calendar.ts'
import { compareDecimals, decimalFromWriting } from '../decimal.ts'
import { fault, warning } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { findingsOf } from '../schema-findings.ts'
import { learnerSchema } from './learner.ts'
import type { Learner } from './learner.ts'
import { checkReference } from './national-identity-number.ts'
import { reportedResultSchema } from './reported-result.ts'
import type { ReportedResult } from './reported-result.ts'
import { checkJsonBounds } from '../json-bounds.ts'
import { safeParse } from '../safe-parse.ts'

/** States in which a result is done: OOAPI v5 "completed", OEAPI v6 also "finished". */
const doneStates = new Set(['completed', 'finished'])

/**
 * Whether this result of this learner may become an award of this achievement: final, passed, dated, for a named learner. Paths
 * start at `/result` and `/learner`. Unknown is never taken for yes. With `on`, a result in the future or after the last day of
 * awarding is refused too.
 */
export function checkAward(achievement: Achievement, result: ReportedResult, learner: Learner, { on }: { on?: Date } = {}): Finding[] {
  const bounds = checkJsonBounds({ learner, result })
  if (bounds) return [bounds]
  const shape = [...shapeFindings(safeParse(learnerSchema, learner), learner, '/learner'), ...shapeFindings(safeParse(reportedResultSchema, result), result, '/result')]
  return shape.length > 0 ? shape : judgeAward(achievement, result, learner, on === undefined ? {} : { today: calendarDateOf(on) })
}

/** The same of a result and a learner that one of our readers has read: their shape is not looked at again. `today`: the date in the Netherlands. */
export function judgeAward(achievement: Achievement, result: ReportedResult, learner: Learner, { today }: { today?: string } = {}): Finding[] {
  const findings: Finding[] = [...checkReference('/learner/reference', learner.reference), ...standing(result)]
  const { achievedOn, grade } = result
  if (achievedOn === undefined) findings.push(fault('/result/achievedOn', 'MISSING', 'De datum van het resultaat ontbreekt. Stuur de datum mee.', 'The date of the result is missing. Send the date along.'))
  else if (today !== undefined && achievedOn > today) findings.push(fault('/result/achievedOn', 'DATE_IN_FUTURE', 'De datum van het resultaat ligt in de toekomst. Controleer de datum.', 'The date of the result is in the future. Check the date.'))
  if (achievedOn !== undefined && achievement.awardableUntil !== undefined && achievedOn > achievement.awardableUntil) {
    findings.push(fault('/result/achievedOn', 'ABOVE_MAXIMUM', `Deze microcredential kon tot en met ${achievement.awardableUntil} worden behaald.`, `This microcredential could be earned up to and including ${achievement.awardableUntil}.`))
  }
  if (grade !== undefined && achievement.gradeScale) findings.push(...checkGrade(grade, achievement.gradeScale))
  return findings
}

function standing({ final, passed, state }: ReportedResult): Finding[] {
  const findings: Finding[] = []
  if (final === 'unknown') findings.push(fault('/result/final', 'RESULT_FINALITY_UNKNOWN', 'Er staat niet bij of het resultaat vaststaat. Stuur het opnieuw zodra de examencommissie het heeft vastgesteld.', 'It does not say whether the result is final. Send it again once the exam board has established it.'))
  if (final === false) findings.push(fault('/result/final', 'RESULT_NOT_FINAL', 'Het resultaat staat nog niet vast. Stuur het opnieuw zodra de examencommissie het heeft vastgesteld.', 'The result is not final yet. Send it again once the exam board has established it.'))
  if (passed === 'unknown') findings.push(fault('/result/passed', 'RESULT_PASS_UNKNOWN', 'Er staat niet bij of de deelnemer geslaagd is. Stuur dat mee: een cijfer alleen zegt het niet.', 'It does not say whether the learner passed. Send that too: a grade alone does not say it.'))
  if (passed === false) findings.push(fault('/result/passed', 'RESULT_NOT_PASSED', 'De deelnemer is niet geslaagd. Er komt geen microcredential.', 'The learner did not pass. There will be no microcredential.'))
  if (state !== undefined && !doneStates.has(state)) findings.push(fault('/result/state', 'RESULT_NOT_COMPLETED', 'Het resultaat is nog niet afgerond. Stuur het opnieuw als het klaar is.', 'The result is not completed yet. Send it again when it is.'))
  return findings
}

function checkGrade(grade: string, scale: NonNullable<Achievement['gradeScale']>): Finding[] {
  const value = decimalFromWriting(grade)
  if (value === undefined) return []
  if (compareDecimals(value, scale.minimum) < 0 || compareDecimals(value, scale.maximum) > 0) {
    return [fault('/result/grade', 'GRADE_OUTSIDE_SCALE', `Het cijfer valt buiten de schaal van ${scale.minimum} tot en met ${scale.maximum}. Controleer het cijfer.`, `The grade is outside the scale of ${scale.minimum} to ${scale.maximum}. Check the grade.`)]
  }
  return scale.required !== undefined && compareDecimals(value, scale.required) < 0
    ? [warning('/result/grade', 'GRADE_BELOW_REQUIRED', 'Het cijfer is een onvoldoende, maar het resultaat zegt geslaagd. Controleer beide.', 'The grade is below the pass mark, but the result says passed. Check both.')]
    : []
}

type Parsed = { success: true } | { success: false; error: { issues: Parameters<typeof findingsOf>[0] } }

function shapeFindings(parsed: Parsed, value: unknown, base: string): Finding[] {
  if (parsed.success) return []
  const issues = parsed.error.issues.map((issue) => ({ ...issue, path: [base.slice(1), ...issue.path] }))
  return findingsOf(issues, { [base.slice(1)]: value })
}
