import { describe, expect, it } from 'vitest'
import { anyTestKey } from '../fixtures/test-keys.ts'
import { testKey } from './fixtures/forge.ts'
import { findIssuerKey, issuerMetadataUrl, readIssuerMetadata, readJwks } from './issuer-metadata.ts'

const issuer = 'https://issuer.example/school'
const key = testKey()
const read = (document: unknown) => readIssuerMetadata(Buffer.from(typeof document === 'string' ? document : JSON.stringify(document)), issuer)
const code = (name: string) => expect.objectContaining({ code: `ISSUER_METADATA_${name}` }) as unknown as Error

describe('JWT VC issuer metadata', () => {
  it('stands where the specification puts it, before the path', () => {
    expect(issuerMetadataUrl('https://issuer.example')).toBe('https://issuer.example/.well-known/jwt-vc-issuer')
    expect(issuerMetadataUrl('https://issuer.example/')).toBe('https://issuer.example/.well-known/jwt-vc-issuer')
    expect(issuerMetadataUrl('https://issuer.example:8443/tenant/1/')).toBe('https://issuer.example:8443/.well-known/jwt-vc-issuer/tenant/1')
    for (const other of ['http://issuer.example', 'did:web:issuer.example', 'issuer.example', '', 'https://a:b@issuer.example', 'https://issuer.example?x=1', 'https://issuer.example/#x', 'file:///etc/passwd']) expect(() => issuerMetadataUrl(other), other).toThrow(code('URL'))
  })

  it('gives the keys that are verified with, or where they are', () => {
    const edwards = anyTestKey('EdDSA').publicKey
    const jwks = { keys: [{ ...key.publicJwk, kid: '1', use: 'sig', alg: 'ES256' }, { ...edwards, kid: '2' }, { kty: 'EC', crv: 'secp256k1', x: 'AA', y: 'AA', kid: '3' }, { ...key.publicJwk, kid: '4', use: 'enc' }] }
    const metadata = read({ issuer, jwks })
    expect(metadata).toEqual({ issuer, keys: [{ kid: '1', key: key.publicJwk }, { kid: '2', key: edwards }] })
    expect(readJwks(Buffer.from(JSON.stringify(jwks)))).toHaveLength(2)
    expect(read({ issuer, jwks_uri: 'https://keys.example/jwks' })).toEqual({ issuer, jwksUri: 'https://keys.example/jwks' })
  })

  it('gives one key for one name, and none when it could be two', () => {
    const keys = [{ kid: '1', key: key.publicJwk }, { kid: '2', key: testKey().publicJwk }]
    expect(findIssuerKey(keys, '1')).toEqual(key.publicJwk)
    for (const kid of ['3', '', undefined]) expect(findIssuerKey(keys, kid)).toBeUndefined()
    expect(findIssuerKey([...keys, { kid: '1', key: testKey().publicJwk }], '1')).toBeUndefined()
    expect(findIssuerKey(keys.slice(1), undefined)).toEqual(keys[1]?.key)
    expect(findIssuerKey([], undefined)).toBeUndefined()
  })

  it('is refused for another issuer, to the letter', () => {
    for (const other of ['https://issuer.example/school/', 'https://ISSUER.example/school', 'https://other.example', undefined, null, [issuer]]) expect(() => read({ issuer: other, jwks: { keys: [] } })).toThrow(code('OTHER_ISSUER'))
  })

  it('is refused with two places for the keys or none, with private keys, or with anything of another shape', () => {
    for (const rest of [{}, { jwks: { keys: [] }, jwks_uri: 'https://a.example' }, { jwks: [] }, { jwks: { keys: {} } }, { jwks: { keys: ['x'] } }, { jwks: { keys: [{ ...key.publicJwk, kid: 5 }] } }, { jwks: { keys: [key.privateJwk] } }, { jwks: { keys: [{ ...key.publicJwk, y: key.publicJwk.x }] } }, { jwks: { keys: Array.from({ length: 65 }, () => key.publicJwk) } }, { jwks_uri: 'http://a.example' }, { jwks_uri: 5 }, { jwks_uri: '/jwks' }]) {
      expect(() => read({ issuer, ...rest }), JSON.stringify(rest).slice(0, 60)).toThrow(code('MALFORMED'))
    }
    for (const text of ['', '[]', `{"issuer":"${issuer}","issuer":"x"}`]) expect(() => read(text)).toThrow(code('MALFORMED'))
  })
})
