import { assessmentTypeLabels, microcredentialTypeMetadata, participationTypeLabels, type LocalizedText } from '@eduwallet/microcredential'
import { html, type Language } from '@eduwallet/service-shell'
import { claimWords } from './claim-words.ts'

/** Labels and order are those of the type metadata: the page says what the wallet will say. */
const type = microcredentialTypeMetadata('')
const locales = { nl: 'nl-NL', en: 'en' } as const satisfies Record<Language, string>
const placeLabels = { online: { nl: 'online', en: 'online' }, onsite: { nl: 'op locatie', en: 'on site' } } as const
const codeLabels = new Map<string, Map<string, LocalizedText>>([
  ['assessment_type', new Map(Object.entries(assessmentTypeLabels))],
  ['participation', new Map(Object.entries(participationTypeLabels))],
  ['supervision', new Map(Object.entries(placeLabels))],
])

/** The claims of a credential as a description list. Every text is shown as text, in its own direction. */
export function showClaims(claims: Readonly<Record<string, unknown>>, language: Language): string {
  const rows = Object.entries(claims).map(([name, value]) => html`<dt>${labelOf([name], language)}</dt><dd dir="auto">!${show(value, [name], language)}</dd>`)
  return html`<dl>!${rows.join('')}</dl>`
}

function show(value: unknown, path: readonly (string | null)[], language: Language): string {
  if (typeof value === 'string') return html`${readable(value, String(path[0]), language)}`
  if (typeof value === 'number') return html`${String(value)}`
  if (typeof value === 'boolean') return html`${claimWords[language][value ? 'yes' : 'no']}`
  if (Array.isArray(value)) {
    if (value.length === 1) return show(value[0], [...path, null], language)
    return html`<ul>!${value.map((item) => html`<li dir="auto">!${show(item, [...path, null], language)}</li>`).join('')}</ul>`
  }
  if (typeof value !== 'object' || value === null) return ''
  const members = value as Readonly<Record<string, unknown>>
  if (typeof members[language] === 'string') return html`${members[language]}`
  return Object.entries(members).map(([name, member]) => html`<div dir="auto">${labelOf([...path, name], language)}: !${show(member, [...path, name], language)}</div>`).join('')
}

/** Codes, dates, countries and languages in words. */
function readable(value: string, claim: string, language: Language): string {
  try {
    if (claim.startsWith('date_of_')) return new Intl.DateTimeFormat(language === 'nl' ? 'nl-NL' : 'en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(value))
    if (claim === 'issuing_country') return new Intl.DisplayNames([language], { type: 'region' }).of(value) ?? value
    if (claim === 'language_of_classes') return new Intl.DisplayNames([language], { type: 'language' }).of(value) ?? value
  } catch (error) {
    // What has no name in words is shown as it is: a page that cannot be opened helps no learner.
    if (error instanceof RangeError) return value
    throw error
  }
  return codeLabels.get(claim)?.get(value)?.[language] ?? value
}

/** A label of a member begins with that of its claim ("Studielast: EC"), which stands there already. */
function labelOf(path: readonly (string | null)[], language: Language): string {
  const found = type.claims.find((claim) => claim.path.length === path.length && claim.path.every((step, at) => step === path[at]))
  const label = found?.display.find(({ locale }) => locale === locales[language])?.label ?? String(path.at(-1))
  return path.length > 1 ? label.slice(label.indexOf(': ') + 1).trim() : label
}
