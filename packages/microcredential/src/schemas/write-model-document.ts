/**
 * The documentation of every field, as Markdown in one language: docs/model.nl.md and docs/model.en.md. Made from the schemas, the field
 * guide, the rules and the European elements, so that it cannot say anything else than they do.
 */
import { achievementRules, type AchievementRule } from '../achievement/rules.ts'
import { guideFor } from '../achievement/field-guide.ts'
import { achievementKindLabels, sectors } from '../achievement/vocabulary.ts'
import { europeanElements } from '../european-elements.ts'
import type { Language } from '../text/localized-text.ts'
import { membersOf } from './json-schema.ts'
import { modelSchemaPath, modelSchemas, type ModelSchemaName } from './model-schemas.ts'
import { typeInWords } from './type-in-words.ts'
import { modelJsonSchema } from './write-json-schema.ts'

/** The schemas that have a chapter, each with the fields that another chapter tells of. */
const chapters: readonly { name: ModelSchemaName; elsewhere?: RegExp }[] = [
  { name: 'achievement' }, { name: 'awarded-achievement', elsewhere: /^\/(?:achievement|institution)\// }, { name: 'awarding-institution' }, { name: 'result-row' }, { name: 'reported-result' },
]

/** What the European elements call a field of the award. */
const elementPaths: Readonly<Record<string, string>> = { '/awardedOn': '/result/achievedOn', '/achievedOn': '/result/achievedOn' }

const words = {
  nl: {
    title: 'De velden van het model',
    made: 'Gemaakt door `npm run generate` uit het schema, de veldenlijst, de regels en de Europese elementen. Verander het daar.',
    intro: '`*` staat voor een plaats in een lijst. Een tekst in twee talen heeft de velden `nl` en `en`. “Altijd” betekent dat het schema het veld eist zodra er is waar het in staat; een regel eist het alleen van de soorten en sectoren die erbij staan, en op de dagen waarop de regel geldt. Hetzelfde als JSON Schema staat bij elke issuer op het adres dat bij elk hoofdstuk staat.',
    field: 'Veld', meaning: 'Wat het is', fill: 'Wat vult u in', type: 'Waarden', source: 'Komt uit', needed: 'Wie heeft het nodig', always: 'altijd', optional: '–', element: 'Europees element', claim: 'claim',
    rules: 'De regels', rule: 'Regel', says: 'Wat de regel zegt', holds: 'Geldt', about: 'Voor', weight: 'Gewicht', error: 'moet', warning: 'let op', from: 'vanaf', until: 'tot en met', ever: 'altijd', present: 'Ingevuld is', one: 'Ten minste één is ingevuld',
  },
  en: {
    title: 'The fields of the model',
    made: 'Made by `npm run generate` from the schema, the field guide, the rules and the European elements. Change it there.',
    intro: '`*` stands for a place in a list. A text in two languages has the fields `nl` and `en`. “Always” means that the schema demands the field once what it is part of is there; a rule demands it only of the kinds and sectors beside it, on the days on which it holds. Every issuer has the same as JSON Schema at the address in each chapter.',
    field: 'Field', meaning: 'What it is', fill: 'What to fill in', type: 'Values', source: 'Comes from', needed: 'Who needs it', always: 'always', optional: '–', element: 'European element', claim: 'claim',
    rules: 'The rules', rule: 'Rule', says: 'What it says', holds: 'Holds', about: 'For', weight: 'Weight', error: 'must', warning: 'look', from: 'from', until: 'until and including', ever: 'always', present: 'Filled in is', one: 'At least one is filled in',
  },
} as const

/** The whole document. The same each time for the same model. */
export function writeModelDocument(language: Language): string {
  const say = words[language]
  return `${[`# ${say.title}`, '', say.made, '', say.intro, '', ...chapters.flatMap((chapter) => writeChapter(chapter, language)), ...writeRules(language)].join('\n')}\n`
}

function writeChapter({ name, elsewhere }: (typeof chapters)[number], language: Language): string[] {
  const say = words[language]
  const { title, description, guide } = modelSchemas[name]
  const members = [...membersOf(modelJsonSchema(name))].filter(({ path }) => !/\/(?:nl|en)$/.test(path) && elsewhere?.test(path) !== true)
  const rows = members.map(({ path, schema, required }) => {
    const row = guideFor(`${guide}${path}`)
    if (row === undefined) throw new RangeError(`the field ${path} of ${name} has no row in the field guide`)
    return [`\`${path}\``, `**${upper(row.name[language])}.** ${row.meaning[language]}`, row.fill[language], typeInWords(schema, language), row.source ?? say.optional, neededBy(name, path, required, language)]
  })
  return [
    `## ${title[language]}`, '', description[language], '', `JSON Schema: \`{publicUrl}${modelSchemaPath(name)}\``, '',
    ...table([say.field, say.meaning, say.fill, say.type, say.source, say.needed], rows), '',
  ]
}

/** The schema itself, the European elements with the claim of our credential, and the rules by their ids. */
function neededBy(name: ModelSchemaName, path: string, required: boolean, language: Language): string {
  const say = words[language]
  const keeper = name === 'achievement' ? 'achievement' : name === 'awarding-institution' ? 'institution' : 'award'
  const elements = europeanElements.filter((element) => element.keptBy === keeper && element.path === (elementPaths[path] ?? path))
  const rules = name === 'achievement' ? achievementRules.filter((rule) => pathOf(rule) === path || (rule.demand === 'one-of' && rule.units.some((unit) => path === `/workload/${unit}`))) : []
  const needs = [
    ...(required ? [say.always] : []),
    ...elements.map(({ number, claims }) => `${say.element} ${number} (${say.claim} ${claims.map((claim) => `\`${claim}\``).join(', ')})`),
    ...rules.map(({ id }) => `\`${id}\``),
  ]
  return needs.length === 0 ? say.optional : needs.join('; ')
}

function pathOf(rule: AchievementRule): string {
  if (rule.demand === 'present' || rule.demand === 'one-of') return rule.path
  return rule.demand === 'hours-per-ects' ? '/workload/hours' : `/workload/${rule.unit}`
}

function writeRules(language: Language): string[] {
  const say = words[language]
  const rows = achievementRules.map((rule) => [
    `\`${rule.id}\``, rule.message?.[language] ?? demandInWords(rule, language), rule.source, daysInWords(rule, language),
    `${rule.kinds.map((kind) => achievementKindLabels[kind][language]).join(', ')}${rule.sectors.length === sectors.length ? '' : ` (${rule.sectors.join(', ')})`}`,
    say[rule.severity],
  ])
  return [`## ${say.rules}`, '', ...table([say.rule, say.says, say.source, say.holds, say.about, say.weight], rows)]
}

function demandInWords(rule: AchievementRule, language: Language): string {
  const say = words[language]
  return rule.demand === 'one-of'
    ? `${say.one}: ${rule.units.map((unit) => guideFor(`/workload/${unit}`)?.name[language] ?? unit).join(', ')}.`
    : `${say.present}: ${guideFor(pathOf(rule))?.name[language] ?? pathOf(rule)}.`
}

function daysInWords({ validFrom, validUntil }: AchievementRule, language: Language): string {
  const say = words[language]
  const days = [...(validFrom === undefined ? [] : [`${say.from} ${validFrom}`]), ...(validUntil === undefined ? [] : [`${say.until} ${validUntil}`])]
  return days.length === 0 ? say.ever : days.join(' ')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', String.raw`\|`)).join(' | ')} |`
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)]
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
