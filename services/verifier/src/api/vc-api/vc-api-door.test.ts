/** The VC-API of the verifier: 200 is said only of what every check confirms; everything else says why not, and in the words of the specifications. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { dataIntegrityMechanisms, mechanisms, prepareProof, sandboxContexts, shippedContexts } from '@eduwallet/credential-formats'
import { multikeyOf, type Ed25519PublicJwk, type PublicJwk } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSampleVerifier, type SampleVerifier } from '../../fixtures/sample-verifier.ts'
import { badgeOf } from '../../judging/fixtures/badge.ts'

type Party = { did: string; kid: string; sign: (data: Uint8Array) => Promise<Uint8Array> }
type Answer = { status: number; type: string; body: Record<string, unknown> }

function party(): Party {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const multikey = multikeyOf(publicKey.export({ format: 'jwk' }) as Ed25519PublicJwk)
  return { did: `did:key:${multikey}`, kid: `did:key:${multikey}#${multikey}`, sign: async (data) => new Uint8Array(sign(null, data, privateKey)) }
}

let verifier: SampleVerifier
let school: Party
let learner: Party
let token: string
beforeEach(async () => {
  verifier = await createSampleVerifier()
  school = party()
  learner = party()
  await verifier.issuers.put({ identifier: school.did, name: { nl: 'School', en: 'School' }, country: 'NL', types: ['OpenBadgeCredential'], keys: { method: 'did' }, mayOmitStatus: true }, verifier.now())
  const basic = `Basic ${Buffer.from(`${verifier.clientId}:${verifier.clientSecret}`).toString('base64')}`
  const granted = await verifier.app.inject({ method: 'POST', url: '/oauth/token', headers: { authorization: basic, 'content-type': 'application/x-www-form-urlencoded' }, payload: 'grant_type=client_credentials' })
  token = granted.json<{ access_token: string }>().access_token
})
afterEach(async () => {
  await verifier.close()
})

async function credential(changes: JsonObject = {}, by = school): Promise<JsonObject> {
  const claims = badgeOf(by.did, learner.did, changes)
  const suite = mechanisms.find(({ name }) => name === 'eddsa-rdfc-2022')!
  const prepared = await suite.prepare({ claims, selectivelyDisclosable: [], header: { kid: by.kid }, saltFor: () => new Uint8Array(16), securedAt: verifier.now() })
  return JSON.parse(prepared.finish(await by.sign(prepared.signingInput))) as JsonObject
}

const asked = { challenge: 'c-1', domain: 'verifier.example' }
async function presentation(credentials: JsonObject[], { by = learner, ...bound }: { by?: Party; challenge?: string; domain?: string } = {}): Promise<JsonObject> {
  const document = { '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiablePresentation'], holder: by.did, verifiableCredential: credentials }
  const prepared = await prepareProof(document, { verificationMethod: by.kid, proofPurpose: 'authentication', created: verifier.now(), ...asked, ...bound }, 'eddsa-rdfc-2022', shippedContexts)
  return JSON.parse(prepared.finish(await by.sign(prepared.signingInput))) as JsonObject
}

async function post(path: string, payload: unknown, bearer: string | undefined = token): Promise<Answer> {
  const answer = await verifier.app.inject({ method: 'POST', url: path, headers: { 'content-type': 'application/json', ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }) }, payload: typeof payload === 'string' ? payload : JSON.stringify(payload) })
  return { status: answer.statusCode, type: String(answer.headers['content-type']), body: answer.json<Record<string, unknown>>() }
}
const verify = (verifiableCredential: unknown, options: object = {}) => post('/credentials/verify', { verifiableCredential, options })
const present = (verifiablePresentation: unknown, options: object = asked) => post('/presentations/verify', { verifiablePresentation, options })
const typesOf = ({ body }: Answer): string[] => (body['errors'] as { type: string }[]).map(({ type }) => type.slice(type.lastIndexOf(type.includes('#') ? '#' : '/') + 1))
function flipped(text: string): string {
  return `${text.slice(0, -1)}${text.endsWith('1') ? '2' : '1'}`
}

describe('POST /credentials/verify', () => {
  it('says 200 of a credential that every check confirms, and what was not looked at', async () => {
    const secured = await credential()
    const { status, body } = await verify(secured)
    expect([status, body['verified'], body['errors']], JSON.stringify(body)).toEqual([200, true, []])
    expect(body['checks']).toEqual(['format', 'issuer_recognised', 'issuer_key', 'issuer_signature', 'validity_period', 'status'])
    expect(body['warnings']).toMatchObject([{ name: 'holder_binding', code: 'nobody_presents' }])
    expect(body).not.toHaveProperty('credential')
    const whole = await verify(secured, { returnCredential: true, returnResults: true, returnProblemDetails: true, checks: ['proof'] })
    expect(whole.body).toMatchObject({ credential: secured, results: { validFrom: { verified: true, input: '2026-11-20T09:00:00Z' }, credentialStatus: [], proof: [{ verified: true, algorithm: 'eddsa-rdfc-2022' }] } })
  })

  it.each<[string, (secured: JsonObject) => unknown, string]>([
    ['DIN-05 a claim that no context defines', (secured) => ({ ...secured, credentialSubject: { ...(secured['credentialSubject'] as JsonObject), anders: 1 } }), 'DATA_LOSS_DETECTION_ERROR'],
    ['DIN-13 no proof', ({ proof: _, ...secured }) => secured, 'CRYPTOGRAPHIC_SECURITY_ERROR'],
    ['DIN-13 a proof beside the right one that is forged', (secured) => ({ ...secured, proof: [secured['proof']!, { ...(secured['proof'] as JsonObject), proofValue: flipped((secured['proof'] as { proofValue: string }).proofValue) }] }), 'CRYPTOGRAPHIC_SECURITY_ERROR'],
    ['DIN-14 a suite that is not known', (secured) => ({ ...secured, proof: { ...(secured['proof'] as JsonObject), cryptosuite: 'unknown-2017' } }), 'PROOF_VERIFICATION_ERROR'],
    ['DIN-10 a proof for authentication', (secured) => ({ ...secured, proof: { ...(secured['proof'] as JsonObject), proofPurpose: 'authentication' } }), 'PROOF_VERIFICATION_ERROR'],
    ['another subject than was signed', (secured) => ({ ...secured, credentialSubject: { ...(secured['credentialSubject'] as JsonObject), id: 'did:example:other' } }), 'CRYPTOGRAPHIC_SECURITY_ERROR'],
    ['DIN-01 a context that is not known', (secured) => ({ ...secured, '@context': [...(secured['@context'] as string[]), 'https://evil.test/ctx'] }), 'MALFORMED_VALUE_ERROR'],
    ['DIN-02 a context of its own', (secured) => ({ ...secured, '@context': [...(secured['@context'] as string[]), { achievement: 'https://evil.test/a' }] }), 'MALFORMED_VALUE_ERROR'],
    ['no type', ({ type: _, ...secured }) => secured, 'MALFORMED_VALUE_ERROR'],
  ])('says 400 of %s', async (_, change, type) => {
    const answer = await verify(change(await credential()))
    expect([answer.status, answer.body['verified'], typesOf(answer)], JSON.stringify(answer.body)).toEqual([400, false, [type]])
    expect(answer.type).toContain('application/problem+json')
    expect(answer.body['problemDetails']).toEqual([...(answer.body['errors'] as object[]), ...(answer.body['warnings'] as object[])])
  })

  it('DIN-13 lists every proof with its own result', async () => {
    const secured = await credential()
    const proof = secured['proof'] as JsonObject
    const foreign = { ...proof, verificationMethod: learner.kid }
    const answer = await verify({ ...secured, proof: [proof, foreign] }, { returnResults: true })
    expect(answer.status).toBe(400)
    expect((answer.body['results'] as { proof: object[] }).proof).toMatchObject([{ input: proof }, { verified: false, input: foreign }])
  })

  it('says 400 of one that has expired, or is of an issuer that nobody recognises', async () => {
    expect(typesOf(await verify(await credential({ validUntil: '2026-11-21T00:00:00Z' })))).toEqual(['RANGE_ERROR'])
    const stranger = await verify(await credential({}, learner))
    expect([stranger.status, typesOf(stranger)]).toEqual([400, ['issuer-not-recognised']])
  })

  it('DIN-16 DIN-17 says 400 of a presentation, and of a status that cannot be read', async () => {
    expect((await verify(await presentation([await credential()]))).status).toBe(400)
    const noList = await verify(await credential({ credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose: 'revocation', statusListIndex: '1', statusListCredential: 'https://localhost.invalid/list' } }))
    expect([noList.status, typesOf(noList)]).toEqual([400, ['STATUS_RETRIEVAL_ERROR']])
  })

  it('PAR-02 PAR-03 PAR-04 answers what it cannot read, or does not know, with 400 and the kind of problem', async () => {
    for (const body of ['{"verifiableCredential":{"a":1,"a":2}}', '{"verifiableCredential":{"__proto__":{}}}', `{"verifiableCredential":${'['.repeat(100_000)}`]) expect((await post('/credentials/verify', body)).body).toMatchObject({ status: 400, type: 'https://www.w3.org/TR/vc-data-model#PARSING_ERROR' })
    for (const given of [undefined, null, 'x.y.z', 5, []]) expect((await verify(given)).body).toMatchObject({ status: 400, type: 'https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR' })
    expect((await verify(await credential(), { kleur: 'blauw' })).body).toMatchObject({ status: 400, type: 'https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED' })
  })

  it('needs the token of an employer (401)', async () => {
    for (const path of ['/credentials/verify', '/presentations/verify']) {
      expect((await post(path, {}, '')).status).toBe(401)
      expect((await post(path, {}, 'wrong')).status).toBe(401)
    }
  })
})

describe('POST /presentations/verify', () => {
  it('says 200 when the holder signed for this challenge and domain, and every credential inside is good', async () => {
    const shown = await presentation([await credential(), await credential({ id: 'urn:example:2' })])
    const { status, body } = await present(shown)
    expect([status, body['verified'], body['checks'], body['errors']], JSON.stringify(body)).toEqual([200, true, ['format', 'holder_binding'], []])
    const whole = await present(shown, { ...asked, subjectIsHolder: true, returnPresentation: true, returnResults: true })
    expect(whole.body).toMatchObject({
      verified: true, verifiablePresentation: shown, warnings: [],
      results: { presentation: { challenge: { verified: true, input: 'c-1' }, domain: { verified: true }, holder: { verified: true, input: learner.did }, proof: [{ verified: true }] }, credentials: [{ verified: true }, { verified: true }] },
    })
    expect((await present(await presentation([]))).status).toBe(200)
  })

  it('DIN-12 says 400 of another challenge or domain than was asked, with the kind of problem', async () => {
    expect(typesOf(await present(await presentation([], { challenge: 'c-2' })))).toEqual(['INVALID_CHALLENGE_ERROR'])
    expect(typesOf(await present(await presentation([], { domain: 'other.example' })))).toEqual(['INVALID_DOMAIN_ERROR'])
  })

  it('DIN-12 takes no presentation without saying for which challenge and domain (400)', async () => {
    const shown = await presentation([])
    for (const options of [undefined, {}, { challenge: 'c-1' }, { domain: 'verifier.example' }, { challenge: '', domain: 'verifier.example' }]) {
      expect((await post('/presentations/verify', { verifiablePresentation: shown, ...(options === undefined ? {} : { options }) })).status).toBe(400)
    }
  })

  it('says 400 when one credential is not good, and which; or is somebody else’s, where that is asked', async () => {
    const bad = await present(await presentation([await credential(), { ...(await credential()), name: 'Changed' }]))
    expect([bad.status, (bad.body['errors'] as { path: string }[]).map(({ path }) => path)]).toEqual([400, ['/verifiablePresentation/verifiableCredential/1']])
    const others = await presentation([await credential({ credentialSubject: { id: 'did:example:other', type: ['AchievementSubject'] } })])
    expect((await present(others)).status).toBe(200)
    expect((await present(others, { ...asked, subjectIsHolder: true })).status).toBe(400)
  })

  it('DIN-10 DIN-17 says 400 of a presentation that the holder did not sign, and of a credential', async () => {
    const { proof: _, ...unsigned } = await presentation([])
    expect((await present(unsigned)).status).toBe(400)
    expect((await present({ ...(await presentation([])), holder: school.did })).status).toBe(400)
    expect((await present(await credential())).status).toBe(400)
  })
})

describe('an envelope, in which nobody signed what stands beside the token', () => {
  const jwt = (header: JsonObject, payload: JsonObject, by: Party): Promise<string> => {
    const text = [{ alg: 'EdDSA', kid: by.kid, ...header }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    return by.sign(Buffer.from(text)).then((signature) => `${text}.${Buffer.from(signature).toString('base64url')}`)
  }
  const around = (kind: 'Credential' | 'Presentation', token: string): JsonObject => ({ '@context': ['https://www.w3.org/ns/credentials/v2'], id: `data:application/${kind === 'Credential' ? 'vc' : 'vp'}+jwt,${token}`, type: `EnvelopedVerifiable${kind}` })

  it('DIN-17 of a credential: no result is about an added proof, period or status', async () => {
    const token = await jwt({ typ: 'vc+jwt' }, badgeOf(school.did, learner.did), school)
    const added = { proof: { type: 'DataIntegrityProof', verificationMethod: learner.kid }, validUntil: '2099-01-01T00:00:00Z', credentialStatus: { type: 'Fine' } }
    const { status, body } = await verify({ ...around('Credential', token), ...added }, { returnResults: true })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body['results']).toEqual({ validFrom: { verified: true, input: '2026-11-20T09:00:00Z' }, credentialStatus: [], proof: [{ verified: true, algorithm: 'EdDSA', input: null }] })
  })

  it('DIN-17 of a presentation: who presents it is who signed it, and not who an added holder says', async () => {
    const iat = Math.floor(verifier.now().getTime() / 1000)
    const inside = around('Credential', await jwt({ typ: 'vc+jwt' }, badgeOf(school.did, learner.did), school))
    const payload: JsonObject = { '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiablePresentation'], holder: learner.did, verifiableCredential: [inside], nonce: asked.challenge, aud: asked.domain, iat, exp: iat + 60 }
    const given = { ...around('Presentation', await jwt({ typ: 'vp+jwt' }, payload, learner)), holder: school.did, proof: { type: 'DataIntegrityProof' }, verifiableCredential: [{ proof: { a: 1 } }] }
    const { status, body } = await present(given, { ...asked, returnResults: true })
    expect(status, JSON.stringify(body)).toBe(200)
    expect(body['results']).toMatchObject({ presentation: { holder: { verified: true, input: learner.did }, proof: [] }, credentials: [{ verified: true, results: { proof: [{ verified: true, input: null }] } }] })
  })
})

describe('POST /credentials/derive', () => {
  const derive = (verifiableCredential: unknown, options: object = {}) => post('/credentials/derive', { verifiableCredential, options })
  async function base(mandatoryPointers: string[]): Promise<JsonObject> {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const multikey = multikeyOf(publicKey.export({ format: 'jwk' }) as PublicJwk)
    const did = `did:key:${multikey}`
    await verifier.issuers.put({ identifier: did, name: { nl: 'School', en: 'School' }, country: 'NL', types: ['OpenBadgeCredential'], keys: { method: 'did' }, mayOmitStatus: true }, verifier.now())
    const suite = mechanisms.find(({ name }) => name === 'ecdsa-sd-2023')!
    const prepared = await suite.prepare({ claims: badgeOf(did, learner.did, { name: 'Badge', description: 'Verborgen' }), selectivelyDisclosable: [], mandatoryPointers, header: { kid: `${did}#${multikey}` }, saltFor: (path) => new Uint8Array(createHash('sha256').update(path).digest().subarray(0, 16)), securedAt: verifier.now() })
    return JSON.parse(prepared.finish(new Uint8Array(sign('sha256', prepared.signingInput, { key: privateKey, dsaEncoding: 'ieee-p1363' })))) as JsonObject
  }

  it('gives what is mandatory, what is selected and nothing else (201), and the signature over that holds; the whole does not verify', async () => {
    const whole = await base(['/name'])
    const { status, body } = await derive(whole, { selectivePointers: ['/credentialSubject/id'] })
    expect(status, JSON.stringify(body)).toBe(201)
    expect(body).toMatchObject({ name: 'Badge', issuer: { id: (whole['issuer'] as JsonObject)['id'] }, validFrom: whole['validFrom'], credentialSubject: { id: learner.did } })
    expect(body).not.toHaveProperty('description')
    const { body: verified } = await verify(body)
    expect(verified['checks']).toEqual(['format', 'issuer_recognised', 'issuer_key', 'issuer_signature', 'validity_period'])
    expect((await verify(whole)).status).toBe(400)
  })

  it('DIN-16 of what is shown in part and names no status list nobody knows whether it was revoked, also where its issuer may leave lists out', async () => {
    const { body } = await derive(await base(['/name']), { selectivePointers: ['/credentialSubject/id'] })
    const { status, body: verified } = await verify(body)
    expect(status).toBe(400)
    expect(verified['errors']).toMatchObject([{ name: 'status', code: 'status_may_be_hidden', type: 'https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR' }])
    expect((await verify(await credential())).status).toBe(200)
  })

  it('says 400 of pointers that lead nowhere, and of a credential that nothing can be derived from', async () => {
    expect((await derive(await base([]), { selectivePointers: ['/nothing'] })).body).toMatchObject({ status: 400, code: 'cannot-be-derived' })
    expect((await derive(await credential())).body).toMatchObject({ status: 400, code: 'cannot-be-derived' })
    expect((await derive({ a: 1 })).status).toBe(400)
    expect((await derive(await base([]), { other: 1 })).body).toMatchObject({ status: 400, type: 'https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED' })
    expect((await post('/credentials/derive', {}, '')).status).toBe(401)
  })
})

describe('an open sandbox', () => {
  beforeEach(async () => {
    await verifier.close()
    verifier = await createSampleVerifier({ openDoors: true })
  })
  const openly = (verifiableCredential: unknown) => post('/credentials/verify', { verifiableCredential }, '')

  it('takes the contexts for examples, and terms that a document defines itself; production takes neither', async () => {
    const suite = dataIntegrityMechanisms(sandboxContexts()).find(({ name }) => name === 'eddsa-rdfc-2022')!
    const own = [{ '@context': { lidVan: 'https://example.org/lidVan' } }, { Lid: 'https://example.org/Lid' }]
    const claims = { '@context': ['https://www.w3.org/ns/credentials/v2', 'https://www.w3.org/ns/credentials/examples/v2', ...own], type: ['VerifiableCredential', 'Lid'], issuer: school.did, credentialSubject: { lidVan: 'urn:x', hobby: 'dijken' } }
    const prepared = await suite.prepare({ claims, selectivelyDisclosable: [], header: { kid: school.kid }, saltFor: () => new Uint8Array(16), securedAt: verifier.now() })
    const secured = JSON.parse(prepared.finish(await school.sign(prepared.signingInput))) as JsonObject
    expect((await openly(secured)).status).toBe(200)
    expect((await openly({ ...secured, '@context': [...claims['@context'], { until: 'https://www.w3.org/2018/credentials#validUntil' }] })).status).toBe(400)
    const strict = await createSampleVerifier()
    try {
      expect((await strict.rooms.judgingAnything.judgeCredential(secured, { recognise: false })).refusal).toBe('context')
    } finally {
      await strict.close()
    }
  })

  it('verifies proofs of others beside the issuer’s, and takes no credential that only others signed', async () => {
    const { proof, ...claims } = await credential()
    const add = async (document: JsonObject, by: Party): Promise<JsonObject> => {
      const prepared = await prepareProof(document, { verificationMethod: by.kid, proofPurpose: 'assertionMethod', created: verifier.now() }, 'eddsa-rdfc-2022', shippedContexts)
      return JSON.parse(prepared.finish(await by.sign(prepared.signingInput))) as JsonObject
    }
    expect((await openly(await add({ ...claims, proof: proof! }, learner))).status).toBe(200)
    const others = await openly(await add(claims, learner))
    expect([others.status, (others.body['errors'] as { code: string }[]).map(({ code }) => code)]).toEqual([400, ['key_of_another']])
  })

  it('needs no token and asks no registry, and still says 400 of what does not verify', async () => {
    const stranger = party()
    const { status, body } = await post('/credentials/verify', { verifiableCredential: await credential({}, stranger) }, '')
    expect([status, body['verified']], JSON.stringify(body)).toEqual([200, true])
    expect((body['warnings'] as { code: string }[]).map(({ code }) => code)).toEqual(['registry_not_asked', 'nobody_presents'])
    expect((await post('/credentials/verify', { verifiableCredential: { ...(await credential({}, stranger)), issuer: school.did } }, '')).status).toBe(400)
    expect((await post('/presentations/verify', { verifiablePresentation: await presentation([await credential()]), options: asked }, '')).status).toBe(200)
  })
})
