import { html, qrSvg, type Language } from '@eduwallet/service-shell'
import { findQuestion, walletUrlOf } from '../../asking/index.ts'
import type { ShownRequest } from '../../showing/index.ts'
import { words } from './words.ts'

/** The page while the request waits: who asks what and why, and the three ways to the wallet. */
export async function waitingHtml({ request, employerName }: ShownRequest, { language, publicUrl, ownSession }: { language: Language; publicUrl: string; ownSession: boolean }): Promise<string> {
  const text = words[language]
  const labels: Readonly<Record<string, { nl: string; en: string }>> = findQuestion(request.question.name)?.claims ?? {}
  const sameDevice = request.flow === 'same_device'
  const ways = sameDevice && !ownSession ? '' : await waysHtml(walletUrlOf(publicUrl, request), { language, sameDevice })
  return html`<h1>${text.askTitle}</h1>
<p><bdi>${text.asks(employerName)}</bdi></p>
!${ownSession ? '' : html`<div class="notice unsure"><p><strong>${text.elsewhereTitle}.</strong> ${text.elsewhere}</p></div>`}
<h2>${text.why}</h2>
<p><bdi>${request.purpose[language]}</bdi></p>
<h2>${text.what}</h2>
<ul>!${request.question.claims.map((name) => html`<li>${labels[name]?.[language] ?? name}</li>`)}</ul>
!${ways}
<h2>${text.choice}</h2>
<p>${text.choiceText}</p>
<p>${text.keeping(employerName)}</p>
<p>${text.until(timeOfDay(request.expiresAt, language))} ${text.waiting}</p>`
}

/** On one device there is no QR code: whoever scanned it with another device could not come back to this browser. */
async function waysHtml(walletUrl: string, { language, sameDevice }: { language: Language; sameDevice: boolean }): Promise<string> {
  const text = words[language]
  const code = sameDevice ? '' : html`<h3>${text.scan}</h3>!${await qrSvg(walletUrl, text.scanLabel)}<h3>${text.onThisDevice}</h3>`
  return html`<h2>${text.how}</h2>
!${code}
<p><a class="button" href="${walletUrl}">${text.open}</a></p>
<p><label for="wallet-link">${text.link}</label><input id="wallet-link" type="text" readonly value="${walletUrl}"></p>
<p><button type="button" class="quiet" hidden data-copy="wallet-link" data-copied="${text.copied}" aria-describedby="copy-status">${text.copy}</button> <span id="copy-status" role="status"></span></p>`
}

function timeOfDay(instant: Date, language: Language): string {
  return new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Amsterdam' }).format(instant)
}
