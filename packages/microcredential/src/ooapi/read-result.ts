/**
 * The `result` of an OOAPI v5 association, with what the OKE profile adds: what it said, no more. Unknown stays unknown, a score
 * is text, and a result is final only when it says so (OKE consumers[nl-test-admin].final; OEAPI v6 result.final).
 */
import { z } from 'zod'
import { calendarDateFrom } from '../calendar.ts'
import { plainText, textLimits } from '../text/plain-text.ts'
import type { ReportedResult } from '../award/reported-result.ts'

/** The consumer key of the OKE profile (mbo examining). */
export const okeConsumerKey = 'nl-test-admin'

const ooapiDateSchema = z.string().max(40).refine((text) => calendarDateFrom(text) !== undefined, { params: { code: 'NOT_A_DATE' } })

/** The members of a result that are read; all others are dropped. `null` takes a member away (RFC 7396). */
export const ooapiResultSchema = z.object({
  state: plainText(40).nullish(),
  pass: z.enum(['unknown', 'passed', 'failed']).nullish(),
  score: plainText(textLimits.grade).nullish(),
  resultDate: ooapiDateSchema.nullish(),
  resultDateTime: ooapiDateSchema.nullish(),
  final: z.boolean().nullish(),
  consumers: z.array(z.object({ consumerKey: z.string().max(100).nullish(), final: z.boolean().nullish() })).max(50).nullish(),
})
type OoapiResult = z.infer<typeof ooapiResultSchema>

/** What a merge patch changes: absent stays as it was, null is taken away. */
export type ReportedResultPatch = { [Field in keyof ReportedResult]?: ReportedResult[Field] | null }

/** A patch in our words from a result in OOAPI's. */
export function resultPatchOf(result: OoapiResult): ReportedResultPatch {
  const patch: ReportedResultPatch = {}
  if (result.state !== undefined) patch.state = result.state === null ? null : result.state.replaceAll('_', ' ') // v6 writes in_progress
  if (result.pass !== undefined) patch.passed = passOf(result.pass)
  if (result.score !== undefined) patch.grade = result.score
  const date = result.resultDate ?? result.resultDateTime
  if (date !== undefined || result.resultDate !== undefined) patch.achievedOn = date === undefined || date === null ? null : (calendarDateFrom(date) ?? null)
  const final = finalOf(result)
  if (final !== undefined) patch.final = final
  return patch
}

function passOf(pass: 'unknown' | 'passed' | 'failed' | null): ReportedResult['passed'] {
  return pass === null || pass === 'unknown' ? 'unknown' : pass === 'passed'
}

// A list is replaced whole by a merge patch, so consumers without a `final` make it unknown again.
function finalOf({ consumers, final }: OoapiResult): ReportedResult['final'] | undefined {
  const said = consumers?.find((consumer) => consumer.consumerKey === okeConsumerKey && typeof consumer.final === 'boolean')?.final
  if (typeof said === 'boolean' && typeof final === 'boolean' && said !== final) return 'unknown' // it contradicts itself
  if (typeof said === 'boolean') return said
  if (typeof final === 'boolean') return final
  return consumers !== undefined || final !== undefined ? 'unknown' : undefined
}

/** The result after a patch (RFC 7396 on what is kept). `null` as patch takes the result away. */
export function applyResultPatch(previous: ReportedResult | undefined, patch: ReportedResultPatch | null): ReportedResult | undefined {
  if (patch === null) return undefined
  const { state, achievedOn, grade } = { ...previous, ...patch }
  return {
    final: patch.final ?? (patch.final === null ? 'unknown' : (previous?.final ?? 'unknown')),
    passed: patch.passed ?? (patch.passed === null ? 'unknown' : (previous?.passed ?? 'unknown')),
    ...(typeof state === 'string' ? { state } : {}),
    ...(typeof achievedOn === 'string' ? { achievedOn } : {}),
    ...(typeof grade === 'string' ? { grade } : {}),
  }
}
