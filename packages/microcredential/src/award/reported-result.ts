import { z } from 'zod'
import { calendarDateSchema } from '../calendar.ts'
import { plainText, textLimits } from '../text/plain-text.ts'

/** True, false, or not known: an unknown is never taken for either. */
export const knownOrNotSchema = z.union([z.boolean(), z.literal('unknown')])
export type KnownOrNot = z.infer<typeof knownOrNotSchema>

/** What an institution said about one learner's result, reduced to what an award needs. */
export const reportedResultSchema = z.object({
  /** Established by the exam board. */
  final: knownOrNotSchema,
  passed: knownOrNotSchema,
  /** The word of the source for how far the result is, such as "completed". */
  state: plainText(40).optional(),
  /** YYYY-MM-DD. */
  achievedOn: calendarDateSchema.optional(),
  /** As written by the institution: "8", "7,5", "voldoende". A score is text in OOAPI. */
  grade: plainText(textLimits.grade).optional(),
})
export type ReportedResult = z.infer<typeof reportedResultSchema>
