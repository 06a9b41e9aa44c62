import { html, type Language } from '@eduwallet/service-shell'
import { findQuestion } from '../../asking/index.ts'
import type { JudgedAnswer, ShownCredential } from '../../receiving/index.ts'
import type { ShownRequest } from '../../showing/index.ts'
import { checkHtml, looks } from './check-html.ts'
import { claimValueHtml } from './claim-value.ts'
import { words } from './words.ts'

/** The verdict with each of its checks, and what was shared. */
export function verdictHtml(shown: ShownRequest, verdict: JudgedAnswer, language: Language): string {
  const text = words[language]
  const look = looks[verdict.verdict]
  return html`<h1><span aria-hidden="true">${look.sign}</span> ${text.verdict[verdict.verdict]}</h1>
<div class="notice ${look.className}"><p class="verdict">${text.verdictText[verdict.verdict]}</p>!${reasonsHtml(verdict, language)}</div>
<p>${text.shownTo(shown.employerName)}</p>
!${shown.ended ? html`<p>${text.ended}</p>` : verdict.credentials.filter(holdsSomething).map((credential) => credentialHtml(shown, credential, language)).join('')}
<h2>${text.checks}</h2>
<ul class="checks">!${verdict.checks.map((check) => checkHtml(check, language))}</ul>`
}

/** Why it is not confirmed, before the whole list of checks. What was not its turn is no reason. */
function reasonsHtml({ checks }: JudgedAnswer, language: Language): string {
  const reasons = checks.filter(({ outcome, code }) => outcome !== 'passed' && code !== 'not_reached')
  return reasons.map(({ sentence }) => html`<p>${sentence[language]}</p>`).join('')
}

/** A rejection shows nothing of what was presented. */
function holdsSomething({ claims }: ShownCredential): boolean {
  return Object.keys(claims).length > 0
}

function credentialHtml({ request }: ShownRequest, { issuer, claims }: ShownCredential, language: Language): string {
  const text = words[language]
  const labels: Readonly<Record<string, { nl: string; en: string }>> = findQuestion(request.question.name)?.claims ?? {}
  const rows = request.question.claims.filter((name) => Object.hasOwn(claims, name))
  return html`<h2>${text.shared}</h2>
<div class="card"><dl>
<dt>${text.issuer}</dt><dd><bdi>${issuer.name[language]}</bdi></dd>
!${rows.map((name) => html`<dt>${labels[name]?.[language] ?? name}</dt><dd>!${claimValueHtml(name, claims[name], language)}</dd>`)}
</dl></div>`
}
