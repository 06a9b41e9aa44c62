import { html, type Language } from '@eduwallet/service-shell'
import { toldClaims } from '@eduwallet/microcredential'
import type { Inspection } from '../../inspecting/index.ts'
import { checkHtml, looks } from './check-html.ts'
import { claimValueHtml } from './claim-value.ts'
import { inspectWords } from './inspect-words.ts'

export const INSPECT_PATH = '/inspect'

/** The form; `refusal` is why what was handed in before could not be used. It names no file and repeats nothing that was given. */
export function inspectFormHtml(language: Language, refusal?: string): string {
  const text = inspectWords[language]
  const told = refusal === undefined ? '' : html`<div class="notice bad" role="alert"><p><strong>${text.refusedTitle}.</strong> ${refusal}</p></div>`
  return html`<h1>${text.title}</h1>
<p>${text.intro}</p>
!${told}
<form method="post" action="${INSPECT_PATH}?lang=${language}" enctype="multipart/form-data">
<p><label for="file">${text.file}</label><input id="file" name="file" type="file" aria-describedby="file-hint"><span id="file-hint" class="quiet">${text.fileHint}</span></p>
<p><label for="text">${text.text}</label><textarea id="text" name="text" rows="5" autocomplete="off" spellcheck="false" aria-describedby="text-hint"></textarea><span id="text-hint" class="quiet">${text.textHint}</span></p>
<p><button type="submit">${text.submit}</button></p>
</form>
<p>${text.privacy}</p>`
}

/** What became of a file: the verdict, that nobody showed whose it is, what it says, and every check. */
export function inspectionHtml(inspection: Inspection, language: Language): string {
  const text = inspectWords[language]
  const look = looks[inspection.verdict]
  const reasons = inspection.checks.filter(({ outcome, code }) => outcome !== 'passed' && code !== 'not_reached')
  return html`<h1><span aria-hidden="true">${look.sign}</span> ${text.verdict[inspection.verdict]}</h1>
<div class="notice ${look.className}"><p class="verdict">${text.verdictText[inspection.verdict]}</p>!${reasons.map(({ sentence }) => html`<p>${sentence[language]}</p>`)}</div>
!${saysHtml(inspection, language)}
<h2>${text.checks}</h2>
<ul class="checks">!${inspection.checks.map((check) => checkHtml(check, language))}</ul>
!${proofsHtml(inspection, language)}
<p>${text.kept}</p>
<p><a class="button" href="${INSPECT_PATH}">${text.again}</a></p>`
}

function saysHtml({ verdict, credential }: Inspection, language: Language): string {
  if (credential === undefined || verdict === 'rejected') return ''
  const text = inspectWords[language]
  const rows = toldClaims.filter(({ name }) => Object.hasOwn(credential.says, name))
  return html`<h2>${text.says}</h2>
<div class="card"><dl>
<dt>${text.issuer}</dt><dd><bdi>${credential.issuer.name[language]}</bdi></dd>
!${rows.map(({ name, label }) => html`<dt>${label[language]}</dt><dd>!${claimValueHtml(name, credential.says[name], language)}</dd>`)}
</dl>!${rows.length === 0 ? html`<p>${text.saysNothing}</p>` : ''}</div>`
}

/** Only when there are several: of one, the checks above say it all. */
function proofsHtml({ proofs }: Inspection, language: Language): string {
  if (proofs.length < 2) return ''
  const text = inspectWords[language]
  return html`<h2>${text.proofs}</h2>
<ul class="checks">!${proofs.map(({ algorithm, key, signature }) => checkHtml({ outcome: key.outcome === 'passed' ? signature : key.outcome, sentence: { nl: `${inspectWords.nl.proof(algorithm)}. ${key.sentence.nl}`, en: `${inspectWords.en.proof(algorithm)}. ${key.sentence.en}` } }, language))}</ul>`
}
