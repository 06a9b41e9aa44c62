import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { calculateJwkThumbprint, compactVerify, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { type AnySigner, type Signer, generateSealedKey, openSealedKey, parseKeyEncryptionKey, type SigningAlgorithm, thumbprint, verifySignature } from './index.ts'

/** Every store that can give a Signer, with how to have it make a fresh one of each algorithm. */
const stores: { store: string; open: (alg: SigningAlgorithm) => Promise<AnySigner> }[] = [
  {
    store: 'sealed',
    open: async (alg): Promise<AnySigner> => {
      const kek = parseKeyEncryptionKey(randomBytes(32).toString('base64url'))
      if (alg === 'EdDSA') return openSealedKey<'EdDSA'>(kek, { ...(await generateSealedKey(kek, 'contract', alg)), x5c: [] }, 'contract')
      const sealed = await generateSealedKey(kek, 'contract')
      const signer: Signer = await openSealedKey(kek, { ...sealed, x5c: [] }, 'contract')
      return signer
    },
  },
]

/** What JOSE calls each key, and the members of its JWK. */
const members = { ES256: ['crv', 'kty', 'x', 'y'], EdDSA: ['crv', 'kty', 'x'] } as const
const cases = stores.flatMap(({ store, open }) => (['ES256', 'EdDSA'] as const).map((alg) => ({ store, alg, open: () => open(alg) })))

describe.each(cases)('an $alg Signer of the store $store', ({ alg: wanted, open }) => {
  it('is named by the RFC 7638 thumbprint of its public key', async () => {
    const { kid, publicJwk, alg } = await open()
    expect(alg).toBe(wanted)
    expect(kid).toBe(thumbprint(publicJwk))
    expect(kid).toBe(await calculateJwkThumbprint({ ...publicJwk }))
    expect(Object.keys(publicJwk).sort()).toEqual(members[wanted])
  })

  it('makes raw signatures that verify, here and with jose', async () => {
    const signer = await open()
    const data = Buffer.from(`${Buffer.from(JSON.stringify({ alg: wanted })).toString('base64url')}.${Buffer.from('{}').toString('base64url')}`)
    const signature = await signer.sign(data)
    expect(signature.byteLength).toBe(64)
    expect(verifySignature(wanted, signer.publicJwk, data, signature)).toBe(true)
    const compact = `${data.toString()}.${Buffer.from(signature).toString('base64url')}`
    await expect(compactVerify(compact, await importJWK({ ...signer.publicJwk }, wanted))).resolves.toBeDefined()
  })

  it('signs what it is given and nothing else (another text does not verify)', async () => {
    const signer = await open()
    const signature = await signer.sign(Buffer.from('one'))
    expect(verifySignature(wanted, signer.publicJwk, Buffer.from('two'), signature)).toBe(false)
  })

  it('signs many things at once', async () => {
    const signer = await open()
    const texts = Array.from({ length: 50 }, (_, count) => Buffer.from(`text ${count}`))
    const signatures = await Promise.all(texts.map((text) => signer.sign(text)))
    texts.forEach((text, at) => expect(verifySignature(wanted, signer.publicJwk, text, signatures[at] ?? new Uint8Array())).toBe(true))
  })

  it('shows nothing of the private key (as JSON, in a log, by its own properties)', async () => {
    const signer = await open()
    expect(Object.keys(signer).sort()).toEqual(['alg', 'kid', 'publicJwk', 'sign', 'x5c'])
    for (const text of [JSON.stringify(signer), inspect(signer, { depth: 9, showHidden: true })]) expect(text).not.toMatch(/"?\bd\b"?\s*:|PRIVATE|KeyObject/)
  })

  it('cannot be changed by who holds it', async () => {
    const signer = await open()
    expect(() => Object.assign(signer, { kid: 'other' })).toThrow(TypeError)
    expect(() => Object.assign(signer.publicJwk, { x: 'other' })).toThrow(TypeError)
    expect(() => (signer.x5c as string[]).push('x')).toThrow(TypeError)
  })
})
