import { sectorLabels } from '@eduwallet/microcredential'
import { html, languageOf, page, type Language, type Shell } from '@eduwallet/service-shell'
import type { CatalogueEntry } from '../../catalogue/types.ts'
import type { IssuingInstitution } from '../../institutions/issuing-institution.ts'
import type { AchievementId, InstitutionId } from '../../institutions/types.ts'
import type { InstitutionBooks } from '../../register/index.ts'
import { visitOf } from '../visit.ts'

/** What the page says of an achievement. */
type Published = Pick<Extract<CatalogueEntry, { state: 'published' }>['content'], 'title' | 'sector'>
type Catalogue = { published: Published[]; more: boolean }

const words = {
  nl: {
    title: 'geeft bewijzen van leren uit',
    sandbox: 'Dit is een proefomgeving: wat hier wordt uitgegeven, bewijst niets.',
    who: 'Wie is dit', name: 'Naam', country: 'Land', brin: 'BRIN', schacHome: 'Domein (schacHomeOrganization)', rio: 'RIO', kvk: 'KvK-nummer',
    issues: 'Wat deze instelling uitgeeft', nothing: 'Er is nog niets gepubliceerd.', more: 'Er is meer dan hier staat.',
    check: 'Waaraan u een echt bewijs herkent',
    explain: 'Een bewijs van deze instelling noemt een van deze namen en is ondertekend met een van deze sleutels.',
    did: 'DID', issuer: 'Uitgever (OpenID4VCI)', keys: 'Sleutels (RFC 7638)', documents: 'Documenten voor software', didDocument: 'DID-document',
  },
  en: {
    title: 'issues proof of learning',
    sandbox: 'This is a sandbox: what is issued here proves nothing.',
    who: 'Who this is', name: 'Name', country: 'Country', brin: 'BRIN', schacHome: 'Domain (schacHomeOrganization)', rio: 'RIO', kvk: 'Chamber of Commerce number',
    issues: 'What this institution issues', nothing: 'Nothing has been published yet.', more: 'There is more than is shown here.',
    check: 'How to recognise a genuine credential',
    explain: 'A credential of this institution carries one of these names and is signed with one of these keys.',
    did: 'DID', issuer: 'Credential issuer (OpenID4VCI)', keys: 'Keys (RFC 7638)', documents: 'Documents for software', didDocument: 'DID document',
  },
} as const

/** How many achievements are read for the page. */
const shownAchievements = 200

/** Anyone may ask for the page, and a catalogue can hold megabytes: it is read once in so many seconds, however many ask. */
const freshSeconds = 10

/** GET /{slug}: who this institution is, what it issues, and how to recognise it. */
export function registerIssuerPage(app: Shell, { mode, now }: { mode: 'sandbox' | 'production'; now: () => Date }): void {
  const catalogueOf = rememberCatalogues(now)
  app.get('/:slug', { schema: { hide: true } }, async (request, reply) => {
    const { institution, books } = visitOf(request)
    const language = languageOf(request)
    const { published, more } = await catalogueOf(institution.id, books)
    return reply
      .type('text/html; charset=utf-8')
      .send(page({
        language,
        title: `${institution.name[language]} ${words[language].title}`,
        body: issuerBody(institution, published, more, language, mode),
        path: `/${institution.slug}`,
      }))
  })
}

/** One reading under way for each institution; one that failed is not remembered. There are as many entries as institutions. */
function rememberCatalogues(now: () => Date): (id: InstitutionId, books: Pick<InstitutionBooks, 'achievements'>) => Promise<Catalogue> {
  const read = new Map<InstitutionId, { at: number; catalogue: Promise<Catalogue> }>()
  return (id, books) => {
    const at = now().getTime()
    const known = read.get(id)
    if (known !== undefined && Math.abs(at - known.at) < freshSeconds * 1000) return known.catalogue
    const entry = { at, catalogue: readPublished(books) }
    read.set(id, entry)
    entry.catalogue.catch(() => { if (read.get(id) === entry) read.delete(id) })
    return entry.catalogue
  }
}

async function readPublished({ achievements }: Pick<InstitutionBooks, 'achievements'>): Promise<Catalogue> {
  const published: Published[] = []
  let after: AchievementId | undefined
  for (let read = 0; read < shownAchievements; read += 100) {
    const found = await achievements.list({ state: 'published', limit: 100, ...(after === undefined ? {} : { after }) })
    for (const { entry } of found) if (entry.state === 'published') published.push({ title: entry.content.title, sector: entry.content.sector })
    after = found.at(-1)?.entry.id
    if (found.length < 100) return { published, more: false }
  }
  return { published, more: true }
}

function issuerBody(institution: IssuingInstitution, published: readonly Published[], more: boolean, language: Language, mode: 'sandbox' | 'production'): string {
  const text = words[language]
  const { did, credentialIssuer, slug, keys, identifiers } = institution
  const known = (['brin', 'schacHome', 'rio', 'kvk'] as const).flatMap((name) => (identifiers[name] === undefined ? [] : [html`<dt>${text[name]}</dt><dd><bdi>${identifiers[name]}</bdi></dd>`]))
  const list = published.map(({ title, sector }) => html`<li><strong><bdi>${title[language]}</bdi></strong> <span class="quiet">(${sectorLabels[sector][language]})</span></li>`)
  return html`<h1><bdi>${institution.name[language]}</bdi></h1>
!${mode === 'sandbox' ? html`<p><strong>${text.sandbox}</strong></p>` : ''}
<h2>${text.who}</h2>
<dl><dt>${text.name}</dt><dd><bdi>${institution.name[language]}</bdi></dd><dt>${text.country}</dt><dd>${countryName(institution.country, language)}</dd>!${known.join('')}</dl>
<h2>${text.issues}</h2>
!${list.length === 0 ? html`<p>${text.nothing}</p>` : html`<ul>!${list.join('')}</ul>`}
!${more ? html`<p>${text.more}</p>` : ''}
<h2>${text.check}</h2>
<p>${text.explain}</p>
<dl><dt>${text.did}</dt><dd><code>${did}</code></dd><dt>${text.issuer}</dt><dd><code>${credentialIssuer}</code></dd>
<dt>${text.keys}</dt>!${keys.map(({ kid }) => html`<dd><code>${kid}</code></dd>`).join('')}</dl>
<h2>${text.documents}</h2>
<ul><li><a href="/${slug}/did.json">${text.didDocument}</a></li><li><a href="/.well-known/openid-credential-issuer/${slug}">${text.issuer}</a></li></ul>`
}

function countryName(country: string, language: Language): string {
  return new Intl.DisplayNames([language], { type: 'region' }).of(country) ?? country
}
