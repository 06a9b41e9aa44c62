import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import { cryptosuite as eddsaRdfc2022 } from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite'
import * as vc from '@digitalbazaar/vc'
import type { JsonObject } from '@eduwallet/strict-json'
import { describe, expect, it } from 'vitest'
import { envelope } from '../vcdm/read-envelope.ts'
import { at, badge, exampleContexts, vcdm2 } from './fixtures/documents.ts'
import { fixtureKey } from './fixtures/keys.ts'
import { peerKey, peerLoader, proofDate } from './fixtures/peers.ts'
import { changed, parsed, secured, verify, withProof } from './fixtures/secured.ts'
import { ldpVpReader } from './index.ts'
import type { PresentationExpectation } from '../credential-format.ts'

const reader = ldpVpReader({ contexts: exampleContexts })
const [challenge, domain] = ['n-0S6_WzA2Mj', 'x509_san_dns:employer.example']
const issuer = fixtureKey('Ed25519')
const holder = fixtureKey('Ed25519')
const check = async (document: JsonObject, changes: Partial<PresentationExpectation> = {}): Promise<readonly string[]> => {
  const read = reader.read(JSON.stringify(document))
  await reader.verify(read, { holderKeys: [holder.publicJwk], nonce: challenge, audience: domain, maxAgeSeconds: 300, now: at, skewSeconds: 30, ...changes })
  return read.credentials
}
const presentation = async (parts: JsonObject = {}): Promise<JsonObject> => ({ '@context': [vcdm2], type: ['VerifiablePresentation'], holder: holder.did, verifiableCredential: [await secured(badge(issuer.did), 'eddsa-rdfc-2022', issuer)], ...parts })
const shown = async (options: object = {}, parts: JsonObject = {}): Promise<JsonObject> => withProof(await presentation(parts), holder, { proofPurpose: 'authentication', challenge, domain, ...options })

