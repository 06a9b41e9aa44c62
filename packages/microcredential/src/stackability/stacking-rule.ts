/**
 * What a programme asks of microcredentials that are stacked towards it. A programme counts in one unit; an award counts whole or
 * not at all, as an exemption is given.
 */
import { z } from 'zod'
import { achievementKinds, sectors } from '../achievement/vocabulary.ts'
import { calendarDateSchema } from '../calendar.ts'
import { decimalSchema } from '../decimal.ts'
import { localizedText } from '../text/localized-text.ts'
import { plainText, textLimits } from '../text/plain-text.ts'

/** The id of an achievement, an institution or a learning outcome, as the programme and the awards both write it. Compared exactly. */
const id = plainText(textLimits.url)
const ids = z.array(id).min(1).max(200)

/** An achievement is accepted by a row when it is all that the row says. */
const acceptedSchema = z.strictObject({
  achievements: ids.optional(),
  institutions: ids.optional(),
  kinds: z.array(z.enum(achievementKinds)).min(1).max(achievementKinds.length).optional(),
  sectors: z.array(z.enum(sectors)).min(1).max(sectors.length).optional(),
  /** An achievement without a level is not accepted. */
  eqfAtLeast: z.int().min(1).max(8).optional(),
})

/** The rule of one programme. What is absent is not asked. */
export const stackingRuleSchema = z.strictObject({
  programme: localizedText(textLimits.title),
  /** How much, in European credits, study load hours of the mbo or clock hours. */
  credits: z.strictObject({ unit: z.enum(['ects', 'sbu', 'hours']), needed: decimalSchema }),
  /** Each must be proved by at least one accepted award, whether or not its credits count. */
  learningOutcomes: z.array(z.strictObject({ id, text: localizedText(textLimits.outcome, 'many') })).max(200).optional(),
  /** Accepted is what at least one of the rows accepts. */
  accepted: z.array(acceptedSchema).min(1).max(50),
  /** Parts that cannot be missed: at least one accepted award of one of these achievements, whether or not its credits count. */
  mandatory: z.array(z.strictObject({ id, name: localizedText(textLimits.title), achievements: ids })).max(50).optional(),
  /** Awarded at most so many days before the day of judging. */
  notOlderThanDays: z.int().min(0).max(36_525).optional(),
  /** What is past its last valid day does not count. */
  onlyWhileValid: z.boolean(),
  /** `count_once`: of awards that share a learning outcome, the credits of one count. `count_each`: sharing an outcome is no matter. */
  overlappingOutcomes: z.enum(['count_once', 'count_each']),
  /** No more credits than this from one institution. */
  atMostPerInstitution: z.strictObject({
    credits: decimalSchema,
    /** Institutions for which it does not hold, such as the programme's own. */
    except: z.array(id).max(50).optional(),
  }).optional(),
}).meta({ title: 'StackingRule' })
export type StackingRule = z.infer<typeof stackingRuleSchema>

/** What stacking needs to know of an award. */
export const stackableAwardSchema = z.strictObject({
  /** Of this award, unique among those that are judged together. */
  id,
  achievement: id,
  institution: id,
  kind: z.enum(achievementKinds),
  sector: z.enum(sectors),
  eqf: z.int().min(1).max(8).optional(),
  workload: z.strictObject({ ects: decimalSchema.optional(), sbu: decimalSchema.optional(), hours: decimalSchema.optional() }),
  learningOutcomes: z.array(id).max(100),
  /** YYYY-MM-DD. */
  awardedOn: calendarDateSchema,
  /** YYYY-MM-DD, the last day on which it is valid; absent: for ever. */
  validUntil: calendarDateSchema.optional(),
})
export type StackableAward = z.infer<typeof stackableAwardSchema>

/** As many awards as are judged together. */
export const mostAwards = 200
