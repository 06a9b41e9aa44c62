/** For property tests: any achievement and award the model allows, sparse and full, short and strange. */
import fc from 'fast-check'
import { achievementSchema, type Achievement } from '../achievement/achievement.ts'
import { achievementKinds, assessmentTypes, educationCycles, nlqfLevels, participationTypes, programmeSchemes, sectors } from '../achievement/vocabulary.ts'
import { awardedAchievementSchema, type AwardedAchievement } from '../award/awarded-achievement.ts'
import { institutions } from '../fixtures/learners.ts'

const letters = fc.constantFrom(...Array.from('abcdefgh ABC éèßøÿ 張偉 مها 👩🏽‍🎓 <b>&amp;"\'`{}[]~/\\-_.,;:!?()'))
const line = fc.array(letters, { minLength: 1, maxLength: 24 }).map((parts) => `x${parts.join('')}`)
const lines = fc.array(line, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('\n'))
const both = (text: fc.Arbitrary<string>) => fc.record({ nl: text, en: text })
const url = fc.integer({ min: 0, max: 9999 }).map((number) => `https://example.nl/${number}`)
const someOf = <Value>(values: readonly Value[]) => fc.subarray([...values], { minLength: 1 })
const few = <Value>(item: fc.Arbitrary<Value>) => fc.array(item, { minLength: 1, maxLength: 3 })
const decimal = (most: number) => fc.tuple(fc.integer({ min: 0, max: most }), fc.constantFrom('', '.5', '.25')).map(([whole, part]) => `${whole}${part}`)
/** Each member may be absent, but at least one is there. */
const some = <Members extends Record<string, unknown>>(members: { [Name in keyof Members]: fc.Arbitrary<Members[Name]> }) =>
  fc.record(members, { requiredKeys: [] }).filter((value) => Object.keys(value).length > 0)

/** Any achievement that `achievementSchema` parses. */
export const anyAchievement: fc.Arbitrary<Achievement> = fc.record({
  kind: fc.constantFrom(...achievementKinds),
  sector: fc.constantFrom(...sectors),
  title: both(line),
  description: both(lines),
  criteria: both(lines),
  learningOutcomes: few(fc.record({ text: both(line), esco: few(fc.integer({ min: 1, max: 99 }).map((number) => `https://data.europa.eu/esco/skill/${number}`)) }, { requiredKeys: ['text'] })),
  workload: some({ ects: decimal(60), sbu: decimal(1600), hours: decimal(2000) }),
  level: some({ eqf: fc.integer({ min: 1, max: 8 }), nlqf: fc.constantFrom(...nlqfLevels), cycle: fc.constantFrom(...educationCycles), verified: fc.boolean() }),
  languages: someOf(['nl', 'en', 'de', 'nl-BE', 'fry']),
  assessmentTypes: someOf(assessmentTypes),
  participation: someOf(participationTypes),
  qualityAssurance: fc.record({ name: both(line), description: both(lines), url }, { requiredKeys: ['name'] }),
  supervision: fc.record({ supervised: fc.boolean(), identityVerified: fc.boolean(), place: fc.constantFrom('online' as const, 'onsite' as const) }, { requiredKeys: ['supervised', 'identityVerified'] }),
  prerequisites: few(both(line)),
  stackability: fc.record({ stackable: fc.boolean(), explanation: both(line) }, { requiredKeys: ['stackable'] }),
  programmeIdentifiers: few(fc.record({ scheme: fc.constantFrom(...programmeSchemes), code: fc.integer({ min: 10_000, max: 99_999 }).map(String) })),
  fieldsOfStudy: someOf(['0613', '0913', '0212', '041', '09']),
  alignments: few(fc.record({ name: line, framework: line, code: line, url }, { requiredKeys: ['name'] })),
  gradeScale: fc.constantFrom({ minimum: '1', maximum: '10', required: '5.5' }, { minimum: '0', maximum: '100' }),
  formal: fc.boolean(),
  validForDays: fc.integer({ min: 1, max: 36_525 }),
  awardableUntil: fc.constantFrom('2027-04-30', '2030-12-31'),
  image: fc.record({ url }),
  furtherInformation: some({ text: both(lines), url }),
}, { requiredKeys: ['kind', 'sector', 'title'] }).map((value) => achievementSchema.parse(value))

/** Any award of any achievement. */
export const anyAwardedAchievement: fc.Arbitrary<AwardedAchievement> = fc.record({
  achievement: anyAchievement,
  learner: fc.record({ reference: fc.integer({ min: 1, max: 999_999 }).map((number) => `s${number}`), givenName: line, familyName: line }),
  awardedOn: fc.constantFrom('2025-04-30', '2026-06-30', '2028-02-29'),
  grade: fc.constantFrom('8', '7,5', '5.5', 'voldoende', 'cum laude'),
  evidence: few(fc.record({ name: line, description: lines, url }, { requiredKeys: ['name'] })),
  institution: fc.constantFrom(...Object.values(institutions)),
}, { requiredKeys: ['achievement', 'learner', 'awardedOn', 'institution'] }).map((value) => awardedAchievementSchema.parse(value))
