import { createVerifiableCredentialJwt, createVerifiablePresentationJwt, type Issuer, verifyCredential, verifyPresentation } from 'did-jwt-vc'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { parseVerificationKey } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import { describe, expect, it } from 'vitest'
import type { CredentialExpectation } from '../credential-format.ts'
import { badge, didJwk } from '../fixtures/jose-subjects.ts'
import { anyTestKey, forgeWith } from '../fixtures/test-keys.ts'
import { at, audience, forgeJws, nonce, seconds, testKey, type TestKey } from '../sd-jwt-vc/fixtures/forge.ts'
import { readJwtVcJson } from './read.ts'
import { prepareBadgeJwt, secureBadgeJwt, secureJwtVcJson } from './secure.ts'
import { readJwtVpJson, verifyJwtVpJson } from './read-presentation.ts'
import { verifyJwtVcJson } from './verify.ts'
import { verifyWithDidJwtVc } from './verify-with-did-jwt-vc.ts'

const issuer = testKey()
const holder = testKey()
const did = 'did:web:school.example'
const kid = `${did}#1`
const header = { alg: 'ES256', typ: 'JWT', kid }
const subject = { id: didJwk(holder), type: ['AchievementSubject'], achievement: { id: 'https://school.example/a/1', name: 'Water' } }
const vc: JsonObject = { '@context': ['https://www.w3.org/2018/credentials/v1'], type: ['VerifiableCredential', 'OpenBadgeCredential'], credentialSubject: subject }
const claims = { iss: did, sub: subject.id, jti: 'urn:uuid:0c8ad0e7-2fb5-4e0c-9a26-0f9a3f0e4f0b', nbf: seconds - 60, exp: seconds + 60 }
const expectation: CredentialExpectation = { issuerKeys: [issuer.publicJwk], now: at, skewSeconds: 30, keyBinding: 'forbidden' }
const decoded = { ...vc, issuer: did, id: claims.jti, issuanceDate: new Date((seconds - 60) * 1000).toISOString(), expirationDate: new Date((seconds + 60) * 1000).toISOString() }

type Changes = { header?: Record<string, unknown>; payload?: Record<string, unknown>; vc?: Record<string, unknown> }
const forge = (change: Changes = {}): string => forgeJws({ ...header, ...change.header }, { ...claims, vc: { ...vc, ...change.vc }, ...change.payload }, issuer)
const verify = (change: Changes = {}, expected: Partial<CredentialExpectation> = {}) => Promise.resolve(verifyJwtVcJson(forge(change), { ...expectation, ...expected }))

async function expectRefusal(code: string, change: Changes, expected: Partial<CredentialExpectation> = {}): Promise<void> {
  await expect((async () => verify(change, expected))(), JSON.stringify(change)).rejects.toThrow(expect.objectContaining({ code }))
}

/** A key of ours behind the callbacks of did-jwt-vc. */
const foreign = (key: TestKey, name: string): Issuer => ({ did: name, alg: 'ES256', signer: async (data) => Promise.resolve(key.signRaw(typeof data === 'string' ? data : Buffer.from(data).toString()).toString('base64url')) })
const resolverOf = (key: TestKey, name: string, id: string) => ({
  resolve: () => Promise.resolve({ didResolutionMetadata: {}, didDocument: { id: name, verificationMethod: [{ id, type: 'JsonWebKey2020', controller: name, publicKeyJwk: { ...key.publicJwk } }], assertionMethod: [id], authentication: [id] }, didDocumentMetadata: {} }),
})

