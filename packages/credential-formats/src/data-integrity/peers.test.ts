/** What the libraries of Digital Bazaar make is verified here, and the other way round. */
import { describe, expect, it } from 'vitest'
import * as vc from '@digitalbazaar/vc'
import { Ed25519Signature2020 } from '@digitalbazaar/ed25519-signature-2020'
import { Ed25519VerificationKey2020 } from '@digitalbazaar/ed25519-verification-key-2020'
import { keyOfMultikey } from '@eduwallet/keys'
import { at, badge, vcdm2 } from './fixtures/documents.ts'
import { fixtureKey } from './fixtures/keys.ts'
import { peerIssue, peerKey, peerLoader, peerVerify, proofDate } from './fixtures/peers.ts'
import { changed, kindFor, secured, verify } from './fixtures/secured.ts'

describe.each(['eddsa-rdfc-2022', 'ecdsa-rdfc-2019'] as const)('%s', (suite) => {
  const kind = kindFor(suite)

  it('a peer verifies what is signed here, and refuses it changed', async () => {
    const key = fixtureKey(kind)
    const signed = await secured(badge(key.did), suite, key)
    expect(await peerVerify(signed, suite, at)).toEqual({ verified: true, reason: '' })
    expect((await peerVerify(changed(signed, ['credentialSubject', 'achievement', 'name'], 'Anders'), suite, at)).verified).toBe(false)
  })

  it('what a peer signed is verified here, and refused changed or by another key', async () => {
    const { key, did, publicJwk } = await peerKey(kind)
    const credential = badge(did)
    const signed = await peerIssue(credential, suite, key)
    expect((await verify(signed, [publicJwk])).claims).toEqual(credential)
    await expect(verify(changed(signed, ['credentialSubject', 'achievement', 'name'], 'Anders'), [publicJwk])).rejects.toMatchObject({ code: 'DI_SIGNATURE' })
    await expect(verify(signed, [fixtureKey(kind).publicJwk])).rejects.toMatchObject({ code: 'DI_SIGNATURE' })
  })
})

describe('documents of others', () => {
  it('P-384 is verified, with SHA-384 throughout', async () => {
    const { key, did, publicJwk } = await peerKey('P-384')
    const signed = await peerIssue(badge(did), 'ecdsa-rdfc-2019', key)
    expect((await verify(signed, [publicJwk])).claims['name']).toBe('Waterbeheer')
    await expect(verify(signed, [fixtureKey('P-256').publicJwk])).rejects.toMatchObject({ code: 'DI_PROOF_MALFORMED' })
  })

  it('a badge of VCDM 1.1 with a Data Integrity proof is verified', async () => {
    const { key, did, publicJwk } = await peerKey('Ed25519')
    const { validFrom, validUntil, ...rest } = badge(did, { '@context': ['https://www.w3.org/2018/credentials/v1', 'https://w3id.org/security/data-integrity/v2', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json'] })
    const credential = { ...rest, issuanceDate: validFrom ?? null, expirationDate: validUntil ?? null }
    const signed = await peerIssue(credential, 'eddsa-rdfc-2022', key)
    expect((await verify(signed, [publicJwk])).claims).toEqual(credential)
    await expect(verify(signed, [publicJwk], new Date('2031-08-01T00:00:00Z'))).rejects.toMatchObject({ code: 'VCDM_EXPIRED' })
  })

  it.each([
    ['1.1', ['https://www.w3.org/2018/credentials/v1', 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json'], { issuanceDate: '2026-07-01T09:30:00Z' }],
    ['2.0', [vcdm2, 'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json'], { validFrom: '2026-07-01T09:30:00Z' }],
  ])('a badge of VCDM %s with Ed25519Signature2020 is verified, and refused changed', async (_version, contexts, dates) => {
    const key = await Ed25519VerificationKey2020.generate({})
    const did = `did:key:${key.publicKeyMultibase}`
    Object.assign(key, { id: `${did}#${key.publicKeyMultibase}`, controller: did })
    const { validFrom: _from, validUntil: _until, ...rest } = badge(did, { '@context': [...contexts, 'https://w3id.org/security/suites/ed25519-2020/v1'] })
    const signed = await vc.issue({ credential: { ...rest, ...dates }, suite: new Ed25519Signature2020({ key, date: proofDate }), documentLoader: peerLoader })
    const publicJwk = keyOfMultikey(key.publicKeyMultibase)
    expect((await verify(signed, [publicJwk])).claims['name']).toBe('Waterbeheer')
    await expect(verify(changed(signed, ['name'], 'Anders'), [publicJwk])).rejects.toMatchObject({ code: 'DI_SIGNATURE' })
  })
})
