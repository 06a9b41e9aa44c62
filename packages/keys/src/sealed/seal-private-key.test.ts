import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { verifyEs256 } from '../public-jwk.ts'
import { openSealedKey } from './open.ts'
import { parseKeyEncryptionKey } from './parse-key-encryption-key.ts'
import { sealPrivateKeyPem } from './seal-private-key.ts'

const kek = parseKeyEncryptionKey(randomBytes(32).toString('base64'))

describe('a private key from a file', () => {
  it('is sealed and opens as the signer of the same key', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    for (const type of ['pkcs8', 'sec1'] as const) {
      const sealed = sealPrivateKeyPem(kek, privateKey.export({ format: 'pem', type }).toString(), 'verifier')
      const signer = await openSealedKey(kek, sealed, 'verifier')
      const data = Buffer.from('data')
      expect(verifyEs256(signer.publicJwk, data, await signer.sign(data))).toBe(true)
    }
  })

  it('is refused when it is of another kind, or no private key at all', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
    const onlyPublic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'pem', type: 'spki' }).toString()
    expect(() => sealPrivateKeyPem(kek, other, 'verifier')).toThrow(expect.objectContaining({ code: 'KEY_JWK_UNSUPPORTED' }))
    expect(() => sealPrivateKeyPem(kek, onlyPublic, 'verifier')).toThrow(expect.objectContaining({ code: 'KEY_JWK_MALFORMED' }))
    expect(() => sealPrivateKeyPem(kek, 'not a key', 'verifier')).toThrow(expect.objectContaining({ code: 'KEY_JWK_MALFORMED' }))
  })
})
