/** The VC-API of an institution: what is issued, what is refused and how, what goes on record. */
import { beforeEach, describe, expect, it } from 'vitest'
import { deriveCredential, readEnvelope, readers, vcJwtReader } from '@eduwallet/credential-formats'
import { multikeyOf, type VerificationKey } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import { openSandboxInstitution, type IssuingInstitution } from '../../institutions/index.ts'
import { openTestIssuer, type TestIssuer } from '../../test-ground.ts'

const given = { '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiableCredential'], credentialSubject: { id: 'did:example:subject' } }
const asJwt = { format: 'vc+jwt' }
type Answer = { status: number; body: Record<string, unknown> }

let issuer: TestIssuer
let school: Awaited<ReturnType<TestIssuer['institution']>>
let institution: IssuingInstitution
beforeEach(async () => {
  issuer = await openTestIssuer()
  school = await issuer.institution('school', ['credentials:issue', 'revocations:write', 'read'])
  institution = (await issuer.rooms.institutions.bySlug('school'))!
})

async function post(path: string, payload: unknown, headers: Record<string, string> = school.headers): Promise<Answer> {
  const answer = await issuer.app.inject({ method: 'POST', url: path, headers: { ...headers, 'content-type': 'application/json' }, payload: typeof payload === 'string' ? payload : JSON.stringify(payload) })
  return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
}
const issue = (credential: unknown, options: object = asJwt): Promise<Answer> => post('/school/credentials/issue', { credential, options })
const records = () => issuer.rooms.register.forInstitution(school.id).credentials.list({ limit: 100 })
const pathsOf = ({ body }: Answer): string[] => (body['errors'] as { path: string }[]).map(({ path }) => path)
function opened({ body }: Answer): JsonObject {
  const { text } = readEnvelope(body['verifiableCredential'] as JsonObject, 'EnvelopedVerifiableCredential')
  const verified = vcJwtReader.verify(vcJwtReader.read(text), { issuerKeys: [institution.signers.ES256.publicJwk], now: issuer.clock.now(), skewSeconds: 30, keyBinding: 'forbidden' })
  return (verified as { claims: JsonObject }).claims
}

