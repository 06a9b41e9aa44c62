/** What the standards say of an achievement, as lines of text for people. */
import { guideFor } from '../achievement/field-guide.ts'
import type { Loss } from '../projection.ts'
import type { Language } from '../text/localized-text.ts'
import type { StandardCheck } from './check-standards.ts'

const words = {
  nl: {
    satisfied: 'voldoet', lacking: 'voldoet niet', not_applicable: 'niet van toepassing', error: 'moet', warning: 'let op', whole: 'het geheel',
    'left-out': 'komt niet mee', 'one-language': 'in één taal', coarser: 'in een ruimer woord',
  },
  en: {
    satisfied: 'satisfied', lacking: 'not satisfied', not_applicable: 'does not apply', error: 'must', warning: 'look', whole: 'the whole of it',
    'left-out': 'not in its documents', 'one-language': 'in one language', coarser: 'in a wider word',
  },
} as const

/** For each standard a line, and below it what it lacks and what its documents would not say. */
export function reportStandards(checks: readonly StandardCheck[], language: Language): string {
  const say = words[language]
  const lines = checks.flatMap(({ name, outcome, findings, losses = [] }) => [
    `${name[language]}: ${say[outcome]}`,
    ...findings.map(({ severity, path, message }) => `  ${say[severity]}: ${path === '' ? say.whole : path}. ${message[language]}`),
    ...(['left-out', 'one-language', 'coarser'] as const).flatMap((kind) => lineOf(say[kind], losses.filter((loss) => loss.kind === kind), language)),
  ])
  return `${lines.join('\n')}\n`
}

function lineOf(word: string, losses: readonly Loss[], language: Language): string[] {
  return losses.length === 0 ? [] : [`  ${word}: ${losses.map(({ path }) => guideFor(path)?.name[language] ?? path).join('; ')}`]
}
