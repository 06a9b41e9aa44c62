import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createSandboxCa, issueCertificate, readCertificateChain } from '../index.ts'
import { KeyError, type KeyErrorCode } from '../errors.ts'
import type { PublicJwk } from '../public-jwk.ts'
import { generateSealedKey } from './generate.ts'
import { openSealedKey } from './open.ts'
import { parseKeyEncryptionKey } from './parse-key-encryption-key.ts'
import { type SealedKey, sealedKeyContext } from './sealed-key.ts'

const kek = parseKeyEncryptionKey(randomBytes(32).toString('base64'))
const context = 'institution/1/credential-signing'
const now = new Date('2026-11-22T12:00:00Z')

async function expectRefusal(code: KeyErrorCode, sealed: SealedKey & { x5c?: readonly string[] }, as = context, key = kek): Promise<void> {
  const error: unknown = await openSealedKey(key, sealed, as).then(() => undefined, (thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(KeyError)
  expect((error as KeyError).code).toBe(code)
}

async function certificateFor(publicJwk: PublicJwk): Promise<string[]> {
  const ca = await createSandboxCa(kek, { commonName: 'Sandbox CA', country: 'NL', now: () => now })
  const subject = { commonName: 'School', organization: 'School', country: 'NL' }
  const dates = { notBefore: now, notAfter: new Date('2027-11-22T12:00:00Z') }
  return readCertificateChain(await issueCertificate({ kek, ...ca }, { subject, publicJwk, dnsNames: [], uris: ['did:web:issuer.example:school'], ...dates, profile: 'credential-signing' })).x5c
}

describe('a sealed key', () => {
  it('opens for its own context and key-encryption key only', async () => {
    const sealed = await generateSealedKey(kek, context)
    expect((await openSealedKey(kek, sealed, context)).kid).toBe(sealed.kid)
    await expectRefusal('KEY_SEALED_UNREADABLE', sealed, 'institution/2/credential-signing')
    await expectRefusal('KEY_SEALED_UNREADABLE', sealed, context, parseKeyEncryptionKey(randomBytes(32).toString('hex')))
    await expectRefusal('KEY_SEALED_MALFORMED', { ...sealed, sealedPrivateKey: 'v2.AAAA' })
  })

  it('never shows its private key at rest, and is another one each time', async () => {
    const [one, two] = [await generateSealedKey(kek, context), await generateSealedKey(kek, context)]
    expect(one.kid).not.toBe(two.kid)
    expect(one.sealedPrivateKey).toMatch(/^v1\.[\w-]+$/)
    expect(Object.keys(one).sort()).toEqual(['kid', 'publicJwk', 'sealedPrivateKey'])
  })

  it('KEY-08 refuses a public key, a name or a private key that belongs to another pair', async () => {
    const [one, two] = [await generateSealedKey(kek, context), await generateSealedKey(kek, context)]
    await expectRefusal('KEY_PAIR_MISMATCH', { ...one, kid: two.kid, publicJwk: two.publicJwk })
    await expectRefusal('KEY_PAIR_MISMATCH', { ...one, sealedPrivateKey: two.sealedPrivateKey })
    await expectRefusal('KEY_ID_MISMATCH', { ...one, kid: two.kid })
    await expectRefusal('KEY_ID_MISMATCH', { ...one, publicJwk: two.publicJwk })
  })

  it('KEY-08 refuses a certificate for another key', async () => {
    const [one, two] = [await generateSealedKey(kek, context), await generateSealedKey(kek, context)]
    expect((await openSealedKey(kek, { ...one, x5c: await certificateFor(one.publicJwk) }, context)).x5c).toHaveLength(1)
    await expectRefusal('KEY_CERTIFICATE_MISMATCH', { ...one, x5c: await certificateFor(two.publicJwk) })
  })

  it('refuses a private key that is none, or of another kind', async () => {
    const sealed = await generateSealedKey(kek, context)
    const seal = (bytes: Uint8Array) => ({ ...sealed, sealedPrivateKey: kek.seal(bytes, sealedKeyContext(context)) })
    await expectRefusal('KEY_SEALED_MALFORMED', seal(Buffer.from('not a key')))
    const ed25519 = generateKeyPairSync('ed25519').privateKey.export({ format: 'der', type: 'pkcs8' })
    await expectRefusal('KEY_PAIR_MISMATCH', seal(ed25519))
    const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ format: 'der', type: 'pkcs8' })
    await expectRefusal('KEY_PAIR_MISMATCH', seal(p384))
  })
})
