import { z } from 'zod'
import { achievementSchema, webAddressSchema } from '../achievement/achievement.ts'
import { calendarDateSchema } from '../calendar.ts'
import { awardingInstitutionSchema } from '../institution.ts'
import { plainText, textLimits } from '../text/plain-text.ts'
import { learnerSchema } from './learner.ts'

/** What shows that the learner did it: a portfolio, a product. Text in the learner's own language. */
export const evidenceSchema = z.strictObject({
  name: plainText(textLimits.line),
  description: plainText(textLimits.text, 'many').optional(),
  url: webAddressSchema.optional(),
})
export type Evidence = z.infer<typeof evidenceSchema>

/** One achievement as one institution awarded it to one learner: what every standard for credentials is a projection of. */
export const awardedAchievementSchema = z.strictObject({
  achievement: achievementSchema,
  learner: learnerSchema,
  /** YYYY-MM-DD: the day of the result. */
  awardedOn: calendarDateSchema,
  /** As written by the institution; its scale is the achievement's. */
  grade: plainText(textLimits.grade).optional(),
  evidence: z.array(evidenceSchema).min(1).max(20).optional(),
  institution: awardingInstitutionSchema,
}).meta({ title: 'AwardedAchievement' })
export type AwardedAchievement = z.infer<typeof awardedAchievementSchema>
