import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createOutbound } from '@eduwallet/outbound'
import { createSampleVerifier, type SampleVerifier } from '../../fixtures/sample-verifier.ts'
import { createWorld, type World } from '../../judging/fixtures/world.ts'

let world: World
let verifier: SampleVerifier
beforeEach(async () => {
  world = await createWorld()
  verifier = await createSampleVerifier({ issuers: world.issuers, now: world.now, outbound: createOutbound({ allowLoopback: true }) })
})
afterEach(async () => {
  await verifier.close()
  await world.close()
})

async function submit(fields: Record<string, string | Blob>, language = 'nl') {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  const sent = new Response(form)
  return await verifier.app.inject({ method: 'POST', url: `/inspect?lang=${language}`, headers: { 'content-type': sent.headers.get('content-type')! }, payload: Buffer.from(await sent.arrayBuffer()) })
}

describe('the page where a file is handed in', () => {
  it('asks for a file or a text, with a label for each, and sends it to itself', async () => {
    const { statusCode, headers, body } = await verifier.app.inject('/inspect?lang=nl')
    expect(statusCode).toBe(200)
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['content-security-policy']).toContain("form-action 'self'")
    for (const part of ['<label for="file">', '<label for="text">', 'enctype="multipart/form-data"', 'action="/inspect?lang=nl"', 'Wij bewaren niets']) expect(body).toContain(part)
    expect(body).not.toMatch(/src="https?:|style=|onclick/)
    expect((await verifier.app.inject('/inspect?lang=en')).body).toContain('We keep nothing')
  })

  it.each([['nl', 'Dit bewijs is echt', 'kan iedereen doorsturen'], ['en', 'This credential is genuine', 'anyone can pass on a file']])('in %s says of a genuine credential that it is, and that nobody showed whose it is', async (language, title, warning) => {
    for (const fields of [{ file: new Blob([await world.credential({ hide: [] })]) }, { text: await world.credential({ hide: [] }), file: new Blob([]) }]) {
      const { statusCode, body, headers } = await submit(fields, language)
      expect(statusCode).toBe(200)
      for (const said of [title, warning, 'Noor', '8,5']) expect(body).toContain(said)
      expect(headers['cache-control']).toBe('no-store')
      expect(String(headers['set-cookie'])).toMatch(/^lang=\w\w;[^,]*$/)
    }
  })

  it('shows nothing of what a rejected credential says', async () => {
    const { body } = await submit({ text: await world.credential({ hide: [], claims: { exp: 1 } }) })
    expect(body).toContain('Niet goedgekeurd')
    expect(body).toContain('verlopen')
    expect(body).not.toContain('Noor')
  })

  it('calls things by their names, not by the words of machines', async () => {
    const { body } = await submit({ text: await world.credential({ claims: { assessment_type: ['portfolio_assessment'], participation: ['onsite'], supervision: { supervised: true } } }) })
    for (const said of ['Portfolio', 'Op locatie', 'Onder toezicht']) expect(body).toContain(said)
    expect(body).not.toMatch(/portfolio_assessment|supervised/)
  })

  it.each([['nl', ['Nederland', 'Engels', '30 juni 2026']], ['en', ['Netherlands', 'English', '30 June 2026']]])('in %s writes countries, languages and dates as its readers do', async (language, told) => {
    const claims = { issuing_country: 'NL', language_of_classes: ['en'], date_of_issuance: '2026-06-30' }
    const { body } = await submit({ text: await world.credential({ hide: [], claims }) }, language)
    for (const said of told) expect(body).toContain(`<bdi>${said}</bdi>`)
  })

  it('WEB-01 shows what others wrote as text', async () => {
    const { body } = await submit({ text: await world.credential({ hide: [], claims: { family_name: '<img src=x onerror=alert(1)>' } }) })
    expect(body).toContain('Dit bewijs is echt')
    expect(body).not.toContain('<img')
    expect(body).not.toContain('onerror=alert(1)>')
  })

  it.each([
    ['nothing', {}, 400, 'Kies een bestand'],
    ['both', { file: new Blob(['a.b.c']), text: 'a.b.c' }, 400, 'niet allebei'],
    ['a picture only', { file: new Blob([Buffer.from('GIF89a')]) }, 422, 'geen soort bestand'],
    ['a link', { text: 'https://example.nl/badge' }, 422, 'Links openen wij hier niet'],
  ])('says why %s cannot be checked, and offers the form again', async (_, fields, status, said) => {
    const { statusCode, body } = await submit(fields)
    expect(statusCode).toBe(status)
    expect(body).toContain(said)
    expect(body).toContain('role="alert"')
    expect(body).toContain('<form')
  })

  it.each([['multipart/form-data', 'x'], ['multipart/form-data; boundary=a', '--b\r\n'], ['multipart/form-data; boundary=a', '--a\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\nabc']])('PAR-01 a form that is broken is told so (%s)', async (type, payload) => {
    const answer = await verifier.app.inject({ method: 'POST', url: '/inspect', headers: { 'content-type': type }, payload })
    expect(answer.statusCode).toBe(400)
    expect(answer.body).toContain('<form')
  })

  it('PAR-01 a form larger than any file with a credential is refused', async () => {
    const answer = await verifier.app.inject({ method: 'POST', url: '/inspect', headers: { 'content-type': 'multipart/form-data; boundary=x' }, payload: Buffer.alloc(10_485_760 + 65_537) })
    expect(answer.statusCode).toBe(413)
  })

  it('WEB-24 keeps nothing of what was handed in', async () => {
    await submit({ file: new Blob([await world.credential({ hide: [] })]) })
    for (const secret of ['Noor', 'van Damme']) expect(JSON.stringify(verifier.logLines)).not.toContain(secret)
  })
})
