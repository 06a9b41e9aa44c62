/**
 * The canonical achievement: what may be awarded, in one form for mbo, hbo and wo, from which every standard is a projection.
 * The type says what an achievement can hold; which of it must be there depends on kind, sector and date (rules.ts).
 * Elements: Council Recommendation 2022/C 243/02 Annex I; edubadges BadgeClass; Open Badges 3.0 Achievement; OOAPI v5 Course.
 */
import { z } from 'zod'
import { calendarDateSchema } from '../calendar.ts'
import { decimalSchema } from '../decimal.ts'
import { localizedText, localizedTextDraft } from '../text/localized-text.ts'
import { plainText, textLimits } from '../text/plain-text.ts'
import { achievementKinds, assessmentTypes, educationCycles, nlqfLevels, participationTypes, programmeSchemes, sectors } from './vocabulary.ts'

/** A web address people can follow: https, no user name in it. */
export const webAddressSchema = z.string().max(textLimits.url).refine((text) => {
  if (!/^https:\/\/[!-~]+$/.test(text)) return false // printable ASCII only: URL() would silently strip tabs and line ends
  const url = URL.parse(text)
  return url !== null && url.username === '' && url.password === ''
}, { params: { code: 'NOT_A_WEB_ADDRESS' } })
  .meta({ pattern: '^https://[!-~]+$', description: 'The address can be parsed (WHATWG URL) and has no user name or password.' })

const languageForm = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/
/** A BCP 47 tag: whatever looks like one, and can be named to people ("nl-12" has a subtag that is none, and no page could show it). */
const languageSchema = z.string().max(35).regex(languageForm).refine((tag) => !languageForm.test(tag) || isLanguageTag(tag))
  .meta({ description: 'A tag whose every part is a part of a language tag (BCP 47).' })

function isLanguageTag(tag: string): boolean {
  try {
    return new Intl.Locale(tag).language !== ''
  } catch {
    return false
  }
}
const codeSchema = (longest: number) => z.string().max(longest).regex(/^[A-Za-z0-9._:-]+$/)
const list = <Item extends z.ZodType>(item: Item, most: number) => z.array(item).min(1).max(most)
const listDraft = <Item extends z.ZodType>(item: Item, most: number) => z.array(item).max(most)

// Parts that are the same whether the achievement is being written or complete.
const level = z.strictObject({
  /** European Qualifications Framework, 1 to 8. */
  eqf: z.int().min(1).max(8).optional(),
  nlqf: z.enum(nlqfLevels).optional(),
  /** Qualifications Framework of the European Higher Education Area. */
  cycle: z.enum(educationCycles).optional(),
  /** True when the NLQF partnership validated the level. */
  verified: z.boolean().optional(),
})
const workload = z.strictObject({
  /** European credits, steps of a half. */
  ects: decimalSchema.optional(),
  /** Study load hours of the mbo (studiebelastingsuren). */
  sbu: decimalSchema.optional(),
  /** Clock hours; 28 to the European credit. */
  hours: decimalSchema.optional(),
})
const supervision = z.strictObject({
  /** Someone watched during the assessment. */
  supervised: z.boolean(),
  /** The learner's identity was checked at the assessment. */
  identityVerified: z.boolean(),
  place: z.enum(['online', 'onsite']).optional(),
})
const programmeIdentifier = z.strictObject({ scheme: z.enum(programmeSchemes), code: codeSchema(60) })
const gradeScale = z.strictObject({ minimum: decimalSchema, maximum: decimalSchema, required: decimalSchema.optional() })
const image = z.strictObject({ url: webAddressSchema })
const shared = {
  kind: z.enum(achievementKinds),
  sector: z.enum(sectors),
  workload,
  level,
  supervision,
  gradeScale,
  image,
  /** Formal education (leading to a recognised qualification) or not. */
  formal: z.boolean(),
  /** Days after awarding that it stays valid; absent means for ever. */
  validForDays: z.int().min(1).max(36_525),
} as const