describe('POST /{slug}/credentials/issue', () => {
  it('signs what was given, with the institution filled in as issuer (201, in an envelope), and puts it on record without its content', async () => {
    const answer = await issue(given)
    expect(answer.status, JSON.stringify(answer.body)).toBe(201)
    expect(opened(answer)).toMatchObject({ ...given, issuer: institution.did })
    const [record, ...more] = await records()
    expect(more).toEqual([])
    expect(record).toMatchObject({ state: 'issued' })
    expect(record).not.toHaveProperty('awardId')
    expect(JSON.stringify([...issuer.scopes.get(school.id)!.tables.credentials.values()])).not.toContain('did:example:subject')
    expect((await issuer.rooms.register.forInstitution(school.id).journal.list({ after: 0, limit: 20 })).map(({ action }) => action).slice(-2)).toEqual(['credential.intended', 'credential.issued'])
  })

  it('takes the institution itself as issuer, as a text or as an object that says more, and nobody else (400)', async () => {
    for (const own of [institution.did, { id: institution.did, name: 'School' }]) expect(opened(await issue({ ...given, issuer: own }))['issuer']).toEqual(own)
    for (const other of ['did:web:other.example', { id: 'https://other.example' }, `did:key:${multikeyOf(institution.signers.ES256.publicJwk)}`]) {
      const refused = await issue({ ...given, issuer: other })
      expect([refused.status, refused.body['code'], pathsOf(refused)]).toEqual([400, 'other-issuer', ['/credential/issuer']])
    }
  })

  it.each<[string, object, string]>([
    ['no type', { type: undefined }, '/credential/type'],
    ['a subject of whom nothing is said', { credentialSubject: [{ id: 'did:example:a' }, {}] }, '/credential/credentialSubject/1'],
    ['an id that is no URL', { id: 'https ://x' }, '/credential/id'],
    ['no context', { '@context': undefined }, '/credential/@context'],
    ['a context of version 1.1', { '@context': ['https://www.w3.org/2018/credentials/v1'] }, '/credential/@context'],
    ['an issuer that is null', { issuer: null }, '/credential/issuer'],
    ['a date that is none', { validFrom: 'Sat 25 Feb 2023' }, '/credential/validFrom'],
    ['a status without a type', { credentialStatus: { id: 'did:example:x' } }, '/credential/credentialStatus/0/type'],
  ])('names the member of a credential with %s (400), and records nothing', async (_, change, path) => {
    const refused = await issue({ ...given, ...change })
    expect([refused.status, refused.body['code'], pathsOf(refused)], JSON.stringify(refused.body)).toEqual([400, 'malformed-credential', [path]])
    expect(refused.body['type']).toMatch(/^https:\/\/www\.w3\.org\/TR\/vc-data-model#/)
    expect(await records()).toEqual([])
  })

  it('PAR-03 PAR-04 takes no members twice, and none that reach a prototype (400)', async () => {
    for (const body of ['{"credential":{"a":1,"a":2}}', '{"credential":{"__proto__":{}}}', '{"credential":{},"credential":{}}', '{"credential"']) expect((await post('/school/credentials/issue', body)).status).toBe(400)
  })

  it('says which option or member it does not know, or cannot use (400)', async () => {
    const unknown = await issue(given, { ...asJwt, kleur: 'blauw' })
    expect([unknown.status, unknown.body['type'], pathsOf(unknown)]).toEqual([400, 'https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED', ['/options']])
    for (const [options, path] of [[{ format: 'x' }, '/options/format'], [{ cryptosuite: 'x' }, '/options/cryptosuite'], [{ ...asJwt, cryptosuite: 'eddsa-rdfc-2022' }, '/options/cryptosuite'], [{ ...asJwt, mandatoryPointers: ['/issuer'] }, '/options/mandatoryPointers'], [{ credentialId: 5 }, '/options/credentialId']] as const) {
      expect([(await issue(given, options)).status, pathsOf(await issue(given, options))]).toEqual([400, [path]])
    }
    expect((await post('/school/credentials/issue', { credential: given, options: asJwt, more: 1 })).status).toBe(400)
    for (const credential of [undefined, null, 'x', 5, []]) expect((await issue(credential)).status).toBe(400)
    expect(await records()).toEqual([])
  })

  it('gives the very same credential again under the same id, and refuses another one (409)', async () => {
    const credential = { ...given, id: 'urn:uuid:0c8ad0e7-2fb5-4e0c-9a26-0f9a3f0e4f0b' }
    const first = opened(await issue(credential))
    issuer.clock.forward(5)
    expect(opened(await issue(credential))).toEqual(first)
    expect(await records()).toHaveLength(1)
    const other = await issue({ ...credential, name: 'Another' })
    expect([other.status, other.body['code']]).toEqual([409, 'credential-id-taken'])
    expect((await issue(given, { ...asJwt, credentialId: credential.id })).status).toBe(409)
    expect(await records()).toHaveLength(1)
  })

  it('of ten at once under one id all get the same one', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => issue({ ...given, id: 'urn:example:once' })))
    expect(new Set(answers.map((answer) => JSON.stringify(opened(answer)))).size).toBe(1)
    expect(await records()).toHaveLength(1)
  })

  it('needs a token of this institution that may do this (401, 403)', async () => {
    const elsewhere = await issuer.institution('elsewhere', ['credentials:issue'])
    const reader = await issuer.institution('reader', ['read', 'offers:write', 'revocations:write'])
    expect((await post('/school/credentials/issue', { credential: given }, {})).status).toBe(401)
    expect((await post('/school/credentials/issue', { credential: given }, elsewhere.headers)).status).toBe(401)
    expect((await post('/reader/credentials/issue', { credential: given }, reader.headers)).status).toBe(403)
    expect((await post('/credentials/issue', { credential: given })).status).toBe(404)
  })
})

