import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { takeCredentialOut } from '@eduwallet/credential-files'
import { dataIntegrityReader, openContexts, readers, type CredentialReader } from '@eduwallet/credential-formats'
import { microcredentialContext } from '@eduwallet/microcredential'
import type { JsonObject } from '@eduwallet/strict-json'
import { badgeContextUrl } from '../../configurations/index.ts'
import { fileFormNames, type FileForm } from '../../downloading/index.ts'
import { openMemoryRegister } from '../../register/memory/index.ts'
import { makePng } from '../../../../../test/institution/images.ts'
import type { AwardId, Id } from '../../institutions/types.ts'
import { openTestIssuer, type TestIssuer } from '../../test-ground.ts'
import { achievement } from '../openid4vci/achievement-fixture.ts'

let issuer: TestIssuer
let school: Awaited<ReturnType<TestIssuer['institution']>>
beforeAll(async () => {
  issuer = await openTestIssuer()
  school = await issuer.institution()
})

/** As a reader has them who knows our context; the first of a format is taken. */
const known: readonly CredentialReader[] = [dataIntegrityReader({ contexts: openContexts([[badgeContextUrl('http://localhost:8080'), microcredentialContext as JsonObject]]) }), ...readers]

const tables = () => issuer.scopes.get(school.id)!.tables

/** An award of a published achievement. */
function awarded({ title = 'Dijkinspectie', image, validForDays }: { title?: string; image?: { url: string }; validForDays?: number } = {}): AwardId {
  const [achievementId, id] = [randomUUID() as Id<'achievement'>, randomUUID() as Id<'award'>]
  const at = issuer.clock.now()
  const content = { ...achievement(title), ...(image === undefined ? {} : { image }), ...(validForDays === undefined ? {} : { validForDays }) }
  tables().achievements.set(achievementId, { state: 'published', id: achievementId, content, createdAt: at, publishedAt: at })
  tables().awards.set(id, { id, achievementId, source: 'batch', sourceReference: id, learner: { reference: 's1', givenName: 'Noor', familyName: 'de Wit' }, awardedOn: '2026-08-30', grade: '8', state: 'awarded', revision: 1, createdAt: at })
  return id
}

const ask = (award: string, body: object, of: { slug: string; headers: Record<string, string> } = school) =>
  issuer.app.inject({ method: 'POST', url: `/${of.slug}/api/v1/awards/${award}/files`, headers: of.headers, payload: body })
const credentialIn = (octets: Buffer): string => takeCredentialOut(octets).credential
const setStatus = (award: string, status: string) =>
  issuer.app.inject({ method: 'PUT', url: `/${school.slug}/api/v1/awards/${award}/credentials/status`, headers: school.headers, payload: { status, reason: 'Vergissing.' } })

const expected: Record<FileForm, { type: string; name: string; container: string; format: string }> = {
  png: { type: 'image/png', name: 'dijkinspectie-badge.png', container: 'png', format: 'ldp_vc' },
  svg: { type: 'image/svg+xml', name: 'dijkinspectie-badge.svg', container: 'svg', format: 'ldp_vc' },
  pdf: { type: 'application/pdf', name: 'dijkinspectie-certificate.pdf', container: 'pdf', format: 'ldp_vc' },
  'open-badge': { type: 'application/vc', name: 'dijkinspectie-open-badge.json', container: 'json', format: 'ldp_vc' },
  'open-badge-jwt': { type: 'application/vc+jwt', name: 'dijkinspectie-open-badge.jwt', container: 'text', format: 'vc+jwt' },
  elm: { type: 'application/jose+json', name: 'dijkinspectie-european-digital-credential.json', container: 'json', format: 'jades' },
}

