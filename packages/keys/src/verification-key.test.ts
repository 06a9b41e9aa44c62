import { generateKeyPairSync, sign } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, it } from 'vitest'
import { keyOfMultikey, multikeyOf, parseVerificationKey, samePublicKey, type SignatureAlgorithm, thumbprint, type VerificationKey, verifySignature } from './index.ts'

const pairs = {
  ES256: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  EdDSA: generateKeyPairSync('ed25519'),
  RS256: generateKeyPairSync('rsa', { modulusLength: 2048 }),
}
const algorithms = Object.keys(pairs) as SignatureAlgorithm[]
const keyOf = (alg: SignatureAlgorithm): VerificationKey => parseVerificationKey(pairs[alg].publicKey.export({ format: 'jwk' }))
const hashOf = { ES256: 'sha256', ES384: 'sha384', EdDSA: null, RS256: 'sha256' } as const
const signed = (alg: SignatureAlgorithm, data: string): Buffer => sign(hashOf[alg], Buffer.from(data), { key: pairs[alg].privateKey, dsaEncoding: 'ieee-p1363' })
const withCode = (code: string) => expect.objectContaining({ name: 'KeyError', code })

describe.each(algorithms)('a key for %s', (alg) => {
  it('verifies its own signatures, of this text and by this algorithm only', () => {
    const signature = signed(alg, 'text')
    for (const other of algorithms) expect(verifySignature(other, keyOf(alg), Buffer.from('text'), signature)).toBe(other === alg)
    expect(verifySignature(alg, keyOf(alg), Buffer.from('texts'), signature)).toBe(false)
    expect(verifySignature(alg, keyOf(alg), Buffer.from('text'), signature.subarray(1))).toBe(false)
    expect(verifySignature(alg, keyOf(alg), Buffer.from('text'), Buffer.concat([signature, Buffer.from([0])]))).toBe(false)
  })

  it('has the RFC 7638 thumbprint that jose computes, and is the same key in another spelling of the JWK', async () => {
    const jwk = pairs[alg].publicKey.export({ format: 'jwk' })
    expect(thumbprint(keyOf(alg))).toBe(await calculateJwkThumbprint(jwk as { kty: string }))
    expect(samePublicKey(keyOf(alg), parseVerificationKey({ use: 'sig', kid: 'a', ...jwk }))).toBe(true)
  })

  it('is refused with a private member, whatever its value', () => {
    expect(() => parseVerificationKey(pairs[alg].privateKey.export({ format: 'jwk' }))).toThrow(withCode('KEY_JWK_PRIVATE'))
    expect(() => parseVerificationKey({ ...keyOf(alg), d: null })).toThrow(withCode('KEY_JWK_PRIVATE'))
  })

  it('is refused when a member is padded, short, long, of another alphabet or no text', () => {
    const key = keyOf(alg)
    const member = key.kty === 'RSA' ? 'n' : 'x'
    const value = key.kty === 'RSA' ? key.n : key.x
    for (const bad of [`${value}=`, ...(key.kty === 'RSA' ? [] : [value.slice(4), `${value}AAAA`]), '', `${value.slice(0, -1)} `, 7, null, undefined]) {
      expect(() => parseVerificationKey({ ...key, [member]: bad }), String(bad)).toThrow(expect.objectContaining({ name: 'KeyError' }) as Error)
    }
  })
})

describe('parseVerificationKey', () => {
  it('refuses kinds of keys that nobody here verifies with, small RSA keys and points off the curve', () => {
    for (const jwk of [{ kty: 'oct' }, { kty: 'OKP', crv: 'X25519', x: 'A'.repeat(43) }, { kty: 'EC', crv: 'secp256k1', x: 'A'.repeat(43), y: 'A'.repeat(43) }, generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' })]) {
      expect(() => parseVerificationKey(jwk)).toThrow(withCode('KEY_JWK_UNSUPPORTED'))
    }
    const { x, y } = pairs.ES384.publicKey.export({ format: 'jwk' })
    expect(() => parseVerificationKey({ kty: 'EC', crv: 'P-384', x: y, y: x })).toThrow(withCode('KEY_JWK_MALFORMED'))
    for (const jwk of [null, [], 'x', 1]) expect(() => parseVerificationKey(jwk)).toThrow(withCode('KEY_JWK_MALFORMED'))
  })

  it('refuses Ed25519 points of small order, under which one signature fits many texts', () => {
    for (const hex of ['00'.repeat(32), `01${'00'.repeat(31)}`, `ec${'ff'.repeat(30)}7f`, `${'00'.repeat(31)}80`, 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa', `ee${'ff'.repeat(30)}ff`]) {
      expect(() => parseVerificationKey({ kty: 'OKP', crv: 'Ed25519', x: Buffer.from(hex, 'hex').toString('base64url') })).toThrow(withCode('KEY_JWK_MALFORMED'))
    }
  })

  it('PRF-18: an Ed25519 signature with S raised by the order of the group does not verify', () => {
    const signature = signed('EdDSA', 'text')
    const order = 2n ** 252n + 27742317777372353535851937790883648493n
    const s = BigInt(`0x${Buffer.from(signature.subarray(32)).reverse().toString('hex')}`) + order
    const raised = Buffer.concat([signature.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex').reverse()])
    expect(verifySignature('EdDSA', keyOf('EdDSA'), Buffer.from('text'), raised)).toBe(false)
  })
})

describe('Multikey', () => {
  it('gives back the key that went in', () => {
    for (const alg of ['ES256', 'ES384', 'EdDSA'] as const) {
      const key = keyOf(alg)
      if (key.kty === 'RSA') throw new Error('an RSA key has no Multikey form')
      expect(keyOfMultikey(multikeyOf(key))).toEqual(key)
    }
    expect(multikeyOf(keyOf('EdDSA') as Parameters<typeof multikeyOf>[0])).toMatch(/^z6Mk/)
    expect(multikeyOf(keyOf('ES256') as Parameters<typeof multikeyOf>[0])).toMatch(/^zDna/)
  })

  it('reads the examples of the specifications', () => {
    // did:key #example-did-key-ed25519 and Controlled Identifiers 1.0 #Multikey
    expect(keyOfMultikey('z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK')).toMatchObject({ kty: 'OKP', crv: 'Ed25519' })
    expect(keyOfMultikey('zDnaerx9CtbPJ1q36T5Ln5wYt3MQYeGRG5ehnPAmxcf5mDZpv')).toMatchObject({ kty: 'EC', crv: 'P-256' })
  })

  it('refuses other bases, alphabets, lengths and kinds of key', () => {
    for (const bad of ['', 'z', 'u7QE', 'z0OIl', `z${'1'.repeat(300)}`, 'zDna', 'z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc']) {
      expect(() => keyOfMultikey(bad), bad).toThrow(expect.objectContaining({ name: 'KeyError' }) as Error)
    }
  })
})