const learningOutcome = z.strictObject({ text: localizedText(textLimits.outcome, 'many'), esco: listDraft(webAddressSchema, 20).optional() })
const learningOutcomeDraft = z.strictObject({ text: localizedTextDraft(textLimits.outcome, 'many').optional(), esco: listDraft(webAddressSchema, 20).optional() })
const qualityAssurance = z.strictObject({ name: localizedText(textLimits.line), description: localizedText(textLimits.text, 'many').optional(), url: webAddressSchema.optional() })
const qualityAssuranceDraft = z.strictObject({ name: localizedTextDraft(textLimits.line).optional(), description: localizedTextDraft(textLimits.text, 'many').optional(), url: webAddressSchema.optional() })
const stackability = z.strictObject({ stackable: z.boolean(), explanation: localizedText(textLimits.outcome, 'many').optional() })
const stackabilityDraft = z.strictObject({ stackable: z.boolean().optional(), explanation: localizedTextDraft(textLimits.outcome, 'many').optional() })
const alignmentParts = { framework: plainText(textLimits.line).optional(), code: plainText(textLimits.line).optional(), url: webAddressSchema.optional() }
const alignment = z.strictObject({ name: plainText(textLimits.line), ...alignmentParts })
const alignmentDraft = z.strictObject({ name: plainText(textLimits.line, 'one', 'allowed').optional(), ...alignmentParts })
const furtherInformation = z.strictObject({ text: localizedText(textLimits.text, 'many').optional(), url: webAddressSchema.optional() })
const furtherInformationDraft = z.strictObject({ text: localizedTextDraft(textLimits.text, 'many').optional(), url: webAddressSchema.optional() })

const lists = {
  /** Languages of instruction, BCP 47. */
  languages: [languageSchema, 10],
  assessmentTypes: [z.enum(assessmentTypes), assessmentTypes.length],
  participation: [z.enum(participationTypes), participationTypes.length],
  programmeIdentifiers: [programmeIdentifier, 20],
  /** ISCED-F 2013 fields of education, two to four digits. */
  fieldsOfStudy: [z.string().regex(/^\d{2,4}$/), 10],
} as const

/** A complete achievement. `checkAchievement` says whether it may be published. */
export const achievementSchema = z.strictObject({
  kind: shared.kind,
  sector: shared.sector,
  title: localizedText(textLimits.title),
  description: localizedText(textLimits.text, 'many').optional(),
  criteria: localizedText(textLimits.text, 'many').optional(),
  learningOutcomes: list(learningOutcome, 50).optional(),
  workload: workload.optional(),
  level: level.optional(),
  languages: list(...lists.languages).optional(),
  assessmentTypes: list(...lists.assessmentTypes).optional(),
  participation: list(...lists.participation).optional(),
  qualityAssurance: qualityAssurance.optional(),
  supervision: supervision.optional(),
  prerequisites: list(localizedText(textLimits.outcome, 'many'), 20).optional(),
  stackability: stackability.optional(),
  programmeIdentifiers: list(...lists.programmeIdentifiers).optional(),
  fieldsOfStudy: list(...lists.fieldsOfStudy).optional(),
  alignments: list(alignment, 20).optional(),
  gradeScale: gradeScale.optional(),
  formal: shared.formal.optional(),
  validForDays: shared.validForDays.optional(),
  /** Last day on which it may be awarded. */
  awardableUntil: calendarDateSchema.optional(),
  image: image.optional(),
  furtherInformation: furtherInformation.optional(),
}).meta({ title: 'Achievement' })
export type Achievement = z.infer<typeof achievementSchema>

/** An achievement while it is being written: everything may be absent, nothing may be malformed. */
export const achievementDraftSchema = z.strictObject({
  kind: shared.kind.optional(),
  sector: shared.sector.optional(),
  title: localizedTextDraft(textLimits.title).optional(),
  description: localizedTextDraft(textLimits.text, 'many').optional(),
  criteria: localizedTextDraft(textLimits.text, 'many').optional(),
  learningOutcomes: listDraft(learningOutcomeDraft, 50).optional(),
  workload: workload.optional(),
  level: level.optional(),
  languages: listDraft(...lists.languages).optional(),
  assessmentTypes: listDraft(...lists.assessmentTypes).optional(),
  participation: listDraft(...lists.participation).optional(),
  qualityAssurance: qualityAssuranceDraft.optional(),
  supervision: supervision.partial().optional(),
  prerequisites: listDraft(localizedTextDraft(textLimits.outcome, 'many'), 20).optional(),
  stackability: stackabilityDraft.optional(),
  programmeIdentifiers: listDraft(programmeIdentifier.partial(), 20).optional(),
  fieldsOfStudy: listDraft(...lists.fieldsOfStudy).optional(),
  alignments: listDraft(alignmentDraft, 20).optional(),
  gradeScale: gradeScale.partial().optional(),
  formal: shared.formal.optional(),
  validForDays: shared.validForDays.optional(),
  awardableUntil: calendarDateSchema.optional(),
  image: image.partial().optional(),
  furtherInformation: furtherInformationDraft.optional(),
}).meta({ title: 'AchievementDraft' })
export type AchievementDraft = z.infer<typeof achievementDraftSchema>
