import { createHash, randomUUID } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { jsonWebKeyId, multikeyId, multikeyOf } from '@eduwallet/keys'
import { microcredentialContext, modelSchemaNames } from '@eduwallet/microcredential'
import { circularMinor } from '@eduwallet/microcredential/fixtures'
import { dataIntegrityReader, vcJwtReader } from '@eduwallet/credential-formats'
import { statusInBitstringList, verifyBitstringListJwt, verifyStatusListToken } from '@eduwallet/status-list'
import type { StatusListId } from '../../institutions/types.ts'
import { microcredentialTypeDocument } from '../../issuing/index.ts'
import { openTestIssuer, type TestIssuer } from '../../test-ground.ts'

let issuer: TestIssuer
let school: Awaited<ReturnType<TestIssuer['institution']>>
let listPath: string
beforeAll(async () => {
  issuer = await openTestIssuer()
  school = await issuer.institution('school')
  await issuer.award(school.id, 5)
  await issuer.rooms.publisher.publishAll()
  listPath = `/school/status-lists/${[...issuer.scopes.get(school.id)!.tables.statusLists.keys()][0]}`
})
const get = (url: string, headers: Record<string, string> = {}) => issuer.app.inject({ url, headers })

describe('a status list', () => {
  it('STL-23 is served with its media type, ETag, CORS and a max-age of its ttl', async () => {
    const answer = await get(listPath, { accept: 'application/statuslist+jwt', origin: 'https://wallet.example' })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({ 'content-type': 'application/statuslist+jwt', 'cache-control': 'public, max-age=30', 'access-control-allow-origin': '*', vary: 'Accept-Encoding' })
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
    const institution = await issuer.rooms.institutions.bySlug('school')
    const list = verifyStatusListToken(answer.body, { uri: `http://localhost:8080${listPath}`, key: institution!.signers.ES256.publicJwk, now: issuer.clock.now() })
    expect([list.statusAt(5), list.ttlSeconds, list.size]).toEqual([0, 30, 1024])
  })

  it('STL-23 is compressed when asked for, and 304 when the reader has it', async () => {
    const plain = await get(listPath)
    const zipped = await get(listPath, { 'accept-encoding': 'br;q=1, gzip;q=0.8' })
    expect(zipped.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(zipped.rawPayload).toString()).toBe(plain.body)
    expect((await get(listPath, { 'accept-encoding': 'gzip;q=0' })).headers['content-encoding']).toBeUndefined()
    for (const etag of [plain.headers['etag'], zipped.headers['etag'], `W/${String(plain.headers['etag'])}`, '*', `"other", ${String(plain.headers['etag'])}`]) {
      const known = await get(listPath, { 'if-none-match': String(etag) })
      expect([known.statusCode, known.body]).toEqual([304, ''])
    }
    expect((await get(listPath, { 'if-none-match': '"other"' })).statusCode).toBe(200)
  })

  it('STL-22 of the past is not to be had (501)', async () => {
    expect((await get(`${listPath}?time=1756720800`)).statusCode).toBe(501)
  })

  it('that does not exist, or is another institution’s, is 404', async () => {
    await issuer.institution('other')
    for (const path of ['/school/status-lists/x', '/school/status-lists/00000000-0000-4000-8000-000000000000', listPath.replace('school', 'other'), listPath.replace('school', 'nobody')]) {
      expect((await get(path)).statusCode).toBe(404)
    }
  })

  it('STL-20 that was opened a moment ago is there for its first reader', async () => {
    const id = randomUUID() as unknown as StatusListId
    const institution = await issuer.rooms.institutions.bySlug('school')
    await issuer.rooms.register.forInstitution(school.id).statusLists.open({ id, size: 1024, signingKid: institution!.signers.ES256.kid }, issuer.act())
    const answers = await Promise.all([get(`/school/status-lists/${id}`), get(`/school/status-lists/${id}`)])
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200])
  })

  it('that cannot be published is 503, not 404', async () => {
    const id = randomUUID() as unknown as StatusListId
    const { tables } = issuer.scopes.get(school.id)!
    tables.statusLists.set(id, { id, size: 1024, signingKid: 'gone', state: 'open', version: 0, createdAt: issuer.clock.now() })
    const answer = await get(`/school/status-lists/${id}`)
    expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([503, 'status-list-not-published'])
    tables.statusLists.delete(id)
  })

  it('STL-19 that has expired is 503, never an old answer', async () => {
    const late = await openTestIssuer()
    const { id } = await late.institution('school')
    await late.rooms.publisher.publishAll()
    const path = `/school/status-lists/${[...late.scopes.get(id)!.tables.statusLists.keys()][0]}`
    late.clock.forward(86_390)
    expect((await late.app.inject({ url: path })).headers['cache-control']).toBe('public, max-age=10')
    late.clock.forward(10)
    const answer = await late.app.inject({ url: path })
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '30'])
  })
})

