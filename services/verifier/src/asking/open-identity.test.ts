import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { createSandboxCa, issueCertificate, parseKeyEncryptionKey, readCertificateChain, verifyChain, type PublicJwk } from '@eduwallet/keys'
import { describe, expect, it } from 'vitest'
import { openMemoryCasebook } from '../casebook/memory/index.ts'
import { openIdentity, type OpeningIdentity } from './open-identity.ts'

const kek = parseKeyEncryptionKey(randomBytes(32).toString('base64url'))
const start = new Date('2026-11-22T09:00:00.000Z')
const days = (count: number): Date => new Date(start.getTime() + count * 86_400_000)

const opening = (changes: Partial<OpeningIdentity> = {}): OpeningIdentity => ({
  book: openMemoryCasebook(),
  kek,
  now: () => start,
  publicUrl: 'https://verifier.example',
  did: 'did:web:verifier.example',
  sandbox: true,
  ...changes,
})

/** A certificate as a real authority would give it, for a key that was made elsewhere. */
async function realCertificate({ host = 'verifier.example', notAfter = days(90) } = {}) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x, y } = privateKey.export({ format: 'jwk' })
  const publicJwk = { kty: 'EC', crv: 'P-256', x, y } as PublicJwk
  const authority = await createSandboxCa(kek, { commonName: 'Real CA', country: 'NL', now: () => days(-10) })
  const certificate = await issueCertificate(
    { ...authority, kek },
    { subject: { commonName: host, organization: 'Org', country: 'NL' }, publicJwk, dnsNames: [host], uris: [], notBefore: days(-1), notAfter, profile: 'request-signing' },
  )
  return { publicJwk, chainPem: `${certificate}\n${authority.certificatePem}`, anchor: authority.certificatePem, keyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() }
}

describe('the identity of a verifier', () => {
  it('is made at the first start of a sandbox, with a certificate that descends from its own authority', async () => {
    const { signer, clientIds, sandboxCaPem } = await openIdentity(opening())
    const leaf = verifyChain(signer.x5c, { anchors: [sandboxCaPem ?? ''], at: start })
    expect(leaf.dnsNames).toEqual(['verifier.example'])
    expect(leaf.publicJwk).toEqual(signer.publicJwk)
    expect(Object.keys(clientIds).sort()).toEqual(['decentralized_identifier', 'x509_hash', 'x509_san_dns'])
  })

  it('is the same after a restart, and for processes that start at the same time', async () => {
    const book = openMemoryCasebook()
    const together = await Promise.all([1, 2, 3].map(async () => await openIdentity(opening({ book }))))
    const later = await openIdentity(opening({ book, now: () => days(100) }))
    for (const identity of [...together, later]) expect(identity.clientIds).toEqual(together[0]?.clientIds)
  })

  it('gets a new certificate for the same key when the old one is about to end or the host changed', async () => {
    const book = openMemoryCasebook()
    const first = await openIdentity(opening({ book }))
    const renewed = await openIdentity(opening({ book, now: () => days(340) }))
    const moved = await openIdentity(opening({ book, now: () => days(340), publicUrl: 'https://elders.example', did: 'did:web:elders.example' }))
    for (const identity of [renewed, moved]) expect(identity.signer.kid).toBe(first.signer.kid)
    expect(new Set([first, renewed, moved].map(({ clientIds }) => clientIds.x509_hash)).size).toBe(3)
    expect(moved.clientIds.x509_san_dns).toBe('x509_san_dns:elders.example')
  })

  it('has no x509_san_dns when the host is a number', async () => {
    const { clientIds } = await openIdentity(opening({ publicUrl: 'http://127.0.0.1:8081', did: 'did:web:127.0.0.1%3A8081' }))
    expect(clientIds.x509_san_dns).toBeUndefined()
    expect(clientIds.x509_hash).toBeDefined()
  })

  it('in production makes no certificate of its own: only the DID can be used until one is configured', async () => {
    const { signer, clientIds, sandboxCaPem } = await openIdentity(opening({ sandbox: false }))
    expect(signer.x5c).toEqual([])
    expect(sandboxCaPem).toBeUndefined()
    expect(clientIds).toEqual({ decentralized_identifier: 'decentralized_identifier:did:web:verifier.example' })
  })

  it('uses a configured chain with its key, and leaves the root out of x5c', async () => {
    const { chainPem, keyPem, publicJwk, anchor } = await realCertificate()
    const { signer, clientIds } = await openIdentity(opening({ sandbox: false, configured: { chainPem, keyPem } }))
    expect(signer.publicJwk).toEqual(publicJwk)
    expect(signer.x5c).toHaveLength(1)
    expect(verifyChain(signer.x5c, { anchors: [anchor], at: start }).dnsNames).toEqual(['verifier.example'])
    expect(clientIds.x509_san_dns).toBe('x509_san_dns:verifier.example')
    expect(readCertificateChain(chainPem).root).toBeDefined()
  })

  it('does not start with a chain for another host, one that has ended, or one for another key (KEY-08)', async () => {
    const other = await realCertificate({ host: 'elders.example' })
    await expect(openIdentity(opening({ configured: other }))).rejects.toMatchObject({ code: 'ASK_IDENTITY_UNUSABLE' })
    const ended = await realCertificate({ notAfter: days(-0.5) })
    await expect(openIdentity(opening({ configured: ended }))).rejects.toMatchObject({ code: 'ASK_IDENTITY_UNUSABLE' })
    const { chainPem } = await realCertificate()
    await expect(openIdentity(opening({ configured: { chainPem } }))).rejects.toMatchObject({ code: 'KEY_CERTIFICATE_MISMATCH' })
  })
})
