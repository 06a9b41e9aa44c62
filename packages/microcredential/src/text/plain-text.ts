/**
 * What text may hold. Text is kept as given and shown isolated by whoever renders it; refused is only what breaks storage or
 * display: control characters (PostgreSQL cannot store NUL), lone surrogates (not Unicode at all) and endless length.
 */
import { z } from 'zod'

/** Longest texts, in characters (code points). The title is edubadges' limit (BadgeClass.name ≤ 255). */
export const textLimits = { name: 200, title: 255, reference: 200, grade: 20, line: 500, outcome: 2_000, text: 10_000, url: 2_048 } as const

type TextFault = 'TEXT_CONTROL_CHARACTER' | 'TEXT_LONE_SURROGATE'

// Line separators are control characters to a single line, as they are to a terminal or a log.
const controlInLine = /[\p{Cc}\p{Zl}\p{Zp}]/u
const controlInText = /[^\P{Cc}\t\n\r]/u

/** The first thing in `text` that may not be there, if any. `lines: 'many'` allows tab, line feed and carriage return. */
export function findTextFault(text: string, lines: 'one' | 'many'): TextFault | undefined {
  if (!text.isWellFormed()) return 'TEXT_LONE_SURROGATE'
  return (lines === 'one' ? controlInLine : controlInText).test(text) ? 'TEXT_CONTROL_CHARACTER' : undefined
}

/** True when nothing would be seen: only white space and invisible format characters. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Z}\p{Cf}\p{Cc}]/u.test(text)
}

/** True when the text can turn the reading direction of what stands beside it (Unicode UAX #9 embeddings, overrides, isolates). */
export function hasBidiControl(text: string): boolean {
  return /[\u202a-\u202e\u2066-\u2069]/.test(text)
}

/**
 * The same two demands as one pattern each, for who reads our JSON Schemas: no control character, no lone surrogate, and unless blank is
 * allowed a character that is seen. Matching takes linear time.
 */
const patterns = {
  one: { refused: String.raw`^[\p{Zs}\p{Cf}]*[^\p{Z}\p{Cc}\p{Cf}\p{Cs}][^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]*$`, allowed: String.raw`^[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]*$` },
  many: { refused: String.raw`^[\t\n\r\p{Z}\p{Cf}]*[^\p{Z}\p{Cc}\p{Cf}\p{Cs}](?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$`, allowed: String.raw`^(?:[^\p{Cc}\p{Cs}]|[\t\n\r])*$` },
} as const

/** A text of one line or many, not longer than `longest`. `blank: 'allowed'` is for drafts. */
export function plainText(longest: number, lines: 'one' | 'many' = 'one', blank: 'refused' | 'allowed' = 'refused') {
  return z.string().min(blank === 'refused' ? 1 : 0).max(longest).check(({ value, issues }) => {
    const fault = findTextFault(value, lines)
    if (fault) issues.push({ code: 'custom', input: undefined, params: { code: fault }, message: fault })
    else if (blank === 'refused' && value !== '' && isBlank(value)) issues.push({ code: 'custom', input: undefined, params: { code: 'MISSING' }, message: 'blank' })
  }).meta({ pattern: patterns[lines][blank] })
}