describe('jwt_vc_json with a vc claim', () => {
  it('says together what claim and JWT say', async () => {
    expect((await verify()).claims).toEqual(decoded)
    expect((await verify({ payload: { exp: undefined, jti: undefined, sub: undefined } })).claims).toEqual({ ...vc, issuer: did, issuanceDate: decoded.issuanceDate })
    const whole = { ...vc, id: claims.jti, issuer: { id: did, name: 'School' }, issuanceDate: '2026-01-01T00:00:00Z', expirationDate: '2030-01-01T00:00:00Z' }
    expect((await verify({ vc: whole })).claims).toEqual(whole)
    expect((await verify({ vc: { issuer: { name: 'School' } } })).claims['issuer']).toEqual({ name: 'School', id: did })
    expect((await verify({ vc: { credentialSubject: { name: 'x' } } })).claims['credentialSubject']).toEqual({ name: 'x', id: subject.id })
    expect((await verify({ vc: { credentialSubject: [{ name: 'x' }] } })).claims['credentialSubject']).toEqual({ name: 'x', id: subject.id })
    const beside = { cnf: { jwk: holder.publicJwk }, status: { status_list: { idx: 1, uri: 'https://issuer.example/s' } } }
    expect((await verify({ payload: beside })).claims).toMatchObject(beside)
  })

  it('is refused when claim and JWT say different things', async () => {
    await expectRefusal('VCJWT_CLAIM_MISSING', { payload: { iss: undefined } })
    await expectRefusal('VCJWT_CLAIM_CONFLICT', { vc: { issuer: 'did:web:other.example' } })
    await expectRefusal('VCJWT_CLAIM_CONFLICT', { vc: { issuer: { id: 'did:web:other.example' } } })
    await expectRefusal('VCJWT_CLAIM_CONFLICT', { vc: { id: 'urn:uuid:other' } })
    await expectRefusal('VCJWT_CLAIM_CONFLICT', { vc: { credentialSubject: { id: 'did:example:other' } } })
    await expectRefusal('VCJWT_CLAIM_CONFLICT', { vc: { credentialSubject: [{ a: 1 }, { b: 2 }] } })
    await expectRefusal('VCJWT_CLAIM_CONFLICT', { vc: { cnf: {} }, payload: { cnf: {} } })
    await expectRefusal('VCJWT_CLAIM_MALFORMED', { payload: { cnf: 'x' } })
    await expectRefusal('VCDM_MEMBER_MISSING', { payload: { nbf: undefined } })
  })

  it('holds only when both the times of the JWT and the dates of the credential do', async () => {
    await expectRefusal('VCJWT_EXPIRED', { payload: { exp: seconds - 30 }, vc: { expirationDate: '2030-01-01T00:00:00Z' } })
    await expectRefusal('VCDM_EXPIRED', { vc: { expirationDate: '2026-02-01T00:00:00Z', issuanceDate: '2026-01-01T00:00:00Z' } })
    await expectRefusal('VCJWT_NOT_YET_VALID', { payload: { nbf: seconds + 31 }, vc: { issuanceDate: '2026-01-01T00:00:00Z' } })
    await expectRefusal('VCDM_NOT_YET_VALID', { vc: { issuanceDate: '2030-01-01T00:00:00Z', expirationDate: '2031-01-01T00:00:00Z' } })
    await expectRefusal('VCJWT_CLAIM_MALFORMED', { payload: { exp: '1' } })
  })

  it('DIN-17 is refused as another kind: typ, cty, vp, two forms at once, no credential at all', async () => {
    for (const typ of ['vc+jwt', 'vp+jwt', 'openid4vci-proof+jwt', 'dpop+jwt', 'at+jwt', null, undefined]) await expectRefusal('VCJWT_TYP', { header: { typ } })
    await expectRefusal('VCJWT_CTY', { header: { cty: 'vc' } })
    await expectRefusal('VCJWT_OTHER_FORM', { payload: { vp: {} } })
    await expectRefusal('VCJWT_OTHER_FORM', { payload: badge(holder) })
    for (const other of [undefined, null, 'x', []]) await expectRefusal('VCJWT_OTHER_FORM', { payload: { vc: other } })
    await expectRefusal('VCDM_TYPE', { vc: { type: ['VerifiablePresentation'] } })
    await expectRefusal('VCJWT_AUDIENCE', { payload: { aud: 'x' } })
  })

  it('is made so that did-jwt-vc verifies it, and what did-jwt-vc makes verifies here', async () => {
    const { iss: _, ...rest } = { ...decoded, iss: did }
    const ours = await secureJwtVcJson({ claims: rest, selectivelyDisclosable: [], header: { kid }, saltFor: () => new Uint8Array(16), signer: issuer.signer })
    const theirView = await verifyCredential(ours, resolverOf(issuer, did, kid), { policies: { now: seconds } })
    expect(theirView.verifiableCredential).toMatchObject({ issuer: { id: did }, type: vc['type'] })
    expect(theirView.payload).toMatchObject({ ...claims })

    const theirs = await createVerifiableCredentialJwt({ ...rest, issuer: did } as never, foreign(issuer, did), { header: { kid } })
    expect((await verifyJwtVcJson(theirs, expectation)).claims).toMatchObject({ issuer: did, credentialSubject: subject, issuanceDate: decoded.issuanceDate })
  })

  it('is verified with EdDSA, ES384 and RS256 too, each with a key of its kind', async () => {
    for (const alg of ['EdDSA', 'ES384', 'RS256'] as const) {
      const key = anyTestKey(alg)
      const compact = forgeWith(key, { ...header, alg }, { ...claims, vc })
      expect((await verifyJwtVcJson(compact, { ...expectation, issuerKeys: [key.publicKey] })).claims).toEqual(decoded)
      await expect(verifyJwtVcJson(compact, expectation)).rejects.toThrow(expect.objectContaining({ code: 'VCJWT_SIGNATURE' }))
    }
  })

  it('goes through did-jwt-vc as well, which reaches nothing and says no to another key', async () => {
    const compact = forge()
    await verifyWithDidJwtVc(compact, { did, kid, key: issuer.publicJwk, now: at, skewSeconds: 30 })
    await expect(verifyWithDidJwtVc(compact, { did, kid, key: testKey().publicJwk, now: at, skewSeconds: 30 })).rejects.toThrow(expect.objectContaining({ code: 'VCJWT_SIGNATURE' }))
    await expect(verifyWithDidJwtVc(compact, { did: 'did:web:other.example', kid, key: issuer.publicJwk, now: at, skewSeconds: 30 })).rejects.toThrow(expect.objectContaining({ code: 'VCJWT_SIGNATURE' }))
    await expect(verifyWithDidJwtVc(compact, { did, kid, key: issuer.publicJwk, now: new Date(at.getTime() + 86_400_000), skewSeconds: 30 })).rejects.toThrow(expect.objectContaining({ code: 'VCJWT_SIGNATURE' }))
  })
})

