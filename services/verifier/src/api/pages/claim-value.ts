import { html, type Language } from '@eduwallet/service-shell'
import { assessmentTypeLabels, participationTypeLabels, toldClaims } from '@eduwallet/microcredential'
import { words } from './words.ts'

const MAX_DEPTH = 4

/**
 * Shows the value of a claim as HTML. It is text of others: everything is escaped, and each piece is isolated
 * (`<bdi>`) so that writing direction in it does not reach the rest of the page. Of localised text
 * (`{nl, en}`) the page's language is shown, and the other one where that is missing.
 */
export function claimValueHtml(name: string, value: unknown, language: Language, depth = 0): string {
  if (depth > MAX_DEPTH || value === null || value === undefined) return ''
  if (typeof value === 'boolean') return words[language][value ? 'yes' : 'no']
  if (typeof value === 'string' || typeof value === 'number') return html`<bdi>${codeWord(name, value, language) ?? readable(String(value), language)}</bdi>`
  if (Array.isArray(value)) return html`<ul>!${value.map((item) => html`<li>!${claimValueHtml(name, item, language, depth + 1)}</li>`)}</ul>`
  if (typeof value !== 'object') return ''
  const members = value as Record<string, unknown>
  const localised = members[language] ?? members.nl ?? members.en
  if (typeof localised === 'string') return html`<bdi>${localised}</bdi>`
  if (name === 'workload') return workloadHtml(members, language)
  return html`<ul>!${Object.entries(members).map(([key, member]) => html`<li><bdi>${memberLabel(name, key, language)}</bdi>: !${claimValueHtml(key, member, language, depth + 1)}</li>`)}</ul>`
}

/** Words that stand for something in our own model, in the language of the page. */
const codeWords: Readonly<Record<string, Readonly<Record<string, { readonly nl: string; readonly en: string }>>>> = {
  assessment_type: assessmentTypeLabels,
  participation: participationTypeLabels,
}

/** Claims whose values are codes of countries or languages, and of which. */
const namedCodes: Readonly<Record<string, 'region' | 'language'>> = { issuing_country: 'region', language_of_classes: 'language' }

function codeWord(name: string, value: unknown, language: Language): string | undefined {
  const named = Object.hasOwn(namedCodes, name) ? namedCodes[name] : undefined
  if (named !== undefined && typeof value === 'string') return nameOf(value, named, language)
  const known = Object.hasOwn(codeWords, name) ? codeWords[name] : undefined
  return known !== undefined && typeof value === 'string' && Object.hasOwn(known, value) ? known[value]?.[language] : undefined
}

/** The name of a country or language; undefined for what is no such code. */
function nameOf(code: string, type: 'region' | 'language', language: Language): string | undefined {
  try {
    return new Intl.DisplayNames([language], { type }).of(code)
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** What a member of a claim is called; its own name when that is not known. */
function memberLabel(name: string, key: string, language: Language): string {
  const form = toldClaims.find((claim) => claim.name === name)?.form
  return (typeof form === 'object' ? form.find((member) => member.name === key)?.label[language] : undefined) ?? key
}

/** The amount of study in whichever units it is given: EC, SBU or hours. */
function workloadHtml(members: Record<string, unknown>, language: Language): string {
  const units = words[language].workload
  const amounts = (['ects', 'sbu', 'hours'] as const).flatMap((unit) => {
    const amount = members[unit]
    return typeof amount === 'number' || typeof amount === 'string' ? [`${String(amount)} ${units[unit]}`] : []
  })
  return html`<bdi>${amounts.join(', ')}</bdi>`
}

/** A date as people of this language write it; anything else as it is. */
function readable(text: string, language: Language): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return text
  const date = new Date(`${text}T00:00:00Z`)
  return Number.isNaN(date.getTime()) ? text : new Intl.DateTimeFormat(language === 'nl' ? 'nl-NL' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(date)
}
