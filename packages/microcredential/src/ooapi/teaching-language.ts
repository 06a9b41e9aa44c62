import { pointer } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { notTakenOver } from '../not-taken-over.ts'
import type { Taken } from '../not-taken-over.ts'

// Codes of ISO 639-2 that name no language.
const noLanguages = new Set(['mis', 'mul', 'und', 'zxx'])

/**
 * The BCP 47 tag for a language code of OOAPI: ISO 639-2 in v5 ("nld", "dut"), anything of RFC 4647 in v6 ("nl-NL"). The three-letter
 * code becomes the two-letter one where there is one, by the alias data of Unicode CLDR. `undefined` for what names no language.
 */
export function bcp47Of(code: string): string | undefined {
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{1,8})*$/i.test(code) || code.length > 35) return undefined
  try {
    const { language, baseName } = new Intl.Locale(code)
    return language === undefined || noLanguages.has(language) ? undefined : baseName
  } catch {
    return undefined
  }
}

/** Languages of instruction: one code in v5, a list of them in v6. */
export function readTeachingLanguages(value: unknown, path: readonly string[]): Taken<string[]> {
  if (value === undefined || value === null) return { findings: [] }
  const languages = new Set<string>()
  const findings: Finding[] = []
  for (const [at, code] of (Array.isArray(value) ? value as unknown[] : [value]).entries()) {
    const tag = typeof code === 'string' ? bcp47Of(code.trim()) : undefined
    if (tag === undefined) findings.push(notTakenOver(pointer(Array.isArray(value) ? [...path, at] : path), 'Dit is geen taalcode van drie letters (ISO 639-2).', 'This is not a language code of three letters (ISO 639-2).'))
    else languages.add(tag)
  }
  return { value: languages.size > 0 ? [...languages] : undefined, findings }
}
