import { composeMicrocredentialClaims } from '@eduwallet/microcredential'
import { html, qrSvg, type Language } from '@eduwallet/service-shell'
import type { OfferBehindLink, OfferStanding } from '../../claiming/index.ts'
import type { IssuingInstitution } from '../../institutions/issuing-institution.ts'
import type { OfferForWallet } from '../openid4vci/credential-offer.ts'
import { claimWords } from './claim-words.ts'
import { downloadFaultView, downloadView, type Downloads } from './download-view.ts'
import { showClaims } from './show-claims.ts'
import { withName } from './with-name.ts'

type Shown = { institution: Pick<IssuingInstitution, 'name' | 'country'>; language: Language }

/** What a learner sees who can claim: what it is, for whom, how to get it, what is in it, who will see it. */
export async function openView({ offer, award, achievement }: OfferBehindLink, links: OfferForWallet, downloads: Downloads, { institution, language }: Shown): Promise<string> {
  const words = claimWords[language]
  const name = institution.name[language]
  const fill = (text: string) => withName(text, name)
  const { learner } = award
  const [before, between, after] = words.issuedTo
  const steps = [...words.steps, ...(offer.transactionCodeRequired ? [words.codeStep] : []), words.keepStep]
  const { claims } = composeMicrocredentialClaims({
    achievement, learner, awardedOn: award.awardedOn, institution, languageOrder: [language], ...(award.grade === undefined ? {} : { grade: award.grade }),
  })
  const paragraphs = (texts: readonly string[]) => texts.map((text) => html`<p>!${fill(text)}</p>`).join('')
  return html`!${downloadFaultView(downloads, name, language)}<h1>${words.open}: <bdi>${achievement.title[language]}</bdi></h1>
<p class="notice">${before}<strong><bdi>${name}</bdi></strong>${between}<strong><bdi>${learner.givenName} ${learner.familyName}</bdi></strong>${after}</p>
<p>!${fill(words.notYou)}</p>
<h2>${words.how}</h2>
<ol>!${steps.map((step) => html`<li>!${fill(step)}</li>`).join('')}</ol>
!${await qrSvg(links.byReference, words.qrLabel)}
<p class="choices"><a class="button" href="${links.byReference}" rel="noreferrer">${words.button}</a></p>
<p class="quiet">${words.onThisDevice}</p>
<p><label for="wallet-link">${words.copyLabel}</label><input id="wallet-link" type="text" readonly value="${links.byReference}" spellcheck="false" autocomplete="off"></p>
<p><button type="button" class="quiet" data-copy="wallet-link" data-copied="${words.copied}" aria-describedby="copy-status" hidden>${words.copy}</button> <span id="copy-status" role="status"></span></p>
<details><summary>${words.otherLink}</summary><p>${words.otherLinkHelp}</p><p><a href="${links.byValue}" rel="noreferrer">${words.button}</a></p></details>
<h2>${words.noWallet}</h2>
!${paragraphs(words.walletHelp)}
!${downloadView(downloads, name, language)}
<h2>${words.contents}</h2>
!${showClaims(claims, language)}
<p>!${fill(words.contentsHelp)}</p>
<h2>${words.whoSees}</h2>
!${paragraphs(words.whoSeesHelp)}
<p class="quiet">${words.until[0]}<time datetime="${offer.expiresAt.toISOString()}">${readable(offer.expiresAt, language)}</time>${words.until[1]}</p>`
}

/** What a learner sees when there is nothing to claim any more, and what to do. It does not name the learner. */
export function goneView(standing: Exclude<OfferStanding, 'open'>, { institution, language }: Shown): { title: string; body: string } {
  const { title, what, todo } = claimWords[language].gone[standing]
  const fill = (text: string) => withName(text, institution.name[language])
  return { title, body: html`<h1>${title}</h1><p class="notice unsure">!${fill(what)}</p><p>!${fill(todo)}</p>` }
}

function readable(instant: Date, language: Language): string {
  return new Intl.DateTimeFormat(language === 'nl' ? 'nl-NL' : 'en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'Europe/Amsterdam' }).format(instant)
}
