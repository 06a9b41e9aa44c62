import { createSandboxCa, didDocument, issueCertificate, parseKeyEncryptionKey, readCertificateChain, type Signer } from '@eduwallet/keys'
import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeSigner } from '../judging/fixtures/make-signer.ts'
import { createWorld, start, troubles, type World } from '../judging/fixtures/world.ts'

let world: World
beforeEach(async () => { world = await createWorld() })
afterEach(async () => { await world.close() })

const verdictOf = async (issuing: Parameters<World['present']>[0] = {}) => await world.judge(await world.present(issuing))

describe('who is recognised', () => {
  it('SDJ-21 rejects an unknown issuer that uses a well-known vct, and fetches nothing of it', async () => {
    const stranger = `did:web:${world.host.didHost}:vreemd`
    const signer = makeSigner()
    world.serveDid(didDocument({ did: stranger, keys: [signer] }), '/vreemd/did.json')
    const verdict = await verdictOf({ claims: { iss: stranger }, signer, header: { kid: `${stranger}#${signer.kid}` } })
    expect(verdict.verdict).toBe('rejected')
    expect(troubles(verdict)).toEqual(['issuer_recognised failed issuer_not_recognised'])
    expect(verdict.checks.find(({ name }) => name === 'issuer_recognised')?.sentence.en).toContain('not recognised for this type')
    expect(world.host.connections()).toBe(0)
  })

  it.each(['extends', 'aka_vcts'])('SDJ-21 rejects a type of its own that says to be a known one by %s', async (member) => {
    const verdict = await verdictOf({ claims: { vct: 'https://elders.example/vct/eigen', [member]: member === 'extends' ? world.vct : [world.vct] } })
    expect(troubles(verdict)).toEqual(['issuer_recognised failed issuer_not_recognised'])
    expect(world.host.connections()).toBe(0)
  })

  it('SDJ-21 rejects a recognised issuer for a type that it is not recognised for', async () => {
    await world.issuers.put({ ...world.registered, types: ['https://elders.example/vct/diploma'] }, start)
    expect(troubles(await verdictOf())).toEqual(['issuer_recognised failed issuer_not_recognised'])
  })

  it('an empty registry trusts nobody (rejected, nothing fetched)', async () => {
    await world.issuers.remove(world.did)
    expect((await verdictOf()).verdict).toBe('rejected')
    expect(world.host.connections()).toBe(0)
  })

  it.each(['', 'did:web:a\u0000b', 'x'.repeat(60_000), 'did:web:issuеr.example'])('does not look up an identifier that could not be registered (%#)', async (iss) => {
    world.issuers.find = () => Promise.reject(new Error('looked up'))
    expect(troubles(await verdictOf({ claims: { iss } }))).toEqual(['issuer_recognised failed issuer_not_recognised'])
    expect(world.errors).toEqual([])
  })

  it('SDJ-16 rejects a credential without iss in plain sight, and fetches nothing', async () => {
    expect(troubles(await verdictOf({ claims: { iss: undefined } }))).toEqual(['format failed claim_missing'])
    expect(world.host.connections()).toBe(0)
  })

  it('NET-12 does not confirm while the registry cannot be read (undetermined, reported)', async () => {
    world.issuers.find = () => Promise.reject(new Error('connection lost'))
    const verdict = await verdictOf()
    expect(verdict.verdict).toBe('undetermined')
    expect(troubles(verdict)).toEqual(['issuer_recognised unknown registry_unavailable'])
    expect(world.errors).toHaveLength(1)
  })
})

describe('types of the W3C data model', () => {
  const recognise = async (types: string[]) => (await world.trust.recognise(world.did, types)).outcome
  beforeEach(async () => { await world.issuers.put({ ...world.registered, types: ['OpenBadgeCredential', 'AchievementCredential'] }, start) })

  it('are recognised when each of them is registered, but for the one that all credentials have', async () => {
    expect(await recognise(['VerifiableCredential', 'OpenBadgeCredential'])).toBe('passed')
    expect(await recognise(['VerifiableCredential', 'AchievementCredential', 'OpenBadgeCredential'])).toBe('passed')
  })

  it.each([[['VerifiableCredential']], [['VerifiableCredential', 'OpenBadgeCredential', 'DiplomaCredential']], [['openbadgecredential']], [[]]])('are not recognised as %j', async (types) => {
    expect(await recognise(types)).toBe('failed')
  })
})

