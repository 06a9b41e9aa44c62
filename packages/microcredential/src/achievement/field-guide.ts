/**
 * What each field of the model is called in plain words (for inside a sentence), what it means, what to do when it is missing, and
 * where the field comes from. Findings, JSON Schemas and docs/model.*.md all take their words here. `*` stands for a list position.
 */
import type { LocalizedText } from '../text/localized-text.ts'
import { achievementFields } from '../field-guide/achievement-fields.ts'
import { awardFields } from '../field-guide/award-fields.ts'
import type { FieldGuide, FieldGuides } from '../field-guide/field-guide.ts'
import { qualityFields } from '../field-guide/quality-fields.ts'

const fields: FieldGuides = { ...achievementFields, ...qualityFields, ...awardFields }

const languageNames: Readonly<Record<string, LocalizedText>> = { nl: { nl: 'het Nederlands', en: 'Dutch' }, en: { nl: 'het Engels', en: 'English' } }

/** The pointers that have a row. */
export const guidedPaths: readonly string[] = Object.keys(fields)

/**
 * The row for this pointer, or undefined. A language below a known field is named in words; in an award the fields of the achievement
 * and of the institution are those of an achievement and an institution.
 */
export function guideFor(path: string): FieldGuide | undefined {
  const pattern = path.replaceAll(/\/\d+(?=\/|$)/g, '/*')
  const own = rowOf(pattern)
  if (own) return own
  const [, parent = '', last = ''] = /^(.+)\/(nl|en)$/.exec(pattern) ?? []
  const [named, language] = [rowOf(parent), languageNames[last]]
  if (!named || !language) return undefined
  return {
    ...named,
    name: { nl: `${named.name.nl} in ${language.nl}`, en: `${named.name.en} in ${language.en}` },
    fill: { nl: `Schrijf deze tekst ook in ${language.nl}.`, en: `Write this text in ${language.en} too.` },
  }
}

function rowOf(pattern: string): FieldGuide | undefined {
  return [pattern, pattern.replace(/^\/(?:achievement|institution)(?=\/)/, '')].map((name) => (Object.hasOwn(fields, name) ? fields[name] : undefined)).find((row) => row !== undefined)
}
