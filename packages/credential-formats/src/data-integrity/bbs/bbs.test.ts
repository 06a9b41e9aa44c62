import { createDiscloseCryptosuite, createSignCryptosuite } from '@digitalbazaar/bbs-2023-cryptosuite'
import { ALGORITHMS, generateBbsKeyPair } from '@digitalbazaar/bls12-381-multikey'
import { DataIntegrityProof } from '@digitalbazaar/data-integrity'
import * as vc from '@digitalbazaar/vc'
import { keyOfMultikey, multikeyOf, thumbprint, type VerificationKey } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import { beforeAll, describe, expect, it } from 'vitest'
import { at, badge, exampleContexts } from '../fixtures/documents.ts'
import { fixtureKey } from '../fixtures/keys.ts'
import { peerLoader, proofDate } from '../fixtures/peers.ts'
import { changed } from '../fixtures/secured.ts'
import { dataIntegrityReader } from '../index.ts'

let base: JsonObject
let derived: JsonObject
let publicJwk: VerificationKey

const verify = async (document: JsonObject, key = publicJwk, bbs = true): Promise<JsonObject> => {
  const reader = dataIntegrityReader({ contexts: exampleContexts, bbs })
  return (await reader.verify(reader.read(JSON.stringify(document)), { issuerKeys: [key], now: at, skewSeconds: 30, keyBinding: 'forbidden' })).claims
}

beforeAll(async () => {
  const key = await generateBbsKeyPair({ algorithm: ALGORITHMS.BBS_BLS12381_SHA256 })
  const { publicKeyMultibase } = await key.export({ publicKey: true })
  key.controller = `did:key:${publicKeyMultibase}`
  key.id = `${key.controller}#${publicKeyMultibase}`
  publicJwk = keyOfMultikey(publicKeyMultibase)
  expect(publicJwk.kty === 'OKP' ? multikeyOf(publicJwk) : '').toBe(publicKeyMultibase)
  expect(thumbprint(publicJwk)).toMatch(/^[\w-]{43}$/)
  const signing = new DataIntegrityProof({ signer: key.signer(), cryptosuite: createSignCryptosuite({ mandatoryPointers: ['/issuer', '/validFrom', '/validUntil'] }), date: proofDate })
  base = await vc.issue({ credential: badge(key.controller), suite: signing, documentLoader: peerLoader })
  derived = await vc.derive({ verifiableCredential: base, suite: new DataIntegrityProof({ cryptosuite: createDiscloseCryptosuite({ selectivePointers: ['/credentialSubject/achievement/name'] }) }), documentLoader: peerLoader })
}, 60_000)

describe('bbs-2023', () => {
  it('is refused by its name unless it was switched on', async () => {
    await expect(verify(derived, publicJwk, false)).rejects.toMatchObject({ code: 'DI_CRYPTOSUITE', concern: 'algorithm', message: expect.stringContaining('bbs-2023') })
  })

  it('what a peer signed and derived is verified, and refused changed or by another key', { timeout: 60_000 }, async () => {
    const claims = await verify(derived)
    expect(claims).toMatchObject({ credentialSubject: { achievement: { name: 'Waterbeheer' } } })
    expect(JSON.stringify(claims)).not.toContain('Dijken')
    await expect(verify(changed(derived, ['credentialSubject', 'achievement', 'name'], 'Anders'))).rejects.toMatchObject({ code: 'DI_SIGNATURE' })
    await expect(verify(changed(derived, ['validUntil'], '2041-07-01T09:30:00Z'))).rejects.toMatchObject({ code: 'DI_SIGNATURE' })
    await expect(verify(changed(derived, ['proof', 'created'], at.toISOString()))).rejects.toMatchObject({ code: 'DI_SIGNATURE' })
    await expect(verify(derived, fixtureKey('Ed25519').publicJwk)).rejects.toMatchObject({ code: 'DI_KEY' })
    const other = { kty: 'OKP', crv: 'BLS12381G2', x: Buffer.alloc(96, 1).toString('base64url') } as const
    await expect(verify(derived, other)).rejects.toMatchObject({ code: 'DI_SIGNATURE' })
  })

  it('a base proof, and a value that is none, is refused', async () => {
    await expect(verify(base)).rejects.toMatchObject({ code: 'DI_BASE_PROOF', concern: 'disclosures' })
    const { name: _name, ...rest } = (derived['credentialSubject'] as JsonObject)['achievement'] as JsonObject
    await expect(verify(changed(derived, ['credentialSubject', 'achievement'], rest))).rejects.toMatchObject({ code: 'DI_DISCLOSURE' })
    for (const proofValue of ['u', 'u2V0D', 'z2V0D', 'u2V0DgA']) await expect(verify(changed(derived, ['proof', 'proofValue'], proofValue))).rejects.toMatchObject({ code: 'DI_PROOF_MALFORMED' })
  })
})