describe('Open Badges 3.0 VC-JWT', () => {
  const credential = badge(holder)
  const payload = { ...credential, iss: did, jti: credential['id'], sub: subject.id, nbf: seconds - 60, exp: seconds + 3600 }

  it('is made with the claims that badge hosts look for, and no header that they do not allow', async () => {
    const ours = await secureBadgeJwt({ claims: credential, selectivelyDisclosable: [], header: { kid, x5c: ['MIIB'] }, saltFor: () => new Uint8Array(16), signer: issuer.signer })
    const { jws, form } = readJwtVcJson(ours)
    expect(form).toBe('payload')
    expect(jws.header).toEqual({ alg: 'ES256', typ: 'JWT', kid })
    expect(jws.payload).toEqual(payload)
    expect((await verifyJwtVcJson(ours, expectation)).claims).toEqual(credential)
    for (const [claims, code] of [[{ ...credential, id: undefined }, 'VCJWT_CLAIM_NOT_JSON'], [{ ...credential, iss: did }, 'VCJWT_CLAIM_CONFLICT'], [decoded, 'VCDM_CONTEXT']] as const) {
      expect(() => prepareBadgeJwt({ claims, selectivelyDisclosable: [], header: { kid }, saltFor: () => new Uint8Array(16) }), code).toThrow(expect.objectContaining({ code }))
    }
    const { id: _, ...without } = credential
    expect(() => prepareBadgeJwt({ claims: without, selectivelyDisclosable: [], header: { kid }, saltFor: () => new Uint8Array(16) })).toThrow(expect.objectContaining({ code: 'VCJWT_CLAIM_MISSING' }))
  })

  it('is verified with RS256 and a key in the header, made by jose, of an https issuer; typ may be left out', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true })
    const jwk = await exportJWK(publicKey)
    const issuerUrl = 'https://example.edu/issuers/565049'
    const claims = { ...payload, issuer: { ...(credential['issuer'] as object), id: issuerUrl }, iss: issuerUrl }
    for (const typ of [{ typ: 'JWT' }, {}]) {
      const theirs = await new SignJWT(claims as never).setProtectedHeader({ alg: 'RS256', jwk, ...typ }).sign(privateKey)
      const read = readJwtVcJson(theirs)
      expect(read).toMatchObject({ issuer: issuerUrl, types: ['VerifiableCredential', 'OpenBadgeCredential'], keyReferences: [{ algorithm: 'RS256', jwk: parseVerificationKey(jwk) }] })
      expect((await verifyJwtVcJson(read, { ...expectation, issuerKeys: [parseVerificationKey(jwk)] })).claims).toMatchObject({ id: credential['id'], issuer: { id: issuerUrl } })
    }
    expect(() => readJwtVcJson(forgeJws({ ...header, typ: 'vp+jwt' }, payload, issuer))).toThrow(expect.objectContaining({ code: 'VCJWT_TYP' }))
  })

  it('DIN-15 is not believed because it carries a key: that key is a reference, and the issuer’s own is what counts', async () => {
    const thief = testKey()
    const forged = forgeJws({ alg: 'ES256', typ: 'JWT', jwk: thief.publicJwk }, payload, thief)
    expect(readJwtVcJson(forged).keyReferences[0]?.jwk).toEqual(thief.publicJwk)
    await expect(verifyJwtVcJson(forged, expectation)).rejects.toThrow(expect.objectContaining({ code: 'VCJWT_SIGNATURE' }))
  })

  it('is refused when a claim of the JWT says something else than the badge, or iss is missing', async () => {
    for (const [change, code] of [[{ iss: undefined }, 'VCJWT_CLAIM_MISSING'], [{ iss: 'did:web:other.example' }, 'VCJWT_CLAIM_CONFLICT'], [{ jti: 'x' }, 'VCJWT_CLAIM_CONFLICT'], [{ sub: 'x' }, 'VCJWT_CLAIM_CONFLICT'], [{ exp: seconds - 30 }, 'VCJWT_EXPIRED'], [{ nbf: seconds + 31 }, 'VCJWT_NOT_YET_VALID'], [{ validUntil: '2026-11-22T11:59:30Z' }, 'VCDM_EXPIRED']] as const) {
      await expect((async () => verifyJwtVcJson(forgeJws(header, { ...payload, ...change }, issuer), expectation))(), code).rejects.toThrow(expect.objectContaining({ code }))
    }
  })

  it('is read in the form of the candidate specification too: VCDM 2.0 in a vc claim', async () => {
    const older = forgeJws({ alg: 'ES256', typ: 'JWT', jwk: issuer.publicJwk }, { iss: did, jti: credential['id'], sub: subject.id, nbf: seconds - 60, vc: credential }, issuer)
    expect((await verifyJwtVcJson(older, expectation)).claims).toEqual(credential)
  })
})

