import { z } from 'zod'
import { achievementDraftSchema } from '../achievement/achievement.ts'
import { calendarDateSchema } from '../calendar.ts'
import { awardingInstitutionSchema } from '../institution.ts'
import { localizedTextDraft } from '../text/localized-text.ts'
import { plainText, textLimits } from '../text/plain-text.ts'
import { evidenceSchema } from './awarded-achievement.ts'
import { learnerSchema } from './learner.ts'

/** An award as a document of a standard tells it: what the document does not say is absent, nothing that is there is malformed. */
export const awardDraftSchema = z.strictObject({
  achievement: achievementDraftSchema.optional(),
  learner: learnerSchema.partial().optional(),
  /** YYYY-MM-DD. */
  awardedOn: calendarDateSchema.optional(),
  grade: plainText(textLimits.grade).optional(),
  evidence: z.array(evidenceSchema).min(1).max(20).optional(),
  institution: z.strictObject({
    name: localizedTextDraft(textLimits.name).optional(),
    country: awardingInstitutionSchema.shape.country.optional(),
    identifiers: awardingInstitutionSchema.shape.identifiers.optional(),
  }).optional(),
}).meta({ title: 'AwardDraft' })
export type AwardDraft = z.infer<typeof awardDraftSchema>
