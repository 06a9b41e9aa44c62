/**
 * The VC-API of an open sandbox from outside (black box), as the W3C suites meet it: what the data model 2.0 allows is issued and verified, and
 * what it does not allow is refused; nothing that was changed is verified.
 */
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { send } from '../wallet/index.ts'
import { startSandbox, type Sandbox } from './start-sandbox.ts'

type Document = Record<string, unknown>

const dataModel = 'https://www.w3.org/ns/credentials/v2'
const examples = 'https://www.w3.org/ns/credentials/examples/v2'
const subject = { id: 'did:example:learner' }

let sandbox: Sandbox
beforeAll(async () => { sandbox = await startSandbox() }, 120_000)
afterAll(async () => { await sandbox?.stop() })

async function post(url: string, body: unknown): Promise<{ status: number; body: Document }> {
  const { status, text } = await send(fetch, url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  return { status, body: JSON.parse(text) as Document }
}
const issue = (credential: unknown, options?: Document) => post(`${sandbox.issuer}/credentials/issue`, { credential, ...(options === undefined ? {} : { options }) })
const verify = (verifiableCredential: unknown) => post(`${sandbox.verifier}/credentials/verify`, { verifiableCredential, options: { checks: ['proof'] } })
const given = (changes: Document = {}): Document => {
  const document: Document = { '@context': [dataModel], type: ['VerifiableCredential'], credentialSubject: subject, ...changes }
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined))
}
async function issued(changes: Document = {}, options?: Document): Promise<Document> {
  const { status, body } = await issue(given(changes), options)
  expect(status, JSON.stringify(body)).toBe(201)
  return body['verifiableCredential'] as Document
}
const own = (name: string) => [dataModel, { [name]: `https://example.org/terms#${name}` }]
/** An attachment of a credential, of a type that the credential defines itself. */
const typed = (member: string, more: Document = {}) => ({ '@context': own('EigenSoort'), [member]: { type: 'EigenSoort', ...more } })