describe('an award as a file', () => {
  it.each(fileFormNames)('%s holds a credential, is saved and not shown, and is kept by no cache', async (form) => {
    const answer = await ask(awarded(), { form })
    const { type, name, container, format } = expected[form]
    expect(answer.statusCode, answer.body.slice(0, 300)).toBe(200)
    expect(answer.headers).toMatchObject({
      'content-type': expect.stringMatching(new RegExp(`^${type.replace('+', '\\+')}(;|$)`)) as string, 'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    })
    const found = takeCredentialOut(answer.rawPayload)
    expect(found.container).toBe(container)
    const reader = known.find((one) => one.format === format)!
    expect(reader.read(found.credential)).toMatchObject({ issuer: `did:web:localhost%3A8080:${school.slug}` })
  })

  it('gives the very same credential again, in every form that holds it, and journals it once', async () => {
    const award = awarded()
    const first = await ask(award, { form: 'open-badge' })
    issuer.clock.forward(5)
    for (const form of ['open-badge', 'png', 'svg', 'pdf'] as const) for (const language of ['nl', 'en']) expect(credentialIn((await ask(award, { form, language })).rawPayload), form).toBe(first.body)
    await ask(award, { form: 'open-badge-jwt' })
    await ask(award, { form: 'open-badge-jwt' })
    const records = [...tables().credentials.values()].filter(({ awardId }) => awardId === award)
    expect(records.map(({ configurationId, state }) => `${configurationId} ${state}`)).toEqual(['open_badge_file_eddsa issued', 'open_badge_file_jwt issued'])
    const journal = tables().journal.filter(({ objectId }) => objectId === records[0]!.id)
    expect(journal.map(({ action, actor }) => [action, actor])).toEqual([['credential.intended', `client:${school.clientId}`], ['credential.issued', `client:${school.clientId}`]])
  })

  it('is revoked with the others of its award, and then made anew', async () => {
    const award = awarded()
    const forms = ['png', 'open-badge-jwt', 'elm'] as const
    const before = await Promise.all(forms.map((form) => ask(award, { form })))
    expect((await setStatus(award, 'revoked')).json()).toMatchObject({ credentials: 3, changed: 3 })
    const after = await Promise.all(forms.map((form) => ask(award, { form })))
    for (const [at, answer] of after.entries()) expect(credentialIn(answer.rawPayload)).not.toBe(credentialIn(before[at]!.rawPayload))
  })

  it('names nobody in a badge, and the learner on the certificate only', async () => {
    const award = awarded()
    expect((await ask(award, { form: 'open-badge' })).body).not.toMatch(/Noor|de Wit|"s1"/)
    expect((await ask(award, { form: 'png' })).rawPayload.includes('Noor')).toBe(false)
    expect((await ask(award, { form: 'pdf' })).headers['content-disposition']).not.toMatch(/noor|wit/i)
  })

  it.each([
    ['../../etc/passwd', 'etc-passwd-badge.svg'], ['"; filename=evil.exe', 'filename-evil-exe-badge.svg'], ['Vóór één', 'voor-een-badge.svg'], ['水利', 'badge.svg'], [`${'lang '.repeat(39)}x`, `${'lang-'.repeat(11)}lang-badge.svg`],
  ])('WEB-11 is called after the title %j, in letters that lead nowhere', async (title, name) => {
    expect((await ask(awarded({ title }), { form: 'svg' })).headers['content-disposition']).toBe(`attachment; filename="${name}"`)
  })

  it('is made of the image that the institution gave, and of our own drawing where that cannot be had', async () => {
    const drawn = (await ask(awarded(), { form: 'png' })).rawPayload
    const octets = makePng({ text: 'own' })
    const digest = 'A'.repeat(43)
    tables().images.set(digest, { digest, type: 'image/png', octets })
    const base = `http://localhost:8080/${school.slug}/images/`
    const widthOf = (png: Buffer): number => png.readUInt32BE(16)
    expect(widthOf(drawn)).toBe(640)
    expect(widthOf((await ask(awarded({ image: { url: `${base}${digest}` } }), { form: 'png' })).rawPayload)).not.toBe(640)
    for (const url of [`${base}${'B'.repeat(43)}`, 'https://elsewhere.example/picture.png']) expect(widthOf((await ask(awarded({ image: { url } }), { form: 'png' })).rawPayload)).toBe(640)
    expect((await ask(awarded({ image: { url: `${base}${digest}` } }), { form: 'pdf' })).statusCode).toBe(200)
  })

  it('names the field that is wrong (400)', async () => {
    const award = awarded()
    for (const [body, path] of [[{}, '/form'], [{ form: 'docx' }, '/form'], [{ form: '__proto__' }, '/form'], [{ form: 'pdf', language: 'de' }, '/language'], [{ form: 'pdf', learner: 'x' }, '']] as const) {
      const answer = await ask(award, body)
      expect(answer.statusCode).toBe(400)
      expect(answer.json<{ errors: { path: string }[] }>().errors.map((error) => error.path)).toEqual([path])
    }
    expect((await ask(award, { form: 'pdf', padding: 'x'.repeat(20_000) })).statusCode).toBe(413)
  })

  it('is not there for an award of somebody else or of nobody (404), one that was withdrawn or corrected (409), or one whose time is over (409)', async () => {
    const other = await issuer.institution()
    const award = awarded()
    expect((await ask(award, { form: 'pdf' }, other)).statusCode).toBe(404)
    expect((await ask(randomUUID(), { form: 'pdf' })).statusCode).toBe(404)
    await ask(award, { form: 'png' })
    tables().awards.set(award, { ...tables().awards.get(award)!, revision: 2 })
    expect((await ask(award, { form: 'png' })).json()).toMatchObject({ status: 409, code: 'award-changed' })
    tables().awards.set(award, { ...tables().awards.get(award)!, state: 'withdrawn' })
    expect((await ask(award, { form: 'elm' })).json()).toMatchObject({ status: 409, code: 'award-changed' })
    expect((await ask(awarded({ validForDays: 1 }), { form: 'pdf' })).json()).toMatchObject({ status: 409, code: 'award-expired' })
  })

  it('needs a token that may give credentials away (403)', async () => {
    const reader = await issuer.institution(undefined, ['read', 'results:write'])
    const answer = await ask(randomUUID(), { form: 'pdf' }, reader)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([403, 'insufficient-scope'])
  })

  it('is asked for by one institution a few at a time (503), and another gets its own', async () => {
    const award = awarded()
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask(award, { form: 'svg' })))
    expect(answers.map(({ statusCode }) => statusCode).toSorted((one, other) => one - other)).toEqual([...Array.from({ length: 8 }, () => 200), ...Array.from({ length: 4 }, () => 503)])
    expect(answers.find(({ statusCode }) => statusCode === 503)!.headers['retry-after']).toBeDefined()
    expect(new Set(answers.filter(({ statusCode }) => statusCode === 200).map(({ rawPayload }) => credentialIn(rawPayload))).size).toBe(1)
    expect((await ask(award, { form: 'svg' })).statusCode).toBe(200)
  })

  it('is not given when the record cannot be written: try again (503)', async () => {
    const register = openMemoryRegister()
    const broken = await openTestIssuer({
      register: { ...register, forInstitution: (id) => ({ ...register.forInstitution(id), files: { ...register.forInstitution(id).files, open: () => Promise.reject(new Error('the disk is full')) } }) },
    })
    const { slug, headers } = await broken.institution()
    const answer = await broken.app.inject({ method: 'POST', url: `/${slug}/api/v1/awards/${randomUUID()}/files`, headers, payload: { form: 'pdf' } })
    expect(answer.json()).toMatchObject({ status: 503, code: 'unavailable' })
    expect(answer.headers['retry-after']).toBe('2')
    expect(answer.body).not.toContain('disk')
    expect(broken.logs.join('')).toContain('the disk is full')
  })
})
