import { beforeEach, describe, expect, it } from 'vitest'
import { preAuthorizedGrant, publicUrl, startTestIssuer, type OfferOptions, type TestIssuer } from '../openid4vci/door-fixture.ts'
import { showClaims } from './show-claims.ts'

let issuer: TestIssuer
beforeEach(async () => { issuer = await startTestIssuer() })

const open = (secret: string, headers: Record<string, string> = {}, query = '') =>
  issuer.app.inject({ method: 'GET', url: `/avans/claim/${secret}${query}`, headers: { accept: 'text/html', ...headers } })

/** The text of a page as a reader sees it. */
const decode = (body: string) => body.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))).replaceAll('&amp;', '&')
const textOf = (body: string) => decode(body).replaceAll(/<(script|style|svg)[\s\S]*?<\/\1>/g, '').replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ')

describe('the claim page', () => {
  it('says who issues what to whom, what is in it and who will see it, in Dutch', async () => {
    const { secret } = issuer.offer({ transactionCode: '123456', validForDays: 365 })
    const answer = await open(secret)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('<html lang="nl">')
    const text = textOf(answer.body)
    for (const words of [
      'Haal je bewijs op: Dijkinspectie', 'Hogeschool avans geeft dit bewijs aan Noor van der Wit', 'Ben jij dit niet?', 'code van 6 cijfers', 'Open mijn wallet',
      'Ik heb nog geen wallet', 'Dit staat erin', 'Voornaam Noor', 'Datum van toekenning 20 november 2026', 'Land van uitgifte Nederland', 'Voertaal Nederlands', 'op locatie', 'Voert een dijkinspectie uit.', 'EC: 5', 'Portfolio', 'Wie ziet dit?', 'Niemand, tot jij het deelt',
      'ziet niet waar je het laat zien', 'Je kunt deze link gebruiken tot 22 november 2026',
    ]) expect(text, words).toContain(words)
    expect(text).not.toContain('Dijkinspectie (en)')
    expect(text).not.toContain('123456')
  })

  it('says the same in English, for who asks for it or switches', async () => {
    const { secret } = issuer.offer()
    for (const answer of [await open(secret, { 'accept-language': 'en-GB' }), await open(secret, {}, '?lang=en')]) {
      const text = textOf(answer.body)
      expect(answer.body).toContain('<html lang="en">')
      for (const words of ['Get your credential: Dijkinspectie (en)', 'University avans issues this credential to Noor van der Wit', 'Who will see this?', 'Given name Noor']) expect(text, words).toContain(words)
      expect(text).not.toContain('6-digit')
      expect(decode(answer.body)).toContain(`href="/avans/claim/${secret}?lang=nl"`)
    }
  })

  it('gives QR code, button and copyable link to the same offer, and one that holds the whole offer', async () => {
    const { secret, code } = issuer.offer()
    const { body } = await open(secret)
    const links = [...body.matchAll(/(?:href|value)="(openid-credential-offer:[^"]+)"/g)].map(([, link]) => new URL(decode(link!)))
    const reference = `${publicUrl}/avans/credential-offers/${secret}`
    expect(links.map(({ searchParams }) => searchParams.get('credential_offer_uri'))).toEqual([reference, reference, null])
    const byValue = JSON.parse(links[2]!.searchParams.get('credential_offer')!) as { grants: Record<string, Record<string, string>> }
    expect(byValue.grants[preAuthorizedGrant]!['pre-authorized_code']).toBe(code)
    expect(body).toMatch(/<svg class="qr" role="img" aria-label="QR-code/)
  })

  it('WEB-23 goes into no cache, no index, no Referer', async () => {
    const { secret } = issuer.offer()
    const { headers, body } = await open(secret)
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-robots-tag': 'noindex, nofollow' })
    expect(body).toContain('<meta name="robots" content="noindex">')
    expect(body).not.toMatch(/(?:src|href)="https?:/)
    expect(issuer.logs.join('')).not.toContain(secret)
  })

  it('WEB-01 shows what the institution wrote as text', async () => {
    const nasty = '<img src=x onerror=alert(1)><svg/onload=alert(1)>"\'{{7*7}}'
    const { secret } = issuer.offer({ title: nasty })
    const { body, headers } = await open(secret)
    expect(body).not.toContain('<img')
    expect(body).not.toContain('onload=alert(1)>')
    expect(decode(body)).toContain(nasty)
    expect(headers['content-security-policy']).not.toContain('unsafe')
  })

  it('WEB-14 lets nobody frame it, and needs no script', async () => {
    const { secret } = issuer.offer()
    const { body, headers } = await open(secret)
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(body).not.toMatch(/<script(?![^>]*src=)/)
    expect(body).not.toMatch(/ on[a-z]+=/)
    expect(body).not.toContain('style=')
  })

  it('WEB-12 takes no address to go to', async () => {
    const { secret } = issuer.offer()
    const { body } = await open(secret, {}, '?return_to=https://evil.example&lang=//evil.example')
    expect(body).not.toContain('evil.example')
  })
})

it.each(['nl', 'en'] as const)('what has no name in words is shown as it is (%s)', (language) => {
  const shown = showClaims({ language_of_classes: ['nl-12', 'nl'], issuing_country: 'nl?', date_of_issuance: 'soon' }, language)
  for (const value of ['nl-12', 'nl?', 'soon']) expect(shown).toContain(value)
})

describe('a claim link that gives nothing any more', () => {
  const states: [string, OfferOptions, (id: string, awardId: string) => void | Promise<void>, string][] = [
    ['was used', {}, (id) => setState(id, 'redeemed'), 'Dit bewijs is al opgehaald'],
    ['has expired', { expiresInSeconds: 0 }, () => {}, 'Deze link is verlopen'],
    ['was withdrawn', {}, (id) => setState(id, 'withdrawn'), 'Deze link werkt niet meer'],
    ['was locked', {}, (id) => setState(id, 'locked'), 'Deze link zit op slot'],
    ['is for an award that was withdrawn', {}, (_, awardId) => setAward(awardId, { state: 'withdrawn' }), 'Deze link werkt niet meer'],
    ['is for an award that was corrected', {}, (_, awardId) => setAward(awardId, { revision: 2, correctedAt: new Date(issuer.clock.at.getTime() + 1) }), 'Deze link werkt niet meer'],
  ]
  function setState(id: string, state: 'redeemed' | 'withdrawn' | 'locked') {
    const { offers } = issuer.scope.tables
    offers.set(id, { ...offers.get(id)!, state })
  }
  function setAward(id: string, change: object) {
    const { awards } = issuer.scope.tables
    awards.set(id, { ...awards.get(id)!, ...change })
  }

  it.each(states)('because it %s says so and what to do (410), and not whose it was', async (_name, options, change, title) => {
    const offer = issuer.offer(options)
    await change(offer.id, offer.awardId)
    const answer = await open(offer.secret)
    expect(answer.statusCode).toBe(410)
    const text = textOf(answer.body)
    expect(text).toContain(title)
    expect(text).toMatch(/nieuwere? link|nieuwe link/)
    expect(text).toContain('Hogeschool avans')
    expect(text).not.toContain('Noor')
    expect(answer.body).not.toContain('openid-credential-offer')
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('because it never existed is not found (404)', async () => {
    for (const secret of ['A'.repeat(43), 'x']) {
      const answer = await open(secret)
      expect(answer.statusCode).toBe(404)
      expect(answer.headers['content-type']).toMatch(/^text\/html/)
    }
    expect((await issuer.app.inject({ method: 'GET', url: `/other/claim/${issuer.offer().secret}` })).statusCode).toBe(404)
  })
})