describe('a holder’s key', () => {
  const hint = (did: string) => ({ kid: `${did}#${world.issuer.kid}`, algorithm: 'ES256' })

  it('stands in the holder’s DID document under authentication, and not under assertionMethod alone', async () => {
    const document = didDocument({ did: world.did, keys: [world.issuer] })
    expect(await world.trust.findHolderKey(world.did, hint(world.did))).toEqual({ outcome: 'passed', key: world.issuer.publicJwk })
    world.serveDid({ ...document, authentication: [] })
    world.passSeconds(61)
    expect(await world.trust.findHolderKey(world.did, hint(world.did))).toEqual({ outcome: 'failed', code: 'holder_key_not_found' })
  })

  it('of a did:jwk need not be named, and no other DID’s key counts', async () => {
    const did = `did:jwk:${Buffer.from(JSON.stringify(world.holder.publicJwk)).toString('base64url')}`
    expect(await world.trust.findHolderKey(did, {})).toEqual({ outcome: 'passed', key: world.holder.publicJwk })
    expect(await world.trust.findHolderKey(did, hint(world.did))).toEqual({ outcome: 'failed', code: 'holder_key_not_found' })
    expect(world.host.connections()).toBe(0)
  })

  it('NET-12 that cannot be had leaves it open', async () => {
    world.host.answers.clear()
    expect(await world.trust.findHolderKey(world.did, hint(world.did))).toEqual({ outcome: 'unknown', code: 'holder_unreachable' })
  })
})

