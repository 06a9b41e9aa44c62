import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { walletUrlOf } from '../../asking/index.ts'
import { createSampleVerifier, sampleVerdict, type SampleVerifier } from '../../fixtures/sample-verifier.ts'
import { answerTo } from '../../fixtures/wallet-answer.ts'
import { receiveAnswer, type JudgedAnswer } from '../../receiving/index.ts'

let verifier: SampleVerifier
let verdict: JudgedAnswer
beforeEach(async () => {
  verifier = await createSampleVerifier({ judge: async () => verdict })
  verdict = sampleVerdict(verifier.now())
})
afterEach(async () => {
  await verifier.close()
})

type Visit = { language?: string; cookie?: string | undefined; method?: 'GET' | 'HEAD' }
const visit = async (url: string, { language = 'nl', cookie, method = 'GET' }: Visit = {}) =>
  await verifier.app.inject({ method, url, headers: { accept: 'text/html', 'accept-language': language, ...(cookie === undefined ? {} : { cookie }) } })
const cookieOf = ({ cookies }: { cookies: { name: string; value: string }[] }) => {
  const cookie = cookies.find(({ name }) => name === 'eduwallet_request')
  return cookie && `${cookie.name}=${cookie.value}`
}

describe('the request page', () => {
  it('says who asks what and why, with QR code, button and link, in Dutch and in English', async () => {
    const { request, pageSecret } = await verifier.ask()
    const dutch = await visit(`/requests/${pageSecret}`)
    expect(dutch.statusCode).toBe(200)
    expect(dutch.headers['content-type']).toBe('text/html; charset=utf-8')
    for (const text of ['lang="nl"', 'Waterbouw BV vraagt je', 'Sollicitatie als dijkinspecteur', 'Wat je hebt geleerd', 'class="qr" role="img"', 'Je kunt antwoorden tot 10:10 uur']) expect(dutch.body).toContain(text)
    expect(dutch.body.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code))).replaceAll('&amp;', '&')).toContain(`href="${walletUrlOf(verifier.publicUrl, request)}"`)
    const english = await visit(`/requests/${pageSecret}`, { language: 'en' })
    for (const text of ['lang="en"', 'Waterbouw BV asks you', 'Application as a dike inspector', 'Learning outcomes']) expect(english.body).toContain(text)
  })

  it('is kept out of caches, frames and referrers, and holds no script of its own', async () => {
    const { pageSecret } = await verifier.ask()
    const { headers, body } = await visit(`/requests/${pageSecret}`)
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['referrer-policy']).toBe('no-referrer')
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(headers['access-control-allow-origin']).toBeUndefined()
    expect(body).not.toMatch(/<script>|<style| style="|onclick|http-equiv/)
  })

  it('gives the first browser a session: HttpOnly, SameSite=Lax, Secure, for this page only', async () => {
    const { pageSecret } = await verifier.ask()
    const first = await visit(`/requests/${pageSecret}`)
    const header = String(first.headers['set-cookie'])
    for (const part of [`Path=/requests/${pageSecret}`, 'HttpOnly', 'Secure', 'SameSite=Lax']) expect(header).toContain(part)
    const second = await visit(`/requests/${pageSecret}`)
    expect(cookieOf(second)).toBeUndefined()
    expect(second.body).toContain('al ergens anders geopend')
    const own = await visit(`/requests/${pageSecret}`, { cookie: cookieOf(first) })
    expect(own.body).not.toContain('al ergens anders geopend')
  })

  it('looking without opening begins nothing: a HEAD (a mail scanner), fetching ahead, fetching as a picture', async () => {
    const { pageSecret } = await verifier.ask()
    expect(cookieOf(await visit(`/requests/${pageSecret}`, { method: 'HEAD' }))).toBeUndefined()
    for (const headers of [{ 'sec-purpose': 'prefetch;prerender' }, { purpose: 'prefetch' }, { 'sec-fetch-dest': 'image' }, { 'sec-fetch-dest': 'empty' }]) {
      expect(cookieOf(await verifier.app.inject({ url: `/requests/${pageSecret}`, headers: { accept: 'text/html', ...headers } }))).toBeUndefined()
    }
    expect(cookieOf(await visit(`/requests/${pageSecret}`))).toBeDefined()
  })

  it('shows the verdict with each check and what was shared, to the browser that began', async () => {
    const { request, pageSecret } = await verifier.ask()
    const cookie = cookieOf(await visit(`/requests/${pageSecret}`))
    await receiveAnswer(verifier.rooms.receiving, request.responseId, { response: await answerTo(request) })
    const own = await visit(`/requests/${pageSecret}`, { cookie })
    for (const text of ['Bevestigd', 'notice good', 'Het bewijs is niet ingetrokken.', 'In orde', 'Noor', 'Waterbeheer', 'Dijken keuren', '3 studiepunten (EC)', '20 november 2026', 'Hogeschool Voorbeeld']) expect(own.body).toContain(text)
    expect(own.body).not.toContain('data-refresh-seconds')
    const other = await visit(`/requests/${pageSecret}`)
    expect(other.body).not.toContain('Noor')
    expect(other.body).not.toContain('Bevestigd')
  })

  it.each([
    ['rejected', 'Niet goedgekeurd', 'bad', '✕'],
    ['undetermined', 'Niet vast te stellen', 'unsure', '?'],
  ] as const)('is never green when the verdict is %s, and says so in words and with a sign', async (word, title, className, sign) => {
    verdict = {
      ...verdict,
      verdict: word,
      credentials: [],
      checks: [{ name: 'status', outcome: word === 'rejected' ? 'failed' : 'unknown', code: 'x', sentence: { nl: 'Er is iets.', en: 'There is something.' } }],
    }
    const { request, pageSecret } = await verifier.ask()
    const cookie = cookieOf(await visit(`/requests/${pageSecret}`))
    await receiveAnswer(verifier.rooms.receiving, request.responseId, { response: await answerTo(request) })
    const { body } = await visit(`/requests/${pageSecret}`, { cookie })
    expect(body).toContain(`${sign}</span> ${title}`)
    expect(body).toContain(`notice ${className}`)
    expect(body).not.toMatch(/class="[^"]*good/)
    expect(body).not.toContain('Bevestigd')
  })

  it('WEB-01 shows what others wrote as text', async () => {
    const evil = '<img src=x onerror=alert(1)>"\'&{{7*7}}'
    verdict = {
      ...verdict,
      credentials: [{ type: 't', issuer: { identifier: 'x', name: { nl: evil, en: evil } }, claims: { given_name: evil, achievement_title: { nl: evil, en: evil }, learning_outcomes: [evil, { [evil]: evil }], workload: { hours: evil } } }],
      checks: [{ name: 'status', outcome: 'passed', sentence: { nl: evil, en: evil } }],
    }
    const { employer } = await verifier.addEmployer(evil)
    const { request, pageSecret } = await verifier.ask({ purpose: { nl: evil, en: evil } }, employer)
    const first = await visit(`/requests/${pageSecret}`)
    expect(first.body).not.toContain('<img')
    await receiveAnswer(verifier.rooms.receiving, request.responseId, { response: await answerTo(request) })
    const { body } = await visit(`/requests/${pageSecret}`, { cookie: cookieOf(first) })
    expect(body).toContain('onerror')
    expect(body).not.toContain('<img')
  })

  it('tells what else may have happened: declined, expired, closed, or no such page', async () => {
    const { request, pageSecret } = await verifier.ask()
    await receiveAnswer(verifier.rooms.receiving, request.responseId, { error: 'access_denied', state: request.walletState })
    expect((await visit(`/requests/${pageSecret}`)).body).toContain('Er is niets gedeeld')
    const { pageSecret: late } = await verifier.ask()
    const { request: answered, pageSecret: closed } = await verifier.ask()
    await receiveAnswer(verifier.rooms.receiving, answered.responseId, { response: await answerTo(answered) })
    verifier.passSeconds(601)
    expect((await visit(`/requests/${late}`)).body).toContain('Dit verzoek is verlopen')
    expect((await visit(`/requests/${closed}`)).body).toContain('Dit verzoek is afgesloten')
    const none = await visit('/requests/none')
    expect([none.statusCode, none.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8'])
  })
})

