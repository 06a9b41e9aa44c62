import { randomBytes } from 'node:crypto'
import { SDJwtInstance } from '@sd-jwt/core'
import { digest as peerDigest, generateSalt } from '@sd-jwt/crypto-nodejs'
import type { JsonObject } from '@eduwallet/strict-json'
import { importJWK, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import type { ClaimPath, CredentialExpectation } from '../credential-format.ts'
import { badge, didJwk } from '../fixtures/jose-subjects.ts'
import { anyTestKey, forgeWith } from '../fixtures/test-keys.ts'
import { at, audience, disclosure, nonce, seconds, type TestKey } from '../sd-jwt-vc/fixtures/forge.ts'
import { expectation, holder, issuer, vcSdJwtKit } from '../sd-jwt/fixtures/kits.ts'
import { randomSalts } from '../sd-jwt/salts.ts'
import { readVcSdJwt } from './read.ts'
import { prepareVcSdJwt, secureVcSdJwt } from './secure.ts'
import { verifyVcSdJwt } from './verify.ts'

const { present, verify, expectRefusal } = vcSdJwtKit
const claims: JsonObject = { ...badge(holder), cnf: { jwk: holder.publicJwk } }
const file: CredentialExpectation = { ...expectation, keyBinding: 'forbidden' }
const toSecure = { claims, header: { kid: 'did:web:school.example#1' }, saltFor: randomSalts(randomBytes), decoys: 2 }
const hidden: ClaimPath[] = [['id'], ['credentialSubject', 'id'], ['credentialSubject', 'familyName'], ['credentialSubject', 'achievement'], ['credentialSubject', 'achievement', 'levels', 1]]

const neverHidden = ['@context', 'type', 'issuer', 'validFrom', 'validUntil', 'credentialStatus', 'credentialSchema', 'relatedResource', 'termsOfUse', 'cnf', 'status', 'iss', 'aud', 'nbf', 'exp']

function refuse(code: string, payload: Record<string, unknown>): void {
  expect(() => verify(present({ payload, keyBinding: 'none' }), { keyBinding: 'forbidden' }), JSON.stringify(payload)).toThrow(expect.objectContaining({ code }))
}

describe('vc+sd-jwt', () => {
  it('has the credential as its claims, and says what it is', async () => {
    const compact = await secureVcSdJwt({ ...toSecure, selectivelyDisclosable: hidden, securedAt: at, signer: issuer.signer })
    const read = readVcSdJwt(compact)
    expect(read.header).toEqual({ alg: 'ES256', typ: 'vc+sd-jwt', cty: 'vc', kid: 'did:web:school.example#1' })
    expect(read.payload).not.toHaveProperty('vct')
    expect(read.payload).not.toHaveProperty('id')
    expect(read.payload['iat']).toBe(seconds)
    expect(read.disclosures).toHaveLength(hidden.length)
    expect(verifyVcSdJwt(compact, file)).toMatchObject({ claims, disclosedPaths: expect.arrayContaining([['credentialSubject', 'achievement', 'levels', 1]]) as unknown })
  })

  it('verifies whatever the holder leaves out, down to nothing', async () => {
    const compact = await secureVcSdJwt({ ...toSecure, selectivelyDisclosable: [...hidden, ['credentialSubject', 'type']], signer: issuer.signer })
    const [issuerJwt, ...disclosures] = compact.split('~').slice(0, -1)
    expect(verifyVcSdJwt(`${issuerJwt}~`, file).claims['credentialSubject']).toEqual({})
    for (const left of disclosures) {
      try {
        expect(verifyVcSdJwt(`${issuerJwt}~${left}~`, file).disclosedPaths).toHaveLength(1)
      } catch (error) {
        // An array element inside something hidden cannot be shown alone.
        expect(error).toMatchObject({ code: 'SDJWT_DISCLOSURE_UNREFERENCED' })
      }
    }
  })

  it('is not made so that a holder could spoil it by hiding something', () => {
    const prepare = (extra: Record<string, unknown>, path: ClaimPath): unknown => prepareVcSdJwt({ ...toSecure, claims: { ...claims, ...extra }, selectivelyDisclosable: [path] })
    expect(() => prepare({}, ['credentialSubject'])).toThrow(expect.objectContaining({ code: 'VCDM_MEMBER_MISSING', member: 'credentialSubject' }))
    expect(() => prepare({ evidence: { type: 'Evidence', id: 'urn:x:1' } }, ['evidence', 'type'])).toThrow(expect.objectContaining({ code: 'VCDM_MEMBER_MISSING', member: 'evidence.type' }))
    expect(() => prepare({ sub: didJwk(holder) }, ['credentialSubject', 'id'])).toThrow(expect.objectContaining({ code: 'VCJWT_CLAIM_CONFLICT' }))
    expect(() => prepare({ issuer: 'x' }, ['id'])).toThrow(expect.objectContaining({ code: 'VCDM_URL' }))
  })

  it('SDJ-16 hides nothing of what it is, who issued it, whether it holds and who may show it, and refuses it hidden', () => {
    for (const name of neverHidden) {
      const value = claims[name] ?? 1
      expect(() => prepareVcSdJwt({ ...toSecure, claims: { ...claims, [name]: value }, selectivelyDisclosable: [[name]] }), name).toThrow(expect.objectContaining({ code: 'SDJWT_CLAIM_MUST_BE_PLAIN' }))
      const claim = disclosure(name, value)
      expectRefusal('SDJWT_CLAIM_MUST_BE_PLAIN', present({ payload: { [name]: undefined, _sd: [claim.digest] }, disclosures: [claim.encoded] }))
    }
    const one = disclosure('x')
    for (const payload of [{ type: ['VerifiableCredential', { '...': one.digest }] }, { '@context': ['https://www.w3.org/ns/credentials/v2', { '...': one.digest }] }, { issuer: { id: 'did:web:school.example', _sd: [one.digest] } }, { status: { status_list: { _sd: [one.digest] } } }]) {
      expectRefusal('SDJWT_CLAIM_MUST_BE_PLAIN', present({ payload }))
    }
    expect(() => verify(present({ payload: { cnf: undefined } }))).toThrow(expect.objectContaining({ code: 'SDJWT_HOLDER_KEY_MISSING' }))
  })

  it('DIN-17 is refused as another kind: typ, cty, a vc claim, another version, a presentation in it', () => {
    for (const typ of [undefined, 'JWT', 'dc+sd-jwt', 'vc+jwt', 'vp+sd-jwt', 'VC+SD-JWT']) expectRefusal('SDJWT_TYP', present({ header: { typ } }))
    for (const cty of ['vp', 'JWT', null]) expectRefusal('SDJWT_TYP', present({ header: { cty } }))
    expect(verify(present({ header: { cty: undefined } })).claims).toMatchObject(badge(holder))
    refuse('VCJWT_OTHER_FORM', { vc: {} })
    refuse('VCDM_CONTEXT', { '@context': ['https://www.w3.org/2018/credentials/v1'] })
    refuse('VCDM_TYPE', { type: ['VerifiablePresentation'] })
  })

  it('is refused when its structure, its JWT claims or its period are wrong', () => {
    refuse('VCJWT_CLAIM_CONFLICT', { iss: 'did:web:other.example' })
    refuse('VCDM_URL', { issuer: 'school' })
    refuse('VCDM_MEMBER_MISSING', { credentialSubject: undefined })
    refuse('VCDM_EXPIRED', { validFrom: undefined, validUntil: '2020-01-01T00:00:00Z' })
    refuse('SDJWT_EXPIRED', { exp: seconds - 30 })
    refuse('VCJWT_CLAIM_MALFORMED', { exp: 'x' })
    const id = disclosure('id', 'not a URL')
    expect(() => verify(present({ payload: { id: undefined, _sd: [id.digest] }, disclosures: [id.encoded] }))).toThrow(expect.objectContaining({ code: 'VCDM_URL' }))
  })

  it('is verified with ES256, ES384 and EdDSA of the issuer, and with nothing else', () => {
    for (const alg of ['ES256', 'ES384', 'EdDSA', 'RS256'] as const) {
      const key = anyTestKey(alg)
      const compact = `${forgeWith(key, { alg, typ: 'vc+sd-jwt', kid: 'k' }, claims)}~`
      const attempt = (): unknown => verifyVcSdJwt(compact, { ...file, issuerKeys: [key.publicKey] })
      if (alg === 'RS256') expect(attempt).toThrow(expect.objectContaining({ code: 'SDJWT_ALG' }))
      else expect(attempt()).toMatchObject({ claims })
    }
  })

  it('lets go of the claims of the JWT and keeps cnf and status', () => {
    const status = { status_list: { idx: 7, uri: 'https://issuer.example/s/1' } }
    const jwt = { iss: 'did:web:school.example', jti: claims['id'], sub: didJwk(holder), nbf: seconds, exp: seconds + 60 }
    expect(verify(present({ payload: { ...jwt, status } })).claims).toEqual({ ...claims, status })
  })
})

describe('@sd-jwt/core', () => {
  const peer = (issuerKey: TestKey): SDJwtInstance<Record<string, unknown>> => {
    const check = (key: TestKey) => async (data: string, signature: string) => jwtVerify(`${data}.${signature}`, await importJWK({ ...key.publicJwk }, 'ES256'), { currentDate: at }).then(() => true, () => false)
    const sign = (key: TestKey) => async (data: string) => key.signRaw(data).toString('base64url')
    return new SDJwtInstance({ hasher: peerDigest, hashAlg: 'sha-256', saltGenerator: generateSalt, signAlg: 'ES256', signer: sign(issuerKey), verifier: check(issuerKey), kbSignAlg: 'ES256', kbSigner: sign(holder), kbVerifier: check(holder) })
  }

  it('verifies ours, presents part of it, and that verifies here', async () => {
    const ours = await secureVcSdJwt({ ...toSecure, selectivelyDisclosable: hidden, signer: issuer.signer })
    const { payload } = await peer(issuer).verify(ours)
    expect(payload).toMatchObject(claims)
    const shown = await peer(issuer).present(ours, { credentialSubject: { achievement: true } }, { kb: { payload: { nonce, aud: audience, iat: seconds } } })
    const verified = verifyVcSdJwt(shown, expectation)
    expect(verified.claims['credentialSubject']).toEqual({ type: ['AchievementSubject'], achievement: { ...(claims['credentialSubject'] as { achievement: object }).achievement, levels: ['5'] } })
    expect(verified.holderKey).toEqual(holder.publicJwk)
  })

  it('makes nested ones that we verify, with decoys at every level', async () => {
    const frame = { _sd: ['id'], _sd_decoy: 2, credentialSubject: { _sd: ['familyName', 'achievement'], _sd_decoy: 3, achievement: { _sd: ['credits'], levels: { _sd: [0], _sd_decoy: 1 } } } }
    const theirs = await peer(issuer).issue(claims, frame as never, { header: { typ: 'vc+sd-jwt', cty: 'vc', kid: 'k' } })
    expect(readVcSdJwt(theirs).payload['_sd']).toHaveLength(1 + 2)
    const verified = verifyVcSdJwt(theirs, file)
    expect(verified.claims).toEqual(claims)
    expect(verified.disclosedPaths).toEqual(expect.arrayContaining([['id'], ['credentialSubject', 'achievement', 'credits'], ['credentialSubject', 'achievement', 'levels', 0]]))
  })
})