describe('jwt_vp_json', () => {
  const holderDid = didJwk(holder)
  const vp = { '@context': ['https://www.w3.org/2018/credentials/v1'], type: ['VerifiablePresentation'], verifiableCredential: [forge()] }
  const shown = { iss: holderDid, aud: audience, nonce, nbf: seconds, exp: seconds + 60, vp }
  const vpHeader = { alg: 'ES256', typ: 'JWT', kid: `${holderDid}#0` }
  const vpExpectation = { holderKeys: [holder.publicJwk], nonce, audience, maxAgeSeconds: 300, now: at, skewSeconds: 30 }
  const verifyVp = (change: { header?: object; payload?: object } = {}): void => verifyJwtVpJson(forgeJws({ ...vpHeader, ...change.header }, { ...shown, ...change.payload }, holder), vpExpectation)
  const refuse = (code: string, change: Parameters<typeof verifyVp>[0]): void => { expect(() => verifyVp(change), JSON.stringify(change)).toThrow(expect.objectContaining({ code })) }

  it('is what did-jwt-vc makes and verifies, with the credentials as texts', async () => {
    const theirs = await createVerifiablePresentationJwt({ vp, nbf: seconds, exp: seconds + 60 }, foreign(holder, holderDid), { challenge: nonce, domain: audience, header: { kid: vpHeader.kid } })
    expect(readJwtVpJson(theirs)).toMatchObject({ format: 'jwt_vp_json', holder: holderDid, credentials: [forge().split('.').slice(0, 2).join('.')].map((start) => expect.stringContaining(start) as unknown) })
    verifyJwtVpJson(theirs, vpExpectation)
    const ours = forgeJws(vpHeader, { ...shown, aud: [audience] }, holder)
    await verifyPresentation(ours, resolverOf(holder, holderDid, vpHeader.kid), { challenge: nonce, domain: audience, policies: { now: seconds } })
  })

  it('carries embedded credentials as their own JSON texts', () => {
    const embedded = { ...decoded, proof: { type: 'DataIntegrityProof' } }
    const read = readJwtVpJson(forgeJws(vpHeader, { ...shown, vp: { ...vp, verifiableCredential: [forge(), embedded] } }, holder))
    expect(read.credentials.map((text) => text.startsWith('{'))).toEqual([false, true])
    expect(JSON.parse(read.credentials[1] ?? '')).toEqual(embedded)
  })

  it('DIN-12 is refused with another nonce or audience, or none', () => {
    verifyVp()
    for (const other of ['other', '', undefined]) {
      refuse('VCJWT_NONCE', { payload: { nonce: other } })
      refuse('VCJWT_AUDIENCE', { payload: { aud: other } })
    }
  })

  it('DIN-17 is refused as another kind, and a credential is not taken for a presentation', () => {
    for (const typ of ['vp+jwt', 'vc+jwt', undefined, 'kb+jwt']) refuse('VCJWT_TYP', { header: { typ } })
    refuse('VCJWT_CTY', { header: { cty: 'vp' } })
    for (const payload of [{ vp: undefined }, { vp: 'x' }, { vc }, { '@context': [] }]) refuse('VCJWT_OTHER_FORM', { payload })
    refuse('VCDM_TYPE', { payload: { vp: decoded } })
    expect(() => readJwtVpJson(forge())).toThrow(expect.objectContaining({ code: 'VCJWT_OTHER_FORM' }))
    expect(() => readJwtVcJson(forgeJws(vpHeader, shown, holder))).toThrow(expect.objectContaining({ code: 'VCJWT_OTHER_FORM' }))
  })

  it('DIN-18 is refused without a time, an end, an audience or an issuer, and outside of them', () => {
    refuse('VCJWT_TIME', { payload: { nbf: undefined } })
    refuse('VCJWT_TIME', { payload: { exp: undefined } })
    refuse('VCJWT_TIME', { payload: { nbf: seconds - 331 } })
    refuse('VCJWT_TIME', { payload: { nbf: seconds + 31 } })
    refuse('VCJWT_TIME', { payload: { iat: seconds - 331 } })
    refuse('VCJWT_TIME', { payload: { exp: seconds - 30 } })
    refuse('VCJWT_HOLDER_OTHER', { payload: { iss: undefined } })
    refuse('VCJWT_HOLDER_OTHER', { payload: { iss: didJwk(testKey()) } })
    refuse('VCJWT_HOLDER_OTHER', { payload: { vp: { ...vp, holder: didJwk(testKey()) } } })
  })
})
