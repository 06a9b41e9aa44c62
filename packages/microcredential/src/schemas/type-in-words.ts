import { calendarDateSchema } from '../calendar.ts'
import { decimalSchema } from '../decimal.ts'
import type { Language } from '../text/localized-text.ts'
import type { JsonSchema } from './json-schema.ts'
import { webAddressSchema } from '../achievement/achievement.ts'
import { z } from 'zod'

const words = {
  nl: {
    boolean: 'waar of onwaar', object: 'object', integer: (least: string, most: string) => `heel getal van ${least} tot en met ${most}`, text: (most: string) => `tekst, hoogstens ${most} tekens`,
    both: (text: string) => `${text}, in het Nederlands (\`nl\`) en het Engels (\`en\`)`, list: (item: string, most: string) => `lijst van hoogstens ${most}: ${item}`,
    date: 'datum, jjjj-mm-dd', decimal: 'getal als tekst, met een punt', address: 'webadres, https', or: ' of ', pattern: (pattern: string) => `tekst van de vorm ${pattern}`,
  },
  en: {
    boolean: 'true or false', object: 'object', integer: (least: string, most: string) => `whole number from ${least} to ${most}`, text: (most: string) => `text, at most ${most} characters`,
    both: (text: string) => `${text}, in Dutch (\`nl\`) and English (\`en\`)`, list: (item: string, most: string) => `list of at most ${most}: ${item}`,
    date: 'date, YYYY-MM-DD', decimal: 'number as text, with a point', address: 'web address, https', or: ' or ', pattern: (pattern: string) => `text of the form ${pattern}`,
  },
} as const

const patternOf = (schema: z.ZodType): string | undefined => (z.toJSONSchema(schema) as JsonSchema).pattern
const known = { date: patternOf(calendarDateSchema), decimal: patternOf(decimalSchema), address: patternOf(webAddressSchema) }

/** What values a field takes, in words, as Markdown. */
export function typeInWords(schema: JsonSchema, language: Language): string {
  const say = words[language]
  const code = (value: unknown): string => `\`${String(value)}\``
  const number = (value: number | undefined): string => new Intl.NumberFormat({ nl: 'nl-NL', en: 'en-GB' }[language]).format(value ?? Number.NaN)
  if (schema.anyOf) return schema.anyOf.map((one) => typeInWords(one, language)).join(say.or)
  if (schema.enum) return schema.enum.map(code).join(', ')
  if (schema.const !== undefined) return code(schema.const)
  if (schema.type === 'array') return say.list(typeInWords(schema.items ?? {}, language), number(schema.maxItems))
  if (schema.type === 'boolean') return say.boolean
  if (schema.type === 'integer') return say.integer(number(schema.minimum), number(schema.maximum))
  if (schema.type === 'object') return schema.properties?.['nl'] && schema.properties['en'] ? say.both(typeInWords(schema.properties['nl'], language)) : say.object
  if (schema.type !== 'string') throw new RangeError('a type that has no words yet: add them to type-in-words.ts')
  const special = (['date', 'decimal', 'address'] as const).find((name) => schema.pattern === known[name])
  if (special) return say[special]
  // Only what is seen of a code is a pattern that people can read; texts have one about characters that are not seen.
  return schema.pattern === undefined || schema.pattern.includes(String.raw`\p{`) ? say.text(number(schema.maxLength)) : say.pattern(code(schema.pattern))
}
