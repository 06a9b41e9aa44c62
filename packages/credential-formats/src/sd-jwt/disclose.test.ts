import { describe, expect, it } from 'vitest'
import { cpuMilliseconds } from '../../../../test/measure/index.ts'
import { b64, digest, disclosure, testKey } from '../sd-jwt-vc/fixtures/forge.ts'
import type { SdJwtErrorCode } from './errors.ts'
import { kits, level, name } from './fixtures/kits.ts'

describe.each(kits)('digests and disclosures of $kind', ({ present, expectRefusal }) => {
  it('SDJ-01 refuses a digest that occurs twice (in the payload, in an array, or through a disclosure)', () => {
    expectRefusal('SDJWT_DIGEST_REPEATED', present({ payload: { _sd: [name.digest, name.digest] }, disclosures: [name.encoded] }))
    expectRefusal('SDJWT_DIGEST_REPEATED', present({ payload: { _sd: [name.digest], deep: { _sd: [name.digest] } } }))
    expectRefusal('SDJWT_DIGEST_REPEATED', present({ payload: { _sd: [name.digest], list: [{ '...': name.digest }] } }))
    const carrier = disclosure('carrier', { _sd: [name.digest] })
    expectRefusal('SDJWT_DIGEST_REPEATED', present({ payload: { _sd: [carrier.digest, name.digest] }, disclosures: [carrier.encoded, name.encoded] }))
    expectRefusal('SDJWT_DISCLOSURE_REPEATED', present({ payload: { _sd: [name.digest] }, disclosures: [name.encoded, name.encoded] }))
  })

  it('SDJ-02 refuses a disclosure that no digest refers to', () => {
    expectRefusal('SDJWT_DISCLOSURE_UNREFERENCED', present({ payload: { _sd: [level.digest] }, disclosures: [name.encoded] }))
    expectRefusal('SDJWT_DISCLOSURE_UNREFERENCED', present({ disclosures: [name.encoded] }))
    const carrier = disclosure('carrier', { _sd: [name.digest] })
    expectRefusal('SDJWT_DISCLOSURE_UNREFERENCED', present({ payload: { _sd: [carrier.digest] }, disclosures: [name.encoded] }))
  })

  it('SDJ-03 refuses the wrong number of elements (two in _sd, three in an array, one, four)', () => {
    const element = disclosure('value')
    expectRefusal('SDJWT_DISCLOSURE_KIND', present({ payload: { _sd: [element.digest] }, disclosures: [element.encoded] }))
    expectRefusal('SDJWT_DISCLOSURE_KIND', present({ payload: { list: [{ '...': name.digest }] }, disclosures: [name.encoded] }))
    for (const wrong of [disclosure(), disclosure('a', 'b', 'c'), disclosure(1, 'b')]) {
      expectRefusal('SDJWT_DISCLOSURE_MALFORMED', present({ payload: { _sd: [wrong.digest] }, disclosures: [wrong.encoded] }))
    }
    for (const content of [{ a: 1 }, 'text', null, [1, 'name', 'value'], []]) {
      const encoded = b64(JSON.stringify(content))
      expectRefusal('SDJWT_DISCLOSURE_MALFORMED', present({ payload: { _sd: [digest(encoded)] }, disclosures: [encoded] }))
    }
  })

  it('SDJ-04 refuses reserved claim names (disclosed, or signed at a place of their own)', () => {
    for (const reserved of ['_sd', '...', '_sd_alg', '__proto__']) {
      const hidden = disclosure(reserved, ['x'])
      expectRefusal('SDJWT_CLAIM_NAME_RESERVED', present({ payload: { _sd: [hidden.digest] }, disclosures: [hidden.encoded] }))
    }
    expectRefusal('SDJWT_CLAIM_NAME_RESERVED', present({ payload: { '...': 'x' } }))
    expectRefusal('SDJWT_CLAIM_NAME_RESERVED', present({ payload: { deep: { '...': 'x' } } }))
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('SDJ-05 refuses a disclosed claim whose name is already there (signed, or disclosed twice)', () => {
    const again = disclosure('achievement_title', 'Other')
    expectRefusal('SDJWT_CLAIM_COLLISION', present({ payload: { achievement_title: 'Signed', _sd: [again.digest] }, disclosures: [again.encoded] }))
    const second = { encoded: b64(['another-salt-another-s', 'given_name', 'Piet']) }
    expectRefusal('SDJWT_CLAIM_COLLISION', present({ payload: { _sd: [name.digest, digest(second.encoded)] }, disclosures: [name.encoded, second.encoded] }))
  })

  it('SDJ-06 refuses an array placeholder with further members, and digests of the wrong kind', () => {
    const element = disclosure('value')
    expectRefusal('SDJWT_PLACEHOLDER_MALFORMED', present({ payload: { list: [{ '...': element.digest, x: 1 }] }, disclosures: [element.encoded] }))
    expectRefusal('SDJWT_DIGEST_MALFORMED', present({ payload: { list: [{ '...': 5 }] } }))
    expectRefusal('SDJWT_DIGEST_MALFORMED', present({ payload: { _sd: 'digest' } }))
    expectRefusal('SDJWT_DIGEST_MALFORMED', present({ payload: { _sd: [null] } }))
  })

  it('SDJ-07 refuses weak, unknown and misplaced hash algorithms', () => {
    for (const alg of ['md5', 'sha-1', 'sha-256-32', 'sha256', 'SHA-256', '', 'constructor', '__proto__', null, 256, ['sha-256']]) {
      expectRefusal('SDJWT_HASH_ALGORITHM', present({ payload: { _sd_alg: alg, _sd: [name.digest] }, disclosures: [name.encoded] }))
    }
    expectRefusal('SDJWT_HASH_ALGORITHM', present({ payload: { deep: { _sd_alg: 'sha-256', _sd: [name.digest] } }, disclosures: [name.encoded] }))
    const carrier = disclosure('carrier', { _sd_alg: 'md5' })
    expectRefusal('SDJWT_HASH_ALGORITHM', present({ payload: { _sd: [carrier.digest] }, disclosures: [carrier.encoded] }))
  })

  it('SDJ-19 answers disclosures nested 10,000 deep, and 5,000 disclosures, quickly and without overflowing the stack', () => {
    const nested: string[] = []
    let inner = disclosure('end', true)
    for (let depth = 0; depth < 100; depth++) {
      nested.push(inner.encoded)
      inner = disclosure('n', { _sd: [inner.digest] })
    }
    const deepest: string[] = []
    let far = disclosure('end', true)
    for (let depth = 0; depth < 10_000; depth++) {
      deepest.push(far.encoded)
      far = disclosure('n', { _sd: [far.digest] })
    }
    const many = Array.from({ length: 5000 }, (_, count) => disclosure(`claim${count}`, count))
    const deepValue = `["salt","deep",${'['.repeat(10_000)}${']'.repeat(10_000)}]`
    const texts: [SdJwtErrorCode, string][] = [
      ['SDJWT_TOO_DEEP', present({ payload: { _sd: [inner.digest] }, disclosures: [inner.encoded, ...nested] })],
      ['SDJWT_TOO_LARGE', present({ payload: { _sd: [far.digest] }, disclosures: [far.encoded, ...deepest] })],
      ['SDJWT_TOO_DEEP', present({ payload: { _sd: [digest(b64(deepValue))] }, disclosures: [b64(deepValue)] })],
      ['SDJWT_TOO_LARGE', present({ payload: { _sd: many.map((one) => one.digest) }, disclosures: many.map((one) => one.encoded) })],
      ['SDJWT_TOO_MANY_DISCLOSURES', present({ disclosures: Array.from({ length: 5000 }, () => 'W10') })],
      ['SDJWT_TOO_LARGE', 'a'.repeat(2 ** 27)],
      ['SDJWT_TOO_MANY_DISCLOSURES', '~'.repeat(100_000)],
    ]
    for (const [code, compact] of texts) expect(cpuMilliseconds(() => expectRefusal(code, compact))).toBeLessThan(100)
  })

  it('SDJ-20 refuses a bare JWT offered as SD-JWT', () => {
    const jwt = present({ keyBinding: 'none' }).slice(0, -1)
    expectRefusal('SDJWT_NOT_AN_SD_JWT', jwt)
    expectRefusal('SDJWT_NOT_AN_SD_JWT', '')
    expectRefusal('SDJWT_ISSUER_JWT_MALFORMED', '~')
    expectRefusal('SDJWT_ISSUER_JWT_MALFORMED', `~${jwt}`)
  })

  it('SDJ-14 refuses a signature with one bit changed, by another key, or over another payload', () => {
    const compact = present()
    const end = compact.indexOf('~')
    const signature = Buffer.from(compact.slice(compact.lastIndexOf('.', end) + 1, end), 'base64url')
    for (let bit = 0; bit < 512; bit += 37) {
      const changed = Buffer.from(signature)
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expectRefusal('SDJWT_SIGNATURE', compact.slice(0, compact.lastIndexOf('.', end) + 1) + changed.toString('base64url') + compact.slice(end))
    }
    expectRefusal('SDJWT_SIGNATURE', present(), { issuerKeys: [testKey().publicJwk] })
    const [header, , genuine] = compact.slice(0, end).split('.')
    expectRefusal('SDJWT_SIGNATURE', `${header}.${b64({ vct: 'x' })}.${genuine}~`, { keyBinding: 'forbidden' })
  })
})
