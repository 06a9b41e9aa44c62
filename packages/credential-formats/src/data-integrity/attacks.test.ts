/** The rows of the attack list about Data Integrity, as far as the format itself answers them, and what comes with them. */
import { hash } from 'node:crypto'
import type { JsonObject } from '@eduwallet/strict-json'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Canary, startCanary } from '../../../../test/canary/index.ts'
import { cpuMilliseconds } from '../../../../test/measure/index.ts'
import { canonicalise, loadJsonLd } from './canonicalise.ts'
import { at, badge, exampleContexts, examplesContext, openBadges, vcdm2 } from './fixtures/documents.ts'
import { fixtureKey, signerOf } from './fixtures/keys.ts'
import { changed, kindFor, leaves, mechanismOf, secured, verify, withProof } from './fixtures/secured.ts'

const ed = fixtureKey('Ed25519')
const p256 = fixtureKey('P-256')
const suites = ['eddsa-rdfc-2022', 'eddsa-jcs-2022', 'ecdsa-rdfc-2019', 'ecdsa-jcs-2019'] as const
const keyFor = (suite: string) => kindFor(suite) === 'Ed25519' ? ed : p256
const of = (code: string, concern: string) => expect.objectContaining({ code, concern })
const sign = async (document: JsonObject, suite: (typeof suites)[number]): Promise<JsonObject> => secured(document, suite, keyFor(suite))

describe('contexts', () => {
  let canary: Canary
  beforeAll(async () => { canary = await startCanary() })
  afterAll(() => canary.stop())

  it.each(suites)('DIN-01 an unknown context is refused, and nobody is asked for it (%s)', async (suite) => {
    for (const url of [`http://127.0.0.1:${canary.port}/ctx`, `https://127.0.0.1:${canary.port}/ctx`, `http://localhost:${canary.port}/context-3.0.3.json`]) {
      const contexts = [vcdm2, openBadges, url]
      await expect(sign(badge('did:example:x', { '@context': contexts }), suite)).rejects.toThrow(of('DI_CONTEXT_UNKNOWN', 'context'))
      const signed = await sign(badge(keyFor(suite).did), suite)
      await expect(verify(changed(signed, ['@context'], contexts), [keyFor(suite).publicJwk])).rejects.toThrow(of('DI_CONTEXT_UNKNOWN', 'context'))
    }
    expect(canary.connections()).toBe(0)
  })

  it('DIN-01 the JSON-LD library has no way to the network, whoever calls it', async () => {
    const jsonld = await loadJsonLd()
    const url = `http://127.0.0.1:${canary.port}/ctx`
    await expect(jsonld.documentLoader(url)).rejects.toThrow(of('DI_CONTEXT_UNKNOWN', 'context'))
    await expect((jsonld.expand as (document: unknown) => Promise<unknown>)({ '@context': url, name: 'x' })).rejects.toThrow()
    await expect((jsonld.expand as (document: unknown) => Promise<unknown>)(url)).rejects.toThrow()
    expect(canary.connections()).toBe(0)
  })

  it.each(suites)('DIN-02 a context inside a context or inside the document is refused (%s)', async (suite) => {
    const key = keyFor(suite)
    const remap = { achievement: 'https://evil.example/not-an-achievement' }
    const signed = await sign(badge(key.did), suite)
    const attacks: readonly (readonly [readonly (string | number)[], unknown])[] = [
      [['@context'], [vcdm2, openBadges, remap]],
      [['@context'], [vcdm2, { '@import': openBadges }]],
      [['@context'], { ...remap }],
      [['@context'], null],
      [['@context'], [vcdm2, null, openBadges]],
      [['@context'], [vcdm2, [openBadges]]],
      [['credentialSubject', '@context'], remap],
      [['credentialSubject', '@context'], null],
      [['credentialSubject', 'achievement', 'alignment', 0, '@context'], [vcdm2, openBadges]],
      [['credentialSubject', 'achievement', '@context'], openBadges],
      [['proof', '@context'], remap],
    ]
    for (const [path, value] of attacks) {
      await expect(verify(changed(signed, path, value), [key.publicJwk]), JSON.stringify([path, value])).rejects.toMatchObject({ concern: expect.toSatisfy((concern) => ['context', 'signature'].includes(concern as string)) })
      if (path[0] !== 'proof') await expect(sign(changed(badge(key.did), path, value), suite), JSON.stringify([path, value])).rejects.toMatchObject({ concern: 'context' })
    }
  })

  it.each(suites)('DIN-03 terms cannot be given another meaning, nor another vocabulary or base (%s)', async (suite) => {
    const key = keyFor(suite)
    const signed = await sign(badge(key.did), suite)
    for (const own of [{ '@vocab': 'https://evil.example/' }, { '@base': 'https://evil.example/' }, { name: 'https://schema.org/description', description: 'https://schema.org/name' }]) {
      await expect(verify(changed(signed, ['@context'], [vcdm2, openBadges, own]), [key.publicJwk])).rejects.toThrow(of('DI_CONTEXT_INLINE', 'context'))
    }
    // Contexts that are known, in another order or with another first: what they say of a word must not depend on it.
    for (const contexts of [[openBadges, vcdm2], ['https://www.w3.org/2018/credentials/v1', openBadges], [openBadges]]) {
      await expect(verify(changed(signed, ['@context'], contexts), [key.publicJwk])).rejects.toMatchObject({ name: expect.stringMatching(/DataIntegrityError|VcdmError/) })
    }
  })

  it.each(suites)('DIN-06 a relative URL is refused (%s)', async (suite) => {
    for (const [path, value] of [[['id'], 'x'], [['credentialSubject', 'achievement', 'id'], '../1'], [['credentialSubject', 'achievement', 'creator'], { id: 'school', type: ['Profile'] }], [['type'], ['VerifiableCredential', 'OpenBadgeCredential', 'relative']]] as const) {
      await expect(sign(changed(badge('did:example:x'), path, value), suite), path.join('.')).rejects.toMatchObject({ code: expect.stringMatching(/DI_DATA_LOSS|VCDM_URL/) })
    }
  })

  it.each(suites)('DIN-08 files, data URLs and the like are no contexts (%s)', async (suite) => {
    const signed = await sign(badge(keyFor(suite).did), suite)
    for (const url of ['file:///etc/passwd', 'http://169.254.169.254/latest/meta-data', 'data:application/ld+json,{}', 'ftp://a.example/c', `${vcdm2}#`, `${vcdm2}/`, 'HTTPS://www.w3.org/ns/credentials/v2', '__proto__', 'constructor']) {
      await expect(verify(changed(signed, ['@context'], [vcdm2, url]), [keyFor(suite).publicJwk]), url).rejects.toThrow(of('DI_CONTEXT_UNKNOWN', 'context'))
    }
    await expect(verify(changed(signed, ['@context'], [vcdm2, { '@import': 'http://169.254.169.254/' }]), [keyFor(suite).publicJwk])).rejects.toThrow(of('DI_CONTEXT_INLINE', 'context'))
  })
})

