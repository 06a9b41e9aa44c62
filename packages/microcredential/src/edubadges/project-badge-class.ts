import type { Achievement } from '../achievement/achievement.ts'
import { pointer } from '../findings.ts'
import type { Loss, Projection } from '../projection.ts'
import { escapeMarkdown } from '../text/markdown-escapes.ts'
import type { Language, LocalizedText } from '../text/localized-text.ts'
import { extension, extensionsRoot } from './badge-class-document.ts'
import type { BadgeClassAlignment, BadgeClassDocument, Extension, ExtensionName } from './badge-class-document.ts'
import { assessmentTypeOf, badgeClassTypeOf, kindOf, languageOf, participationOf, wordFor } from './vocabulary.ts'

export type BadgeClassToProject = {
  achievement: Achievement
  /** The address of the BadgeClass, and that of its issuer. */
  id: string
  issuer: string
  /** The language of its texts: an edubadge has one. */
  language: Language
  /** Where the contexts of the extensions are, without a slash at the end; those of edubadges when absent. */
  contexts?: string
}

/** Alignments an edubadge takes: a list of eight or more is refused. */
const mostAlignments = 7

/**
 * The achievement as an edubadges BadgeClass. One language; several learning outcomes become one text; numbers are exact or left out;
 * codes of programmes lose their register. Deterministic.
 */
export function projectBadgeClass({ achievement, id, issuer, language, contexts = extensionsRoot }: BadgeClassToProject): Projection<BadgeClassDocument> {
  const losses: Loss[] = []
  const lose = (path: readonly (string | number)[], kind: Loss['kind'] = 'left-out'): undefined => { losses.push({ path: pointer(path), kind }) }
  /** The text in the one language. */
  const inLanguage = (text: LocalizedText | undefined, ...path: (string | number)[]): string | undefined => {
    if (text !== undefined) lose(path, 'one-language')
    return text?.[language]
  }
  const words = <Value extends string>(values: readonly Value[] | undefined, table: Readonly<Record<string, Value>>, name: string): string | undefined => {
    const known = values?.map((value, at) => wordFor(table, value) ?? lose([name, at])).filter((word) => word !== undefined) ?? []
    return known.length > 0 ? known.join(',') : undefined
  }
  const markdown = (text: string | undefined): string | undefined => (text === undefined ? undefined : escapeMarkdown(text))
  const { qualityAssurance, supervision, stackability, level, workload } = achievement

  const extensions: Partial<Record<ExtensionName, string | number | readonly number[] | undefined>> = {
    Language: oneLanguage(achievement.languages, lose),
    LearningOutcome: outcomeText(achievement.learningOutcomes, language, lose),
    EQF: level?.eqf,
    ECTS: exactNumber(workload?.ects, ['workload', 'ects'], lose),
    StudyLoad: exactNumber(workload?.sbu, ['workload', 'sbu'], lose),
    TimeInvestment: exactNumber(workload?.hours, ['workload', 'hours'], lose),
    EducationProgramIdentifier: programmeNumbers(achievement.programmeIdentifiers, lose),
  }
  const document: BadgeClassDocument = {
    '@context': 'https://w3id.org/openbadges/v2',
    type: 'BadgeClass',
    id,
    issuer,
    name: inLanguage(achievement.title, 'title') ?? '',
    description: inLanguage(achievement.description, 'description') ?? '',
    ...present({ image: achievement.image?.url }),
    criteria: present({ narrative: markdown(inLanguage(achievement.criteria, 'criteria')) }),
    alignment: alignmentsOf(achievement.alignments, lose),
    tags: [],
    typeBadgeClass: badgeClassTypeOf[achievement.kind],
    ...present({
      participation: words(achievement.participation, participationOf, 'participation'),
      assessmentType: words(achievement.assessmentTypes, assessmentTypeOf, 'assessmentTypes'),
      assessmentSupervised: supervision?.supervised,
      assessmentIdVerified: supervision?.identityVerified,
      qualityAssuranceName: inLanguage(qualityAssurance?.name, 'qualityAssurance', 'name'),
      qualityAssuranceUrl: qualityAssurance?.url,
      qualityAssuranceDescription: markdown(inLanguage(qualityAssurance?.description, 'qualityAssurance', 'description')),
      stackable: stackability?.stackable,
      eqfNlqfLevelVerified: level?.verified,
      formal: achievement.formal,
      expirationPeriod: achievement.validForDays,
    }),
    ...extensionMembers(extensions, contexts),
  }
  if (kindOf[document.typeBadgeClass] !== achievement.kind) lose(['kind'], 'coarser')
  for (const path of nowhere) if (valueOf(achievement, path) !== undefined) lose(path)
  return { document, losses }
}

