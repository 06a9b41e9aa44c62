/**
 * An edubadges BadgeClass as an achievement to finish. It is read in the form of its public address (Open Badges 2.0, plain attributes
 * in camelCase) and in that of the API (`badge_class_type`, `criteria_text`, extensions in one object).
 */
import { draftFromSource } from '../achievement/draft-from-source.ts'
import type { SourceField } from '../achievement/draft-from-source.ts'
import type { AchievementDraft } from '../achievement/achievement.ts'
import { missing } from '../achievement/missing.ts'
import { isDecimal } from '../decimal.ts'
import { fault, pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { notTakenOver } from '../not-taken-over.ts'
import type { Taken } from '../not-taken-over.ts'
import type { Reading } from '../projection.ts'
import { readForeignDocument } from '../read-foreign-document.ts'
import { valueAt } from '../schema-findings.ts'
import { unescapeMarkdown } from '../text/markdown-escapes.ts'
import type { Language } from '../text/localized-text.ts'
import { isBlank } from '../text/plain-text.ts'
import type { ExtensionName } from './badge-class-document.ts'
import { assessmentTypeOf, kindOf, languageOf, participationOf } from './vocabulary.ts'

/** A member of the document, with where it stands. */
type Member = { value: unknown; path: readonly string[] }

/** A BadgeClass. `textLanguage`: the language its texts are in, which it does not say itself. Never throws, whatever it is given. */
export function readBadgeClass(document: unknown, { textLanguage }: { textLanguage: Language }): Reading<AchievementDraft> {
  return readForeignDocument(document, (badgeClass) => badgeClassDraft(badgeClass, textLanguage))
}

/** The draft of a BadgeClass that may stand in an assertion, with pointers below `base`. */
export function badgeClassDraft(document: unknown, language: Language, base: readonly string[] = []): Taken<AchievementDraft> {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return { findings: [fault(pointer(base), 'WRONG_FORM', 'Hier hoort een BadgeClass.', 'This must be a BadgeClass.')] }
  const findings: Finding[] = []
  const refuse = ({ path }: Member, nl: string, en: string): undefined => { findings.push(notTakenOver(pointer(path), nl, en)) }
  /** The first of these names that the document has; the API writes null for what is not there. */
  const member = (...names: (string | readonly string[])[]): Member => {
    const paths = names.map((name) => (typeof name === 'string' ? [name] : name))
    const path = paths.find((candidate) => (valueAt(document, candidate) ?? undefined) !== undefined) ?? paths[0] ?? []
    return { value: valueAt(document, path) ?? undefined, path: [...base, ...path] }
  }
  const extended = (name: ExtensionName): Member => member([`extensions:${name}Extension`, name], ['extensions', `extensions:${name}Extension`, name])
  const text = (from: Member, as: 'text' | 'markdown' = 'text'): string | undefined => {
    if (from.value === undefined) return undefined
    if (typeof from.value !== 'string') return refuse(from, 'Hier hoort tekst.', 'This must be text.')
    const kept = as === 'markdown' ? unescapeMarkdown(from.value) : from.value
    return isBlank(kept) ? undefined : kept
  }
  const inLanguage = (kept: string | undefined): AchievementDraft['title'] => (kept === undefined ? undefined : { [language]: kept })
  const flag = (from: Member): boolean | undefined => (from.value === undefined || typeof from.value === 'boolean' ? from.value : refuse(from, 'Hier hoort waar of onwaar.', 'This must be true or false.'))
  const amount = (from: Member): string | undefined => {
    const decimal = typeof from.value === 'number' ? String(from.value) : undefined
    return from.value === undefined || isDecimal(decimal) ? decimal : refuse(from, 'Hier hoort een getal met hoogstens vier cijfers achter de komma.', 'This must be a number with at most four digits after the point.')
  }
  const words = <Value extends string>(from: Member, table: Readonly<Record<string, Value>>): Value[] | undefined => {
    if (from.value === undefined || from.value === '') return undefined
    if (typeof from.value !== 'string') return refuse(from, 'Hier hoort een lijst met komma’s.', 'This must be a list with commas.')
    const given = from.value.split(',').map((word) => word.trim())
    const known = given.flatMap((word) => (Object.hasOwn(table, word) ? [table[word] as Value] : []))
    if (known.length < given.length) refuse(from, 'Er staat een woord in dat edubadges niet kent.', 'It holds a word that edubadges does not know.')
    return known.length > 0 ? [...new Set(known)] : undefined
  }

  const type = member('typeBadgeClass', 'badge_class_type')
  const kind = typeof type.value === 'string' && Object.hasOwn(kindOf, type.value) ? kindOf[type.value] : undefined
  if (type.value !== undefined && kind === undefined) refuse(type, 'Deze soort edubadge kennen wij niet.', 'We do not know this kind of edubadge.')
  const name = member('name')
  const outcome = text(extended('LearningOutcome'))
  const [eqf, verified] = [extended('EQF'), flag(member('eqfNlqfLevelVerified', 'eqf_nlqf_level_verified'))]
  const [ects, sbu, hours] = [amount(extended('ECTS')), amount(extended('StudyLoad')), amount(extended('TimeInvestment'))]
  const [supervised, identityVerified] = [flag(member('assessmentSupervised', 'assessment_supervised')), flag(member('assessmentIdVerified', 'assessment_id_verified'))]
  const [assuranceName, assuranceUrl] = [member('qualityAssuranceName', 'quality_assurance_name'), member('qualityAssuranceUrl', 'quality_assurance_url')]
  const assurance = { name: inLanguage(text(assuranceName)), description: inLanguage(text(member('qualityAssuranceDescription', 'quality_assurance_description'), 'markdown')), url: text(assuranceUrl) }
  const stackable = flag(member('stackable'))
  const period = member('expirationPeriod', 'expiration_period')
  const tongue = extended('Language')
  const programmes = extended('EducationProgramIdentifier')
  const alignments = member('alignment', 'alignments')
  const image = member(['image', 'id'], 'image')

  const field = <Name extends SourceField['field']>(fieldName: Name, value: AchievementDraft[Name], { path }: Member): SourceField => ({ field: fieldName, value, path: pointer(path) }) as SourceField
  const { draft, findings: malformed } = draftFromSource([
    field('kind', kind, type),
    field('title', inLanguage(text(name)), name),
    field('description', inLanguage(text(member('description'))), member('description')),
    field('criteria', inLanguage(text(member(['criteria', 'narrative'], 'criteria_text'), 'markdown')), member(['criteria', 'narrative'], 'criteria_text')),
    field('learningOutcomes', outcome === undefined ? undefined : [{ text: { [language]: outcome } }], extended('LearningOutcome')),
    field('workload', present({ ects, sbu, hours }), extended('ECTS')),
    field('level', present({ eqf: eqf.value as number | undefined, verified }), eqf),
    field('languages', languagesOf(tongue, refuse), tongue),
    field('assessmentTypes', words(member('assessmentType', 'assessment_type'), assessmentTypeOf), member('assessmentType', 'assessment_type')),
    field('participation', words(member('participation'), participationOf), member('participation')),
    field('qualityAssurance', present(assurance), assuranceUrl),
    field('supervision', present({ supervised, identityVerified }), member('assessmentSupervised', 'assessment_supervised')),
    field('stackability', stackable === undefined ? undefined : { stackable }, member('stackable')),
    field('programmeIdentifiers', programmesOf(programmes, refuse), programmes),
    field('alignments', alignmentsOf(alignments, refuse), alignments),
    field('formal', flag(member('formal')), member('formal')),
    field('validForDays', period.value as number | undefined, period),
    field('image', image.value === undefined ? undefined : { url: image.value as string }, image),
  ])
  const all = [...findings, ...malformed]
  return draft.title === undefined ? { findings: [...all, { ...missing('/title'), path: pointer(name.path) }] } : { value: draft, findings: all }
}

type Refuse = (from: Member, nl: string, en: string) => undefined

function languagesOf(tongue: Member, refuse: Refuse): string[] | undefined {
  if (tongue.value === undefined) return undefined
  const language = typeof tongue.value === 'string' && Object.hasOwn(languageOf, tongue.value) ? languageOf[tongue.value] : undefined
  return language === undefined ? refuse(tongue, 'Deze taal kent edubadges niet.', 'edubadges does not know this language.') : [language]
}

/** Numbers without the register they are of: RIO's, or CREBO's or CROHO's of before. */
function programmesOf(programmes: Member, refuse: Refuse): AchievementDraft['programmeIdentifiers'] {
  if (programmes.value === undefined) return undefined
  const given: unknown[] = Array.isArray(programmes.value) ? programmes.value : [programmes.value]
  const numbers = given.filter((number) => typeof number === 'number' && Number.isSafeInteger(number) && number > 0)
  if (numbers.length < given.length) refuse(programmes, 'Hier horen getallen.', 'These must be numbers.')
  return numbers.length > 0 ? numbers.map((number) => ({ code: String(number) })) : undefined
}

function alignmentsOf(alignments: Member, refuse: Refuse): AchievementDraft['alignments'] {
  if (alignments.value === undefined) return undefined
  const given: unknown[] = Array.isArray(alignments.value) ? alignments.value : [alignments.value]
  const read = given.flatMap((entry) => {
    const [name, url, framework, code] = [['targetName', 'target_name'], ['targetUrl', 'target_url'], ['targetFramework', 'target_framework'], ['targetCode', 'target_code']].map((names) => names.map((key) => valueAt(entry, [key])).find((value) => typeof value === 'string' && value !== ''))
    return typeof name === 'string' ? [present({ name, framework, code, url }) as NonNullable<AchievementDraft['alignments']>[number]] : []
  })
  if (read.length < given.length) refuse(alignments, 'Een verwijzing zonder naam zegt niets.', 'An alignment without a name says nothing.')
  return read.length > 0 ? read : undefined
}

/** Only what is there; undefined when nothing is. */
function present<Members extends Record<string, unknown>>(members: Members): { [Name in keyof Members]?: Exclude<Members[Name], undefined> } | undefined {
  const filled = Object.entries(members).filter(([, value]) => value !== undefined)
  return filled.length > 0 ? Object.fromEntries(filled) as { [Name in keyof Members]?: Exclude<Members[Name], undefined> } : undefined
}
