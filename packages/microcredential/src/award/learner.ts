import { z } from 'zod'
import { plainText, textLimits } from '../text/plain-text.ts'

/** The learner an award is for, as the institution knows them. Nothing else about a learner is kept. */
export const learnerSchema = z.object({
  /** The institution's own id for the learner, such as a student number; never a national identity number. */
  reference: plainText(textLimits.reference),
  givenName: plainText(textLimits.name),
  /** With its prefix: "van Damme". */
  familyName: plainText(textLimits.name),
})
export type Learner = z.infer<typeof learnerSchema>
