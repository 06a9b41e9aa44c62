import { describe, expect, it } from 'vitest'
import { expectation, holder, issuer, level, name, sdJwtVcKit } from '../sd-jwt/fixtures/kits.ts'
import { audience, digest, disclosure, forgeJws, nonce, seconds } from './fixtures/forge.ts'
import { rfc9901IssuerKey, rfc9901Presentation } from './fixtures/rfc9901-example.ts'
import { readSdJwtVc } from './read.ts'
import { verifySdJwtVc } from './verify.ts'

const { present, verify, expectRefusal } = sdJwtVcKit

describe('verifySdJwtVc accepts', () => {
  it('the RFC 9901 A.3 example, recursive disclosures and key binding included', () => {
    const { claims, disclosedPaths, keyBinding } = verifySdJwtVc(rfc9901Presentation, {
      issuerKeys: [rfc9901IssuerKey],
      now: new Date(1748537250 * 1000),
      skewSeconds: 0,
      keyBinding: { nonce: '1234567890', audience: 'https://verifier.example.org', maxAgeSeconds: 60 },
    })
    expect(claims).toEqual({
      iss: 'https://pid-issuer.bund.de.example',
      iat: 1683000000,
      exp: 1883000000,
      vct: 'urn:eudi:pid:de:1',
      cnf: { jwk: { kty: 'EC', crv: 'P-256', x: 'TCAER19Zvu3OHF4j4W4vfSVoHIP1ILilDls7vCeGemc', y: 'ZxjiWWbZMQGHVWKVQ4hbSIirsVfuecCE6t4jT9F2HZQ' } },
      age_equal_or_over: { 18: true },
      nationalities: ['DE'],
    })
    expect(disclosedPaths).toEqual(expect.arrayContaining([['nationalities'], ['age_equal_or_over'], ['age_equal_or_over', '18']]))
    expect(keyBinding?.issuedAt).toEqual(new Date('2025-05-29T16:47:24Z'))
  })

  it('a credential without disclosures, and one whose hidden claims stay hidden', () => {
    expect(verify(present()).disclosedPaths).toEqual([])
    const { claims } = verify(present({ payload: { _sd: [name.digest, level.digest], _sd_alg: 'sha-256' }, disclosures: [level.encoded] }))
    expect(claims).toMatchObject({ level: 6 })
    expect(claims).not.toHaveProperty('given_name')
    expect(claims).not.toHaveProperty('_sd')
    expect(claims).not.toHaveProperty('_sd_alg')
  })

  it('array elements in their order, without the hidden ones', () => {
    const [first, third] = [disclosure('a'), disclosure({ nl: 'c' })]
    const { claims, disclosedPaths } = verify(present({ payload: { list: [{ '...': first.digest }, { '...': name.digest }, 'b', { '...': third.digest }] }, disclosures: [third.encoded, first.encoded] }))
    expect(claims['list']).toEqual(['a', 'b', { nl: 'c' }])
    expect(disclosedPaths).toEqual([['list', 0], ['list', 2]])
  })

  it('sha-384 and sha-512 digests', () => {
    for (const [sdAlg, node] of [['sha-384', 'sha384'], ['sha-512', 'sha512']] as const) {
      const compact = present({ payload: { _sd_alg: sdAlg, _sd: [digest(name.encoded, node)] }, disclosures: [name.encoded], keyBinding: 'none' })
      expect(verify(compact, { keyBinding: 'forbidden' }).claims).toMatchObject({ given_name: 'Sanne' })
      const kb = forgeJws({ alg: 'ES256', typ: 'kb+jwt' }, { nonce, aud: audience, iat: seconds, sd_hash: digest(compact, node) }, holder)
      expect(verify(compact + kb).holderKey).toEqual(holder.publicJwk)
    }
  })

  it('what readSdJwtVc took apart before', () => {
    const read = readSdJwtVc(present())
    expect(read).toMatchObject({ issuer: 'did:web:school.example', types: ['https://issuer.example/vct/microcredential/1'], keyReferences: [{ kid: 'did:web:school.example#1' }] })
    expect(verifySdJwtVc(read, expectation).claims['iss']).toBe('did:web:school.example')
  })
})

