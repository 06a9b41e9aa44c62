/**
 * The card a wallet draws for our microcredential: an SVG template (draft-ietf-oauth-sd-jwt-vc-13 #svg_rendering) per language.
 * `{{…}}` is the place of a claim, by its `svg_id`, and stands only where an element has text. No style sheet, no script, no image
 * from elsewhere: whoever draws it tells nobody.
 */
import type { Language } from '../text/localized-text.ts'

/** Dark blue and white: a contrast of 11 to 1. */
export const cardColours = { background: '#0b3d5c', text: '#ffffff' } as const

const labels = {
  nl: { card: 'Microcredential', earnedBy: 'Behaald door', awardedOn: 'Toegekend op' },
  en: { card: 'Microcredential', earnedBy: 'Earned by', awardedOn: 'Awarded on' },
} as const

/** The template in this language. The same text every time: the type metadata holds a hash of it. */
export function cardTemplate(language: Language): string {
  const { card, earnedBy, awardedOn } = labels[language]
  const title = `{{achievement_title_${language}}}`
  const institution = `{{issuing_authority_${language}}}`
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400" role="img" aria-labelledby="name details" lang="${language}" xml:lang="${language}">
  <title id="name">${card}: ${title}</title>
  <desc id="details">${institution}. ${earnedBy} {{given_name}} {{family_name}}. ${awardedOn} {{date_of_issuance}}.</desc>
  <rect width="640" height="400" rx="24" fill="${cardColours.background}"/>
  <g fill="${cardColours.text}" font-family="sans-serif" aria-hidden="true">
    <text x="40" y="64" font-size="20">${institution}</text>
    <text x="40" y="152" font-size="16">${card}</text>
    <text x="40" y="188" font-size="28" font-weight="bold">${title}</text>
    <text x="40" y="272" font-size="14">${earnedBy}</text>
    <text x="40" y="298" font-size="20"><tspan>{{given_name}}</tspan> <tspan>{{family_name}}</tspan></text>
    <text x="40" y="342" font-size="14">${awardedOn}</text>
    <text x="40" y="366" font-size="18">{{date_of_issuance}}</text>
  </g>
</svg>
`
}
