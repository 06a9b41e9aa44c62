/**
 * An edubadges BadgeClass as an achievement to finish. It is read in the form of its public address (Open Badges 2.0, plain attributes
 * in camelCase) and in that of the API (`badge_class_type`, `criteria_text`, extensions in one object).
 */
import { draftFromSource } from '../achievement/draft-from-source.ts'
import type { SourceField } from '../achievement/draft-from-source.ts'
import type { AchievementDraft } from '../achievement/achievement.ts'
import { missing } from '../achievement/missing.ts'
import { fault, pointer } from '../findings.ts'
import type { Taken } from '../not-taken-over.ts'
import type { Reading } from '../projection.ts'
import { readForeignDocument } from '../read-foreign-document.ts'
import { valueAt } from '../schema-findings.ts'
import type { Language } from '../text/localized-text.ts'
import type { ExtensionName } from './badge-class-document.ts'
import { membersOf, present } from './document-members.ts'
import type { DocumentMembers, Member } from './document-members.ts'
import { assessmentTypeOf, kindOf, languageOf, participationOf } from './vocabulary.ts'

/** A BadgeClass. `textLanguage`: the language its texts are in, which it does not say itself. Never throws, whatever it is given. */
export function readBadgeClass(document: unknown, { textLanguage }: { textLanguage: Language }): Reading<AchievementDraft> {
  return readForeignDocument(document, (badgeClass) => badgeClassDraft(badgeClass, textLanguage))
}

/** The draft of a BadgeClass that may stand in an assertion, with pointers below `base`. */
export function badgeClassDraft(document: unknown, language: Language, base: readonly string[] = []): Taken<AchievementDraft> {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return { findings: [fault(pointer(base), 'WRONG_FORM', 'Hier hoort een BadgeClass.', 'This must be a BadgeClass.')] }
  const members = membersOf(document, base)
  const { member, text, markdown, flag, amount, words } = members
  const extended = (name: ExtensionName) => member([`extensions:${name}Extension`, name], ['extensions', `extensions:${name}Extension`, name])
  const inLanguage = (written: string | undefined) => (written === undefined ? undefined : { [language]: written })

  const from = {
    type: member('typeBadgeClass', 'badge_class_type'),
    name: member('name'),
    description: member('description'),
    criteria: member(['criteria', 'narrative'], 'criteria_text'),
    participation: member('participation'),
    assessmentType: member('assessmentType', 'assessment_type'),
    assessmentSupervised: member('assessmentSupervised', 'assessment_supervised'),
    qualityAssuranceName: member('qualityAssuranceName', 'quality_assurance_name'),
    stackable: member('stackable'),
    formal: member('formal'),
    expirationPeriod: member('expirationPeriod', 'expiration_period'),
    alignment: member('alignment', 'alignments'),
    image: member(['image', 'id'], 'image'),
    learningOutcome: extended('LearningOutcome'),
    eqf: extended('EQF'),
    ects: extended('ECTS'),
    language: extended('Language'),
    programme: extended('EducationProgramIdentifier'),
  }
  const outcome = text(from.learningOutcome)
  const stackable = flag(from.stackable)
  const taught = oneWord(from.language, languageOf, members)
  const field = (name: SourceField['field'], value: unknown, { path }: Member): SourceField => ({ field: name, value, path: pointer(path) })
  const { draft, findings } = draftFromSource([
    field('kind', oneWord(from.type, kindOf, members), from.type),
    field('title', inLanguage(text(from.name)), from.name),
    field('description', inLanguage(text(from.description)), from.description),
    field('criteria', inLanguage(markdown(from.criteria)), from.criteria),
    field('learningOutcomes', outcome && [{ text: inLanguage(outcome) }], from.learningOutcome),
    field('workload', present({ ects: amount(from.ects), sbu: amount(extended('StudyLoad')), hours: amount(extended('TimeInvestment')) }), from.ects),
    field('level', present({ eqf: from.eqf.value, verified: flag(member('eqfNlqfLevelVerified', 'eqf_nlqf_level_verified')) }), from.eqf),
    field('languages', taught && [taught], from.language),
    field('assessmentTypes', words(from.assessmentType, assessmentTypeOf), from.assessmentType),
    field('participation', words(from.participation, participationOf), from.participation),
    field('qualityAssurance', present({
      name: inLanguage(text(from.qualityAssuranceName)),
      description: inLanguage(markdown(member('qualityAssuranceDescription', 'quality_assurance_description'))),
      url: text(member('qualityAssuranceUrl', 'quality_assurance_url')),
    }), from.qualityAssuranceName),
    field('supervision', present({ supervised: flag(from.assessmentSupervised), identityVerified: flag(member('assessmentIdVerified', 'assessment_id_verified')) }), from.assessmentSupervised),
    field('stackability', stackable === undefined ? undefined : { stackable }, from.stackable),
    field('programmeIdentifiers', programmesOf(from.programme, members), from.programme),
    field('alignments', alignmentsOf(from.alignment, members), from.alignment),
    field('formal', flag(from.formal), from.formal),
    field('validForDays', from.expirationPeriod.value, from.expirationPeriod),
    field('image', from.image.value === undefined ? undefined : { url: from.image.value }, from.image),
  ])
  const all = [...members.findings, ...findings]
  return draft.title === undefined ? { findings: [...all, { ...missing('/title'), path: pointer(from.name.path) }] } : { value: draft, findings: all }
}

function oneWord<Value extends string>(from: Member, table: Readonly<Record<string, Value>>, { leaveOut }: DocumentMembers): Value | undefined {
  if (from.value === undefined) return undefined
  return (typeof from.value === 'string' && Object.hasOwn(table, from.value) ? table[from.value] : undefined) ?? leaveOut(from, 'Dit woord kent edubadges niet.', 'edubadges does not know this word.')
}

/** Numbers without the register they are of: RIO's, or CREBO's or CROHO's of before. */
function programmesOf(from: Member, { each, leaveOut }: DocumentMembers): { code: string }[] | undefined {
  const given = each(from)
  const numbers = given.filter((number) => Number.isSafeInteger(number) && Number(number) > 0)
  if (numbers.length < given.length) leaveOut(from, 'Hier horen getallen.', 'These must be numbers.')
  return numbers.length > 0 ? numbers.map((number) => ({ code: String(number) })) : undefined
}

function alignmentsOf(from: Member, { each, leaveOut }: DocumentMembers): Record<string, unknown>[] | undefined {
  const given = each(from)
  const read = given.flatMap((entry) => {
    const either = (...names: string[]) => names.map((name) => valueAt(entry, [name])).find((value) => typeof value === 'string' && value !== '')
    const name = either('targetName', 'target_name')
    return name === undefined ? [] : [{ name, ...present({ framework: either('targetFramework', 'target_framework'), code: either('targetCode', 'target_code'), url: either('targetUrl', 'target_url') }) }]
  })
  if (read.length < given.length) leaveOut(from, 'Een verwijzing zonder naam zegt niets.', 'An alignment without a name says nothing.')
  return read.length > 0 ? read : undefined
}
