import { CompactSign, compactVerify, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import type { CredentialExpectation } from '../credential-format.ts'
import { badge } from '../fixtures/jose-subjects.ts'
import { anyTestKey, forgeWith } from '../fixtures/test-keys.ts'
import { at, b64, forgeJws, seconds, testKey } from '../sd-jwt-vc/fixtures/forge.ts'
import { readVcJwt } from './read.ts'
import { prepareVcJwt, secureVcJwt } from './secure.ts'
import { verifyVcJwt } from './verify.ts'

const issuer = testKey()
const holder = testKey()
const credential = badge(holder)
const header = { alg: 'ES256', typ: 'vc+jwt', cty: 'vc', kid: 'did:web:school.example#1' }
const expectation: CredentialExpectation = { issuerKeys: [issuer.publicJwk], now: at, skewSeconds: 30, keyBinding: 'forbidden' }
const toSecure = { claims: credential, selectivelyDisclosable: [], header: { kid: 'did:web:school.example#1' }, saltFor: () => new Uint8Array(16) }

function verify(change: { header?: Record<string, unknown>; payload?: Record<string, unknown> } = {}, expected: Partial<CredentialExpectation> = {}) {
  return verifyVcJwt(forgeJws({ ...header, ...change.header }, { ...credential, ...change.payload }, issuer), { ...expectation, ...expected })
}

function expectRefusal(code: string, change: Parameters<typeof verify>[0], expected: Partial<CredentialExpectation> = {}): void {
  expect(() => verify(change, expected), JSON.stringify(change)).toThrow(expect.objectContaining({ code }))
}

describe('vc+jwt', () => {
  it('is a plain JWS with the credential as its payload, to jose, both ways', async () => {
    const ours = await secureVcJwt({ ...toSecure, securedAt: at, signer: issuer.signer })
    const read = await compactVerify(ours, await importJWK({ ...issuer.publicJwk }, 'ES256'))
    expect(JSON.parse(new TextDecoder().decode(read.payload))).toEqual({ ...credential, iat: seconds })
    expect(read.protectedHeader).toEqual(header)
    const theirs = await new CompactSign(new TextEncoder().encode(JSON.stringify(credential))).setProtectedHeader(header).sign(await importJWK({ ...issuer.privateJwk, kty: 'EC' }, 'ES256'))
    expect(verifyVcJwt(theirs, expectation)).toEqual({ claims: credential, disclosedPaths: [] })
  })

  it('carries the certificates of the key, when there are any, and no empty list', () => {
    const headerOf = (x5c: readonly string[]): unknown => JSON.parse(Buffer.from(Buffer.from(prepareVcJwt({ ...toSecure, header: { kid: 'k', x5c } }).signingInput).toString().split('.')[0] ?? '', 'base64url').toString())
    expect(headerOf(['MIIB'])).toEqual({ ...header, kid: 'k', x5c: ['MIIB'] })
    expect(headerOf([])).toEqual({ ...header, kid: 'k' })
  })

  it('is verified with ES256, ES384 and EdDSA, each with a key of its kind, and with nothing else', () => {
    for (const alg of ['ES256', 'ES384', 'EdDSA', 'RS256'] as const) {
      const key = anyTestKey(alg)
      const compact = forgeWith(key, { ...header, alg }, credential)
      const attempt = (): unknown => verifyVcJwt(compact, { ...expectation, issuerKeys: [key.publicKey] })
      if (alg === 'RS256') expect(attempt).toThrow(expect.objectContaining({ code: 'VCJWT_ALG' }))
      else expect(attempt()).toMatchObject({ claims: credential })
      const confused = forgeWith(key, { ...header, alg: alg === 'ES256' ? 'EdDSA' : 'ES256' }, credential)
      expect(() => verifyVcJwt(confused, { ...expectation, issuerKeys: [key.publicKey] })).toThrow(expect.objectContaining({ code: 'VCJWT_SIGNATURE' }))
    }
  })

  it('keeps what the issuer put beside the credential (cnf, status) and lets go of the claims of the JWT', () => {
    const beside = { cnf: { jwk: holder.publicJwk }, status: { status_list: { idx: 7, uri: 'https://issuer.example/s/1' } } }
    const jwt = { iss: 'did:web:school.example', jti: credential['id'], sub: (credential['credentialSubject'] as { id: string }).id, iat: seconds, nbf: seconds, exp: seconds + 60 }
    expect(verify({ payload: { ...beside, ...jwt, unheardOf: 'x' } }).claims).toEqual({ ...credential, ...beside, unheardOf: 'x' })
    for (const name of ['cnf', 'status']) expectRefusal('VCJWT_CLAIM_MALFORMED', { payload: { [name]: 'x' } })
  })

  it('is refused when a claim of the JWT says something else than the credential', () => {
    for (const iss of ['did:web:other.example', '', 'did:web:school.example#1']) expectRefusal('VCJWT_CLAIM_CONFLICT', { payload: { iss } })
    expectRefusal('VCJWT_CLAIM_CONFLICT', { payload: { jti: 'urn:uuid:other' } })
    expectRefusal('VCJWT_CLAIM_CONFLICT', { payload: { id: undefined, jti: 'urn:uuid:other' } })
    expectRefusal('VCJWT_CLAIM_CONFLICT', { payload: { sub: 'did:example:other' } })
    expectRefusal('VCJWT_CLAIM_CONFLICT', { payload: { sub: 'did:example:other', credentialSubject: { name: 'x' } } })
    for (const name of ['iss', 'jti', 'sub']) expectRefusal('VCJWT_CLAIM_MALFORMED', { payload: { [name]: 5 } })
  })

  it('PAR-05 is refused outside the times of its signature, and with a time that is none', () => {
    expectRefusal('VCJWT_EXPIRED', { payload: { exp: seconds - 30 } })
    expectRefusal('VCJWT_NOT_YET_VALID', { payload: { nbf: seconds + 31 } })
    expectRefusal('VCJWT_ISSUED_IN_FUTURE', { payload: { iat: seconds + 31 } })
    for (const name of ['exp', 'nbf', 'iat']) for (const value of ['1', null, 1.5, -1, [seconds]]) expectRefusal('VCJWT_CLAIM_MALFORMED', { payload: { [name]: value } })
    expect(verify({ payload: { exp: seconds - 29, nbf: seconds + 30, iat: seconds + 30 } })).toBeDefined()
  })

  it('is refused when it is made for an audience: a credential is for whoever sees it', () => {
    expectRefusal('VCJWT_AUDIENCE', { payload: { aud: 'https://verifier.example' } })
  })

  it('DIN-17 is refused as a JWT of another kind: typ, cty, a vc or vp claim, a presentation in it', () => {
    for (const typ of [undefined, 'JWT', 'vp+jwt', 'vc+sd-jwt', 'VC+JWT', 'application/vc+jwt', null]) expectRefusal('VCJWT_TYP', { header: { typ } })
    for (const cty of ['vp', 'JWT', '', null]) expectRefusal('VCJWT_CTY', { header: { cty } })
    expect(verify({ header: { cty: undefined } })).toBeDefined()
    for (const name of ['vc', 'vp']) expectRefusal('VCJWT_OTHER_FORM', { payload: { [name]: {} } })
    expectRefusal('VCDM_TYPE', { payload: { type: ['VerifiablePresentation'], verifiableCredential: [] } })
    expectRefusal('VCDM_CONTEXT', { payload: { '@context': ['https://www.w3.org/2018/credentials/v1'] } })
  })

  it('DIN-15 a key that is carried along is told apart and proves nothing', () => {
    const thief = testKey()
    const forged = forgeJws({ ...header, jwk: thief.publicJwk }, credential, thief)
    expect(readVcJwt(forged).keyReferences[0]?.jwk).toEqual(thief.publicJwk)
    expect(() => verifyVcJwt(forged, expectation)).toThrow(expect.objectContaining({ code: 'VCJWT_SIGNATURE' }))
    for (const change of [{ jwk: thief.privateJwk }, { jwk: { kty: 'oct', k: 'AA' } }, { jwk: 'x' }, { kid: 5 }, { x5c: 'MIIB' }, { x5c: [] }, { x5c: [5] }, { x5c: Array.from({ length: 9 }, () => 'MIIB') }]) expectRefusal('VCJWT_HEADER_MALFORMED', { header: change })
  })

  it('PAR-02, PAR-04, PAR-08, PAR-09 is refused when the text is not three parts of strict JSON', () => {
    const read = (text: string): unknown => readVcJwt(text)
    const refuse = (code: string, text: string): void => { expect(() => read(text), text.slice(0, 40)).toThrow(expect.objectContaining({ code })) }
    refuse('VCJWT_TOO_DEEP', forgeJws(header, '['.repeat(100), issuer))
    refuse('VCJWT_MALFORMED', forgeJws(header, '{"type":"a","type":"b"}', issuer))
    refuse('VCJWT_MALFORMED', forgeJws('{"alg":"none","alg":"ES256","typ":"vc+jwt"}', credential, issuer))
    refuse('VCJWT_TOO_LARGE', 'a'.repeat(2_000_000))
    const [h, p, s] = forgeJws(header, credential, issuer).split('.')
    for (const text of [`${h}.${p}`, `${h}.${p}.${s}.`, `${h}..${s}`, `${h}.${p}.${s}=`, `${h}. ${p}.${s}`, JSON.stringify({ protected: h, payload: p, signature: s }), `${h}.${p}.${s}~`, b64('x')]) refuse('VCJWT_MALFORMED', text)
  })

  it('is refused without a typ, which the specification only recommends and RFC 8725 #section-3.11 wants', () => {
    expect(() => readVcJwt(forgeJws({ kid: 'ExHkBMW9fmbkvV266mRpuP2sUY_N_EWIN1lapUzO8ro', alg: 'ES384' }, credential, issuer))).toThrow(expect.objectContaining({ code: 'VCJWT_TYP' }))
  })

  it('is not made of what would not verify', () => {
    const prepare = (claims: Record<string, unknown>): unknown => prepareVcJwt({ ...toSecure, claims })
    for (const [change, code] of [
      [{ issuer: 'school' }, 'VCDM_URL'],
      [{ '@context': ['https://www.w3.org/2018/credentials/v1'] }, 'VCDM_CONTEXT'],
      [{ iss: 'did:web:other.example' }, 'VCJWT_CLAIM_CONFLICT'],
      [{ vc: {} }, 'VCJWT_OTHER_FORM'],
      [{ name: 'x'.repeat(600_000) }, 'VCJWT_TOO_LARGE'],
      [{ x: new Date() }, 'VCJWT_CLAIM_NOT_JSON'],
      [{ x: JSON.parse('{"__proto__":1}') as unknown }, 'VCJWT_CLAIM_NOT_JSON'],
    ] as const) expect(() => prepare({ ...credential, ...change }), code).toThrow(expect.objectContaining({ code }))
    let deep: unknown = 'x'
    for (let level = 0; level < 40; level++) deep = [deep]
    expect(() => prepare({ ...credential, x: deep })).toThrow(expect.objectContaining({ code: 'VCJWT_TOO_DEEP' }))
  })
})
