/** Test certificates, written byte by byte (X.690 DER, RFC 5280): a root and one leaf with a DNS name. */
import { createPublicKey, randomBytes, sign, type KeyObject } from 'node:crypto'

/** A root and the leaf it signed: PEM for the wallet's anchors, base64 DER for an `x5c` header. */
export type PretendChain = { anchor: string; leaf: string }

/**
 * Makes a root for `rootKey` and a leaf for `leafJwk`, both valid from a minute ago for a day.
 *
 * @param dns the only subject alternative name of the leaf
 */
export function createPretendChain(rootKey: { publicKey: KeyObject; privateKey: KeyObject }, leafJwk: { kty: 'EC'; crv: 'P-256'; x: string; y: string }, dns: string): PretendChain {
  const root = certificate({ subject: 'Pretend Root', issuer: 'Pretend Root', publicKey: rootKey.publicKey, signingKey: rootKey.privateKey, extensions: [basicConstraints(true), keyUsage(0x04, 2)] })
  const leaf = certificate({
    subject: dns, issuer: 'Pretend Root', publicKey: createPublicKey({ key: leafJwk, format: 'jwk' }), signingKey: rootKey.privateKey,
    extensions: [basicConstraints(false), keyUsage(0x80, 7), extension('551d11', false, sequence(der(0x82, Buffer.from(dns, 'ascii'))))],
  })
  return { anchor: `-----BEGIN CERTIFICATE-----\n${root.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`, leaf: leaf.toString('base64') }
}

function certificate({ subject, issuer, publicKey, signingKey, extensions }: { subject: string; issuer: string; publicKey: KeyObject; signingKey: KeyObject; extensions: Buffer[] }): Buffer {
  const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'))
  const serial = Buffer.concat([Buffer.from([0x01]), randomBytes(8)])
  const toBeSigned = sequence(
    der(0xa0, integer(Buffer.from([2]))),
    integer(serial),
    ecdsaWithSha256,
    name(issuer),
    sequence(time(Date.now() - 60_000), time(Date.now() + 86_400_000)),
    name(subject),
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(...extensions)),
  )
  const signature = sign('sha256', toBeSigned, signingKey)
  return sequence(toBeSigned, ecdsaWithSha256, der(0x03, Buffer.concat([Buffer.from([0]), signature])))
}

const sequence = (...parts: Buffer[]): Buffer => der(0x30, Buffer.concat(parts))
const oid = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'))
const integer = (bytes: Buffer): Buffer => der(0x02, bytes)
const time = (at: number): Buffer => der(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replace(/[-T:]/g, '')}Z`, 'ascii'))
const name = (common: string): Buffer => sequence(der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from(common, 'utf8')))))
const basicConstraints = (authority: boolean): Buffer => extension('551d13', true, sequence(...authority ? [der(0x01, Buffer.from([0xff]))] : []))
const keyUsage = (bits: number, unused: number): Buffer => extension('551d0f', true, der(0x03, Buffer.from([unused, bits])))

function extension(id: string, critical: boolean, value: Buffer): Buffer {
  return sequence(oid(id), ...critical ? [der(0x01, Buffer.from([0xff]))] : [], der(0x04, value))
}

function der(tag: number, content: Buffer): Buffer {
  const length = content.length < 0x80
    ? Buffer.from([content.length])
    : content.length < 0x100 ? Buffer.from([0x81, content.length]) : Buffer.from([0x82, content.length >> 8, content.length & 0xff])
  return Buffer.concat([Buffer.from([tag]), length, content])
}
