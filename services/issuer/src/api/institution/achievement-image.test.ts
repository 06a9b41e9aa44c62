/** The image of an achievement: how an institution's systems send it, and how everybody gets it. */
import { createHash } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { circularMinor } from '@eduwallet/microcredential/fixtures'
import { makeJpeg, makePng } from '../../../../../test/institution/images.ts'
import type { Register } from '../../register/index.ts'
import { openMemoryRegister } from '../../register/memory/index.ts'
import { openTestIssuer, type TestIssuer } from '../../test-ground.ts'

const { image: _image, ...plainMinor } = circularMinor as typeof circularMinor & { image?: unknown }

let issuer: TestIssuer
let school: Awaited<ReturnType<TestIssuer['institution']>>
let id: string
beforeAll(async () => { issuer = await openTestIssuer({ config: { publicUrl: 'https://issuer.example' } }) })
beforeEach(async () => {
  school = await issuer.institution()
  id = (await call('POST', '/achievements', { achievement: plainMinor })).body['id'] as string
})

async function call(method: 'GET' | 'POST' | 'PUT', path: string, payload?: object) {
  const answer = await issuer.app.inject({ method, url: `/${school.slug}/api/v1${path}`, headers: school.headers, ...(payload === undefined ? {} : { payload }) })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}
async function put(payload: Buffer, type = 'image/png', at = { issuer, school, id }) {
  const answer = await at.issuer.app.inject({ method: 'PUT', url: `/${at.school.slug}/api/v1/achievements/${at.id}/image`, headers: { ...at.school.headers, 'content-type': type }, payload })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}
const fetchImage = (url: unknown, headers: Record<string, string> = {}) => issuer.app.inject({ url: new URL(String(url)).pathname, headers })
const findingOf = ({ body }: { body: Record<string, unknown> }) => (body['findings'] as { message: { nl: string; en: string } }[])[0]?.message