describe('a credential with its proof inside', () => {
  const verify = (credential: JsonObject, keys: VerificationKey[]) => reader.verify(reader.read(JSON.stringify(credential)), { issuerKeys: keys, now: issuer.clock.now(), skewSeconds: 30, keyBinding: 'forbidden' })
  const reader = readers.find(({ format }) => format === 'ldp_vc')!
  const credentialOf = ({ status, body }: Answer): JsonObject => {
    expect(status, JSON.stringify(body)).toBe(201)
    return body['verifiableCredential'] as JsonObject
  }

  it('is what is made when no option says otherwise (eddsa-rdfc-2022), with status entries of both purposes, by the institution’s Ed25519 key', async () => {
    const credential = credentialOf(await issue(given, {}))
    const { EdDSA } = institution.signers
    expect(credential).toMatchObject({
      ...given, issuer: institution.did, credentialStatus: [{ statusPurpose: 'revocation' }, { statusPurpose: 'suspension' }],
      proof: { type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022', proofPurpose: 'assertionMethod', verificationMethod: `${institution.did}#${multikeyOf(EdDSA.publicJwk)}`, created: '2026-09-01T10:00:00Z' },
    })
    await verify(credential, [EdDSA.publicJwk])
  })

  it.each(['eddsa-jcs-2022', 'ecdsa-rdfc-2019', 'ecdsa-jcs-2019'] as const)('is made in the suite that the options name (%s)', async (cryptosuite) => {
    const credential = credentialOf(await issue(given, { cryptosuite, statusPurposes: [] }))
    expect(credential['proof']).toMatchObject({ cryptosuite })
    await verify(credential, [institution.signers[cryptosuite.startsWith('ecdsa') ? 'ES256' : 'EdDSA'].publicJwk])
  })

  it('lets a holder hide what is not mandatory, and never what says whether it holds (ecdsa-sd-2023)', async () => {
    const credential = credentialOf(await issue({ ...given, credentialSubject: { id: 'did:example:subject', name: 'Noor' }, name: 'Badge', validUntil: '2027-01-01T00:00:00Z', description: 'Verborgen' }, { cryptosuite: 'ecdsa-sd-2023', mandatoryPointers: ['/name'] }))
    const derived = JSON.parse(await deriveCredential(JSON.stringify(credential), { selectivePointers: ['/credentialSubject/id'] })) as JsonObject
    expect(derived).toMatchObject({ name: 'Badge', issuer: institution.did, validUntil: '2027-01-01T00:00:00Z', credentialStatus: [{ statusPurpose: 'revocation' }, { statusPurpose: 'suspension' }] })
    expect(derived).not.toHaveProperty('description')
    await verify(derived, [institution.signers.ES256.publicJwk])
    expect((await issue(given, { cryptosuite: 'ecdsa-sd-2023', mandatoryPointers: ['/nothing'] })).status).toBe(400)
  })

  it.each<[string, object]>([
    ['a member of the subject', { credentialSubject: { id: 'did:example:x', anders: 1 } }],
    ['a type', { type: ['VerifiableCredential', 'AndersCredential'] }],
  ])('DIN-04 is not made of what no context defines: %s (422 DATA_LOSS_DETECTION_ERROR), and nothing is signed', async (_, change) => {
    const refused = await issue({ ...given, ...change }, {})
    expect([refused.status, refused.body['type']]).toEqual([422, 'https://w3id.org/security#DATA_LOSS_DETECTION_ERROR'])
    expect(await records()).toEqual([])
  })

  it.each<[string, object]>([
    ['a context that is not known', { '@context': [...given['@context'], 'https://evil.test/ctx'] }],
    ['a context of its own', { '@context': [...given['@context'], { Lid: 'https://example.org/Lid' }] }],
    ['a proof already', { proof: { type: 'DataIntegrityProof' } }],
    ['version 1.1', { '@context': ['https://www.w3.org/2018/credentials/v1'], issuanceDate: '2026-01-01T00:00:00Z' }],
  ])('is not made of one with %s (400)', async (_, change) => {
    expect((await issue({ ...given, ...change }, {})).status).toBe(400)
    expect(await records()).toEqual([])
  })
})

describe('POST /{slug}/credentials/status', () => {
  const entry = (statusPurpose: string, more: object = {}) => ({ type: 'BitstringStatusListEntry', statusPurpose, ...more })
  const change = (credentialId: string, credentialStatus: object, status: unknown) => post('/school/credentials/status', { credentialId, credentialStatus, status })
  const state = async () => (await records())[0]
  const purposes = { statusPurposes: ['revocation', 'suspension'] }
  /** By the institution's own door. */
  const put = async (id: string, status: string): Promise<Answer> => {
    const answer = await issuer.app.inject({ method: 'PUT', url: `/school/api/v1/credentials/${id}/status`, headers: school.headers, payload: { status, reason: 'A mistake.' } })
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() }
  }

  it('suspends, restores and revokes by the id it was issued under (200), and a revocation is not undone (409)', async () => {
    await issue(given, { ...asJwt, ...purposes, credentialId: 'mine' })
    expect((await change('mine', entry('suspension'), true)).status).toBe(200)
    expect(await state()).toHaveProperty('suspendedAt')
    expect((await change('mine', entry('revocation'), false)).status).toBe(200)
    expect((await change('mine', entry('suspension'), false)).status).toBe(200)
    expect(await state()).not.toHaveProperty('suspendedAt')
    for (let twice = 0; twice < 2; twice += 1) expect((await change('mine', entry('revocation'), true)).status).toBe(200)
    expect(await state()).toMatchObject({ state: 'revoked', revocationReason: 'asked for through the VC-API' })
    expect((await change('mine', entry('revocation'), false)).status).toBe(409)
    expect((await issue(given, { ...asJwt, ...purposes, credentialId: 'mine' })).body['code']).toBe('credential-revoked')
  })

  it('takes the id of the record as well, and knows nothing of another institution’s (404)', async () => {
    await issue(given, { ...asJwt, ...purposes })
    const { id } = (await state())!
    for (const credentialId of [id, `urn:uuid:${id}`]) expect((await change(credentialId, entry('suspension'), true)).status).toBe(200)
    const other = await issuer.institution('other', ['revocations:write'])
    expect((await post('/other/credentials/status', { credentialId: id, credentialStatus: entry('revocation'), status: true }, other.headers)).status).toBe(404)
    expect((await change('never-issued', entry('revocation'), true)).status).toBe(404)
  })

  it('a name that is also that of another credential’s record names neither (400)', async () => {
    await issue(given, { ...asJwt, ...purposes })
    const { id } = (await state())!
    await issue({ ...given, id: `urn:uuid:${id}` }, { ...asJwt, ...purposes })
    const refused = await change(`urn:uuid:${id}`, entry('revocation'), true)
    expect([refused.status, pathsOf(refused)]).toEqual([400, ['/credentialId']])
    expect((await records()).map((record) => record.state)).toEqual(['issued', 'issued'])
  })

  it('a status that the credential gives no place to read is refused (409) at every door, and nothing changes', async () => {
    await issue(given, { ...asJwt, statusPurposes: ['revocation'] })
    const { id } = (await state())!
    expect(await put(id, 'suspended')).toMatchObject({ status: 409, body: { code: 'status-not-seen' } })
    expect((await change(id, entry('suspension'), true)).status).toBe(400)
    expect(await state()).toMatchObject({ state: 'issued' })
    expect(await state()).not.toHaveProperty('suspendedAt')
    expect(await put(id, 'revoked')).toMatchObject({ status: 200 })
    await issue(given, { ...asJwt, statusPurposes: [] })
    const without = (await records()).find((record) => record.id !== id)!
    expect(await put(without.id, 'revoked')).toMatchObject({ status: 409, body: { code: 'status-not-seen' } })
  })

  it('refuses an entry that is not the credential’s own (400), naming the member', async () => {
    const credential = opened(await issue(given, { ...asJwt, statusPurposes: ['revocation'], credentialId: 'mine' }))
    const own = credential['credentialStatus'] as Record<string, string>
    expect(own).toMatchObject({ type: 'BitstringStatusListEntry', statusPurpose: 'revocation', statusListCredential: expect.stringContaining('http://localhost:8080/school/status-lists/') as string })
    for (const [changes, member] of [[{ type: 'Other' }, 'type'], [{ statusPurpose: 'suspension' }, 'statusPurpose'], [{ statusPurpose: 'message' }, 'statusPurpose'], [{ statusListIndex: '9999' }, 'statusListIndex'], [{ statusListCredential: 'https://other.example' }, 'statusListCredential'], [{ id: 'urn:x' }, 'id']] as const) {
      const refused = await change('mine', { ...own, ...changes }, true)
      expect([refused.status, pathsOf(refused)]).toEqual([400, [`/credentialStatus/${member}`]])
    }
    expect((await change('mine', own, 'yes')).status).toBe(400)
    expect(await state()).toMatchObject({ state: 'issued' })
    expect((await change('mine', own, true)).status).toBe(200)
  })

  it('needs the right to revoke (403)', async () => {
    const other = await issuer.institution('other', ['credentials:issue'])
    expect((await post('/other/credentials/status', { credentialId: 'x', credentialStatus: entry('revocation'), status: true }, other.headers)).status).toBe(403)
  })
})

