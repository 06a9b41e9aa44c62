/** Texts of OOAPI: lists of {language, value}, of which the model keeps one Dutch and one English. */
import { pointer, warning } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { notTakenOver } from '../not-taken-over.ts'
import type { Taken } from '../not-taken-over.ts'
import { valueAt } from '../schema-findings.ts'
import { longestMarkup, markupToPlainText } from '../text/markup-to-plain-text.ts'
import { findTextFault, isBlank, textLimits } from '../text/plain-text.ts'
import { bcp47Of } from './teaching-language.ts'

export type TextInLanguages = { nl?: string; en?: string }
type Path = readonly (string | number)[]

/** `name`: one line, as it is. `text`: many lines, in which OOAPI allows Markdown and catalogues send HTML; kept as plain text. */
type Form = { as: 'name' | 'text'; longest: number }

/** The Dutch and the English text of a list of {language, value}; the first of each. */
export function readTexts(value: unknown, path: Path, form: Form): Taken<TextInLanguages> {
  if (value === undefined || value === null) return { findings: [] }
  if (!Array.isArray(value)) return { findings: [notTakenOver(pointer(path), 'Hier hoort een lijst van teksten met hun taal.', 'This must be a list of texts with their language.')] }
  const texts: TextInLanguages = {}
  const findings: Finding[] = []
  for (const [at, entry] of value.slice(0, 100).entries()) {
    const [tag, text] = [valueAt(entry, ['language']), valueAt(entry, ['value'])]
    const here = pointer([...path, at])
    const language = typeof tag === 'string' ? bcp47Of(tag)?.split('-')[0] : undefined
    if (typeof text !== 'string' || language === undefined) findings.push(notTakenOver(here, 'Dit is geen tekst met een taal.', 'This is not a text with a language.'))
    else if (language !== 'nl' && language !== 'en') findings.push(notTakenOver(here, 'Deze tekst is niet in het Nederlands of het Engels.', 'This text is neither Dutch nor English.'))
    else if (texts[language] !== undefined) findings.push(notTakenOver(here, 'Er is al een tekst in deze taal.', 'There is a text in this language already.'))
    else {
      const { value: kept, findings: own } = readText(text, pointer([...path, at, 'value']), form)
      findings.push(...own)
      if (kept !== undefined) texts[language] = kept
    }
  }
  return { value: Object.keys(texts).length > 0 ? texts : undefined, findings }
}

function readText(text: string, path: string, { as, longest }: Form): Taken<string> {
  if (text.length > longestMarkup) return { findings: [notTakenOver(path, 'Deze tekst is te lang.', 'This text is too long.')] }
  const kept = as === 'text' ? markupToPlainText(text) : text.trim()
  if (isBlank(kept)) return { findings: [] }
  if (kept.length > longest) return { findings: [notTakenOver(path, `Deze tekst is te lang: hoogstens ${longest} tekens.`, `This text is too long: at most ${longest} characters.`)] }
  if (findTextFault(kept, as === 'text' ? 'many' : 'one') !== undefined) return { findings: [notTakenOver(path, 'Er staan tekens in die in geen tekst horen.', 'It holds characters that belong in no text.')] }
  const changed = as === 'text' && kept !== text.replaceAll(/\r\n?/g, '\n').split('\n').map((line) => line.trimEnd()).join('\n').trim()
  return { value: kept, findings: changed ? [warning(path, 'MARKUP_REMOVED', 'De opmaak is weggelaten; de woorden zijn gebleven. Lees de tekst na.', 'The markup was left out; the words are kept. Read the text over.')] : [] }
}

/** Learning outcomes: in v5 a list of lists of {language, value}, in v6 a list of expanded learning outcomes with a name. */
export function readLearningOutcomes(value: unknown, path: Path): Taken<{ text: TextInLanguages }[]> {
  if (value === undefined || value === null) return { findings: [] }
  if (!Array.isArray(value)) return { findings: [notTakenOver(pointer(path), 'Hier hoort een lijst van leeruitkomsten.', 'This must be a list of learning outcomes.')] }
  const read = value.map((entry: unknown, at) => {
    const texts = Array.isArray(entry) ? { value: entry, path: [...path, at] } : { value: valueAt(entry, ['name']), path: [...path, at, 'name'] }
    return texts.value === undefined
      ? { findings: [notTakenOver(pointer([...path, at]), 'Deze leeruitkomst heeft geen tekst. Stuur haar uitgeklapt mee.', 'This learning outcome has no text. Send it expanded.')] }
      : readTexts(texts.value, texts.path, { as: 'text', longest: textLimits.outcome })
  })
  const outcomes = read.flatMap(({ value: text }: Taken<TextInLanguages>) => (text === undefined ? [] : [{ text }]))
  return { value: outcomes.length > 0 ? outcomes : undefined, findings: read.flatMap(({ findings }) => findings) }
}