describe('the image of an achievement', () => {
  it('is served to anyone, for good, at an address made of its content, which the achievement names', async () => {
    const png = makePng({ width: 400, height: 300 })
    const url = `https://issuer.example/${school.slug}/images/${createHash('sha256').update(png).digest('base64url')}`
    expect(await put(png)).toMatchObject({ status: 200, body: { url, mediaType: 'image/png', width: 400, height: 300, linked: true, achievement: { id, achievement: { image: { url } } } } })
    expect((await call('GET', `/achievements/${id}`)).body).toMatchObject({ achievement: { ...plainMinor, image: { url } } })
    const served = await fetchImage(url, { origin: 'https://elsewhere.example' })
    expect(served.statusCode).toBe(200)
    expect(served.rawPayload.equals(png)).toBe(true)
    expect(served.headers).toMatchObject({
      'content-type': 'image/png', 'x-content-type-options': 'nosniff', 'cache-control': 'public, max-age=31536000, immutable', 'access-control-allow-origin': '*',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox", 'content-disposition': expect.stringMatching(/^attachment; filename="[\w-]{43}\.png"$/) as string,
    })
    expect((await fetchImage(url, { 'if-none-match': String(served.headers['etag']) })).statusCode).toBe(304)
    const other = await issuer.institution()
    for (const path of [url.replace(school.slug, other.slug), url.slice(0, -1), `${url.slice(0, -1)}B`, `${url}A`, url.toUpperCase().replace(/^.*\/IMAGES/, `https://issuer.example/${school.slug}/images`)]) {
      expect((await fetchImage(path)).statusCode, path).toBe(404)
    }
  })

  it('WEB-11: is what its octets are, not what was said of it; a PNG that is also a page is served as a PNG, and not sniffed', async () => {
    const { body } = await put(makeJpeg(), 'image/png')
    expect(body).toMatchObject({ mediaType: 'image/jpeg' })
    expect((await fetchImage(body['url'])).headers['content-type']).toBe('image/jpeg')
    const polyglot = makePng({ text: '<html><script>alert(document.cookie)</script>*/alert(1)//' })
    const { body: second } = await put(polyglot, 'image/jpeg')
    const served = await fetchImage(second['url'], { accept: 'text/html' })
    expect(served.headers).toMatchObject({ 'content-type': 'image/png', 'x-content-type-options': 'nosniff' })
    expect(String(served.headers['content-security-policy'])).toContain("default-src 'none'")
    expect(String(served.headers['content-disposition'])).toMatch(/^attachment/)
    const appended = await put(Buffer.concat([makePng(), Buffer.from('<script>alert(1)</script>')]))
    expect(appended).toMatchObject({ status: 415, body: { code: 'image-not-accepted' } })
  })

  it('WEB-07: with more pixels than can be shown is refused before anything is decoded; too many octets are 413', async () => {
    expect(await put(makePng({ width: 50_000, height: 50_000 }))).toMatchObject({ status: 422, body: { code: 'image-too-large' } })
    expect(await put(Buffer.alloc(524_289))).toMatchObject({ status: 413 })
    expect((await call('GET', `/achievements/${id}`)).body['achievement']).toEqual(plainMinor)
  })

  it('as SVG is refused, and says what to send instead; so is what is no image', async () => {
    const svg = await put(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 'image/svg+xml')
    expect(svg).toMatchObject({ status: 415, body: { code: 'image-not-accepted' } })
    expect(findingOf(svg)?.en).toContain('Send the image as PNG')
    expect(findingOf(svg)?.nl).toContain('als PNG')
    expect(await put(Buffer.from('<svg/>'))).toMatchObject({ status: 415 })
    expect(await put(Buffer.alloc(0))).toMatchObject({ status: 415 })
    expect(await put(makePng(), 'application/octet-stream')).toMatchObject({ status: 415 })
    expect(await put(makePng(), 'text/html')).toMatchObject({ status: 415 })
  })

  it('changes like the rest of the content: with a published achievement, and not once it was awarded; a refused one is not kept', async () => {
    await call('POST', `/achievements/${id}/publish`)
    const first = makePng({ text: 'first' })
    expect(await put(first)).toMatchObject({ status: 200, body: { achievement: { state: 'published' } } })
    await call('POST', `/achievements/${id}/results`, { results: [{ reference: 'r-1', learner: { reference: '1234567', givenName: 'Maartje', familyName: 'van Damme' }, passed: true, final: true, achievedOn: '2026-06-30' }] })
    const second = makePng({ text: 'second' })
    expect(await put(second)).toMatchObject({ status: 409, body: { code: 'achievement-frozen' } })
    expect((await fetchImage(`https://issuer.example/${school.slug}/images/${createHash('sha256').update(second).digest('base64url')}`)).statusCode).toBe(404)
    expect(await put(first)).toMatchObject({ status: 200, body: { linked: true } })
    const trail = (await call('GET', '/journal?limit=100')).body['entries'] as { action: string; reason: string }[]
    expect(trail.filter(({ action }) => action === 'achievement.image-kept')).toMatchObject([{ reason: createHash('sha256').update(first).digest('base64url') }])
  })

  it('of what is not there is 404, and nothing is kept', async () => {
    const png = makePng({ text: 'nobody' })
    expect(await put(png, 'image/png', { issuer, school, id: '00000000-0000-4000-8000-000000000000' })).toMatchObject({ status: 404 })
    expect((await fetchImage(`https://issuer.example/${school.slug}/images/${createHash('sha256').update(png).digest('base64url')}`)).statusCode).toBe(404)
  })

  it('in a sandbox without https is served, and not named in what goes into credentials', async () => {
    const sandbox = await openTestIssuer()
    const at = { issuer: sandbox, school: await sandbox.institution(), id: '' }
    at.id = (await sandbox.app.inject({ method: 'POST', url: `/${at.school.slug}/api/v1/achievements`, headers: at.school.headers, payload: { achievement: plainMinor } })).json<{ id: string }>().id
    const answer = await put(makePng(), 'image/png', at)
    expect(answer).toMatchObject({ status: 200, body: { linked: false, achievement: { achievement: plainMinor } } })
    expect((answer.body['achievement'] as { achievement: object }).achievement).not.toHaveProperty('image')
    expect((await sandbox.app.inject({ url: new URL(String(answer.body['url'])).pathname })).headers['content-type']).toBe('image/png')
    for (const step of ['publish', 'archive']) await sandbox.app.inject({ method: 'POST', url: `/${at.school.slug}/api/v1/achievements/${at.id}/${step}`, headers: at.school.headers })
    expect(await put(makePng(), 'image/png', at)).toMatchObject({ status: 409, body: { code: 'achievement-archived' } })
  })

  it('is kept and named together, or neither', async () => {
    const register = openMemoryRegister()
    const full: Register = {
      ...register,
      inOneTransaction: (work) => register.inOneTransaction((inner) => work({
        ...inner, forInstitution: (institution) => ({ ...inner.forInstitution(institution), images: { ...inner.forInstitution(institution).images, keep: async () => { throw new Error('the disk is full') } } }),
      })),
    }
    const broken = await openTestIssuer({ config: { publicUrl: 'https://issuer.example' }, register: full })
    const at = { issuer: broken, school: await broken.institution(), id: '' }
    at.id = (await broken.app.inject({ method: 'POST', url: `/${at.school.slug}/api/v1/achievements`, headers: at.school.headers, payload: { achievement: plainMinor } })).json<{ id: string }>().id
    expect(await put(makePng(), 'image/png', at)).toMatchObject({ status: 500 })
    const read = await broken.app.inject({ url: `/${at.school.slug}/api/v1/achievements/${at.id}`, headers: at.school.headers })
    expect(read.json<{ achievement: object }>().achievement).toEqual(plainMinor)
  })
})
