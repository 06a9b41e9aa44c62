import { deflateSync } from 'node:zlib'
import { bakePng, bakeSvg } from '@eduwallet/credential-files'
import { createOutbound } from '@eduwallet/outbound'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startCanary, type Canary } from '../../../../../test/canary/index.ts'
import { makePng } from '../../../../../test/institution/index.ts'
import { createSampleVerifier, type SampleVerifier } from '../../fixtures/sample-verifier.ts'
import { asLdpVc, asVcJwt, badgeOf, didJwkOf } from '../../judging/fixtures/badge.ts'
import { createWorld, type World } from '../../judging/fixtures/world.ts'

let world: World
let verifier: SampleVerifier
let token: string
beforeEach(async () => {
  world = await createWorld()
  verifier = await createSampleVerifier({ issuers: world.issuers, now: world.now, outbound: createOutbound({ allowLoopback: true, totalTimeoutSeconds: 2 }) })
  await world.issuers.put({ ...world.registered, types: [world.vct, 'OpenBadgeCredential'], mayOmitStatus: true }, world.now())
  const basic = Buffer.from(`${verifier.clientId}:${verifier.clientSecret}`).toString('base64')
  const answer = await verifier.app.inject({ method: 'POST', url: '/oauth/token', headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' }, payload: 'grant_type=client_credentials' })
  token = answer.json<{ access_token: string }>().access_token
})
afterEach(async () => {
  await verifier.close()
  await world.close()
})

const hand = async (payload: Uint8Array | string, headers: Record<string, string> = { 'content-type': 'application/octet-stream' }) =>
  await verifier.app.inject({ method: 'POST', url: '/api/v1/inspections', headers: { authorization: `Bearer ${token}`, ...headers }, payload: Buffer.from(payload) })
const ldp = async () => await asLdpVc(badgeOf(world.did, didJwkOf(world.holder)), world.issuer, { kid: world.kid, at: world.now() })
const image = () => Buffer.from(makePng({ text: 'x' }))

describe('POST /api/v1/inspections', () => {
  it('judges the same badge from JSON, text, PNG and SVG, and says the same of it', async () => {
    const json = await ldp()
    const jwt = await asVcJwt(badgeOf(world.did, didJwkOf(world.holder)), world.issuer, { kid: world.kid })
    const svg = bakeSvg('<svg xmlns="http://www.w3.org/2000/svg"/>', json)
    const files: [string, Uint8Array | string][] = [['json', json], ['text', jwt], ['png', bakePng(image(), json)], ['svg', svg]]
    for (const [container, file] of files) {
      const answer = await hand(file, { 'content-type': 'text/html' })
      expect(answer.statusCode, container).toBe(200)
      expect(answer.headers['cache-control']).toBe('no-store')
      expect(answer.json(), container).toMatchObject({
        verdict: 'genuine', container,
        credential: { type: 'OpenBadgeCredential', standard: 'open_badge', issuer: { identifier: world.did }, says: { achievement_title: { nl: 'Waterbeheer' }, date_of_issuance: '2026-11-20' } },
      })
      expect(answer.json<{ checks: unknown[] }>().checks).toContainEqual(expect.objectContaining({ name: 'holder_binding', outcome: 'not_asked', code: 'nobody_presents' }))
    }
  })

  it('says nothing of what is in a rejected credential', async () => {
    const forged = (await ldp()).replace('Waterbeheer', 'Watermeester')
    const answer = await hand(forged)
    expect(answer.json()).toMatchObject({ verdict: 'rejected' })
    expect(answer.body).not.toContain('Watermeester')
    world.bits.set(7, 1)
    await world.serveList({ bits: world.bits })
    const revoked = await hand(await world.credential({ hide: [] }))
    expect(revoked.json()).toMatchObject({ verdict: 'rejected', credential: { issuer: { identifier: world.did }, says: {} } })
    expect(revoked.body).not.toContain('Noor')
  })

  it.each([
    ['file-unknown', 'GIF89a'],
    ['file-unknown', ''],
    ['credential-missing', undefined],
    ['credential-malformed', 'a.b.c'],
    ['file-unknown', 'hallo daar'],
  ])('answers 422 %s', async (code, file) => {
    const answer = await hand(file ?? image())
    expect(answer.statusCode).toBe(422)
    expect(answer.json()).toMatchObject({ code })
  })

  it('PAR-01 takes no file over 10 MiB, and no client without a token', async () => {
    const answer = await hand(Buffer.alloc(10_485_761))
    expect(answer.statusCode).toBe(413)
    expect((await verifier.app.inject({ method: 'POST', url: '/api/v1/inspections', payload: 'x' })).statusCode).toBe(401)
  })

  it('WEB-10 a compressed part that grows without end costs nothing (it is not unpacked)', async () => {
    const bomb = deflateSync(Buffer.alloc(20_000_000))
    const chunk = Buffer.concat([Buffer.from('openbadgecredential\0\x01\0\0\0'), bomb])
    const length = Buffer.alloc(4)
    length.writeUInt32BE(chunk.length)
    const png = image()
    const end = png.length - 12
    const answer = await hand(Buffer.concat([png.subarray(0, end), length, Buffer.from('iTXt'), chunk, Buffer.alloc(4), png.subarray(end)]))
    expect(answer.statusCode).toBe(422)
  })

  describe('what a credential points to', () => {
    let canary: Canary
    beforeEach(async () => { canary = await startCanary((_request, response) => { response.end('{}') }) })
    afterEach(async () => { await canary.stop() })

    it('DIN-19 DIN-20 images, evidence, schemas and terms of use are never fetched', async () => {
      const at = (path: string) => `http://localhost:${canary.port}/${path}`
      const badge = badgeOf(world.did, didJwkOf(world.holder), {
        evidence: [{ id: at('evidence'), type: ['Evidence'] }],
        credentialSchema: [{ id: at('schema'), type: 'JsonSchema' }],
        image: { id: at('image'), type: 'Image' },
      })
      const secured = await asVcJwt(badge, world.issuer, { kid: world.kid, jku: at('jku'), x5u: at('x5u') })
      expect((await hand(secured)).json()).toMatchObject({ verdict: 'genuine' })
      expect(canary.connections()).toBe(0)
    })

    it('DIN-01 DIN-08 nor are contexts, of whatever scheme', async () => {
      const secured = JSON.parse(await ldp()) as Record<string, unknown>
      for (const context of [`http://localhost:${canary.port}/ctx`, 'file:///etc/passwd', 'data:application/json,{}']) {
        const answer = await hand(JSON.stringify({ ...secured, '@context': [...secured['@context'] as string[], context] }))
        expect(answer.json<{ checks: unknown[] }>().checks).toContainEqual(expect.objectContaining({ name: 'format', outcome: 'failed', code: 'context_not_approved' }))
        expect(answer.body).not.toContain('root:')
      }
      expect(canary.connections()).toBe(0)
    })
  })

  it('follows one link, to a file with a credential in it', async () => {
    world.host.answers.set('/badge.png', { contentType: 'image/png', body: bakePng(image(), await ldp()) })
    expect((await hand(`${world.host.url}/badge.png\n`)).json()).toMatchObject({ verdict: 'genuine', container: 'png' })
    world.host.answers.set('/link', { contentType: 'text/plain', body: `${world.host.url}/badge.png` })
    expect((await hand(`${world.host.url}/link`)).json()).toMatchObject({ code: 'file-unknown' })
    expect((await hand(`${world.host.url}/nothing`)).json()).toMatchObject({ code: 'link-unreachable' })
  })

  it.each(['https://10.0.0.1/x', 'http://example.nl/badge.json', 'https://169.254.169.254/latest', 'https://u:p@example.nl/'])('NET-01 does not follow %s', async (link) => {
    const answer = await hand(link)
    expect(answer.statusCode).toBe(422)
    expect(answer.json()).toMatchObject({ code: 'link-refused' })
  })

  it('WEB-24 keeps nothing of what was handed in, in no record and in no log line', async () => {
    const secured = await world.credential({ hide: [] })
    await hand(secured)
    await hand(secured.slice(0, -20))
    const kept = JSON.stringify(verifier.logLines) + JSON.stringify(verifier.errors)
    for (const secret of ['Noor', 'van Damme', secured.slice(0, 40), secured.split('~')[1]!]) expect(kept).not.toContain(secret)
    expect(verifier.logLines.length).toBeGreaterThan(0)
  })
})
