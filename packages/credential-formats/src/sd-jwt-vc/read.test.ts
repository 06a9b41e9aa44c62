import { describe, expect, it } from 'vitest'
import { cpuMilliseconds } from '../../../../test/measure/index.ts'
import { b64, digest, disclosure, forge, forgeJws, testKey } from './fixtures/forge.ts'
import { SdJwtError, type SdJwtErrorCode } from '../sd-jwt/errors.ts'
import { readSdJwtVc } from './read.ts'

const issuer = testKey()
const holder = testKey()
const good = forge({ issuer, holder })
const header = { alg: 'ES256', typ: 'dc+sd-jwt' }
const name = disclosure('given_name', 'Sanne')

function expectRefusal(code: SdJwtErrorCode, compact: string): void {
  let thrown: unknown
  try {
    readSdJwtVc(compact)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(SdJwtError)
  expect((thrown as SdJwtError).code).toBe(code)
}

describe('readSdJwtVc', () => {
  it('gives what is needed to find the key, and believes nothing', () => {
    const x5c = ['MIIB', 'MIIC']
    const read = readSdJwtVc(forge({ issuer: holder, holder, header: { x5c }, payload: { _sd: [name.digest] }, disclosures: [name.encoded] }))
    expect(read).toMatchObject({ format: 'dc+sd-jwt', issuer: 'did:web:school.example', types: ['https://issuer.example/vct/microcredential/1'], keyReferences: [{ algorithm: 'ES256', kid: 'did:web:school.example#1', x5c }] })
    expect(read.disclosures).toEqual([{ digest: name.digest, name: 'given_name', value: 'Sanne' }])
    expect(read.keyBinding?.payload['sd_hash']).toBe(read.presentationDigest)
    const odd = readSdJwtVc(`${forgeJws(header, { iss: 5, vct: null }, issuer)}~`)
    expect(odd).toMatchObject({ issuer: undefined, types: [], keyReferences: [{ kid: undefined, x5c: undefined }], keyBinding: undefined, disclosures: [] })
  })

  it('PAR-02 refuses deep JSON in payload, header, disclosure and key binding within 50 ms', () => {
    const deep = '['.repeat(45_000)
    const cases = [
      `${forgeJws(header, deep, issuer)}~`,
      `${forgeJws(deep, {}, issuer)}~`,
      `${forgeJws(header, { _sd: [digest(b64(deep))] }, issuer)}~${b64(deep)}~`,
      good.slice(0, good.lastIndexOf('~') + 1) + forgeJws({ typ: 'kb+jwt' }, deep, holder),
    ]
    for (const compact of cases) expect(cpuMilliseconds(() => expectRefusal('SDJWT_TOO_DEEP', compact))).toBeLessThan(50)
    expectRefusal('SDJWT_TOO_LARGE', `${forgeJws(header, '['.repeat(100_000), issuer)}~`)
  })

  it('PAR-03 refuses names that reach prototypes', () => {
    expectRefusal('SDJWT_ISSUER_JWT_MALFORMED', `${forgeJws(header, '{"__proto__":{"vct":"x"}}', issuer)}~`)
    expectRefusal('SDJWT_DISCLOSURE_MALFORMED', `${forgeJws(header, {}, issuer)}~${b64('["salt","a",{"constructor":{"prototype":{"polluted":1}}}]')}~`)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('PAR-04 refuses repeated members in every part', () => {
    expectRefusal('SDJWT_ISSUER_JWT_MALFORMED', `${forgeJws('{"alg":"none","alg":"ES256","typ":"dc+sd-jwt"}', {}, issuer)}~`)
    expectRefusal('SDJWT_ISSUER_JWT_MALFORMED', `${forgeJws(header, '{"vct":"a","vct":"b"}', issuer)}~`)
    expectRefusal('SDJWT_DISCLOSURE_MALFORMED', `${forgeJws(header, {}, issuer)}~${b64('["salt","a",{"b":1,"b":2}]')}~`)
    expectRefusal('SDJWT_KEY_BINDING_MALFORMED', `${forgeJws(header, {}, issuer)}~${forgeJws('{"typ":"kb+jwt"}', '{"aud":"A","aud":"B"}', holder)}`)
  })

  it('PAR-08 refuses white space, padding, other alphabets and other spellings of the same bytes', () => {
    const [first = '', second = ''] = good.split('~')
    for (const text of [` ${good}`, `${good}\n`, good.replace('~', ' ~'), `${first}=~${second}`, good.replace('.', '.\u0000'), `${good}é`, '{"a":1}~']) expectRefusal('SDJWT_NOT_AN_SD_JWT', text)
    for (const text of [`${first}.~`, `${first.replaceAll('.', '')}~`, `.${first}~`, `${first.slice(0, first.lastIndexOf('.'))}~`]) expectRefusal('SDJWT_ISSUER_JWT_MALFORMED', text)
    for (const encoded of ['', 'A', `${name.encoded}A`, 'a.b', 'W10.']) expectRefusal('SDJWT_DISCLOSURE_MALFORMED', `${first}~${encoded}~`)
    for (const jwt of ['x', 'a.b', 'a.b.c', `${second}.x`]) expectRefusal('SDJWT_KEY_BINDING_MALFORMED', `${first}~${jwt}`)
  })

  it('PAR-09 refuses the JSON serialisations, also with a disclosure put in', () => {
    const [h, p, s] = good.slice(0, good.indexOf('~')).split('.')
    const flattened = { payload: p, protected: h, signature: s, header: { disclosures: [name.encoded], kb_jwt: good.slice(good.lastIndexOf('~') + 1) } }
    const general = { payload: p, signatures: [{ protected: h, signature: s, header: flattened.header }] }
    for (const json of [flattened, general]) {
      expectRefusal('SDJWT_NOT_AN_SD_JWT', JSON.stringify(json))
      expect(() => readSdJwtVc(json as unknown as string)).toThrow(SdJwtError)
    }
    for (const other of [null, undefined, 5, [good], Buffer.from(good)]) expect(() => readSdJwtVc(other as unknown as string)).toThrow(SdJwtError)
  })
})
