/** Certificates for servers that only tests talk to: X.509 v3 (RFC 5280), ECDSA P-256, written out in DER. */
import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'

/** A certificate and its private key, both PEM. */
export type ServerCertificate = { cert: string; key: string }

/** A certificate authority: `certificate` (PEM) is what a client trusts, `issue` makes server certificates. */
export type TestAuthority = {
  certificate: string
  issue(names: readonly string[], options?: { validity?: keyof typeof validities; selfSigned?: boolean }): ServerCertificate
}

/** Makes an authority that nobody trusts by themselves. */
export function makeAuthority(): TestAuthority {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = `Test authority ${randomBytes(4).toString('hex')}`
  const certificate = write({ issuer: name, subject: name, publicKey: keys.publicKey, signWith: keys.privateKey, days: [-30, 30], extensions: [basicConstraintsCa, keyUsageCertSign] })
  return {
    certificate,
    issue(names, { validity = 'now', selfSigned = false } = {}) {
      const own = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      const cert = write({
        issuer: selfSigned ? 'Nobody' : name,
        subject: selfSigned ? 'Nobody' : 'Server',
        publicKey: own.publicKey,
        signWith: selfSigned ? own.privateKey : keys.privateKey,
        days: validities[validity],
        extensions: [subjectAltName(names)],
      })
      return { cert, key: own.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string }
    },
  }
}

/** In days from now. */
const validities = { now: [-1, 10], past: [-20, -10], future: [10, 20] } as const

/** One DER value: tag, length, content (X.690 #8.1). */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const length = content.length < 0x80 ? [content.length] : content.length < 0x100 ? [0x81, content.length] : [0x82, content.length >> 8, content.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

const SEQUENCE = 0x30
const hex = (text: string): Buffer => Buffer.from(text, 'hex')
const oid = (content: string): Buffer => der(0x06, hex(content))
const ecdsaWithSha256 = der(SEQUENCE, oid('2a8648ce3d040302'))
const critical = der(0x01, hex('ff'))
const basicConstraintsCa = der(SEQUENCE, oid('551d13'), critical, der(0x04, der(SEQUENCE, der(0x01, hex('ff')))))
const keyUsageCertSign = der(SEQUENCE, oid('551d0f'), critical, der(0x04, der(0x03, hex('0204'))))
const subjectAltName = (names: readonly string[]): Buffer => der(SEQUENCE, oid('551d11'), der(0x04, der(SEQUENCE, ...names.map((name) => der(0x82, Buffer.from(name))))))
const commonName = (name: string): Buffer => der(SEQUENCE, der(0x31, der(SEQUENCE, oid('550403'), der(0x0c, Buffer.from(name)))))
const time = (days: number): Buffer => der(0x18, Buffer.from(new Date(Date.now() + days * 86_400_000).toISOString().replaceAll(/[-:T]|\.\d+/g, '')))

type Certificate = { issuer: string; subject: string; publicKey: KeyObject; signWith: KeyObject; days: readonly [number, number]; extensions: readonly Buffer[] }

function write({ issuer, subject, publicKey, signWith, days, extensions }: Certificate): string {
  const serial = randomBytes(8)
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x01
  const content = der(SEQUENCE,
    der(0xa0, der(0x02, hex('02'))),
    der(0x02, serial),
    ecdsaWithSha256,
    commonName(issuer),
    der(SEQUENCE, time(days[0]), time(days[1])),
    commonName(subject),
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, der(SEQUENCE, ...extensions)))
  const signature = sign('sha256', content, signWith)
  const certificate = der(SEQUENCE, content, ecdsaWithSha256, der(0x03, hex('00'), signature))
  return `-----BEGIN CERTIFICATE-----\n${certificate.toString('base64').match(/.{1,64}/g)?.join('\n') ?? ''}\n-----END CERTIFICATE-----\n`
}