describe('what is issued', () => {
  it.each<[string, Document]>([
    ['the least that there can be', {}],
    ['a subject without an id', { credentialSubject: { name: 'Noor' } }],
    ['two subjects', { credentialSubject: [subject, { id: 'did:example:other' }] }],
    ['the context for examples', { '@context': [dataModel, examples], credentialSubject: { ...subject, hobby: 'dijken' } }],
    ['a type of its own', { '@context': own('EigenBewijs'), type: ['VerifiableCredential', 'EigenBewijs'] }],
    ['a type that is a URL, and types in another order', { type: ['https://example.org/#A', 'VerifiableCredential', 'https://example.org/#B'] }],
    ['a name and a description in two languages', { name: [{ '@value': 'Bewijs', '@language': 'nl' }, { '@value': 'Proof', '@language': 'en', '@direction': 'ltr' }], description: 'Een bewijs' }],
    ['a moment with a time zone, in the future and in the past', { validFrom: '2023-02-25T19:10:39-06:00', validUntil: '4023-02-26T01:02:58.447Z' }],
    ['a status without an id', typed('credentialStatus')],
    ['a schema', typed('credentialSchema', { id: 'did:example:schema' })],
    ['terms, by name', typed('termsOfUse', { id: 'did:example:terms' })],
    ['two pieces of evidence', { '@context': own('EigenSoort'), evidence: [{ type: 'EigenSoort' }, { type: 'EigenSoort' }] }],
    ['a place to refresh it', typed('refreshService', { id: 'did:example:refresh' })],
    ['the digest of the context of the data model', { relatedResource: { id: dataModel, digestSRI: 'sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=' } }],
  ])('is a credential with %s', async (_, changes) => {
    const credential = await issued({ ...changes, issuer: sandbox.didKeys.Ed25519 })
    expect(credential).toMatchObject({ ...given(changes), issuer: sandbox.didKeys.Ed25519, proof: { type: 'DataIntegrityProof', cryptosuite: 'eddsa-rdfc-2022', proofPurpose: 'assertionMethod' } })
  })

  it.each<[string, Document]>([
    ['no context', { '@context': undefined }],
    ['the wrong context first', { '@context': [examples, dataModel] }],
    ['a context that is no URL', { '@context': [dataModel, 'https ://not-a-url'] }],
    ['a context that is a number', { '@context': [dataModel, 5] }],
    ['a context that nobody knows', { '@context': [dataModel, 'https://example.org/unknown'] }],
    ['a context that says anew what a credential is', { '@context': [dataModel, { VerifiableCredential: 'https://example.org/#Bad' }] }],
    ['a term that is defined twice', { '@context': [dataModel, { '@protected': true, A: 'https://example.org/#A' }, { A: 'https://example.org/#B' }], type: ['VerifiableCredential', 'A'] }],
    ['no type', { type: undefined }],
    ['only a type of its own', { '@context': own('EigenBewijs'), type: ['EigenBewijs'] }],
    ['a type that nothing defines', { type: ['VerifiableCredential', 'Onbekend'] }],
    ['a type that is defined as no URL', { '@context': [dataModel, { EigenBewijs: 'https ://not-a-url#x' }], type: ['VerifiableCredential', 'EigenBewijs'] }],
    ['two ids', { id: ['https://example.org/1', 'https://example.org/2'] }],
    ['an id that is null', { id: null }],
    ['an id that is no URL', { id: 'https ://not-a-url/1' }],
    ['a subject with two ids', { credentialSubject: { id: ['did:example:a', 'did:example:b'] } }],
    ['no subject', { credentialSubject: undefined }],
    ['an empty subject', { credentialSubject: {} }],
    ['an empty subject beside another', { credentialSubject: [subject, {}] }],
    ['an issuer that is null', { issuer: null }],
    ['an issuer that is no URL', { issuer: { id: 'somebody' } }],
    ['another issuer', { issuer: 'did:web:elsewhere.example' }],
    ['a name with more than a text in it', { name: { '@value': 'Bewijs', '@language': 'nl', url: 'did:example:x' } }],
    ['a moment in words', { validFrom: 'Sat 25 Feb 2023 07:16:31 PM CST' }],
    ['an end before its beginning', { validFrom: '2030-01-01T00:00:00Z', validUntil: '2029-01-01T00:00:00Z' }],
    ['a status without a type', { credentialStatus: { id: 'did:example:x' } }],
    ['a status with two ids', typed('credentialStatus', { id: ['did:example:a', 'did:example:b'] })],
    ['a schema without an id', typed('credentialSchema')],
    ['evidence without a type', { evidence: {} }],
    ['terms without a type', { termsOfUse: { id: 'did:example:x' } }],
    ['a place to refresh it without a type', { refreshService: { id: 'did:example:x' } }],
    ['a related resource without a digest', { relatedResource: [{ id: dataModel }] }],
    ['a related resource named twice', { relatedResource: ['sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ=', 'sha256-WZVc7WaX1h4D8rJVb+vlMIqxaEKEb1tYbX8fet7JJzQ='].map((digestSRI) => ({ id: dataModel, digestSRI })) }],
    ['the digest of another document', { relatedResource: { id: dataModel, digestSRI: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' } }],
    ['a proof already', { proof: { type: 'DataIntegrityProof', created: '2026-01-01T00:00:00Z' } }],
  ])('is never a credential with %s (400 or 422, with the kind of problem)', async (_, changes) => {
    const { status, body } = await issue(given(changes))
    expect([400, 422], JSON.stringify(body)).toContain(status)
    expect(body['type']).toMatch(/^https:\/\/(www\.w3\.org\/TR\/vc|w3id\.org\/security#)/)
  })
})

describe('what is verified', () => {
  it.each([['eddsa-rdfc-2022', 'Ed25519'], ['eddsa-jcs-2022', 'Ed25519'], ['ecdsa-rdfc-2019', 'P-256'], ['ecdsa-jcs-2019', 'P-256']] as const)('is what was issued in %s, under a did:key and under the DID of the institution; and nothing that was changed', async (cryptosuite, curve) => {
    for (const issuer of [sandbox.didKeys[curve], sandbox.did]) {
      const credential = await issued({ issuer, name: 'Bewijs' }, { cryptosuite })
      const answer = await verify(credential)
      expect([answer.status, answer.body['verified']], JSON.stringify(answer.body)).toEqual([200, true])
      const proof = credential['proof'] as Document
      for (const changed of [
        { ...credential, name: 'Ander bewijs' }, { ...credential, issuer: 'did:key:z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj' }, { ...credential, onbekend: 1 }, { ...credential, type: ['VerifiableCredential', 'Onbekend'] },
        { ...credential, proof: undefined }, { ...credential, proof: null }, { ...credential, proof: { ...proof, proofPurpose: 'authentication' } }, { ...credential, proof: { ...proof, created: 'invalid' } },
        { ...credential, proof: { ...proof, proofValue: null } }, { ...credential, proof: { ...proof, proofValue: String(proof['proofValue']).slice(1) } }, { ...credential, proof: { ...proof, cryptosuite: 'unknown' } },
        { ...credential, proof: { ...proof, verificationMethod: undefined } }, { ...credential, proof: { ...proof, type: 'UnknownProof' } }, JSON.stringify(credential),
      ]) expect((await verify(changed)).status, JSON.stringify(changed)).toBe(400)
    }
  })

  it('is what was issued in JOSE forms, in their envelopes', async () => {
    for (const format of ['vc+jwt', 'vc+sd-jwt']) {
      const envelope = await issued({ issuer: sandbox.did }, { format })
      expect(envelope).toMatchObject({ type: 'EnvelopedVerifiableCredential', id: expect.stringContaining(`data:application/${format},`) as string })
      expect((await verify(envelope)).status).toBe(200)
      for (const changed of [{ ...envelope, '@context': [] }, { ...envelope, '@context': [examples] }, { ...envelope, type: 'VerifiableCredential' }, { ...envelope, id: String(envelope['id']).split(',').pop() }]) expect((await verify(changed)).status).toBe(400)
    }
  })

  it('is a part of a credential that its holder chose (ecdsa-sd-2023)', async () => {
    const credential = await issued({ issuer: sandbox.didKeys['P-256'], name: 'Bewijs', description: 'Verborgen', credentialSubject: { ...subject, name: 'Noor' } }, { cryptosuite: 'ecdsa-sd-2023', mandatoryPointers: ['/name'] })
    const derived = await post(`${sandbox.verifier}/credentials/derive`, { verifiableCredential: credential, options: { selectivePointers: ['/credentialSubject/name'] } })
    expect([derived.status, derived.body['description']], JSON.stringify(derived.body)).toEqual([201, undefined])
    expect((await verify(derived.body)).status).toBe(200)
    expect((await verify(credential)).status).toBe(400)
  })

  it('is no credential any more from when it is revoked, and none while it is suspended', async () => {
    const credentialId = `urn:example:${Date.now()}`
    const credential = await issued({ issuer: sandbox.did }, { credentialId })
    const change = (statusPurpose: string, status: boolean) => post(`${sandbox.issuer}/credentials/status`, { credentialId, credentialStatus: { type: 'BitstringStatusListEntry', statusPurpose }, status })
    expect((await verify(credential)).status).toBe(200)
    expect((await change('revocation', true)).status).toBe(200)
    await expect.poll(async () => (await verify(credential)).status, { timeout: 60_000, interval: 1000 }).toBe(400)
    expect((await verify(credential)).body).toMatchObject({ type: 'https://eduwallet.nl/problems/revoked', verified: false })
    expect((await change('revocation', false)).status).toBe(409)
  }, 90_000)
})

describe('a presentation', () => {
  const asked = { challenge: 'c-1', domain: 'verifier.example' }
  async function shown(credentials: Document[], { challenge, domain } = asked, changes: Document = {}): Promise<Document> {
    const { publicKey, privateKey } = await generateKeyPair('ES256')
    const holder = `did:jwk:${Buffer.from(JSON.stringify(await exportJWK(publicKey))).toString('base64url')}`
    const payload = { '@context': [dataModel], type: ['VerifiablePresentation'], holder, verifiableCredential: credentials, nonce: challenge, ...changes }
    const token = await new SignJWT(payload).setProtectedHeader({ alg: 'ES256', typ: 'vp+jwt', kid: `${holder}#0` }).setAudience(domain).setIssuedAt().setExpirationTime('5m').sign(privateKey)
    return { '@context': [dataModel], type: 'EnvelopedVerifiablePresentation', id: `data:application/vp+jwt,${token}` }
  }
  const present = async (verifiablePresentation: Document, options: Document = asked) => (await post(`${sandbox.verifier}/presentations/verify`, { verifiablePresentation, options })).status

  it('is verified for the challenge and the domain that it was made for, with every credential in it', async () => {
    const credentials = [await issued({ issuer: sandbox.didKeys['P-256'] }, { format: 'vc+jwt' }), await issued({ issuer: sandbox.did }, { format: 'vc+sd-jwt' })]
    expect(await present(await shown(credentials))).toBe(200)
    expect(await present(await shown([]))).toBe(200)
    expect(await present(await shown([credentials[0]!, { ...credentials[1], id: `${String(credentials[1]?.['id']).slice(0, -9)}AAAA~` }]))).toBe(400)
    expect(await present(await shown([]), { ...asked, challenge: 'c-2' })).toBe(400)
    expect(await present(await shown([]), { ...asked, domain: 'other.example' })).toBe(400)
    expect(await present(await shown([]), { challenge: 'c-1' })).toBe(400)
  })

  it.each<[string, Document]>([
    ['no type', { type: undefined }], ['another type', { type: ['Iets'] }], ['no context', { '@context': undefined }], ['the wrong context first', { '@context': [examples, dataModel] }],
    ['a credential that is a text', { verifiableCredential: ['e30.e30.AA'] }], ['a holder that is no URL', { holder: 'somebody' }], ['the holder somebody else', { holder: 'did:example:other' }],
  ])('is not verified with %s', async (_, changes) => {
    expect(await present(await shown([], asked, changes))).toBe(400)
  })
})

describe('the sandbox itself', () => {
  it('answers the same over https, for programs that speak nothing else', async () => {
    const { request } = await import('node:https')
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${sandbox.issuerOverTls}/credentials/issue`, { method: 'POST', rejectUnauthorized: false, headers: { 'content-type': 'application/json' } }, (answer) => { resolve(answer.resume().statusCode) })
      sent.on('error', reject).end(JSON.stringify({ credential: given() }))
    })
    expect(status).toBe(201)
  })
})