describe('keys by DID', () => {
  const troubleWith = async (document: unknown) => {
    world.serveDid(document)
    return troubles(await verdictOf())
  }

  it('NET-11 rejects iss A with a key of B, though B is recognised too', async () => {
    const other = `did:web:${world.host.didHost}:andere`
    const signer = makeSigner()
    world.serveDid(didDocument({ did: other, keys: [signer] }), '/andere/did.json')
    await world.issuers.put({ ...world.registered, identifier: other }, start)
    expect(troubles(await verdictOf({ signer, header: { kid: `${other}#${signer.kid}` } }))).toEqual(['issuer_key failed key_of_another'])
    expect(world.host.connections()).toBe(0)
  })

  it.each([
    ['no kid', ''],
    ['a relative kid', '#key'],
    ['a bare thumbprint', 'thumbprint'],
  ])('NET-11 rejects %s (which key it is must be said in full)', async (_, kid) => {
    const verdict = await verdictOf({ header: { kid } })
    expect(verdict.verdict).toBe('rejected')
    expect(world.host.connections()).toBe(0)
  })

  it('NET-11 looks at the kid and not at an x5c of the sender’s own making', async () => {
    const { signer, x5c } = await certified()
    expect(troubles(await verdictOf({ signer, header: { kid: world.kid, x5c } }))).toEqual(['issuer_signature failed signature_invalid'])
  })

  it('NET-10 rejects a document about another DID', async () => {
    expect(await troubleWith(didDocument({ did: `did:web:${world.host.didHost}:andere`, keys: [world.issuer] }))).toEqual(['issuer_key failed did_document_invalid'])
  })

  it('NET-10 rejects a document in which two keys have one id', async () => {
    const document = didDocument({ did: world.did, keys: [world.issuer] })
    const [method] = document.verificationMethod
    const double = { ...method!, publicKeyJwk: makeSigner().publicJwk }
    expect(await troubleWith({ ...document, verificationMethod: [double, method] })).toEqual(['issuer_key failed did_document_invalid'])
  })

  it('NET-10 rejects a key that is listed, but not for assertions', async () => {
    const document = didDocument({ did: world.did, keys: [world.issuer] })
    expect(await troubleWith({ ...document, assertionMethod: [] })).toEqual(['issuer_key failed key_not_found'])
    })

  it('DIN-11 rejects a key that the document lists for authentication only, and one that it does not list at all', async () => {
    const document = didDocument({ did: world.did, keys: [world.issuer] })
    expect(document.authentication).toContain(world.kid)
    expect(await troubleWith({ ...document, assertionMethod: [] })).toEqual(['issuer_key failed key_not_found'])
    world.passSeconds(61)
    expect(await troubleWith({ ...document, verificationMethod: [], assertionMethod: [], authentication: [] })).toEqual(['issuer_key failed key_not_found'])
  })

  it('NET-10 rejects a document that refers to the key of another controller', async () => {
    const other = `did:web:${world.host.didHost}:andere`
    const document = didDocument({ did: world.did, keys: [world.issuer] })
    const verdict = await troubleWith({ ...document, assertionMethod: [`${other}#${world.issuer.kid}`], verificationMethod: [{ ...document.verificationMethod[0]!, id: `${other}#${world.issuer.kid}`, controller: other }] })
    expect(verdict.every((trouble) => trouble.startsWith('issuer_key failed'))).toBe(true)
    expect(verdict).toHaveLength(1)
  })

  it.each([
    ['another kind of key', { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }],
    ['no key', undefined],
    ['a point that is not on the curve', { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) }],
  ])('NET-10 rejects a document with %s under the right id', async (_, publicKeyJwk) => {
    const document = didDocument({ did: world.did, keys: [world.issuer] })
    const verdict = await troubleWith({ ...document, verificationMethod: [{ ...document.verificationMethod[0], publicKeyJwk }] })
    expect(verdict).toHaveLength(1)
    expect(verdict[0]).toMatch(/^issuer_key failed/)
  })

  it.each([
    ['is off', (_: unknown, response: { destroy(): void }) => response.destroy()],
    ['answers 500 with a right-looking document', 500],
    ['answers 404 with a right-looking document', 404],
  ] as const)('NET-12 does not confirm while the DID host %s (undetermined)', async (_, how) => {
    const body = JSON.stringify(didDocument({ did: world.did, keys: [world.issuer] }))
    world.host.answers.set('/hogeschool/did.json', typeof how === 'number' ? { status: how, contentType: 'application/json', body } : how)
    const verdict = await verdictOf()
    expect(verdict.verdict).toBe('undetermined')
    expect(troubles(verdict)).toEqual(['issuer_key unknown issuer_unreachable'])
    expect(verdict.credentials).toEqual([])
  })

  it('NET-12 rejects a forged credential once the host is back (it was undetermined meanwhile)', async () => {
    world.host.answers.delete('/hogeschool/did.json')
    const forged = await world.present({ signer: makeSigner() })
    expect((await world.judge(forged)).verdict).toBe('undetermined')
    world.serveDid()
    world.passSeconds(6)
    expect((await world.judge(await world.present({ signer: makeSigner() }))).verdict).toBe('rejected')
  })

  it('NET-13 fetches once for 500 credentials of one new issuer at once', async () => {
    const compact = await world.present()
    const verdicts = await Promise.all(Array.from({ length: 500 }, () => world.judge(compact)))
    expect(verdicts.every(({ verdict }) => verdict === 'confirmed')).toBe(true)
    expect(world.host.requests.toSorted()).toEqual(['/hogeschool/did.json', '/hogeschool/status-lists/1'])
    expect(world.host.connections()).toBeLessThanOrEqual(2)
  })

  it('NET-13 asks a host that failed no more than once in five seconds', async () => {
    world.host.answers.delete('/hogeschool/did.json')
    const compact = await world.present()
    await Promise.all(Array.from({ length: 50 }, () => world.judge(compact)))
    await world.judge(compact)
    expect(world.host.requests).toHaveLength(1)
  })

  it('finds a key that the issuer added since, and forgets a withdrawn one within a minute', async () => {
    expect((await verdictOf()).verdict).toBe('confirmed')
    const next = makeSigner()
    world.serveDid(didDocument({ did: world.did, keys: [next] }))
    world.passSeconds(15)
    await world.serveList({ signer: next, kid: `${world.did}#${next.kid}` })
    world.passSeconds(30)
    expect((await verdictOf({ signer: next, header: { kid: `${world.did}#${next.kid}` } })).verdict).toBe('confirmed')
    expect((await verdictOf()).verdict).toBe('rejected')
  })
})

const kek = parseKeyEncryptionKey(randomBytes(32).toString('base64'))

