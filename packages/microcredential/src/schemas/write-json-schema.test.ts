import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { guideFor, guidedPaths } from '../achievement/field-guide.ts'
import { circularMinor, completeAchievements, institutions, learners } from '../fixtures/index.ts'
import { safeParse } from '../safe-parse.ts'
import { anyAchievement, anyAwardedAchievement } from '../testing/any-achievement.ts'
import { anyJson } from '../testing/any-json.ts'
import { membersOf } from './json-schema.ts'
import { modelSchemaNames, modelSchemas, type ModelSchemaName } from './model-schemas.ts'
import { writeJsonSchema } from './write-json-schema.ts'

const baseUrl = 'https://issuer.example'
const ajv = new Ajv2020({ strict: true, allErrors: true })
addFormats.default(ajv)
const validators = Object.fromEntries(modelSchemaNames.map((name) => [name, ajv.compile(writeJsonSchema(name, { baseUrl }))]))
const takes = (name: ModelSchemaName, value: unknown): boolean => validators[name]?.(value) === true
const modelTakes = (name: ModelSchemaName, value: unknown): boolean => safeParse(modelSchemas[name].schema, value).success

const award = { achievement: circularMinor, learner: learners.maartje, awardedOn: '2026-06-30', grade: '8', institution: institutions.hogeschool }
const row = { reference: 'exam-1', learner: learners.noor, passed: true, final: 'unknown', achievedOn: '2026-06-30', grade: '8' }
const minor = (changes: Record<string, unknown>) => ({ ...circularMinor, ...changes })
const { kind: _kind, ...withoutKind } = circularMinor

describe.each(modelSchemaNames)('the JSON Schema of %s', (name) => {
  const schema = writeJsonSchema(name, { baseUrl })

  it('is named after its address and stands alone', () => {
    expect(schema).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', $id: `${baseUrl}/schemas/${name}/1`, type: 'object' })
    expect(schema.description).toMatch(/\w{3}/)
    expect(JSON.stringify(schema)).not.toContain('"$ref"')
  })

  it('has a title and a description at every field', () => {
    const wordless = [...membersOf(schema)].filter(({ schema: { title = '', description = '' } }) => title === '' || description === '')
    expect(wordless.map(({ path }) => path)).toEqual([])
  })

  it('takes every JSON that the model takes', () => {
    fc.assert(fc.property(anyJson, (value) => !modelTakes(name, value) || takes(name, value)))
  })
})

describe('what the model takes, its JSON Schema takes', () => {
  it('any award, and the parts of it', () => {
    fc.assert(fc.property(anyAwardedAchievement, (any) => {
      expect(takes('awarded-achievement', any), JSON.stringify(validators['awarded-achievement']?.errors)).toBe(true)
      expect([takes('learner', any.learner), takes('awarding-institution', any.institution)]).toEqual([true, true])
    }))
  })

  it('any achievement, complete or with any of its fields taken out', () => {
    fc.assert(fc.property(anyAchievement, fc.func(fc.boolean()), (achievement, keep) => {
      const draft = Object.fromEntries(Object.entries(achievement).filter(([field]) => keep(field)))
      expect([takes('achievement', achievement), takes('achievement-draft', achievement), takes('achievement-draft', draft)]).toEqual([true, true, true])
      expect(takes('achievement', draft)).toBe(modelTakes('achievement', draft))
    }))
  })

  it('any text: of one line and of many, seen or blank, well formed or not', () => {
    const text = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\t', '\u0007', '\u0085', '\u2028', '\u200e', '\ufeff', '\u3000', '\ud83d', '\ude00', '😀', 'é'), maxLength: 5 })
    fc.assert(fc.property(text, text, (one, many) => {
      const value = minor({ title: { nl: one, en: 'T' }, description: { nl: many, en: 'D' } })
      for (const name of ['achievement', 'achievement-draft'] as const) expect(takes(name, value)).toBe(modelTakes(name, value))
    }), { numRuns: 500 })
  })

  it.each(completeAchievements)('$name', ({ achievement }) => {
    expect(takes('achievement', achievement)).toBe(true)
  })

  it.each<[ModelSchemaName, unknown]>([
    ['result-row', { ...row, extra: 'is dropped' }], ['reported-result', { final: true, passed: 'unknown', state: 'completed' }], ['learner', { ...learners.wei, mail: 'is dropped' }],
    ['achievement', minor({ image: { url: 'https://x.example/{a}|b' } })], ['achievement-draft', {}], ['achievement', minor({ awardableUntil: '2028-02-29' })],
    ['achievement', minor({ title: { nl: '😀'.repeat(255), en: 'T' } })],
  ])('%s %#', (name, value) => {
    expect([modelTakes(name, value), takes(name, value)]).toEqual([true, true])
  })
})

