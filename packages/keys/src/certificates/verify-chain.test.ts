import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { beforeAll, describe, expect, it } from 'vitest'
import { ChainError, type ChainErrorCode } from '../errors.ts'
import { makeCertificate, type MadeCertificate, makeKeys } from './fixtures/certificate-maker.ts'
import { type ChainExpectation, verifyChain } from './verify-chain.ts'

const at = new Date('2026-11-22T12:00:00Z')
let root: MadeCertificate
let middle: MadeCertificate
let leaf: MadeCertificate

beforeAll(async () => {
  root = await makeCertificate({ name: 'CN=Root, C=NL', ca: true, notAfter: '2036-01-01T00:00:00Z' })
  middle = await makeCertificate({ name: 'CN=Middle, C=NL', ca: true, issuer: root, pathLength: 0, notAfter: '2030-01-01T00:00:00Z' })
  leaf = await makeCertificate({ name: 'CN=School, O=Hogeschool, C=NL', issuer: middle, dnsNames: ['issuer.example'], uris: ['did:web:issuer.example:school'] })
})

const expecting = (changed: Partial<ChainExpectation> = {}): ChainExpectation => ({ anchors: [root.pem], at, ...changed })

function expectRefusal(code: ChainErrorCode, x5c: readonly string[], changed: Partial<ChainExpectation> = {}): void {
  let thrown: unknown
  try {
    verifyChain(x5c, expecting(changed))
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(ChainError)
  expect((thrown as ChainError).code).toBe(code)
}

describe('verifyChain accepts', () => {
  it('a chain over an intermediate, and says whose key it is and until when', () => {
    const verified = verifyChain([leaf.base64, middle.base64], expecting())
    expect(verified).toMatchObject({
      dnsNames: ['issuer.example'],
      uris: ['did:web:issuer.example:school'],
      subject: { commonName: 'School', organization: 'Hogeschool', country: 'NL' },
      notAfter: new Date('2028-01-01T00:00:00Z'),
    })
    expect(verified.publicJwk.x).toMatch(/^[\w-]{43}$/)
  })

  it('an intermediate or a root as anchor, whichever of several anchors it leads to', async () => {
    const other = await makeCertificate({ name: 'CN=Other', ca: true })
    expect(verifyChain([leaf.base64], expecting({ anchors: [other.pem, middle.pem] })).uris).toHaveLength(1)
    expect(verifyChain([leaf.base64, middle.base64], expecting({ anchors: [`${other.pem}\n${root.pem}`] })).uris).toHaveLength(1)
  })

  it('the right one of two anchors with the same name', async () => {
    const namesake = await makeCertificate({ name: 'CN=Root, C=NL', ca: true })
    expect(verifyChain([leaf.base64, middle.base64], expecting({ anchors: [namesake.pem, root.pem] })).uris).toHaveLength(1)
    expectRefusal('CHAIN_SIGNATURE_INVALID', [leaf.base64, middle.base64], { anchors: [namesake.pem] })
    for (const kind of ['RSA-2048', 'Ed25519', 'P-384'] as const) {
      const otherKind = await makeCertificate({ name: 'CN=Root, C=NL', ca: true, keys: await makeKeys(kind) })
      expectRefusal('CHAIN_SIGNATURE_INVALID', [leaf.base64, middle.base64], { anchors: [otherKind.pem] })
      expect(verifyChain([leaf.base64, middle.base64], expecting({ anchors: [otherKind.pem, root.pem] })).uris).toHaveLength(1)
    }
  })

  it('authorities with RSA, P-384 and Ed25519 keys', async () => {
    for (const kind of ['RSA-2048', 'P-384', 'Ed25519'] as const) {
      const authority = await makeCertificate({ name: `CN=${kind}`, ca: true, keys: await makeKeys(kind), hash: 'SHA-384' })
      const school = await makeCertificate({ issuer: authority, hash: 'SHA-256' })
      expect(verifyChain([school.base64], expecting({ anchors: [authority.pem] })).publicJwk.kty).toBe('EC')
    }
  })

  it('the expected name, exactly, and no other', () => {
    const x5c = [leaf.base64, middle.base64]
    expect(verifyChain(x5c, expecting({ name: { uri: 'did:web:issuer.example:school' } })).uris).toHaveLength(1)
    expect(verifyChain(x5c, expecting({ name: { dnsName: 'Issuer.Example' } })).uris).toHaveLength(1)
    for (const uri of ['did:web:issuer.example:other', 'did:web:issuer.example', 'did:web:issuer.example:school/', 'issuer.example', '']) expectRefusal('CHAIN_NAME_MISMATCH', x5c, { name: { uri } })
    for (const dnsName of ['www.issuer.example', 'example', 'School', '']) expectRefusal('CHAIN_NAME_MISMATCH', x5c, { name: { dnsName } })
  })
})

describe('verifyChain', () => {
  it('SDJ-18 refuses a self-signed leaf, also when it is an anchor itself', async () => {
    const alone = await makeCertificate({ name: 'CN=Alone' })
    expectRefusal('CHAIN_LEAF_SELF_SIGNED', [alone.base64])
    expectRefusal('CHAIN_LEAF_SELF_SIGNED', [alone.base64], { anchors: [alone.pem] })
    expectRefusal('CHAIN_LEAF_SELF_SIGNED', [root.base64])
  })

  it('SDJ-18 refuses a chain that contains the anchor, or any other self-signed certificate', async () => {
    expectRefusal('CHAIN_ANCHOR_INCLUDED', [leaf.base64, middle.base64, root.base64])
    expectRefusal('CHAIN_ANCHOR_INCLUDED', [leaf.base64, middle.base64], { anchors: [middle.pem] })
    const strangers = await makeCertificate({ name: 'CN=Stranger', ca: true })
    expectRefusal('CHAIN_ANCHOR_INCLUDED', [(await makeCertificate({ issuer: strangers })).base64, strangers.base64])
  })

  it('SDJ-18 refuses an issuer that is no CA (no basicConstraints, CA false, a leaf that signs)', async () => {
    for (const wish of [{ basicConstraints: false, usages: x509.KeyUsageFlags.keyCertSign }, { ca: false, usages: x509.KeyUsageFlags.keyCertSign }, {}]) {
      const pretender = await makeCertificate({ name: 'CN=Pretender', issuer: root, ...wish })
      expectRefusal('CHAIN_NOT_A_CA', [(await makeCertificate({ issuer: pretender })).base64, pretender.base64])
    }
    expectRefusal('CHAIN_NOT_A_CA', [(await makeCertificate({ issuer: leaf })).base64, leaf.base64, middle.base64])
    const anchor = await makeCertificate({ name: 'CN=No authority', basicConstraints: false, usages: x509.KeyUsageFlags.keyCertSign })
    expectRefusal('CHAIN_NOT_A_CA', [(await makeCertificate({ issuer: anchor })).base64], { anchors: [anchor.pem] })
  })

  it('SDJ-18 refuses a CA without keyCertSign', async () => {
    for (const usages of [null, x509.KeyUsageFlags.digitalSignature, x509.KeyUsageFlags.cRLSign]) {
      const authority = await makeCertificate({ name: 'CN=May not', ca: true, usages, issuer: root })
      expectRefusal('CHAIN_CA_KEY_USAGE', [(await makeCertificate({ issuer: authority })).base64, authority.base64])
    }
  })

  it('SDJ-18 refuses every certificate of the path before and after its time, the anchor included', async () => {
    const x5c = [leaf.base64, middle.base64]
    expect(verifyChain(x5c, expecting({ at: new Date('2028-01-01T00:00:00Z') })).uris).toHaveLength(1)
    expectRefusal('CHAIN_EXPIRED', x5c, { at: new Date('2028-01-01T00:00:01Z') })
    expectRefusal('CHAIN_NOT_YET_VALID', x5c, { at: new Date('2025-12-31T23:59:59Z') })
    expectRefusal('CHAIN_NOT_YET_VALID', x5c, { at: new Date(Number.NaN) })
    const early = await makeCertificate({ name: 'CN=Over', ca: true, issuer: root, notBefore: '2026-01-01T00:00:00Z', notAfter: '2026-06-01T00:00:00Z' })
    expectRefusal('CHAIN_EXPIRED', [(await makeCertificate({ issuer: early })).base64, early.base64])
    const late = await makeCertificate({ name: 'CN=Later', ca: true, notBefore: '2027-01-01T00:00:00Z' })
    expectRefusal('CHAIN_NOT_YET_VALID', [(await makeCertificate({ issuer: late })).base64], { anchors: [late.pem] })
  })

  it('SDJ-18 refuses more certificates than a path length allows, and more than four', async () => {
    const deeper = await makeCertificate({ name: 'CN=Deeper', ca: true, issuer: middle })
    expectRefusal('CHAIN_PATH_TOO_LONG', [(await makeCertificate({ issuer: deeper })).base64, deeper.base64, middle.base64])
    const shallow = await makeCertificate({ name: 'CN=Shallow', ca: true, pathLength: 0 })
    const below = await makeCertificate({ name: 'CN=Below', ca: true, issuer: shallow })
    expectRefusal('CHAIN_PATH_TOO_LONG', [(await makeCertificate({ issuer: below })).base64, below.base64], { anchors: [shallow.pem] })
    expectRefusal('CHAIN_TOO_LONG', Array.from({ length: 5 }, () => leaf.base64))
  })

  it('SDJ-18 refuses a leaf that is a CA, may not sign, or has another kind of key', async () => {
    expectRefusal('CHAIN_LEAF_IS_CA', [middle.base64])
    expectRefusal('CHAIN_LEAF_IS_CA', [(await makeCertificate({ issuer: middle, usages: x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyCertSign })).base64, middle.base64])
    for (const usages of [null, x509.KeyUsageFlags.keyAgreement, x509.KeyUsageFlags.nonRepudiation]) {
      expectRefusal('CHAIN_LEAF_KEY_USAGE', [(await makeCertificate({ issuer: middle, usages })).base64, middle.base64])
    }
    for (const kind of ['P-384', 'Ed25519', 'RSA-2048'] as const) {
      expectRefusal('CHAIN_LEAF_KEY_UNSUPPORTED', [(await makeCertificate({ issuer: middle, keys: await makeKeys(kind) })).base64, middle.base64])
    }
  })

  it('refuses broken, reordered, incomplete and repeated chains, and forged signatures', async () => {
    const stranger = await makeCertificate({ name: 'CN=Stranger', ca: true })
    expectRefusal('CHAIN_UNTRUSTED', [leaf.base64])
    expectRefusal('CHAIN_LEAF_IS_CA', [middle.base64, leaf.base64])
    expectRefusal('CHAIN_REPEATED_CERTIFICATE', [leaf.base64, leaf.base64, middle.base64])
    const other = await makeCertificate({ name: 'CN=Other middle', ca: true, issuer: root })
    expectRefusal('CHAIN_BROKEN', [leaf.base64, other.base64])
    const forged = await makeCertificate({ name: 'CN=School', issuer: stranger, issuerName: 'CN=Middle, C=NL' })
    expectRefusal('CHAIN_SIGNATURE_INVALID', [forged.base64, middle.base64])
    const forgedMiddle = await makeCertificate({ name: 'CN=Fake, C=NL', ca: true, issuer: stranger, issuerName: 'CN=Root, C=NL' })
    expectRefusal('CHAIN_SIGNATURE_INVALID', [(await makeCertificate({ issuer: forgedMiddle })).base64, forgedMiddle.base64])
  })

  it('refuses weak signature algorithms and weak authority keys', async () => {
    const weakHash = await makeCertificate({ issuer: middle, hash: 'SHA-1' })
    expectRefusal('CHAIN_ALGORITHM_FORBIDDEN', [weakHash.base64, middle.base64])
    const weakKey = await makeCertificate({ name: 'CN=Weak', ca: true, keys: await makeKeys('RSA-1024') })
    expectRefusal('CHAIN_ALGORITHM_FORBIDDEN', [(await makeCertificate({ issuer: weakKey })).base64], { anchors: [weakKey.pem] })
  })

  it('refuses extensions that it cannot honour: unknown critical ones, and name constraints', async () => {
    const unknown = new x509.Extension('1.2.3.4.5', true, new Uint8Array([5, 0]))
    expectRefusal('CHAIN_EXTENSION_UNSUPPORTED', [(await makeCertificate({ issuer: middle, extensions: [unknown] })).base64, middle.base64])
    const harmless = new x509.Extension('1.2.3.4.5', false, new Uint8Array([5, 0]))
    expect(verifyChain([(await makeCertificate({ issuer: middle, extensions: [harmless] })).base64, middle.base64], expecting()).dnsNames).toEqual([])
    const purpose = new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1'], true)
    expectRefusal('CHAIN_EXTENSION_UNSUPPORTED', [(await makeCertificate({ issuer: middle, extensions: [purpose] })).base64, middle.base64])
    for (const critical of [true, false]) {
      const constraints = new x509.Extension('2.5.29.30', critical, new Uint8Array([0x30, 0]))
      const constrained = await makeCertificate({ name: 'CN=Constrained', ca: true, issuer: root, extensions: [constraints] })
      expectRefusal('CHAIN_EXTENSION_UNSUPPORTED', [(await makeCertificate({ issuer: constrained })).base64, constrained.base64])
    }
  })

  it('refuses names with control characters in them', async () => {
    const sneaky = await makeCertificate({ issuer: middle, uris: ['did:web:issuer.example:school\u0000.evil.example'] })
    expectRefusal('CHAIN_MALFORMED', [sneaky.base64, middle.base64])
  })

  it('trusts nobody when no anchor is configured, and nothing when no certificate is given', () => {
    expectRefusal('CHAIN_NO_ANCHOR', [leaf.base64, middle.base64], { anchors: [] })
    expectRefusal('CHAIN_EMPTY', [])
    expectRefusal('CHAIN_EMPTY', [leaf.base64, middle.base64], { anchors: ['no certificate in here'] })
    expectRefusal('CHAIN_MALFORMED', [leaf.base64, middle.base64], { anchors: ['-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'] })
  })

  it('refuses malformed certificates with its own error, whatever the bytes', () => {
    const der = Buffer.from(leaf.base64, 'base64')
    for (const bad of ['', 'x', leaf.pem, leaf.base64.replace(/\//g, '_').replace(/\+/g, '-') + '!', ` ${leaf.base64}`, leaf.base64.slice(0, -8), 'A'.repeat(40_000), Buffer.concat([der, Buffer.from([0])]).toString('base64')]) {
      expectRefusal('CHAIN_MALFORMED', [bad, middle.base64])
    }
    expectRefusal('CHAIN_MALFORMED', [5 as unknown as string, middle.base64])
    let refused = 0
    for (let position = 0; position < der.length; position++) {
      const changed = Buffer.from(der)
      changed[position] = (changed[position] ?? 0) ^ 0x11
      try {
        verifyChain([changed.toString('base64'), middle.base64], expecting())
      } catch (error) {
        expect(error).toBeInstanceOf(ChainError)
        refused++
      }
    }
    expect(refused).toBe(der.length)
    // The same on the certificate that is trusted: a changed anchor is refused or leads nowhere, never a crash.
    const anchor = Buffer.from(root.base64, 'base64')
    for (let position = 0; position < anchor.length; position += 3) {
      const changed = Buffer.from(anchor)
      changed[position] = (changed[position] ?? 0) ^ 0x11
      const pem = `-----BEGIN CERTIFICATE-----\n${changed.toString('base64')}\n-----END CERTIFICATE-----`
      try {
        verifyChain([leaf.base64, middle.base64], expecting({ anchors: [pem] }))
      } catch (error) {
        expect(error).toBeInstanceOf(ChainError)
      }
    }
  })

  it('keeps what it proved only as long as it holds (the same chain at another time, or under other anchors)', async () => {
    const x5c = [leaf.base64, middle.base64]
    verifyChain(x5c, expecting())
    verifyChain(x5c, expecting())
    expectRefusal('CHAIN_EXPIRED', x5c, { at: new Date('2029-01-01T00:00:00Z') })
    const stranger = await makeCertificate({ name: 'CN=Stranger', ca: true })
    expectRefusal('CHAIN_UNTRUSTED', x5c, { anchors: [stranger.pem] })
  })
})