describe.each(['revocation', 'suspension'] as const)('a bitstring status list of %s', (purpose) => {
  const path = () => `${listPath}/${purpose}`
  const read = async (body: string) => {
    const institution = (await issuer.rooms.institutions.bySlug('school'))!
    return verifyBitstringListJwt(body, { url: `http://localhost:8080${path()}`, issuer: institution.did, key: institution.signers.ES256.publicJwk, now: issuer.clock.now() })
  }
  const entry = (index: number) => ({ url: '', purpose, index, statusSize: 1 })

  it('STL-23 is served to any origin with its media type, ETag, and a max-age of its ttl', async () => {
    const answer = await get(path(), { accept: 'application/vc+jwt', origin: 'https://wallet.example' })
    expect(answer.statusCode).toBe(200)
    expect(answer.headers).toMatchObject({ 'content-type': 'application/vc+jwt', 'cache-control': 'public, max-age=30', 'access-control-allow-origin': '*', vary: 'Accept, Accept-Encoding', 'last-modified': issuer.clock.now().toUTCString() })
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined()
    const list = await read(answer.body)
    expect(list).toMatchObject({ purposes: [purpose], ttlSeconds: 30, bitstring: { length: 131_072 } })
    expect((await issuer.app.inject({ method: 'HEAD', url: path() })).headers['content-length']).toBe(String(answer.rawPayload.length))
  })

  it('STL-12 has 131,072 entries at least, and is a credential that the reader of credentials takes', async () => {
    const { body } = await get(path())
    const institution = (await issuer.rooms.institutions.bySlug('school'))!
    expect((await read(body)).bitstring.length).toBeGreaterThanOrEqual(131_072)
    const { claims } = await vcJwtReader.verify(vcJwtReader.read(body), { issuerKeys: [institution.signers.ES256.publicJwk], now: issuer.clock.now(), skewSeconds: 0, keyBinding: 'forbidden' })
    expect(claims).toMatchObject({ id: `http://localhost:8080${path()}`, issuer: institution.did, type: ['VerifiableCredential', 'BitstringStatusListCredential'] })
    const header = JSON.parse(Buffer.from(body.split('.')[0]!, 'base64url').toString()) as object
    expect(header).toMatchObject({ typ: 'vc+jwt', alg: 'ES256', kid: jsonWebKeyId(institution.did, institution.signers.ES256), x5c: [expect.any(String)] })
  })

  it('says what the token says, and no more until that does', async () => {
    const { credentialId } = await issuer.award(school.id, purpose === 'revocation' ? 21 : 24)
    const index = purpose === 'revocation' ? 21 : 24
    const before = await get(path())
    await issuer.rooms.register.forInstitution(school.id).credentials.changeStatus({ ids: [credentialId] }, { status: purpose === 'revocation' ? 'revoked' : 'suspended', reason: 'x' }, issuer.act())
    expect((await get(path())).body).toBe(before.body)
    await issuer.rooms.publisher.publishAll()
    const after = await get(path())
    expect(after.headers['etag']).not.toBe(before.headers['etag'])
    const list = await read(after.body)
    expect([index - 1, index, index + 1].map((at) => statusInBitstringList(list, entry(at)).valid)).toEqual([true, false, true])
    const other = purpose === 'revocation' ? 'suspension' : 'revocation'
    const otherList = await get(`${listPath}/${other}`)
    expect(otherList.statusCode).toBe(200)
    expect((JSON.parse(Buffer.from(otherList.body.split('.')[1]!, 'base64url').toString()) as { credentialSubject: { statusPurpose: string } }).credentialSubject.statusPurpose).toBe(other)
    const token = verifyStatusListToken((await get(listPath)).body, { uri: `http://localhost:8080${listPath}`, key: (await issuer.rooms.institutions.bySlug('school'))!.signers.ES256.publicJwk, now: issuer.clock.now() })
    expect(list.expiresAt).toEqual(token.expiresAt)
    for (let at = 0; at < 1024; at += 1) expect(statusInBitstringList(list, entry(at)).valid).toBe(!(purpose === 'revocation' ? [1] : [1, 2]).includes(token.statusAt(at)))
  })

  it('STL-04 has every credential that was revoked, so that one that was suspended before is good to no reader of two lists, nor to one of this list alone', async () => {
    const index = purpose === 'revocation' ? 31 : 32
    const { credentialId } = await issuer.award(school.id, index)
    const become = async (status: 'suspended' | 'revoked') => {
      await issuer.rooms.register.forInstitution(school.id).credentials.changeStatus({ ids: [credentialId] }, { status, reason: 'x' }, issuer.act())
      await issuer.rooms.publisher.publishAll()
      return statusInBitstringList(await read((await get(path())).body), entry(index)).valid
    }
    expect(await become('suspended')).toBe(purpose === 'revocation')
    expect(await become('revoked')).toBe(false)
  })

  it('STL-23 is signed once for each publication, compressed when asked for, and 304 when the reader has it', async () => {
    const [plain, again] = await Promise.all([get(path()), get(path())])
    expect(again.body).toBe(plain.body)
    const zipped = await get(path(), { 'accept-encoding': 'gzip' })
    expect(zipped.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(zipped.rawPayload).toString()).toBe(plain.body)
    for (const etag of [plain.headers['etag'], zipped.headers['etag'], '*', String(plain.headers['etag']).replace('W/', '')]) expect((await get(path(), { 'if-none-match': String(etag) })).statusCode).toBe(304)
    expect((await get(path(), { 'if-none-match': String((await get(listPath)).headers['etag']) })).statusCode).toBe(200)
  })

  it('has Data Integrity proofs in it when JSON is asked for, one of each key of the institution', async () => {
    const institution = (await issuer.rooms.institutions.bySlug('school'))!
    const jwt = await get(path())
    for (const accept of ['application/vc', 'application/ld+json', 'application/json']) {
      const answer = await get(path(), { accept: `text/html, ${accept};q=0.9, */*;q=0.8` })
      expect(answer.headers).toMatchObject({ 'content-type': accept, vary: 'Accept, Accept-Encoding', 'cache-control': 'public, max-age=30' })
      expect(answer.headers['etag']).not.toBe(jwt.headers['etag'])
      const { proof, ...list } = answer.json<{ proof: { cryptosuite: string; verificationMethod: string }[] }>()
      expect(proof.map(({ cryptosuite, verificationMethod }) => [cryptosuite, verificationMethod])).toEqual([
        ['ecdsa-rdfc-2019', multikeyId(institution.did, institution.signers.ES256)], ['eddsa-rdfc-2022', multikeyId(institution.did, institution.signers.EdDSA)],
      ])
      expect(list).toEqual(JSON.parse(Buffer.from(jwt.body.split('.')[1]!, 'base64url').toString()))
      const reader = dataIntegrityReader()
      const { claims } = await reader.verify(reader.read(answer.body), { issuerKeys: [institution.signers.ES256.publicJwk, institution.signers.EdDSA.publicJwk], now: issuer.clock.now(), skewSeconds: 0, keyBinding: 'forbidden' })
      expect(claims).toEqual(list)
    }
    for (const accept of ['*/*', 'application/*', 'text/html', '', 'application/vc+jwt, application/vc', 'application/json;q=0', 'application/json;q=0.4, application/vc+jwt;q=0.5', 'application/json;q=9', ',;;,q=1']) {
      expect((await get(path(), { accept })).headers['content-type'], accept).toBe('application/vc+jwt')
    }
  })

  it('STL-22 of the past is not to be had (501)', async () => {
    for (const query of ['time=1756720800', 'timestamp=2026-01-01T00:00:00Z']) expect((await get(`${path()}?${query}`)).statusCode).toBe(501)
  })

  it('that does not exist, or is another institution’s, is 404', async () => {
    for (const unknown of ['/school/status-lists/x', '/school/status-lists/00000000-0000-4000-8000-000000000000', listPath.replace('school', 'nobody')]) expect((await get(`${unknown}/${purpose}`)).statusCode).toBe(404)
    expect((await get(`${listPath}/refresh`)).statusCode).toBe(404)
  })

  it('STL-19 that has expired is 503, never an old answer', async () => {
    const late = await openTestIssuer()
    const { id } = await late.institution('school')
    await late.rooms.publisher.publishAll()
    const latePath = `/school/status-lists/${[...late.scopes.get(id)!.tables.statusLists.keys()][0]}/${purpose}`
    late.clock.forward(86_390)
    expect((await late.app.inject({ url: latePath })).headers['cache-control']).toBe('public, max-age=10')
    late.clock.forward(10)
    expect((await late.app.inject({ url: latePath })).statusCode).toBe(503)
  })

  it('is not made of a token that was changed in the record, or of which the key is not there (503)', async () => {
    const spoilt = await openTestIssuer()
    const { id } = await spoilt.institution('school')
    await spoilt.rooms.publisher.publishAll()
    const { tables } = spoilt.scopes.get(id)!
    const [listId] = tables.publications.keys()
    const whole = tables.publications.get(listId!)!
    const parts = whole.token.split('.')
    const header = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(parts[0]!, 'base64url').toString()) as object, kid: 'did:web:other#1' })).toString('base64url')
    for (const [sequence, token] of [[2, `${parts[0]}.${parts[1]}.${'A'.repeat(86)}`], [3, `${header}.${parts[1]}.${parts[2]}`], [4, 'niets']] as const) {
      tables.publications.set(listId!, { ...whole, sequence, token })
      spoilt.clock.forward(3)
      expect((await spoilt.app.inject({ url: `/school/status-lists/${listId}/${purpose}` })).statusCode).toBe(503)
    }
  })
})