describe('what is signed is what is said', () => {
  it.each(suites)('DIN-04 what no context defines is not signed, and the key is not touched (%s)', async (suite) => {
    let signatures = 0
    const signer = { ...signerOf(keyFor(suite)), sign: async () => (signatures++, new Uint8Array(64)) } as ReturnType<typeof signerOf>
    const parts = { selectivelyDisclosable: [], header: { kid: 'did:example:x#1' }, saltFor: () => new Uint8Array(32), signer }
    for (const path of [['shoeSize'], ['credentialSubject', 'shoeSize'], ['credentialSubject', 'achievement', 'alignment', 1, 'shoeSize']]) {
      await expect(mechanismOf(suite).secure({ ...parts, claims: changed(badge('did:example:x'), path, 42) })).rejects.toThrow(of('DI_DATA_LOSS', 'lossy'))
    }
    await expect(mechanismOf(suite).secure({ ...parts, claims: changed(badge('did:example:x'), ['credentialSubject', 'achievement', 'name'], null) })).rejects.toThrow(of('DI_DATA_LOSS', 'lossy'))
    await expect(mechanismOf(suite).secure({ ...parts, claims: changed(badge('did:example:x'), ['type'], ['VerifiableCredential', 'NoSuchCredential']) })).rejects.toThrow(of('DI_DATA_LOSS', 'lossy'))
    expect(signatures).toBe(0)
  })

  it.each(suites)('DIN-05 what was added that no context defines is not overlooked (%s)', async (suite) => {
    const key = keyFor(suite)
    const signed = await sign(badge(key.did), suite)
    for (const path of [['shoeSize'], ['credentialSubject', 'shoeSize'], ['proof', 'shoeSize']]) {
      await expect(verify(changed(signed, path, 42), [key.publicJwk])).rejects.toMatchObject({ code: suite.includes('jcs') ? 'DI_SIGNATURE' : 'DI_DATA_LOSS' })
    }
  })

  it.each(['eddsa-rdfc-2022', 'ecdsa-rdfc-2019'] as const)('a member under its IRI would be signed for and not seen: refused (%s)', async (suite) => {
    const key = keyFor(suite)
    const signed = await sign(badge(key.did), suite)
    const { validUntil, ...rest } = signed
    const hidden = [
      { 'https://www.w3.org/2018/credentials#validUntil': { '@value': validUntil ?? null, '@type': 'http://www.w3.org/2001/XMLSchema#dateTime' } },
      { '@index': 'x', validUntil: validUntil ?? null },
      { '@included': { id: signed['id'] ?? null, validUntil: validUntil ?? null } },
      { '@graph': [], validUntil: validUntil ?? null },
    ]
    for (const parts of hidden) await expect(verify({ ...rest, ...parts }, [key.publicJwk])).rejects.toThrow(of('DI_MEMBER_NAME', 'context'))
    const expires = await withProof(badge(key.did), key, { expires: new Date(at.getTime() - 3_600_000) }, suite)
    const { expires: instant, ...proof } = expires['proof'] as JsonObject
    await expect(verify({ ...expires, proof: { ...proof, 'https://w3id.org/security#expiration': { '@value': instant ?? null, '@type': 'http://www.w3.org/2001/XMLSchema#dateTime' } } }, [key.publicJwk])).rejects.toThrow(of('DI_PROOF_MALFORMED', 'signature'))
  })

  it('a member of the credential cannot be moved to where nobody looks, although its statements stay the same', async () => {
    const document = badge(ed.did, { evidence: [{ id: 'urn:uuid:0c8ad0e7-2fb5-4e0c-9a26-0f9a3f0e4f0b', type: ['Evidence'], narrative: 'x' }] })
    await expect(sign(document, 'eddsa-rdfc-2022')).rejects.toThrow(of('DI_ID_REPEATED', 'claims'))
    const signed = await withProof(document, ed)
    const { validUntil, ...rest } = signed
    await expect(verify({ ...rest, evidence: [{ id: signed['id'] ?? null, type: ['Evidence'], validUntil: validUntil ?? null }] }, [ed.publicJwk])).rejects.toThrow(of('DI_ID_REPEATED', 'claims'))
    await expect(verify(changed(await sign(badge(ed.did), 'eddsa-rdfc-2022'), ['credentialSubject', 'achievement', 'criteria', 'id'], '_:b0'), [ed.publicJwk])).rejects.toThrow(of('DI_MEMBER_NAME', 'context'))
  })

  it('DIN-15 what a signature does not cover is not handed on', async () => {
    const signed = await sign(badge(ed.did), 'eddsa-rdfc-2022')
    const { claims } = await verify({ ...signed, description: null, credentialSubject: { ...(signed['credentialSubject'] as JsonObject), role: null } }, [ed.publicJwk])
    expect(claims).toEqual(badge(ed.did))
  })

  it.each(suites)('DIN-15 no leaf can be changed: %s', { timeout: 60_000 }, async (suite) => {
    const key = keyFor(suite)
    const original = badge(key.did)
    const signed = await sign(original, suite)
    const changes: readonly ((value: unknown) => unknown)[] = [
      (value) => typeof value === 'number' ? value + 1 : `${String(value)}x`, (value) => typeof value === 'number' ? String(value) : 42, () => undefined, () => null, () => true, (value) => [value, 'https://also.example/'],
    ]
    let tried = 0
    for (const { path, value } of leaves(signed)) {
      for (const change of changes) {
        const forged = changed(signed, path, change(value))
        const verdict = await verify(forged, [key.publicJwk]).then(({ claims }) => claims, () => undefined)
        if (verdict !== undefined) expect(verdict, path.join('.')).toEqual(original)
        tried++
      }
    }
    expect(tried).toBeGreaterThan(150)
  })
})

