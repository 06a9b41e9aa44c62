import { z } from 'zod'
import { plainText } from './plain-text.ts'

/** The languages every text exists in. */
export const languages = ['nl', 'en'] as const
export type Language = (typeof languages)[number]

/** A text in Dutch and in English. */
export const localizedTextSchema = localizedText(10_000, 'many')
export type LocalizedText = z.infer<typeof localizedTextSchema>

/** Schema of a text that must be there in both languages, each at most `longest` characters. */
export function localizedText(longest: number, lines: 'one' | 'many' = 'one') {
  return z.strictObject({ nl: plainText(longest, lines), en: plainText(longest, lines) })
}

/** The same while it is being written: a language may be absent or empty. */
export function localizedTextDraft(longest: number, lines: 'one' | 'many' = 'one') {
  return z.strictObject({ nl: plainText(longest, lines, 'allowed').optional(), en: plainText(longest, lines, 'allowed').optional() })
}
