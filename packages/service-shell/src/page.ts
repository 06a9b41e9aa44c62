/**
 * The one HTML layout. WCAG 2.2 AA: language of the page (3.1.1) and of the other-language link (3.1.2), a way past the
 * heading (2.4.1), one main landmark, nothing that needs a script.
 */
import { html } from 'ghtml'
import { assetUrl } from './assets.ts'
import type { Language } from './language.ts'

/** A page. `body` is HTML made with `html` from ghtml; `title` is plain text. */
export type Page = {
  language: Language
  title: string
  body: string
  /** Path (with query, without `lang`) of this page, for the link to the other language; without it there is no link */
  path?: string
  /** How often `follow.js` looks whether the page has changed; without script the reader gets a link to look again */
  refreshSeconds?: number
}

const words = {
  nl: { skip: 'Naar de inhoud', other: 'English', otherLanguage: 'en', switchLabel: 'Taal', again: 'Kijk of er iets veranderd is', footer: 'Eduwallet: bewijs van wat je hebt geleerd' },
  en: { skip: 'Skip to content', other: 'Nederlands', otherLanguage: 'nl', switchLabel: 'Language', again: 'See whether anything has changed', footer: 'Eduwallet: proof of what you have learned' },
} as const

/** A whole HTML document. */
export function page({ language, title, body, path, refreshSeconds }: Page): string {
  const text = words[language]
  const other = path === undefined ? '' : html`<nav aria-label="${text.switchLabel}"><a href="${withLanguage(path, text.otherLanguage)}" lang="${text.otherLanguage}" hreflang="${text.otherLanguage}">${text.other}</a></nav>`
  const follow = refreshSeconds === undefined ? '' : html`<noscript><p><a class="button quiet" href="${path ?? ''}">${text.again}</a></p></noscript>`
  const following = refreshSeconds === undefined ? '' : html` data-refresh-seconds="${String(refreshSeconds)}"`
  const script = refreshSeconds === undefined ? '' : html`<script src="${assetUrl('follow.js')}" defer></script>`
  return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} | Eduwallet</title>
<link rel="stylesheet" href="${assetUrl('eduwallet.css')}">
<link rel="icon" href="data:,">
<script src="${assetUrl('copy.js')}" defer></script>
!${script}
</head>
<body>
<a class="skip" href="#content">${text.skip}</a>
<header class="top"><p class="mark">Eduwallet</p>!${other}</header>
<main id="content" tabindex="-1"!${following}>
!${body}
</main>
<footer>!${follow}<p>${text.footer}</p></footer>
</body>
</html>
`
}

function withLanguage(path: string, language: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}lang=${language}`
}