describe('public documents', () => {
  it('the did document lists both signing keys for assertions, each as JsonWebKey and as Multikey', async () => {
    const answer = await get('/school/did.json')
    const { did, signers, keys } = (await issuer.rooms.institutions.bySlug('school'))!
    expect(keys).toHaveLength(2)
    const methods = [signers.ES256, signers.EdDSA].flatMap((key) => [
      { id: jsonWebKeyId(did, key), type: 'JsonWebKey', controller: did, publicKeyJwk: key.publicJwk },
      { id: multikeyId(did, key), type: 'Multikey', controller: did, publicKeyMultibase: multikeyOf(key.publicJwk) },
    ])
    const ids = methods.map(({ id }) => id)
    expect(answer.json()).toMatchObject({ id: 'did:web:localhost%3A8080:school', verificationMethod: expect.arrayContaining(methods), assertionMethod: expect.arrayContaining(ids), authentication: expect.arrayContaining(ids) })
    expect(answer.json<{ verificationMethod: unknown[] }>().verificationMethod).toHaveLength(4)
  })

  it('the JWT VC issuer metadata has the P-256 key, and no other', async () => {
    const institution = await issuer.rooms.institutions.bySlug('school')
    const { did, signers: { ES256 } } = institution!
    expect((await get('/.well-known/jwt-vc-issuer/school')).json()).toEqual({ issuer: 'http://localhost:8080/school', jwks: { keys: [{ kid: jsonWebKeyId(did, ES256), alg: 'ES256', use: 'sig', ...ES256.publicJwk }] } })
  })

  it('the credential type is Dutch and English, and the same bytes each time', async () => {
    const [one, other] = [await get('/vct/microcredential/1'), await get('/vct/microcredential/1')]
    expect(one.json()).toMatchObject({ vct: 'http://localhost:8080/vct/microcredential/1', display: [{ locale: 'nl-NL' }, { locale: 'en' }] })
    expect(one.body).toBe(other.body)
    // What every credential promises.
    expect(`sha256-${createHash('sha256').update(one.rawPayload).digest('base64')}`).toBe(microcredentialTypeDocument('http://localhost:8080').integrity)
    expect((await get('/vct/microcredential/1', { 'if-none-match': String(one.headers['etag']) })).statusCode).toBe(304)
  })

  it('the context of the Dutch terms is JSON-LD, the same bytes each time, to be kept for good', async () => {
    const [one, other] = [await get('/contexts/microcredential/1'), await get('/contexts/microcredential/1')]
    expect(one.headers).toMatchObject({ 'content-type': 'application/ld+json', 'cache-control': 'public, max-age=31536000, immutable', 'access-control-allow-origin': '*' })
    expect(one.json()).toEqual(microcredentialContext)
    expect(one.body).toBe(other.body)
    const known = await get('/contexts/microcredential/1', { 'if-none-match': String(one.headers['etag']) })
    expect([known.statusCode, known.body]).toEqual([304, ''])
    expect((await get('/contexts/microcredential/2')).statusCode).toBe(404)
  })

  it('WEB-04 the card of the microcredential is the template whose hash the type metadata holds, and may do nothing as a page', async () => {
    const { display } = (await get('/vct/microcredential/1')).json<{ display: { rendering: { svg_templates: { uri: string; 'uri#integrity': string }[] } }[] }>()
    const templates = display.flatMap(({ rendering }) => rendering.svg_templates)
    expect(templates.map(({ uri }) => uri)).toEqual(['nl', 'en'].map((language) => `http://localhost:8080/vct/microcredential/1/card.${language}.svg`))
    for (const template of templates) {
      const answer = await get(new URL(template.uri).pathname)
      expect(answer.statusCode).toBe(200)
      expect(answer.headers).toMatchObject({ 'content-type': 'image/svg+xml; charset=utf-8', 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox" })
      expect(`sha256-${createHash('sha256').update(answer.rawPayload).digest('base64')}`).toBe(template['uri#integrity'])
      expect((await get(new URL(template.uri).pathname, { 'if-none-match': String(answer.headers['etag']) })).statusCode).toBe(304)
    }
  })

  it.each(modelSchemaNames)('the JSON Schema of %s is found at its own $id, the same bytes each time', async (name) => {
    const url = `/schemas/${name}/1`
    const [one, other] = [await get(url), await get(url)]
    expect(one.headers).toMatchObject({ 'content-type': 'application/schema+json', 'cache-control': 'public, max-age=3600', 'access-control-allow-origin': '*' })
    expect(one.json()).toMatchObject({ $schema: 'https://json-schema.org/draft/2020-12/schema', $id: `http://localhost:8080${url}`, type: 'object' })
    expect(one.body).toBe(other.body)
    const known = await get(url, { 'if-none-match': String(one.headers['etag']) })
    expect([known.statusCode, known.body]).toEqual([304, ''])
    expect((await get(`/schemas/${name}/2`)).statusCode).toBe(404)
  })

  it('WEB-15 only these may be read from anywhere, and never with credentials', async () => {
    for (const url of ['/school/did.json', '/.well-known/jwt-vc-issuer/school', '/vct/microcredential/1', '/vct/microcredential/1/card.nl.svg', '/contexts/microcredential/1', '/schemas/achievement/1', '/sandbox-ca.pem', listPath]) {
      const answer = await get(url, { origin: 'https://evil.example', cookie: 'lang=nl' })
      expect(answer.headers['access-control-allow-origin'], url).toBe('*')
      expect(answer.headers['access-control-allow-credentials'], url).toBeUndefined()
    }
    for (const url of ['/school', '/school/api/v1/journal', '/operator/institutions', '/readyz']) {
      expect((await get(url, { origin: 'https://evil.example' })).headers['access-control-allow-origin'], url).toBeUndefined()
    }
    const preflight = await issuer.app.inject({ method: 'OPTIONS', url: '/operator/institutions', headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } })
    expect(preflight.headers['access-control-allow-origin']).toBeUndefined()
  })

  it('outside a sandbox there is no certificate authority', async () => {
    const production = await openTestIssuer({ config: { mode: 'production', publicUrl: 'https://issuer.example' } })
    expect((await production.app.inject({ url: '/sandbox-ca.pem' })).statusCode).toBe(404)
  })
})

describe('the page of an institution', () => {
  it('says in Dutch or English who it is and how to recognise its credentials', async () => {
    const dutch = await get('/school', { 'accept-language': 'nl' })
    expect(dutch.headers['content-type']).toContain('text/html')
    expect(dutch.body).toContain('<html lang="nl">')
    expect(dutch.body).toContain('did:web:localhost%3A8080:school')
    expect(dutch.body).toContain('proefomgeving')
    expect((await get('/school?lang=en')).body).toContain('How to recognise a genuine credential')
  })

  it('OVR-22 reads the catalogue once in ten seconds, however many ask (a large one is much to read)', async () => {
    const { id } = await issuer.institution('catalogue')
    const { achievements } = issuer.scopes.get(id)!.tables
    let readings = 0
    const values = achievements.values.bind(achievements)
    achievements.values = () => {
      readings += 1
      return values()
    }
    await Promise.all(Array.from({ length: 50 }, () => get('/catalogue')))
    expect(readings).toBe(1)
    const [achievement, at] = [randomUUID() as never, issuer.clock.now()]
    achievements.set(achievement, { state: 'published', id: achievement, content: circularMinor, createdAt: at, publishedAt: at })
    expect((await get('/catalogue?lang=nl')).body).not.toContain(circularMinor.title.nl)
    issuer.clock.forward(10)
    expect((await get('/catalogue?lang=nl')).body).toContain(circularMinor.title.nl)
  })

  it('WEB-14 cannot be framed, and WEB-01 shows a name as text', async () => {
    const { id } = await issuer.institution('scripted')
    expect(id).toBeDefined()
    const directory = await issuer.rooms.institutions.bySlug('scripted')
    directory!.name.nl = '<script>alert(1)</script>'
    const answer = await get('/scripted?lang=nl')
    expect(answer.body).not.toContain('<script>alert')
    expect(String(answer.headers['content-security-policy'])).toContain("frame-ancestors 'none'")
  })

  it('WEB-21 nothing internal is there', async () => {
    for (const url of ['/metrics', '/documentation', '/documentation/json', '/debug', '/.git/config', '/main.ts', '/assets/../package.json', '/assets/eduwallet.css.map']) {
      expect((await get(url)).statusCode, url).toBe(404)
    }
  })
})