describe('the way back from a wallet on the same device', () => {
  it('VPR-04 shows the verdict in the browser that began, and takes the code out of the address bar', async () => {
    const { request, pageSecret } = await verifier.ask({ flow: 'same_device' })
    const first = await visit(`/requests/${pageSecret}`)
    expect(first.body).not.toContain('class="qr"')
    const cookie = cookieOf(first)
    const wayBack = await receiveAnswer(verifier.rooms.receiving, request.responseId, { response: await answerTo(request) })
    expect((await visit(`/requests/${pageSecret}`, { cookie })).body).toContain('Je antwoord is ontvangen')
    const url = `/requests/${pageSecret}/return?response_code=${wayBack?.responseCode}`

    const victim = await visit(url)
    expect([victim.statusCode, victim.body.includes('Dit is niet de browser')]).toEqual([403, true])
    const back = await visit(url, { cookie })
    expect([back.statusCode, back.headers.location]).toEqual([303, `/requests/${pageSecret}`])
    expect((await visit(`/requests/${pageSecret}`, { cookie })).body).toContain('Bevestigd')
    const again = await visit(url, { cookie })
    expect([again.statusCode, again.body.includes('al gebruikt')]).toEqual([403, true])
  })

  it('a second browser gets no button, because it could not come back', async () => {
    const { pageSecret } = await verifier.ask({ flow: 'same_device' })
    await visit(`/requests/${pageSecret}`)
    expect((await visit(`/requests/${pageSecret}`)).body).not.toContain('openid4vp:')
  })

  it('WEB-12 goes nowhere else, whatever the address says', async () => {
    const { pageSecret } = await verifier.ask({ flow: 'same_device' })
    for (const query of ['', '?response_code=', '?response_code=a&response_code=b', '?response_code=https://evil.example', '?response_code=x&redirect_uri=//evil.example']) {
      const answer = await visit(`/requests/${pageSecret}/return${query}`)
      expect(answer.statusCode).toBeGreaterThanOrEqual(400)
      expect(answer.headers.location).toBeUndefined()
    }
  })
})
