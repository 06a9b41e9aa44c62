import { expect, it } from 'vitest'
import { claimValueHtml } from './claim-value.ts'

it.each([
  ['issuing_country', 'NL', 'nl', 'Nederland'],
  ['issuing_country', 'NL', 'en', 'Netherlands'],
  ['language_of_classes', 'fy', 'en', 'Western Frisian'],
  ['issuing_country', 'no country', 'nl', 'no country'],
  ['language_of_classes', '', 'nl', ''],
  ['issuing_country', '<b>', 'nl', '&#60;b&#62;'],
  ['grade', 'NL', 'nl', 'NL'],
  ['date_of_issuance', '2026-06-30', 'en', '30 June 2026'],
  ['date_of_issuance', '2026-99-99', 'en', '2026-99-99'],
] as const)('%s "%s" is in %s told as "%s"', (name, value, language, told) => {
  expect(claimValueHtml(name, value, language)).toBe(`<bdi>${told}</bdi>`)
})