describe('a presentation with a Data Integrity proof', () => {
  it('hands over each credential as its own text, which then verifies', async () => {
    const [credential = ''] = await check(await shown())
    expect((await verify(credential, [issuer.publicJwk])).claims).toEqual(badge(issuer.did))
    const enveloped = envelope({ format: 'vc+jwt', text: 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln' })
    expect(await check(await shown({}, { verifiableCredential: [enveloped, await secured(badge(issuer.did), 'eddsa-jcs-2022', issuer)] }))).toEqual(['eyJhbGciOiJFUzI1NiJ9.e30.c2ln', expect.stringContaining('eddsa-jcs-2022')])
    expect(await check(await shown({}, { verifiableCredential: [] }))).toEqual([])
  })

  it('DIN-12 is refused with another challenge or domain, or none', async () => {
    const missing = [{ challenge: undefined }, { challenge: 'other' }, { challenge: '' }]
    for (const options of missing) await expect(check(await shown(options))).rejects.toMatchObject({ code: 'DI_CHALLENGE', concern: 'binding_nonce' })
    for (const options of [{ domain: undefined }, { domain: 'x509_san_dns:other.example' }, { domain: `${domain}.evil.example` }]) await expect(check(await shown(options))).rejects.toMatchObject({ code: 'DI_DOMAIN', concern: 'binding_audience' })
    const several = await shown()
    await expect(check(changed(several, ['proof', 'domain'], [domain, 'x509_san_dns:other.example']))).rejects.toMatchObject({ code: 'DI_DOMAIN' })
    await expect(check(await shown(), { nonce: '' })).rejects.toMatchObject({ code: 'DI_CHALLENGE' })
    await expect(check(await shown({ domain: '' }), { audience: '' })).rejects.toMatchObject({ code: 'DI_DOMAIN' })
  })

  it('DIN-10 is refused when its proof is for making assertions', async () => {
    await expect(check(await shown({ proofPurpose: 'assertionMethod' }))).rejects.toMatchObject({ code: 'DI_PROOF_PURPOSE', concern: 'kind' })
  })

  it('DIN-17 is no credential, and a credential is no presentation', async () => {
    await expect(verify(await shown(), [holder.publicJwk])).rejects.toMatchObject({ code: 'DI_DOCUMENT' })
    await expect(check(await withProof(badge(holder.did), holder, { proofPurpose: 'authentication', challenge, domain }))).rejects.toMatchObject({ code: 'VCDM_TYPE' })
  })

  it('is refused when somebody else signed it, or it was not made just now', async () => {
    await expect(check(await shown(), { holderKeys: [issuer.publicJwk] })).rejects.toMatchObject({ code: 'DI_HOLDER_SIGNATURE', concern: 'binding_invalid' })
    await expect(check(await shown(), { holderKeys: [] })).rejects.toMatchObject({ code: 'DI_HOLDER_PROOF_MISSING', concern: 'binding_missing' })
    await expect(check(await withProof(await presentation(), issuer, { proofPurpose: 'authentication', challenge, domain }), { holderKeys: [issuer.publicJwk] })).rejects.toMatchObject({ code: 'DI_HOLDER_OTHER', concern: 'binding_invalid' })
    for (const created of [undefined, new Date(at.getTime() - 331_000), new Date(at.getTime() + 31_000)]) await expect(check(await shown({ created }))).rejects.toMatchObject({ code: 'DI_PROOF_STALE', concern: 'binding_stale' })
    await expect(check(await shown(), { now: new Date(Number.NaN) })).rejects.toMatchObject({ code: 'DI_PROOF_STALE' })
  })

  it('a credential cannot be put in, taken out or exchanged', async () => {
    const genuine = await shown()
    const other = await secured(badge(issuer.did, { name: 'Anders' }), 'eddsa-rdfc-2022', issuer)
    const [mine] = genuine['verifiableCredential'] as JsonObject[]
    for (const credentials of [[], [other], [mine ?? null, other]]) await expect(check({ ...genuine, verifiableCredential: credentials })).rejects.toMatchObject({ code: 'DI_HOLDER_SIGNATURE' })
  })

  it('two holders sign, and both have to', async () => {
    const first = await shown({ id: 'urn:uuid:1' })
    const second = fixtureKey('P-256')
    const both = await withProof({ ...first, holder: holder.did }, second, { proofPurpose: 'authentication', challenge, domain, verificationMethod: `${holder.did}#second` })
    await check(both, { holderKeys: [holder.publicJwk, second.publicJwk] })
    await expect(check(both, { holderKeys: [holder.publicJwk, holder.publicJwk] })).rejects.toMatchObject({ code: 'DI_KEY' })
    await expect(check(both)).rejects.toMatchObject({ code: 'DI_HOLDER_SIGNATURE', proofs: [{ code: undefined }, { code: 'DI_SIGNATURE' }] })
  })

  it('of a peer is verified here, and a peer verifies ours', async () => {
    const peer = await peerKey('Ed25519')
    const credential = await secured(badge(issuer.did), 'eddsa-rdfc-2022', issuer)
    const theirs = await vc.signPresentation({ presentation: vc.createPresentation({ verifiableCredential: [credential], holder: peer.did }), suite: new DataIntegrityProof({ signer: peer.key.signer(), cryptosuite: eddsaRdfc2022, date: proofDate }), documentLoader: peerLoader, challenge, domain })
    expect(await check(parsed(JSON.stringify(theirs)), { holderKeys: [peer.publicJwk] })).toHaveLength(1)
    const ask = (presentation: JsonObject) => vc.verify({ presentation, suite: new DataIntegrityProof({ cryptosuite: eddsaRdfc2022 }), documentLoader: peerLoader, challenge, domain, now: at, checkStatus: async () => ({ verified: true }) })
    expect((await ask(await shown())).verified).toBe(true)
    expect((await ask(await shown({ challenge: 'other' }))).verified).toBe(false)
  })
})

describe('proof sets and chains that are made here', () => {
  it('a second proof stands beside the first, or signs it as well', async () => {
    const second = fixtureKey('P-256')
    const first = await withProof(badge(issuer.did), issuer, { id: 'urn:uuid:first' })
    const set = await withProof(first, second)
    const chain = await withProof(first, second, { previousProof: ['urn:uuid:first'] })
    for (const document of [set, chain]) expect((await verify(document, [issuer.publicJwk, second.publicJwk])).claims).toEqual(badge(issuer.did))
    // The first proof exchanged for another genuine one of the same issuer.
    const again = await withProof(badge(issuer.did), issuer, { id: 'urn:uuid:first', created: new Date(at.getTime() - 120_000) })
    const exchange = (document: JsonObject): JsonObject => ({ ...document, proof: [again['proof'] as JsonObject, (document['proof'] as JsonObject[])[1] ?? null] })
    await verify(exchange(set), [issuer.publicJwk, second.publicJwk])
    await expect(verify(exchange(chain), [issuer.publicJwk, second.publicJwk])).rejects.toMatchObject({ code: 'DI_SIGNATURE', proofs: [{ code: undefined }, { code: 'DI_SIGNATURE' }] })
    await expect(withProof(first, second, { previousProof: ['urn:uuid:other'] })).rejects.toMatchObject({ code: 'DI_PROOF_CHAIN' })
  })
})
