import { html, type Language } from '@eduwallet/service-shell'
import { words } from './words.ts'

/** How each verdict and outcome looks. Always a word and a sign; the colour only repeats them (WCAG 2.2 #use-of-color). */
export const looks = {
  confirmed: { className: 'good', sign: '✓' },
  genuine: { className: 'good', sign: '✓' },
  rejected: { className: 'bad', sign: '✕' },
  undetermined: { className: 'unsure', sign: '?' },
  passed: { className: 'good', sign: '✓' },
  failed: { className: 'bad', sign: '✕' },
  unknown: { className: 'unsure', sign: '?' },
  not_asked: { className: 'unsure', sign: '–' },
} as const

/** One check of a verdict: a sign and a word, and the sentence. */
export function checkHtml(check: { readonly outcome: 'passed' | 'failed' | 'unknown' | 'not_asked'; readonly sentence: { readonly nl: string; readonly en: string } }, language: Language): string {
  const look = looks[check.outcome]
  return html`<li><strong class="${look.className}"><span aria-hidden="true">${look.sign}</span> ${words[language].outcome[check.outcome]}</strong>: ${check.sentence[language]}</li>`
}