describe('proofs', () => {
  const key = ed

  it('DIN-10 a proof for another purpose is refused', async () => {
    const signed = await withProof(badge(key.did), key, { proofPurpose: 'authentication' })
    await expect(verify(signed, [key.publicJwk])).rejects.toThrow(of('DI_PROOF_PURPOSE', 'kind'))
    const genuine = await withProof(badge(key.did), key)
    for (const purpose of ['authentication', 'capabilityInvocation', 'AssertionMethod', 'https://w3id.org/security#assertionMethod']) {
      await expect(verify(changed(genuine, ['proof', 'proofPurpose'], purpose), [key.publicJwk])).rejects.toThrow(of('DI_PROOF_PURPOSE', 'kind'))
    }
  })

  it('DIN-11 only a key that was looked up for the issuer counts, never one that the proof names', async () => {
    const forger = fixtureKey('Ed25519')
    const signed = await withProof(badge(key.did), forger)
    await expect(verify(signed, [])).rejects.toThrow(of('DI_SIGNATURE', 'signature'))
    await expect(verify(signed, [key.publicJwk])).rejects.toThrow(of('DI_SIGNATURE', 'signature'))
    await expect(verify(signed, [p256.publicJwk])).rejects.toThrow(of('DI_KEY', 'algorithm'))
    await expect(verify(await sign(badge(p256.did), 'ecdsa-rdfc-2019'), [key.publicJwk])).rejects.toThrow(of('DI_KEY', 'algorithm'))
  })

  it('DIN-13 no proof proves nothing', async () => {
    for (const proof of [undefined, []]) await expect(verify(changed(badge(key.did), ['proof'], proof), [key.publicJwk])).rejects.toThrow(of('DI_PROOF_MISSING', 'signature'))
    for (const proof of [null, 'x', 5, {}, [null], [{}]]) await expect(verify(changed(badge(key.did), ['proof'], proof), [key.publicJwk])).rejects.toThrow(of('DI_PROOF_MALFORMED', 'signature'))
  })

  it('DIN-13 of several proofs all must hold, and each is listed with its own result', async () => {
    const forger = fixtureKey('Ed25519')
    const first = await withProof(badge(key.did), key)
    const both = await withProof(first, p256)
    expect((await verify(both, [key.publicJwk, p256.publicJwk])).claims).toEqual(badge(key.did))
    const forged = await withProof(first, forger)
    const [genuineProof, forgedProof] = forged['proof'] as JsonObject[]
    for (const [proofs, codes] of [[[genuineProof, forgedProof], [undefined, 'DI_SIGNATURE']], [[forgedProof, genuineProof], ['DI_SIGNATURE', undefined]]] as const) {
      await expect(verify({ ...forged, proof: [...proofs] as JsonObject[] }, [key.publicJwk, key.publicJwk])).rejects.toMatchObject({ code: 'DI_SIGNATURE', proofs: codes.map((code) => expect.objectContaining({ code })) })
    }
    await expect(verify(both, [key.publicJwk])).rejects.toMatchObject({ code: 'DI_SIGNATURE', proofs: [{ code: undefined }, { code: 'DI_SIGNATURE' }] })
    const nine = Array.from({ length: 9 }, () => genuineProof ?? null)
    await expect(verify({ ...first, proof: nine }, nine.map(() => key.publicJwk))).rejects.toThrow(of('DI_TOO_COSTLY', 'too_costly'))
  })

  it('DIN-13 a proof that has expired, or was made in the future, does not hold', async () => {
    const minutes = (count: number): Date => new Date(at.getTime() + count * 60_000)
    await expect(verify(await withProof(badge(key.did), key, { created: minutes(2) }), [key.publicJwk])).rejects.toThrow(of('DI_PROOF_IN_FUTURE', 'not_yet_valid'))
    await expect(verify(await withProof(badge(key.did), key, { created: minutes(0.4) }), [key.publicJwk])).resolves.toBeDefined()
    await expect(verify(await withProof(badge(key.did), key, { expires: minutes(-2) }), [key.publicJwk])).rejects.toThrow(of('DI_PROOF_EXPIRED', 'expired'))
    await expect(verify(await withProof(badge(key.did), key, { expires: minutes(2) }), [key.publicJwk])).resolves.toBeDefined()
    await expect(verify(await withProof(badge(key.did), key), [key.publicJwk], new Date(Number.NaN))).rejects.toThrow(of('DI_PROOF_EXPIRED', 'expired'))
    const signed = await withProof(badge(key.did), key)
    for (const created of ['yesterday', '2026-11-28', '2026-11-28T11:00:00', 5]) await expect(verify(changed(signed, ['proof', 'created'], created), [key.publicJwk])).rejects.toThrow(of('DI_PROOF_MALFORMED', 'signature'))
  })

  it('DIN-14 an older or unknown suite is refused by its name', async () => {
    const signed = await withProof(badge(key.did), key)
    for (const [members, name] of [[{ cryptosuite: 'eddsa-2022' }, 'eddsa-2022'], [{ cryptosuite: 'ecdsa-2019' }, 'ecdsa-2019'], [{ cryptosuite: 'Ed25519Signature2020' }, 'Ed25519Signature2020'], [{ cryptosuite: 'constructor' }, 'constructor'],
      [{ type: 'Ed25519Signature2018' }, 'Ed25519Signature2018'], [{ type: 'RsaSignature2018' }, 'RsaSignature2018'], [{ type: 'JsonWebSignature2020' }, 'JsonWebSignature2020'], [{ type: 'BbsBlsSignature2020' }, 'BbsBlsSignature2020']] as const) {
      await expect(verify({ ...signed, proof: { ...(signed['proof'] as JsonObject), ...members } }, [key.publicJwk])).rejects.toThrow(expect.objectContaining({ code: 'DI_CRYPTOSUITE', concern: 'algorithm', message: expect.stringContaining(name) }))
    }
    await expect(verify(changed(signed, ['proof', 'cryptosuite'], '<script>'), [key.publicJwk])).rejects.toThrow(expect.objectContaining({ code: 'DI_CRYPTOSUITE', message: expect.not.stringContaining('script') }))
    // A suite that is known, under which this was not made.
    for (const cryptosuite of ['eddsa-jcs-2022', 'ecdsa-rdfc-2019', 'ecdsa-sd-2023', 'bbs-2023']) await expect(verify(changed(signed, ['proof', 'cryptosuite'], cryptosuite), [key.publicJwk])).rejects.toMatchObject({ name: 'DataIntegrityError' })
  })

  it('DIN-17 a presentation is not taken for a credential', async () => {
    const presentation = { '@context': [vcdm2], type: ['VerifiablePresentation'], holder: key.did }
    await expect(verify(await withProof(presentation, key), [key.publicJwk])).rejects.toThrow(of('DI_DOCUMENT', 'text'))
    await expect(verify(await withProof(badge(key.did, { type: ['VerifiableCredential', 'VerifiablePresentation'] }), key), [key.publicJwk])).rejects.toMatchObject({ code: 'VCDM_TYPE', concern: 'kind' })
  })

  it('a signature in another spelling or length is refused', async () => {
    const signed = await withProof(badge(key.did), key)
    const value = (signed['proof'] as JsonObject)['proofValue'] as string
    for (const proofValue of ['', 'z', value.slice(1), `u${value.slice(1)}`, `z1${value.slice(1)}`, `${value}0`, ` ${value}`, value.slice(0, -1), 'z'.padEnd(100_000, '1')]) {
      await expect(verify(changed(signed, ['proof', 'proofValue'], proofValue), [key.publicJwk]), proofValue.slice(0, 20)).rejects.toMatchObject({ concern: 'signature' })
    }
  })
})

