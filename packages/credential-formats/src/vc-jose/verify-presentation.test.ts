import { describe, expect, it } from 'vitest'
import type { PresentationExpectation } from '../credential-format.ts'
import { badge, didJwk } from '../fixtures/jose-subjects.ts'
import { anyTestKey, forgeWith } from '../fixtures/test-keys.ts'
import { at, audience, forgeJws, nonce, seconds, testKey } from '../sd-jwt-vc/fixtures/forge.ts'
import { envelope } from '../vcdm/read-envelope.ts'
import { readVpJwt } from './read-presentation.ts'
import { verifyVpJwt } from './verify-presentation.ts'

const holder = testKey()
const did = didJwk(holder)
const header = { alg: 'ES256', typ: 'vp+jwt', cty: 'vp', kid: `${did}#0` }
const presentation = { '@context': ['https://www.w3.org/ns/credentials/v2'], type: ['VerifiablePresentation'], holder: did, verifiableCredential: [envelope({ format: 'vc+jwt', text: 'a.b.c' }), envelope({ format: 'vc+sd-jwt', text: 'a.b.c~d~' })] }
const payload = { ...presentation, nonce, aud: audience, iat: seconds, exp: seconds + 60 }
const expectation: PresentationExpectation = { holderKeys: [holder.publicJwk], nonce, audience, maxAgeSeconds: 300, now: at, skewSeconds: 30 }

type Changes = { header?: Record<string, unknown>; payload?: Record<string, unknown>; expected?: Partial<PresentationExpectation> }

function verify(change: Changes = {}): void {
  verifyVpJwt(forgeJws({ ...header, ...change.header }, { ...payload, ...change.payload }, holder), { ...expectation, ...change.expected })
}

function expectRefusal(code: string, change: Changes): void {
  expect(() => verify(change), JSON.stringify(change)).toThrow(expect.objectContaining({ code }))
}

describe('vp+jwt', () => {
  it('gives the credentials in their order, each with its format, and who holds them', () => {
    expect(readVpJwt(forgeJws(header, payload, holder))).toMatchObject({
      format: 'vp+jwt', holder: did, credentials: ['a.b.c', 'a.b.c~d~'], envelopes: [{ format: 'vc+jwt' }, { format: 'vc+sd-jwt' }], keyReferences: [{ algorithm: 'ES256', kid: `${did}#0` }],
    })
    expect(readVpJwt(forgeJws(header, { ...payload, holder: undefined }, holder)).holder).toBe(did)
    expect(readVpJwt(forgeJws({ ...header, kid: 'k' }, { ...payload, holder: undefined, iss: 'did:web:a.example' }, holder)).holder).toBe('did:web:a.example')
    expect(readVpJwt(forgeJws({ ...header, kid: undefined }, { ...payload, holder: undefined }, holder)).holder).toBeUndefined()
  })

  it('verifies, also with EdDSA, also with an audience in a list of one', () => {
    verify()
    verify({ payload: { aud: [audience], iss: did, holder: { id: did } } })
    const key = anyTestKey('EdDSA')
    verifyVpJwt(forgeWith(key, { ...header, alg: 'EdDSA' }, payload), { ...expectation, holderKeys: [key.publicKey] })
  })

  it('DIN-12 is refused with another nonce or audience, or none', () => {
    for (const other of ['other', '', undefined, null, [nonce], `${nonce} `, 5]) expectRefusal('VCJWT_NONCE', { payload: { nonce: other } })
    for (const aud of ['https://other.example', '', undefined, null, [audience, 'https://other.example'], [], [[audience]], audience.replace('x509_hash:', '')]) expectRefusal('VCJWT_AUDIENCE', { payload: { aud } })
    expectRefusal('VCJWT_NONCE', { payload: { nonce: undefined }, expected: { nonce: undefined as never } })
    expectRefusal('VCJWT_AUDIENCE', { payload: { aud: '' }, expected: { audience: '' } })
  })

  it('DIN-17 is refused as another kind of JWT, and a credential is not taken for a presentation', () => {
    for (const typ of [undefined, 'JWT', 'vc+jwt', 'kb+jwt', 'openid4vci-proof+jwt', 'VP+JWT']) expectRefusal('VCJWT_TYP', { header: { typ } })
    for (const cty of ['vc', 'JWT', null]) expectRefusal('VCJWT_CTY', { header: { cty } })
    expectRefusal('VCDM_TYPE', { payload: badge(holder) })
    expectRefusal('VCDM_TYPE', { payload: { type: ['VerifiablePresentation', 'VerifiableCredential'] } })
    expectRefusal('VCJWT_OTHER_FORM', { payload: { vp: presentation } })
    expectRefusal('VCJWT_OTHER_FORM', { payload: { verifiableCredential: [badge(holder)] } })
    expectRefusal('VCDM_MEMBER_MALFORMED', { payload: { verifiableCredential: ['a.b.c'] } })
  })

  it('DIN-18 is refused without a time, an end or an audience, and outside of them: nothing that is missing passes', () => {
    expectRefusal('VCJWT_TIME', { payload: { iat: undefined } })
    expectRefusal('VCJWT_TIME', { payload: { exp: undefined } })
    expectRefusal('VCJWT_AUDIENCE', { payload: { aud: undefined } })
    for (const iat of [seconds - 331, seconds + 31, seconds - 365 * 86_400, 0]) expectRefusal('VCJWT_TIME', { payload: { iat } })
    for (const exp of [seconds - 30, 0]) expectRefusal('VCJWT_TIME', { payload: { exp } })
    expectRefusal('VCJWT_TIME', { payload: { nbf: seconds + 31 } })
    for (const iat of ['1', null, 1.5, -1]) expectRefusal('VCJWT_CLAIM_MALFORMED', { payload: { iat } })
    verify({ payload: { iat: seconds - 330, exp: seconds - 29, nbf: seconds + 30 } })
    expectRefusal('VCJWT_TIME', { expected: { maxAgeSeconds: Number.NaN } })
    expectRefusal('VCJWT_TIME', { expected: { now: new Date(Number.NaN) } })
  })

  it('is refused when the key is not the holder’s, or names another holder', () => {
    expectRefusal('VCJWT_HOLDER_SIGNATURE', { expected: { holderKeys: [testKey().publicJwk] } })
    expectRefusal('VCJWT_HOLDER_KEY_MISSING', { expected: { holderKeys: [] } })
    const other = didJwk(testKey())
    expectRefusal('VCJWT_HOLDER_OTHER', { payload: { holder: other } })
    expectRefusal('VCJWT_HOLDER_OTHER', { header: { kid: `${other}#0` } })
    expectRefusal('VCJWT_HOLDER_OTHER', { header: { kid: other } })
    expectRefusal('VCJWT_HOLDER_OTHER', { payload: { iss: other } })
    expectRefusal('VCJWT_HOLDER_OTHER', { payload: { holder: undefined, iss: other } })
    expectRefusal('VCJWT_HOLDER_OTHER', { header: { kid: 'https://other.example/keys#1' } })
    for (const kid of ['#0', 'k', 'urn:ietf:params:oauth:jwk-thumbprint:sha-256:NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs', 'https://vendor.example/keys/1']) verify({ header: { kid } })
    verify({ header: { kid: undefined, jwk: holder.publicJwk }, payload: { holder: undefined } })
  })

  it('is refused with an algorithm that does not count, or an extension', () => {
    for (const alg of ['none', 'HS256', 'RS256', 'es256', undefined]) expectRefusal('VCJWT_ALG', { header: { alg } })
    expectRefusal('VCJWT_CRIT', { header: { crit: ['x'] } })
  })
})
