/** Languages and countries in the European authority tables (publications.europa.eu/resource/authority), which use three letters. */
import { concept } from './concept.ts'
import type { Node } from './concept.ts'

const authority = 'http://publications.europa.eu/resource/authority'

// BCP 47 primary subtag and authority code: the official languages of the European Union, those of the Kingdom, and those often taught or spoken here.
const languageCodes = new Map(Object.entries({
  nl: 'NLD', en: 'ENG', de: 'DEU', fr: 'FRA', es: 'SPA', it: 'ITA', pt: 'POR', pl: 'POL', bg: 'BUL', cs: 'CES', da: 'DAN', el: 'ELL', et: 'EST', fi: 'FIN', ga: 'GLE', hr: 'HRV', hu: 'HUN',
  lt: 'LIT', lv: 'LAV', mt: 'MLT', ro: 'RON', sk: 'SLK', sl: 'SLV', sv: 'SWE', fy: 'FRY', pap: 'PAP', ar: 'ARA', tr: 'TUR', zh: 'ZHO', uk: 'UKR', ru: 'RUS', ja: 'JPN', no: 'NOR', la: 'LAT', he: 'HEB',
}))
const languageByCode = new Map([...languageCodes].map(([tag, code]) => [code, tag]))
// ISO 639 has a longer code for some of them, which is no other language.
const longerTags: Readonly<Record<string, string>> = { fry: 'fy', nld: 'nl', eng: 'en', deu: 'de', fra: 'fr' }

/** The language a tag stands for in the table, and whether the tag says more than that ("nl-BE"); undefined when it is not in the table. */
export function languageOf(tag: string): { language: string; exact: boolean } | undefined {
  const primary = tag.split('-')[0] ?? ''
  const language = longerTags[primary] ?? primary
  return languageCodes.has(language) ? { language, exact: tag === language } : undefined
}

/** The concept of a language that {@link languageOf} gave. */
export function languageConcept(language: string): Node {
  const name = (inLanguage: string) => new Intl.DisplayNames([inLanguage], { type: 'language' }).of(language) ?? language
  return concept(`${authority}/language/${languageCodes.get(language) ?? ''}`, `${authority}/language`, { nl: name('nl'), en: name('en') })
}

export function languageFrom(id: string): string | undefined {
  return id.startsWith(`${authority}/language/`) ? languageByCode.get(id.slice(authority.length + '/language/'.length)) : undefined
}

// ISO 3166-1: the European Economic Area, Switzerland, the United Kingdom, the candidates, and the countries of the Kingdom.
const countryCodes = new Map(Object.entries({
  AT: 'AUT', BE: 'BEL', BG: 'BGR', HR: 'HRV', CY: 'CYP', CZ: 'CZE', DK: 'DNK', EE: 'EST', FI: 'FIN', FR: 'FRA', DE: 'DEU', GR: 'GRC', HU: 'HUN', IE: 'IRL', IT: 'ITA', LV: 'LVA', LT: 'LTU',
  LU: 'LUX', MT: 'MLT', NL: 'NLD', PL: 'POL', PT: 'PRT', RO: 'ROU', SK: 'SVK', SI: 'SVN', ES: 'ESP', SE: 'SWE', IS: 'ISL', LI: 'LIE', NO: 'NOR', CH: 'CHE', GB: 'GBR', AL: 'ALB', BA: 'BIH',
  GE: 'GEO', MD: 'MDA', ME: 'MNE', MK: 'MKD', RS: 'SRB', TR: 'TUR', UA: 'UKR', AW: 'ABW', CW: 'CUW', SX: 'SXM', BQ: 'BES', SR: 'SUR',
}))
const countryByCode = new Map([...countryCodes].map(([country, code]) => [code, country]))

/** True when the table has this country (ISO 3166-1 alpha-2). */
export function hasCountry(country: string): boolean {
  return countryCodes.has(country)
}

export function countryConcept(country: string): Node {
  const name = (inLanguage: string) => new Intl.DisplayNames([inLanguage], { type: 'region' }).of(country) ?? country
  return concept(`${authority}/country/${countryCodes.get(country) ?? ''}`, `${authority}/country`, { nl: name('nl'), en: name('en') })
}

export function countryFrom(id: string): string | undefined {
  return id.startsWith(`${authority}/country/`) ? countryByCode.get(id.slice(authority.length + '/country/'.length)) : undefined
}