describe('work', () => {
  const clique = (size: number): JsonObject => ({
    '@context': [vcdm2, examplesContext],
    '@graph': Array.from({ length: size }, (_, from) => ({ '@id': `_:e${from}`, p: Array.from({ length: size }, (_, to) => ({ '@id': `_:e${to}` })) })),
  })

  it.each([['test074c of rdf-canon, a clique of 10', 10], ['a clique of 40', 40]])('DIN-09 %s ends in an error within the work allowed', { timeout: 30_000 }, async (_name, size) => {
    const before = process.cpuUsage()
    await expect(canonicalise(clique(size), exampleContexts)).rejects.toThrow(of('DI_TOO_COSTLY', 'too_costly'))
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1000).toBeLessThan(5000)
  })

  it('DIN-09 blank nodes cannot be named in a credential at all, and alike parts within it are put in order', async () => {
    const signed = await sign(badge(ed.did), 'eddsa-rdfc-2022')
    await expect(verify({ ...signed, ...clique(40), proof: signed['proof'] ?? null }, [ed.publicJwk])).rejects.toMatchObject({ name: 'DataIntegrityError' })
    const alike = Array.from({ length: 40 }, () => ({ type: ['Evidence'], narrative: 'hetzelfde' }))
    const many = await sign(badge(ed.did, { evidence: alike }), 'eddsa-rdfc-2022')
    expect((await verify(many, [ed.publicJwk])).claims['evidence']).toEqual(alike)
  })

  it('DIN-09 a document that is too large, too deep or has too many values is refused before anything is processed', async () => {
    const signed = await sign(badge(ed.did), 'eddsa-rdfc-2022')
    const large = changed(signed, ['name'], 'x'.repeat(600_000))
    const many = changed(signed, ['evidence'], Array.from({ length: 9000 }, () => 'https://a.example'))
    let deep: JsonObject = {}
    for (let level = 0; level < 40; level++) deep = { evidence: deep }
    for (const [document, code] of [[large, 'DI_TOO_LARGE'], [many, 'DI_TOO_COSTLY'], [changed(signed, ['evidence'], deep), 'DI_TEXT']] as const) {
      const text = JSON.stringify(document)
      await expect(verify(text, [ed.publicJwk])).rejects.toMatchObject({ code })
      expect(cpuMilliseconds(() => void verify(text, [ed.publicJwk]).catch(() => {}))).toBeLessThan(200)
    }
  })

  it('PAR-03 no reference in a document reaches what every object of the process has', async () => {
    for (const iri of ['__proto__', 'constructor', 'toString', '__defineGetter__']) {
      for (const document of [badge(ed.did, { credentialSubject: iri }), badge(ed.did, { evidence: [iri] }), badge(ed.did, { image: { id: iri, type: 'Image' } }), badge(ed.did, { type: ['VerifiableCredential', iri] }), { ...badge(ed.did), '@graph': [{ '@id': iri, '@graph': [{ '@id': iri }] }] }]) {
        await expect(canonicalise(document, exampleContexts), JSON.stringify(document)).rejects.toThrow(expect.objectContaining({ name: 'DataIntegrityError' }))
        expect(({} as Record<string, unknown>)['@id']).toBeUndefined()
        expect(Object.hasOwn(Object, '@id') || Object.hasOwn(Object.prototype, '@id')).toBe(false)
      }
    }
    await sign(badge(ed.did), 'eddsa-rdfc-2022')
  })

  it('DIN-19 DIN-20 schemas, images and evidence are words of the document here: nothing is fetched or interpreted', async () => {
    const canary = await startCanary()
    const url = `http://127.0.0.1:${canary.port}/x`
    const signed = await sign(badge(ed.did, { '@context': [vcdm2, openBadges, 'https://purl.imsglobal.org/spec/ob/v3p0/extensions.json'], credentialSchema: [{ id: url, type: '1EdTechJsonSchemaValidator2019' }], evidence: [{ id: url, type: ['Evidence'] }], image: { id: url, type: 'Image' } }), 'eddsa-rdfc-2022')
    await verify(signed, [ed.publicJwk])
    expect(canary.connections()).toBe(0)
    await canary.stop()
  })
})

it('what goes on record is the hash of what is signed, and nothing random is in it', async () => {
  const prepare = () => mechanismOf('eddsa-rdfc-2022').prepare({ claims: badge(ed.did), selectivelyDisclosable: [], header: { kid: ed.kid }, saltFor: () => new Uint8Array(32), securedAt: at })
  const [one, two] = [await prepare(), await prepare()]
  expect(Buffer.from(one.signingInput).equals(two.signingInput)).toBe(true)
  expect(one.payloadDigest).toBe(hash('sha256', one.signingInput, 'base64url'))
  expect(() => one.finish(new Uint8Array(63))).toThrow(of('DI_OPTIONS', 'caller'))
})