const refused: [string, ModelSchemaName, unknown][] = [
  ['no kind', 'achievement', withoutKind],
  ['a field nobody knows', 'achievement', minor({ ects: '5' })],
  ['a number where a decimal is text', 'achievement', minor({ workload: { ects: 5 } })],
  ['a decimal with a comma', 'achievement', minor({ workload: { ects: '2,5' } })],
  ['a level of nine', 'achievement', minor({ level: { eqf: 9 } })],
  ['half a level', 'achievement', minor({ level: { eqf: 6.5 } })],
  ['a title in one language', 'achievement', minor({ title: { nl: 'Alleen Nederlands' } })],
  ['a title of two lines', 'achievement', minor({ title: { nl: 'een\ntwee', en: 'T' } })],
  ['a blank title', 'achievement', minor({ title: { nl: ' \u200e ', en: 'T' } })],
  ['a title that is too long', 'achievement', minor({ title: { nl: 'x'.repeat(256), en: 'T' } })],
  ['a control character', 'achievement-draft', { description: { nl: 'a\u0007' } }],
  ['half a character', 'achievement-draft', { title: { en: 'a\ud83d' } }],
  ['an empty list', 'achievement', minor({ languages: [] })],
  ['too many languages', 'achievement', minor({ languages: Array.from({ length: 11 }, () => 'nl') })],
  ['a form of assessment nobody knows', 'achievement', minor({ assessmentTypes: ['guess'] })],
  ['an address without https', 'achievement', minor({ image: { url: 'http://x.example' } })],
  ['a field of study of five digits', 'achievement', minor({ fieldsOfStudy: ['09130'] })],
  ['a day that does not exist', 'achievement', minor({ awardableUntil: '2027-02-29' })],
  ['a day before 1900', 'awarded-achievement', { ...award, awardedOn: '1899-12-31' }],
  ['a moment where a day belongs', 'awarded-achievement', { ...award, awardedOn: '2026-06-30T10:00:00Z' }],
  ['an award without a learner', 'awarded-achievement', { ...award, learner: undefined }],
  ['evidence that is empty', 'awarded-achievement', { ...award, evidence: [] }],
  ['a country in small letters', 'awarding-institution', { ...institutions.roc, country: 'nl' }],
  ['a BRIN of another form', 'awarding-institution', { ...institutions.roc, identifiers: { brin: 'PB21' } }],
  ['a register nobody knows', 'awarding-institution', { ...institutions.roc, identifiers: { duns: '123456789' } }],
  ['no reference', 'learner', { givenName: 'A', familyName: 'B' }],
  ['yes as text', 'result-row', { ...row, passed: 'ja' }],
  ['a grade that is too long', 'reported-result', { final: true, passed: true, grade: 'x'.repeat(21) }],
]

/** Refused by the model, taken by its JSON Schema: the description of the field names each. */
const beyondJsonSchema: [string, ModelSchemaName, unknown, { path: string; named: RegExp }][] = [
  ['a language tag with a part that is none', 'achievement', minor({ languages: ['nl-12'] }), { path: '/languages', named: /every part is a part of a language tag/ }],
  ['an address with a password in it', 'achievement', minor({ image: { url: 'https://me:secret@x.example' } }), { path: '/image/url', named: /no user name or password/ }],
  ['an address that cannot be parsed', 'achievement', minor({ image: { url: 'https://x.example:99999' } }), { path: '/image/url', named: /can be parsed/ }],
]

describe('what the model refuses', () => {
  it.each(refused)('its JSON Schema refuses too: %s', (_what, name, value) => {
    expect([modelTakes(name, value), takes(name, value)]).toEqual([false, false])
  })

  it.each(beyondJsonSchema)('and JSON Schema cannot say, is in the description: %s', (_what, name, value, { path, named }) => {
    expect([modelTakes(name, value), takes(name, value)]).toEqual([false, true])
    expect([...membersOf(writeJsonSchema(name, { baseUrl }))].find((member) => member.path === path)?.schema.description).toMatch(named)
  })

  it('without `format`, only the last days of a month are taken too much, which the description names', () => {
    const plain = new Ajv2020({ strict: true, validateFormats: false }).compile(writeJsonSchema('achievement', { baseUrl }))
    expect([plain(minor({ awardableUntil: '2027-02-29' })), plain(minor({ awardableUntil: '2027-02-32' })), plain(minor({ awardableUntil: '2027-13-01' }))]).toEqual([true, false, false])
  })
})

it('the field guide is about fields of the model, of results and of OOAPI, and no other', () => {
  const known = new Set(modelSchemaNames.flatMap((name) => [...membersOf(writeJsonSchema(name, { baseUrl }))].map(({ path }) => `${modelSchemas[name].guide}${path}`)))
  const unknown = guidedPaths.filter((path) => !known.has(path) && !known.has(`/achievement${path}`) && !known.has(`/institution${path}`))
  expect(unknown).toEqual(['/prerequisites/*', '/result/achievedOn', '/person/givenName', '/person/surname'])
  for (const path of guidedPaths) for (const words of [guideFor(path)?.name, guideFor(path)?.meaning, guideFor(path)?.fill]) expect(words, path).toEqual({ nl: expect.stringMatching(/\w{2}/), en: expect.stringMatching(/\w{2}/) })
})