/** What an edubadge has no place for. */
const nowhere: readonly (readonly string[])[] = [
  ['sector'], ['level', 'nlqf'], ['level', 'cycle'], ['supervision', 'place'], ['prerequisites'], ['stackability', 'explanation'], ['fieldsOfStudy'],
  ['gradeScale'], ['awardableUntil'], ['furtherInformation'],
]

type Lose = (path: readonly (string | number)[], kind?: Loss['kind']) => undefined

function valueOf(achievement: Achievement, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], achievement)
}

function oneLanguage(languages: Achievement['languages'], lose: Lose): string | undefined {
  const kept = languages?.findIndex((language) => wordFor(languageOf, language) !== undefined) ?? -1
  for (const at of languages?.keys() ?? []) if (at !== kept) lose(['languages', at])
  const language = languages?.[kept]
  return language === undefined ? undefined : wordFor(languageOf, language)
}

/** One outcome is its text; more are one text, each on a line of its own. */
function outcomeText(outcomes: Achievement['learningOutcomes'], language: Language, lose: Lose): string | undefined {
  if (outcomes === undefined) return undefined
  if (outcomes.length > 1) lose(['learningOutcomes'], 'coarser')
  else {
    lose(['learningOutcomes', 0, 'text'], 'one-language')
    if (outcomes[0]?.esco !== undefined) lose(['learningOutcomes', 0, 'esco'])
  }
  return outcomes.map(({ text }) => text[language]).join('\n')
}

/** A number that is written the same again: "2.50" is 2.5, which is not. */
function exactNumber(decimal: string | undefined, path: readonly string[], lose: Lose): number | undefined {
  if (decimal === undefined) return undefined
  if (String(Number(decimal)) !== decimal) lose(path, 'coarser')
  return Number(decimal)
}

/** Codes that are numbers; which register they are of is not said, and a code with letters cannot be. */
function programmeNumbers(identifiers: Achievement['programmeIdentifiers'], lose: Lose): readonly number[] | undefined {
  const numbers = identifiers?.flatMap(({ code }, at) => {
    const isNumber = /^[1-9]\d{0,14}$/.test(code)
    lose(isNumber ? ['programmeIdentifiers', at, 'scheme'] : ['programmeIdentifiers', at])
    return isNumber ? [Number(code)] : []
  })
  return numbers && numbers.length > 0 ? numbers : undefined
}

/** Open Badges 2.0 wants a web address of each. */
function alignmentsOf(alignments: Achievement['alignments'], lose: Lose): BadgeClassAlignment[] {
  const kept: BadgeClassAlignment[] = []
  for (const [at, { name, url, framework, code }] of alignments?.entries() ?? []) {
    if (url === undefined || kept.length >= mostAlignments) lose(['alignments', at])
    else kept.push({ targetName: name, targetUrl: url, ...present({ targetFramework: framework, targetCode: code }) })
  }
  return kept
}

function extensionMembers(values: Partial<Record<ExtensionName, string | number | readonly number[] | undefined>>, contexts: string): Record<string, Extension> {
  return Object.fromEntries((Object.keys(values) as ExtensionName[]).flatMap((name) => {
    const value = values[name]
    return value === undefined ? [] : [[`extensions:${name}Extension`, extension(name, value, contexts)]]
  }))
}

type Present<Members> = { [Name in keyof Members]?: Exclude<Members[Name], undefined> }

function present<Members extends Record<string, unknown>>(members: Members): Present<Members> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<Members>
}