describe('the issuer', () => {
  it('SDJ-16 refuses claims about validity that are hidden, whole or in part', () => {
    for (const hidden of ['exp', 'nbf', 'cnf', 'iss', 'vct', 'status', 'vct#integrity', 'aud']) {
      const claim = disclosure(hidden, hidden === 'exp' ? seconds + 100 : 'x')
      const payload: Record<string, unknown> = { _sd: [claim.digest] }
      if (hidden === 'cnf' || hidden === 'iss' || hidden === 'vct') payload[hidden] = undefined
      expectRefusal('SDJWT_CLAIM_MUST_BE_PLAIN', present({ payload, disclosures: [claim.encoded] }))
    }
    expectRefusal('SDJWT_TYPE_MISSING', present({ payload: { vct: undefined, _sd: [disclosure('vct', 'x').digest] } }))
    expectRefusal('SDJWT_HOLDER_KEY_MISSING', present({ payload: { cnf: undefined, _sd: [disclosure('cnf', {}).digest] } }))
    expectRefusal('SDJWT_CLAIM_MUST_BE_PLAIN', present({ payload: { status: { _sd: [name.digest] } } }))
    expectRefusal('SDJWT_CLAIM_MUST_BE_PLAIN', present({ payload: { status: { status_list: { idx: 1, _sd: [name.digest] } } } }))
    expectRefusal('SDJWT_CLAIM_MUST_BE_PLAIN', present({ payload: { cnf: { jwk: holder.publicJwk, list: [{ '...': name.digest }] } } }))
  })

  it('refuses other types, algorithms and extensions in the header', () => {
    for (const typ of [undefined, 'JWT', 'vc+sd-jwt', 'kb+jwt', 'DC+SD-JWT', 'application/dc+sd-jwt']) expectRefusal('SDJWT_TYP', present({ header: { typ } }))
    for (const alg of [undefined, 'none', 'HS256', 'EdDSA', 'ES384', 'RS256', 'es256', ['ES256']]) expectRefusal('SDJWT_ALG', present({ header: { alg } }))
    expectRefusal('SDJWT_CRIT', present({ header: { crit: ['exp'] } }))
    expectRefusal('SDJWT_CRIT', present({ header: { b64: false } }))
    expectRefusal('SDJWT_HEADER_MALFORMED', present({ header: { kid: 5 } }))
    for (const x5c of [[], 'MII', [1], {}]) expectRefusal('SDJWT_HEADER_MALFORMED', present({ header: { x5c } }))
  })

  it('refuses a credential without type, or with registered claims of the wrong kind', () => {
    for (const vct of [undefined, '', 5, null, ['x']]) expectRefusal('SDJWT_TYPE_MISSING', present({ payload: { vct } }))
    for (const wrong of [{ iss: 5 }, { iss: null }, { sub: {} }, { status: 'x' }, { status: null }, { cnf: [] }, { 'vct#integrity': 1 }, { 'vct#integrity': null }, { 'vct#integrity': '' },
      { 'vct#integrity': 'sha256-AAAA' }, { 'vct#integrity': 'md5-rL0Y20zC+Fzt72VPzMSk2A==' }]) {
      expectRefusal('SDJWT_CLAIM_MALFORMED', present({ payload: wrong }))
    }
  })

  it('refuses before, at and after the limits of validity, by the clock that was handed in', () => {
    expect(verify(present({ payload: { exp: seconds - 29, nbf: seconds + 30 } })).claims['exp']).toBe(seconds - 29)
    expectRefusal('SDJWT_EXPIRED', present({ payload: { exp: seconds - 30 } }))
    expectRefusal('SDJWT_EXPIRED', present({ payload: { exp: seconds } }), { skewSeconds: 0 })
    expectRefusal('SDJWT_NOT_YET_VALID', present({ payload: { nbf: seconds + 31 } }))
    expectRefusal('SDJWT_EXPIRED', present(), { now: new Date(Number.NaN) })
    expectRefusal('SDJWT_EXPIRED', present(), { skewSeconds: undefined as unknown as number })
    expectRefusal('SDJWT_ISSUED_IN_FUTURE', present({ payload: { iat: seconds + 31 } }))
  })

  it('refuses a credential made for another audience', () => {
    expect(verify(present({ payload: { aud: [audience, 'x'] } })).claims['aud']).toEqual([audience, 'x'])
    expectRefusal('SDJWT_AUDIENCE', present({ payload: { aud: 'somebody' } }))
    expectRefusal('SDJWT_AUDIENCE', present({ payload: { aud: audience }, keyBinding: 'none' }), { keyBinding: 'forbidden' })
  })

  it('PAR-05 refuses odd numbers where a NumericDate belongs', () => {
    for (const claim of ['exp', 'nbf', 'iat']) {
      for (const odd of ['"1"', '1.5', '-1', 'null', '1e300', '253402300800', '[1]', 'true']) {
        const json = `{"iss":"did:web:school.example","vct":"x","cnf":{"jwk":${JSON.stringify(holder.publicJwk)}},"${claim}":${odd}}`
        expectRefusal('SDJWT_CLAIM_MALFORMED', `${forgeJws({ alg: 'ES256', typ: 'dc+sd-jwt' }, json, issuer)}~`, { keyBinding: 'forbidden' })
      }
      const overflow = `{"vct":"x","${claim}":1e400}`
      expectRefusal('SDJWT_ISSUER_JWT_MALFORMED', `${forgeJws({ alg: 'ES256', typ: 'dc+sd-jwt' }, overflow, issuer)}~`, { keyBinding: 'forbidden' })
    }
  })
})
