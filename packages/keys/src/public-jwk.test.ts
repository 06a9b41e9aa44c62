import { generateKeyPairSync, sign } from 'node:crypto'
import { calculateJwkThumbprint } from 'jose'
import { describe, expect, it } from 'vitest'
import { KeyError, type KeyErrorCode } from './errors.ts'
import { parsePublicJwk, type PublicJwk, publicKeyOf, verifyEs256 } from './public-jwk.ts'
import { samePublicKey, thumbprint } from './verification-key.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = publicKey.export({ format: 'jwk' }) as PublicJwk

function expectRefusal(code: KeyErrorCode, foreign: unknown): void {
  let thrown: unknown
  try {
    parsePublicJwk(foreign)
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(KeyError)
  expect((thrown as KeyError).code).toBe(code)
}

describe('parsePublicJwk', () => {
  it('keeps kty, crv, x and y, and leaves out the rest', () => {
    expect(parsePublicJwk({ ...jwk, kid: 'k', use: 'sig', alg: 'ES256', key_ops: ['verify'], x5c: [] })).toEqual({ kty: 'EC', crv: 'P-256', x: jwk.x, y: jwk.y })
  })

  it('PRF-14 refuses private and symmetric keys, without repeating them', () => {
    const secret = privateKey.export({ format: 'jwk' })
    expectRefusal('KEY_JWK_PRIVATE', secret)
    expectRefusal('KEY_JWK_PRIVATE', { ...jwk, d: '' })
    expectRefusal('KEY_JWK_PRIVATE', { kty: 'oct', k: 'c2VjcmV0' })
    try {
      parsePublicJwk(secret)
    } catch (error) {
      expect(String((error as Error).stack)).not.toContain(secret.d)
    }
  })

  it('refuses other kinds of key', () => {
    for (const other of [generateKeyPairSync('ec', { namedCurve: 'P-384' }), generateKeyPairSync('ed25519'), generateKeyPairSync('rsa', { modulusLength: 2048 })]) {
      expectRefusal('KEY_JWK_UNSUPPORTED', other.publicKey.export({ format: 'jwk' }))
    }
    expectRefusal('KEY_JWK_UNSUPPORTED', { ...jwk, crv: 'secp256k1' })
    expectRefusal('KEY_JWK_UNSUPPORTED', { ...jwk, kty: 'ec' })
  })

  it('PRF-18 refuses points off the curve, the point at zero, and coordinates spelled another way', () => {
    const zero = Buffer.alloc(32).toString('base64url')
    const swapped = { ...jwk, x: jwk.y, y: jwk.x }
    expectRefusal('KEY_JWK_MALFORMED', swapped)
    expectRefusal('KEY_JWK_MALFORMED', { ...jwk, x: zero, y: zero })
    for (const x of [`${jwk.x}=`, `${jwk.x}A`, jwk.x.slice(1), '', 5, undefined, null, Buffer.concat([Buffer.alloc(1), Buffer.from(jwk.x, 'base64url')]).toString('base64url')]) {
      expectRefusal('KEY_JWK_MALFORMED', { ...jwk, x })
    }
    // 32 bytes leave two idle bits in the last character: only one spelling is canonical.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    const last = alphabet.indexOf(jwk.x.at(-1) ?? '')
    expectRefusal('KEY_JWK_MALFORMED', { ...jwk, x: jwk.x.slice(0, -1) + alphabet[last + 1] })
    for (const foreign of [null, undefined, 'x', 5, [], [jwk]]) expectRefusal('KEY_JWK_MALFORMED', foreign)
  })
})

describe('verifyEs256', () => {
  const data = Buffer.from('header.payload')
  const signature = sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' })

  it('says yes to the one signature and no to everything else', () => {
    expect(verifyEs256(jwk, data, signature)).toBe(true)
    const der = sign('sha256', data, privateKey)
    for (const odd of [Buffer.alloc(64), Buffer.alloc(64, 0xff), der, signature.subarray(0, 63), Buffer.concat([signature, Buffer.alloc(1)]), Buffer.alloc(0)]) expect(verifyEs256(jwk, data, odd)).toBe(false)
    expect(verifyEs256(jwk, Buffer.from('other'), signature)).toBe(false)
  })
})

describe('publicKeyOf', () => {
  it('imports a key once, and forgets the one used longest ago when thousands have come by', () => {
    const first = publicKeyOf(jwk)
    expect(publicKeyOf({ ...jwk })).toBe(first)
    for (let count = 0; count < 4096; count++) publicKeyOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) as PublicJwk)
    const again = publicKeyOf(jwk)
    expect(again).not.toBe(first)
    expect(again.equals(first)).toBe(true)
  })
})

describe('thumbprint and samePublicKey', () => {
  it('agree with jose', async () => {
    expect(thumbprint(jwk)).toBe(await calculateJwkThumbprint({ ...jwk }))
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }) as PublicJwk
    expect(samePublicKey(jwk, { ...jwk })).toBe(true)
    expect(samePublicKey(jwk, other)).toBe(false)
    expect(samePublicKey(jwk, { ...jwk, y: other.y })).toBe(false)
  })
})
