import { multikeyOf } from '@eduwallet/keys'
import { describe, expect, it } from 'vitest'
import { audience, b64, digest, nonce, seconds, testKey } from '../sd-jwt-vc/fixtures/forge.ts'
import { holder, issuer, kits, level, name } from './fixtures/kits.ts'

describe.each(kits)('key binding of $kind', ({ present, verify, expectRefusal }) => {
  it('SDJ-08 demands it when it is required, and refuses it when there may be none, whatever was sent', () => {
    expectRefusal('SDJWT_KEY_BINDING_MISSING', present({ keyBinding: 'none' }))
    expectRefusal('SDJWT_KEY_BINDING_UNEXPECTED', present(), { keyBinding: 'forbidden' })
    expect(verify(present({ keyBinding: 'none' }), { keyBinding: 'forbidden' }).keyBinding).toBeUndefined()
  })

  it('SDJ-09 refuses another typ, another algorithm and another key', () => {
    for (const typ of [undefined, 'JWT', 'dc+sd-jwt', 'KB+JWT']) expectRefusal('SDJWT_KEY_BINDING_TYP', present({ keyBinding: { header: { typ } } }))
    for (const alg of [undefined, 'none', 'HS256', 'ES384']) expectRefusal('SDJWT_KEY_BINDING_ALG', present({ keyBinding: { header: { alg } } }))
    expectRefusal('SDJWT_KEY_BINDING_SIGNATURE', present({ keyBinding: { key: testKey() } }))
    expectRefusal('SDJWT_KEY_BINDING_SIGNATURE', present({ keyBinding: { key: issuer, header: { jwk: issuer.publicJwk } } }))
    expectRefusal('SDJWT_CRIT', present({ keyBinding: { header: { crit: ['x'] } } }))
    const unsigned = `${b64({ alg: 'none', typ: 'kb+jwt' })}.${b64({ nonce, aud: audience, iat: seconds })}.`
    expectRefusal('SDJWT_KEY_BINDING_ALG', present({ keyBinding: { jwt: unsigned } }))
    expectRefusal('SDJWT_KEY_BINDING_MALFORMED', present({ keyBinding: { jwt: 'e30.e30' } }))
  })

  it('SDJ-10 refuses another audience (the identifier without its prefix, a list, none)', () => {
    for (const aud of ['https://other.example', audience.replace('x509_hash:', ''), `${audience}/`, [audience], undefined, '', null]) {
      expectRefusal('SDJWT_KEY_BINDING_AUDIENCE', present({ keyBinding: { payload: { aud } } }))
    }
    expectRefusal('SDJWT_KEY_BINDING_AUDIENCE', present({ keyBinding: { payload: { aud: '' } } }), { keyBinding: { nonce, audience: '', maxAgeSeconds: 300 } })
  })

  it('SDJ-11 refuses another nonce, and an expectation left empty is met by nothing', () => {
    for (const other of ['other', '', undefined, null, [nonce], `${nonce} `]) expectRefusal('SDJWT_KEY_BINDING_NONCE', present({ keyBinding: { payload: { nonce: other } } }))
    const forgotten = { audience, maxAgeSeconds: 300 } as unknown as { nonce: string; audience: string; maxAgeSeconds: number }
    expectRefusal('SDJWT_KEY_BINDING_NONCE', present({ keyBinding: { payload: { nonce: undefined } } }), { keyBinding: forgotten })
  })

  it('SDJ-12 refuses a wrong sd_hash, and a disclosure added or removed after binding', () => {
    for (const wrong of ['', undefined, null, digest('x')]) expectRefusal('SDJWT_KEY_BINDING_HASH', present({ keyBinding: { payload: { sd_hash: wrong } } }))
    const payload = { _sd: [name.digest, level.digest] }
    const both = present({ payload, disclosures: [name.encoded, level.encoded] })
    expectRefusal('SDJWT_KEY_BINDING_HASH', both.replace(`~${name.encoded}`, ''))
    expectRefusal('SDJWT_KEY_BINDING_HASH', both.replace(`${name.encoded}~${level.encoded}`, `${level.encoded}~${name.encoded}`))
    const one = present({ payload, disclosures: [level.encoded] })
    expectRefusal('SDJWT_KEY_BINDING_HASH', one.replace(`~${level.encoded}`, `~${level.encoded}~${name.encoded}`))
  })

  it('SDJ-13 refuses a key binding that was not made just now', () => {
    const year = 365 * 86_400
    for (const iat of [seconds - year, seconds + year, seconds - 331, seconds + 31, undefined, '1', 1.5, -1, null]) {
      expectRefusal('SDJWT_KEY_BINDING_TIME', present({ keyBinding: { payload: { iat } } }))
    }
    for (const limits of [{ exp: seconds - 30 }, { exp: null }, { exp: '9' }, { nbf: seconds + 31 }]) expectRefusal('SDJWT_KEY_BINDING_TIME', present({ keyBinding: { payload: limits } }))
    expectRefusal('SDJWT_KEY_BINDING_TIME', present(), { keyBinding: { nonce, audience } as never })
    expect(verify(present({ keyBinding: { payload: { iat: seconds - 330, exp: seconds + 1 } } })).keyBinding?.issuedAt).toEqual(new Date((seconds - 330) * 1000))
  })

  it('SDJ-15 accepts a holder key of kty, crv, x and y only, and passes over what else stands in it', () => {
    expect(Object.keys(verify(present()).holderKey ?? {}).sort()).toEqual(['crv', 'kty', 'x', 'y'])
    const decorated = { ...holder.publicJwk, kid: 'k', use: 'sig', alg: 'ES256' }
    expect(verify(present({ payload: { cnf: { jwk: decorated } } })).holderKey).toEqual(holder.publicJwk)
  })

  it('refuses holder keys that cannot be used (private, symmetric, another curve, off the curve)', () => {
    for (const cnf of [{}, undefined]) expectRefusal('SDJWT_HOLDER_KEY_MISSING', present({ payload: { cnf } }))
    for (const jwk of [holder.privateJwk, { kty: 'oct', k: 'AAAA' }, { ...holder.publicJwk, crv: 'P-384' }, { ...holder.publicJwk, y: holder.publicJwk.x }, 'x', null]) {
      expectRefusal('SDJWT_HOLDER_KEY_UNSUPPORTED', present({ payload: { cnf: { jwk } } }))
    }
  })

  it('takes the holder key from a DID that spells it out (did:jwk, did:key), and from no other', () => {
    const did = `did:jwk:${b64(holder.publicJwk)}`
    const multikey = multikeyOf(holder.publicJwk)
    for (const kid of [`${did}#0`, `did:jwk:${b64({ ...holder.publicJwk, use: 'sig' })}#0`, `did:key:${multikey}#${multikey}`]) {
      expect(verify(present({ payload: { cnf: { kid } } })).holderKey).toEqual(holder.publicJwk)
    }
    for (const kid of ['x', did, `${did}#1`, `${did}#0#0`, `did:jwk:${b64(holder.privateJwk)}#0`, 'did:jwk:e30#0', 'did:jwk:!#0', `did:key:${multikey}`, `did:key:${multikey}#x`, 'did:web:a.example#1', `did:jwk:${'a'.repeat(3000)}#0`, 5, null, ['x']]) {
      expectRefusal('SDJWT_HOLDER_KEY_UNSUPPORTED', present({ payload: { cnf: { kid } } }))
    }
    expectRefusal('SDJWT_HOLDER_KEY_UNSUPPORTED', present({ payload: { cnf: { jwk: null, kid: `${did}#0` } } }))
    expectRefusal('SDJWT_KEY_BINDING_SIGNATURE', present({ payload: { cnf: { kid: `did:jwk:${b64(testKey().publicJwk)}#0` } } }))
  })
})