describe('an open sandbox', () => {
  it('has the same at the root for everybody, in the name of its own institution or of a did:key of it', async () => {
    issuer = await openTestIssuer({ config: { openDoors: { tlsPort: 0 } } })
    const { rooms } = issuer
    institution = await openSandboxInstitution({ directory: rooms.institutions, found: (profile, act) => rooms.found(profile, act, rooms.register.institutions), now: rooms.now })
    const anybody = (credential: object) => post('/credentials/issue', { credential, options: asJwt }, {})
    expect(opened(await anybody(given))['issuer']).toBe('did:web:localhost%3A8080:open-sandbox')
    const didKey = `did:key:${multikeyOf(institution.signers.ES256.publicJwk)}`
    expect(opened(await anybody({ ...given, issuer: didKey }))).toMatchObject({ ...given, issuer: didKey })
    expect((await anybody({ ...given, issuer: `did:key:${multikeyOf(institution.signers.EdDSA.publicJwk)}` })).status).toBe(400)
    expect((await post('/open-sandbox/credentials/issue', { credential: given }, {})).status).toBe(401)
    const embedded = (credential: object) => post('/credentials/issue', { credential }, {})
    expect((await embedded({ ...given, '@context': [...given['@context'], { Lid: 'https://example.org/Lid' }], type: ['VerifiableCredential', 'Lid'] })).status).toBe(201)
    expect((await embedded({ ...given, '@context': [...given['@context'], { VerifiableCredential: 'https://example.org/Lid' }] })).status).toBe(400)
    const older = await embedded({ ...given, '@context': ['https://www.w3.org/2018/credentials/v1'], issuanceDate: '2026-01-01T00:00:00Z', issuer: `did:key:${multikeyOf(institution.signers.EdDSA.publicJwk)}` })
    expect(older.body).toMatchObject({ verifiableCredential: { '@context': ['https://www.w3.org/2018/credentials/v1', 'https://w3id.org/security/data-integrity/v2'], proof: { cryptosuite: 'eddsa-rdfc-2022' } } })
  })
})
