import { createHmac, createPrivateKey, sign } from 'node:crypto'
import fc from 'fast-check'
import { CompactSign, compactVerify, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { cpuMilliseconds } from '../../../../test/measure/index.ts'
import { b64, forgeJws, testKey } from '../sd-jwt-vc/fixtures/forge.ts'
import { decodeBase64url, encodeBase64url } from './base64url.ts'
import { JwsError, type JwsErrorCode, parseCompactJws, signCompactJws, verifyCompactJws } from './compact-jws.ts'

const key = testKey()
const expectation = { alg: 'ES256', typ: 'openid4vci-proof+jwt', key: key.publicJwk } as const
const header = { alg: 'ES256', typ: 'openid4vci-proof+jwt' }
const payload = { aud: 'https://issuer.example/school', iat: 1_700_000_000, nonce: 'n' }

function expectRefusal(code: JwsErrorCode, compact: string): void {
  let thrown: unknown
  try {
    verifyCompactJws(compact, expectation)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(JwsError)
  expect((thrown as JwsError).code).toBe(code)
}

describe('signCompactJws and verifyCompactJws', () => {
  it('agree with jose, both ways', async () => {
    const ours = await signCompactJws({ header: { typ: header.typ, kid: 'k' }, payload, signer: key.signer })
    const read = await compactVerify(ours, await importJWK({ ...key.publicJwk }, 'ES256'))
    expect(JSON.parse(new TextDecoder().decode(read.payload))).toEqual(payload)
    expect(read.protectedHeader).toEqual({ ...header, kid: 'k' })

    const theirs = await new CompactSign(new TextEncoder().encode(JSON.stringify(payload))).setProtectedHeader(header).sign(await importJWK({ ...key.privateJwk, kty: 'EC' }, 'ES256'))
    expect(verifyCompactJws(theirs, expectation).payload).toEqual(payload)
  })

  it('cannot be talked into another algorithm by the header to be signed', async () => {
    const compact = await signCompactJws({ header: { typ: header.typ, alg: 'none' }, payload, signer: key.signer })
    expect(parseCompactJws(compact).header['alg']).toBe('ES256')
  })

  it('PRF-11 refuses none, MACs keyed with our public key, and every algorithm but the one expected', () => {
    expectRefusal('JWS_ALG', `${b64({ ...header, alg: 'none' })}.${b64(payload)}.`)
    const input = `${b64({ ...header, alg: 'HS256' })}.${b64(payload)}`
    expectRefusal('JWS_ALG', `${input}.${createHmac('sha256', JSON.stringify(key.publicJwk)).update(input).digest('base64url')}`)
    for (const alg of ['ES384', 'RS256', 'PS256', 'EdDSA', 'es256', '', null, ['ES256'], undefined]) expectRefusal('JWS_ALG', forgeJws({ ...header, alg }, payload, key))
  })

  it('PRF-12 refuses every other typ, and none', () => {
    for (const typ of [undefined, 'JWT', 'dpop+jwt', 'kb+jwt', null, [header.typ]]) expectRefusal('JWS_TYP', forgeJws({ ...header, typ }, payload, key))
  })

  it('PRF-17 refuses extensions (crit, b64)', () => {
    for (const extra of [{ crit: ['x'] }, { crit: [] }, { crit: null }, { b64: false }, { b64: true }]) expectRefusal('JWS_CRIT', forgeJws({ ...header, ...extra }, payload, key))
  })

  it('PRF-18 refuses odd signatures (r = s = 0, DER, short, long, another key) and keys off the curve', () => {
    const input = `${b64(header)}.${b64(payload)}`
    const raw = key.signRaw(input)
    const der = sign('sha256', Buffer.from(input), createPrivateKey({ key: key.privateJwk, format: 'jwk' }))
    for (const signature of [Buffer.alloc(64), Buffer.alloc(64, 0xff), der, raw.subarray(1), Buffer.concat([raw, Buffer.alloc(1)]), Buffer.alloc(0), testKey().signRaw(input)]) {
      expectRefusal('JWS_SIGNATURE', `${input}.${signature.toString('base64url')}`)
    }
    const compact = forgeJws(header, payload, key)
    const offCurve = { ...key.publicJwk, y: key.publicJwk.x }
    expect(() => verifyCompactJws(compact, { ...expectation, key: offCurve })).toThrow(expect.objectContaining({ code: 'JWS_SIGNATURE' }))
  })

  it('PAR-02 answers deep JSON in header or payload within 50 ms', () => {
    const deep = '['.repeat(48_000)
    for (const compact of [forgeJws(`{"alg":"ES256","x":${deep}`, payload, key), forgeJws(header, `{"x":${deep}`, key)]) {
      expect(cpuMilliseconds(() => expectRefusal('JWS_JSON', compact))).toBeLessThan(50)
    }
    expectRefusal('JWS_JSON', forgeJws(header, '['.repeat(60_000), key))
    expectRefusal('JWS_JSON', forgeJws(header, '['.repeat(100_000), key))
    expectRefusal('JWS_TOO_LARGE', 'a'.repeat(300_000))
  })

  it('PAR-04 refuses repeated members in header and payload', () => {
    expectRefusal('JWS_JSON', forgeJws(`{"alg":"ES256","typ":"${header.typ}","alg":"ES256"}`, payload, key))
    expectRefusal('JWS_JSON', forgeJws(header, '{"aud":"A","aud":"B"}', key))
  })

  it('PAR-08 refuses everything but three parts of canonical base64url', () => {
    const good = forgeJws(header, payload, key)
    const [h = '', p = '', s = ''] = good.split('.')
    const spoiled = [
      '', '.', '..', '...', h, `${h}.${p}`, `${good}.`, `.${good}`, `${good}.${s}.${s}.${s}`, ` ${good}`, `${good}\n`, `${h}.${p}.${s}=`, `${h}=.${p}.${s}`,
      `${h}. ${p}.${s}`, good.replace(/[-_]/, '+'), `${h}..${s}`, `.${p}.${s}`, `${h}.${p}.${s.slice(0, -1)}`, `${h}.${p}.${s}AA`, `${h}\u0000.${p}.${s}`,
    ]
    for (const compact of spoiled.filter((one) => one !== good)) expect(() => verifyCompactJws(compact, expectation), JSON.stringify(compact)).toThrow(JwsError)
    // The last character of 64 bytes carries four idle bits: only one spelling is canonical.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = alphabet[(alphabet.indexOf(s.at(-1) ?? '') & 0b110000) | 1]
    expectRefusal('JWS_MALFORMED', `${h}.${p}.${s.slice(0, -1)}${last}`)
    for (const part of ['null', '[]', '"x"', '1']) expectRefusal('JWS_JSON', forgeJws(header, part, key))
  })

  it('PAR-09 refuses JSON serialisations where compact is expected', () => {
    const [h, p, s] = forgeJws(header, payload, key).split('.')
    expectRefusal('JWS_MALFORMED', JSON.stringify({ protected: h, payload: p, signature: s }))
    expectRefusal('JWS_MALFORMED', JSON.stringify({ payload: p, signatures: [{ protected: h, signature: s }] }))
    for (const notText of [{ protected: h, payload: p, signature: s }, null, undefined, 5, [h, p, s]]) {
      expect(() => parseCompactJws(notText as unknown as string)).toThrow(JwsError)
    }
  })

  it('never believes a changed text, whatever was changed, and never throws anything but JwsError', () => {
    const good = forgeJws(header, payload, key)
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.string({ maxLength: 3 }), fc.nat(2), (at, insert, remove) => {
        const changed = good.slice(0, at) + insert + good.slice(at + remove)
        fc.pre(changed !== good)
        expect(() => verifyCompactJws(changed, expectation)).toThrow(JwsError)
      }),
      { numRuns: 2000 },
    )
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => { expect(() => verifyCompactJws(text, expectation)).toThrow(JwsError) }), { numRuns: 1000 })
  })
})

describe('base64url', () => {
  it('round-trips bytes and accepts one spelling only', () => {
    fc.assert(fc.property(fc.uint8Array(), (input) => { expect(decodeBase64url(encodeBase64url(input))).toEqual(Buffer.from(input)) }))
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('A', 'B', '-', '_', '+', '/', '=', ' ', 'é', 'z') }), (text) => {
        const bytes = decodeBase64url(text)
        if (bytes !== undefined) expect(encodeBase64url(bytes)).toBe(text)
      }),
    )
    expect(encodeBase64url('é')).toBe('w6k')
  })
})