/** An authority and a leaf for the names given, as an institution would have them. */
async function certified({ uris = [world.did], signer = makeSigner(), notAfter = new Date('2027-11-22'), ca = undefined as Awaited<ReturnType<typeof createSandboxCa>> | undefined } = {}) {
  const authority = ca ?? (await createSandboxCa(kek, { commonName: 'Proef CA', country: 'NL', now: () => new Date('2026-01-01') }))
  const pem = await issueCertificate(
    { ...authority, kek },
    {
      subject: { commonName: 'Hogeschool Voorbeeld', organization: 'Hogeschool Voorbeeld', country: 'NL' },
      publicJwk: signer.publicJwk,
      dnsNames: ['localhost'],
      uris,
      notBefore: new Date('2026-02-01'),
      notAfter,
      profile: 'credential-signing',
    },
  )
  return { authority, signer: signer as Signer, x5c: readCertificateChain(pem).x5c }
}

describe('keys by certificate', () => {
  /** Registers the issuer by the certificates of `ca` and judges a credential signed and certified as given. */
  async function judged({ signer, x5c, anchors, listX5c = x5c }: { signer: Signer; x5c: readonly string[]; anchors: readonly string[]; listX5c?: readonly string[] }) {
    await world.issuers.put({ ...world.registered, keys: { method: 'x509', anchors } }, start)
    await world.serveList({ signer, x5c: listX5c })
    return await verdictOf({ signer, header: { kid: world.kid, x5c } })
  }

  it('confirms a credential whose certificate leads to a registered anchor and names the issuer (nothing fetched but the list)', async () => {
    const { authority, signer, x5c } = await certified()
    const verdict = await judged({ signer, x5c, anchors: [authority.certificatePem] })
    expect(troubles(verdict)).toEqual([])
    expect(verdict.verdict).toBe('confirmed')
    expect(world.host.requests).toEqual(['/hogeschool/status-lists/1'])
  })

  it('SDJ-18 rejects a certificate for another name', async () => {
    const { authority, signer, x5c } = await certified({ uris: ['did:web:elders.example'] })
    expect(troubles(await judged({ signer, x5c, anchors: [authority.certificatePem] }))).toEqual(['issuer_key failed certificate_of_another'])
  })

  it('SDJ-18 rejects a certificate of which the name only begins like the issuer’s', async () => {
    const { authority, signer, x5c } = await certified({ uris: [`${world.did}:faculteit`, world.did.slice(0, -1)] })
    expect(troubles(await judged({ signer, x5c, anchors: [authority.certificatePem] }))).toEqual(['issuer_key failed certificate_of_another'])
  })

  it('SDJ-18 rejects a certificate of another authority with the same name', async () => {
    const mine = await certified()
    const theirs = await certified()
    expect(troubles(await judged({ signer: theirs.signer, x5c: theirs.x5c, anchors: [mine.authority.certificatePem] }))).toEqual(['issuer_key failed certificate_not_trusted'])
  })

  it('SDJ-18 rejects a self-signed leaf, and a chain that brings its own anchor', async () => {
    const { authority, signer, x5c } = await certified()
    const root = authority.certificatePem.replaceAll(/-----[A-Z ]+-----|\s/g, '')
    expect((await judged({ signer, x5c: [root], anchors: [authority.certificatePem], listX5c: x5c })).verdict).toBe('rejected')
    expect(troubles(await judged({ signer, x5c: [...x5c, root], anchors: [authority.certificatePem], listX5c: x5c }))).toEqual(['issuer_key failed certificate_invalid'])
  })

  it('SDJ-18 rejects an expired certificate', async () => {
    const { authority, signer, x5c } = await certified({ notAfter: new Date('2026-11-21') })
    expect(troubles(await judged({ signer, x5c, anchors: [authority.certificatePem] }))).toEqual(['issuer_key failed certificate_invalid'])
  })

  it('NET-11 looks at the certificate and not at a kid in the issuer’s own DID document', async () => {
    const { authority } = await certified()
    await world.issuers.put({ ...world.registered, keys: { method: 'x509', anchors: [authority.certificatePem] } }, start)
    expect(troubles(await verdictOf())).toEqual(['issuer_key failed key_reference_missing'])
    expect(world.host.connections()).toBe(0)
  })

  it('rejects a certificate that is right, with a signature by another key', async () => {
    const { authority, x5c } = await certified()
    expect(troubles(await judged({ signer: makeSigner(), x5c, anchors: [authority.certificatePem] }))).toEqual(['issuer_signature failed signature_invalid'])
  })
})
