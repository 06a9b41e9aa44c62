import { html, type Language } from '@eduwallet/service-shell'
import type { FileForm } from '../../downloading/index.ts'
import { downloadWords } from './download-words.ts'
import { withName } from './with-name.ts'

/** Why nothing was downloaded: what was wrong with the field of that name, or with none. */
export type DownloadFault = 'wrongCode' | 'missingCode' | 'unknownForm' | 'notMade'

export type Downloads = {
  /** Where the form is sent. */
  path: string
  /** What can be had. */
  forms: readonly FileForm[]
  codeRequired: boolean
  /** What went wrong with the last try, and what was chosen in it. */
  fault?: DownloadFault | undefined
  chosen?: FileForm | undefined
}

/** What went wrong, for the top of the page: read out at once, with the way to the field (WCAG 2.2 #error-identification). */
export function downloadFaultView({ fault }: Downloads, name: string, language: Language): string {
  if (fault === undefined) return ''
  const words = downloadWords[language]
  const field = fault === 'wrongCode' || fault === 'missingCode' ? 'download-code' : 'download-form'
  return html`<div class="notice bad" role="alert"><p><strong>${words.wrongTitle}.</strong> <a href="#${field}">!${withName(words[fault], name)}</a></p></div>`
}

/** The award as files: a form that works without a script. */
export function downloadView({ path, forms, codeRequired, fault, chosen = 'pdf' }: Downloads, name: string, language: Language): string {
  const words = downloadWords[language]
  const isCodeWrong = fault === 'wrongCode' || fault === 'missingCode'
  const wrong = (hint: string): string => html` aria-invalid="true" aria-describedby="!${hint}"`
  return html`<h2 id="download">${words.title}</h2>
!${words.intro.map((text) => html`<p>${text}</p>`).join('')}
<details><summary>${words.help}</summary>!${words.helpText.map((text) => html`<p>!${withName(text, name)}</p>`).join('')}</details>
<form method="post" action="${path}?lang=${language}">
<p><label for="download-form">${words.form}</label><select id="download-form" name="form"!${fault === 'unknownForm' ? wrong('download-form-error') : ''}>!${forms.map((form) => html`<option value="${form}"!${form === chosen ? ' selected' : ''}>${words.forms[form]}</option>`).join('')}</select>!${fault === 'unknownForm' ? html`<span id="download-form-error" class="bad">${words.unknownForm}</span>` : ''}</p>
!${codeRequired ? html`<p><label for="download-code">${words.code}</label><input id="download-code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="6" required!${isCodeWrong ? wrong('download-code-error download-code-hint') : html` aria-describedby="download-code-hint"`}>!${isCodeWrong ? html`<span id="download-code-error" class="bad">!${withName(words[fault], name)}</span><br>` : ''}<span id="download-code-hint" class="quiet">${words.codeHint}</span></p>` : ''}
<p><button type="submit">${words.button}</button></p>
</form>
<p class="quiet">${words.stillOpen}</p>`
}
