import { randomBytes, X509Certificate } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { certificateHash, createSandboxCa, generateSealedKey, issueCertificate, parseKeyEncryptionKey, readCertificateChain, type SealedCertificateAuthority, type SealedKey, verifyChain } from '../index.ts'
import type { CertificateRequest } from './certificate-authority.ts'
import { makeCertificate, makeKeys } from './fixtures/certificate-maker.ts'

const kek = parseKeyEncryptionKey(randomBytes(32).toString('base64'))
const now = new Date('2026-11-22T12:00:00.789Z')
let ca: SealedCertificateAuthority
let school: SealedKey

beforeAll(async () => {
  ca = await createSandboxCa(kek, { commonName: 'Eduwallet SANDBOX CA', country: 'NL', now: () => now })
  school = await generateSealedKey(kek, 'school')
})

const request = (changed: Partial<CertificateRequest> = {}): CertificateRequest => ({
  subject: { commonName: 'Hogeschool "Voorbeeld", afd. Één +', organization: 'Hogeschool #1; <x> \\ =', country: 'NL' },
  publicJwk: school.publicJwk,
  dnsNames: ['issuer.example'],
  uris: ['did:web:localhost%3A8080:school', 'https://issuer.example/school'],
  notBefore: now,
  notAfter: new Date('2027-11-22T12:00:00Z'),
  profile: 'credential-signing',
  ...changed,
})
const issue = (changed: Partial<CertificateRequest> = {}) => issueCertificate({ kek, ...ca }, request(changed))

describe('the sandbox certificate authority', () => {
  it('is a self-signed root that may sign leaves and nothing else, for ten years', () => {
    const certificate = new X509Certificate(ca.certificatePem)
    expect(certificate.ca).toBe(true)
    expect(certificate.verify(certificate.publicKey)).toBe(true)
    expect(certificate.subject).toBe('C=NL\nCN=Eduwallet SANDBOX CA')
    expect(certificate.validFromDate).toEqual(new Date('2026-11-22T12:00:00Z'))
    expect(certificate.validToDate).toEqual(new Date('2036-11-22T12:00:00Z'))
    expect(ca.sealedPrivateKey).toMatch(/^v1\./)
  })

  it('issues leaves that verify, with all their names, whatever characters are in them', async () => {
    const { x5c, leaf, names, root } = readCertificateChain(await issue())
    expect(root).toBeUndefined()
    const verified = verifyChain(x5c, { anchors: [ca.certificatePem], at: now, name: { uri: 'did:web:localhost%3A8080:school' } })
    expect(verified.publicJwk).toEqual(school.publicJwk)
    expect(verified.subject).toEqual({ commonName: 'Hogeschool "Voorbeeld", afd. Één +', organization: 'Hogeschool #1; <x> \\ =', country: 'NL' })
    expect(names).toEqual({ dnsNames: ['issuer.example'], uris: ['did:web:localhost%3A8080:school', 'https://issuer.example/school'] })
    expect(leaf).toMatchObject({ publicJwk: school.publicJwk, notBefore: new Date('2026-11-22T12:00:00Z'), notAfter: new Date('2027-11-22T12:00:00Z') })
  })

  it('gives each certificate a serial number of its own', async () => {
    const serials = await Promise.all(Array.from({ length: 5 }, async () => new X509Certificate(await issue()).serialNumber))
    expect(new Set(serials).size).toBe(5)
    for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/)
  })

  it('cuts names at 64 characters', async () => {
    const { leaf } = readCertificateChain(await issue({ subject: { commonName: 'x'.repeat(100), organization: 'y'.repeat(64), country: 'NL' } }))
    expect(leaf.subject).toEqual({ commonName: 'x'.repeat(64), organization: 'y'.repeat(64), country: 'NL' })
  })

  it('refuses a profile without its name, names that are no names, and dates outside its own', async () => {
    const invalid = expect.objectContaining({ code: 'KEY_CERTIFICATE_REQUEST_INVALID' })
    const wrong: Partial<CertificateRequest>[] = [
      { uris: [] },
      { profile: 'request-signing', dnsNames: [] },
      { uris: ['did:web:issuer.example\u0000'] },
      { dnsNames: ['één.example'] },
      { notBefore: new Date('2026-11-22T11:59:59Z') },
      { notAfter: new Date('2037-01-01T00:00:00Z') },
      { notAfter: now },
      { notAfter: new Date(Number.NaN) },
    ]
    for (const changed of wrong) await expect(issue(changed)).rejects.toThrow(invalid)
    await expect(issue({ profile: 'request-signing', uris: [] })).resolves.toContain('BEGIN CERTIFICATE')
  })

  it('does not open with another key-encryption key', async () => {
    const other = parseKeyEncryptionKey(randomBytes(32).toString('base64'))
    await expect(issueCertificate({ kek: other, ...ca }, request())).rejects.toThrow(expect.objectContaining({ code: 'KEY_SEALED_UNREADABLE' }))
  })
})

describe('readCertificateChain', () => {
  it('takes the root off, and reads what surrounds certificates in real files', async () => {
    const leaf = await issue()
    const { x5c, root } = readCertificateChain(`subject=School\r\n${leaf.replaceAll('\n', '\r\n')}\r\n# root\n${ca.certificatePem}`)
    expect(x5c).toHaveLength(1)
    expect(new X509Certificate(root ?? '').subject).toContain('SANDBOX')
  })

  it('refuses files in the wrong order, with a gap, without a leaf, empty, or with another kind of key', async () => {
    const withCode = (code: string) => expect.objectContaining({ name: 'ChainError', code })
    const leaf = await issue()
    const stranger = await makeCertificate({ name: 'CN=Stranger', ca: true })
    expect(() => readCertificateChain(`${ca.certificatePem}\n${leaf}`)).toThrow(withCode('CHAIN_BROKEN'))
    expect(() => readCertificateChain(`${leaf}\n${stranger.pem}`)).toThrow(withCode('CHAIN_BROKEN'))
    expect(() => readCertificateChain(ca.certificatePem)).toThrow(withCode('CHAIN_LEAF_SELF_SIGNED'))
    expect(() => readCertificateChain('')).toThrow(withCode('CHAIN_EMPTY'))
    expect(() => readCertificateChain('-----BEGIN CERTIFICATE-----\nMIIB')).toThrow(withCode('CHAIN_MALFORMED'))
    expect(() => readCertificateChain('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----')).toThrow(withCode('CHAIN_MALFORMED'))
    expect(() => readCertificateChain(leaf.repeat(7))).toThrow(withCode('CHAIN_TOO_LONG'))
    expect(() => readCertificateChain('x'.repeat(200_000))).toThrow(withCode('CHAIN_TOO_LONG'))
    const rsa = await makeCertificate({ issuer: stranger, keys: await makeKeys('RSA-2048') })
    expect(() => readCertificateChain(rsa.pem)).toThrow(withCode('CHAIN_LEAF_KEY_UNSUPPORTED'))
  })
})

describe('certificateHash', () => {
  it('is the SHA-256 of the DER, base64url', async () => {
    const pem = await issue()
    const [leaf = ''] = readCertificateChain(pem).x5c
    const fingerprint = Buffer.from(new X509Certificate(pem).fingerprint256.replaceAll(':', ''), 'hex')
    expect(certificateHash(leaf)).toBe(fingerprint.toString('base64url'))
  })
})
