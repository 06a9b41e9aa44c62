import 'reflect-metadata'
import { generateKeyPair, randomBytes, webcrypto } from 'node:crypto'
import { promisify } from 'node:util'
import * as x509 from '@peculiar/x509'
import { KeyError } from '../errors.ts'
import type { PublicJwk } from '../public-jwk.ts'
import type { KeyEncryptionKey } from '../sealed/key-encryption-key.ts'
import { sealedKeyContext } from '../sealed/sealed-key.ts'

/** The sandbox's own certificate authority at rest. */
export type SealedCertificateAuthority = { sealedPrivateKey: string; certificatePem: string }

/** What a new certificate says. Country is two letters (ISO 3166-1). Dates are the validity; names become subject alternative names. */
export type CertificateRequest = {
  subject: { commonName: string; organization: string; country: string }
  publicJwk: PublicJwk
  /** Host names, no port. A request-signing certificate needs at least one (x509_san_dns). */
  dnsNames: readonly string[]
  /** DID and credential issuer identifier. A credential-signing certificate needs at least one. */
  uris: readonly string[]
  notBefore: Date
  notAfter: Date
  profile: 'credential-signing' | 'request-signing'
}

const CA_CONTEXT = 'sandbox-ca'
const CA_YEARS = 10
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const generate = promisify(generateKeyPair)

/**
 * Makes a self-signed P-256 root for the sandbox: path length 0 (it signs leaves and nothing else), valid ten years
 * from `now`. Its name should say that it is a sandbox; nobody outside should ever trust it.
 */
export async function createSandboxCa(
  kek: KeyEncryptionKey,
  { commonName, country, now = () => new Date() }: { commonName: string; country: string; now?: () => Date },
): Promise<SealedCertificateAuthority> {
  const { privateKey } = await generate('ec', { namedCurve: 'P-256' })
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' })
  const { x, y } = privateKey.export({ format: 'jwk' }) as { x: string; y: string }
  const keys = {
    privateKey: await webcrypto.subtle.importKey('pkcs8', pkcs8, ALGORITHM, false, ['sign']),
    publicKey: await importPublicKey({ kty: 'EC', crv: 'P-256', x, y }),
  }
  const notBefore = wholeSeconds(now())
  const notAfter = new Date(notBefore)
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + CA_YEARS)
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: distinguishedName({ country, commonName }),
    notBefore,
    notAfter,
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  }, webcrypto)
  const sealedPrivateKey = kek.seal(pkcs8, sealedKeyContext(CA_CONTEXT))
  pkcs8.fill(0)
  return { sealedPrivateKey, certificatePem: certificate.toString('pem') }
}

/**
 * Signs a leaf certificate with the sandbox CA and gives it as PEM. RFC 5280 #section-4.2
 * Throws KeyError: KEY_SEALED_*, or KEY_CERTIFICATE_REQUEST_INVALID when the profile's names are missing or the
 * dates do not lie within the authority's own.
 */
export async function issueCertificate(
  ca: SealedCertificateAuthority & { kek: KeyEncryptionKey },
  { subject, publicJwk, dnsNames, uris, notBefore, notAfter, profile }: CertificateRequest,
): Promise<string> {
  const issuer = new x509.X509Certificate(ca.certificatePem)
  const names = profile === 'request-signing' ? dnsNames : uris
  if (names.length === 0 || ![...dnsNames, ...uris].every((name) => /^[\x21-\x7e]+$/.test(name))) {
    throw new KeyError('KEY_CERTIFICATE_REQUEST_INVALID', `a ${profile} certificate needs a name, in printable ASCII`)
  }
  const lastsWithin = wholeSeconds(notBefore) >= issuer.notBefore && notAfter > notBefore && notAfter <= issuer.notAfter
  if (!lastsWithin) {
    throw new KeyError('KEY_CERTIFICATE_REQUEST_INVALID', 'validity does not lie within that of the certificate authority')
  }
  const pkcs8 = ca.kek.open(ca.sealedPrivateKey, sealedKeyContext(CA_CONTEXT))
  const signingKey = await webcrypto.subtle.importKey('pkcs8', Buffer.from(pkcs8), ALGORITHM, false, ['sign'])
  pkcs8.fill(0)
  const publicKey = await importPublicKey(publicJwk)
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: distinguishedName(subject),
    issuer: issuer.subjectName,
    notBefore: wholeSeconds(notBefore),
    notAfter: wholeSeconds(notAfter),
    signingAlgorithm: ALGORITHM,
    publicKey,
    signingKey,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.SubjectAlternativeNameExtension([
        ...dnsNames.map((value) => ({ type: 'dns', value }) as const),
        ...uris.map((value) => ({ type: 'url', value }) as const),
      ]),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(await issuer.publicKey.export(ALGORITHM, ['verify'], webcrypto)),
    ],
  }, webcrypto)
  return certificate.toString('pem')
}

/** Names are informative and cut at the 64 characters that RFC 5280 #appendix-A.1 allows; no character in them is special. */
function distinguishedName({ country, organization, commonName }: { country: string; organization?: string; commonName: string }): x509.Name {
  const text = (value: string) => [{ utf8String: value.slice(0, 64) }]
  return new x509.Name([
    { C: [{ printableString: country }] },
    ...(organization === undefined ? [] : [{ O: text(organization) }]),
    { CN: text(commonName) },
  ])
}

function importPublicKey({ kty, crv, x, y }: PublicJwk): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('jwk', { kty, crv, x, y }, ALGORITHM, true, ['verify'])
}

/** 16 random bytes, positive, never zero. RFC 5280 #section-4.1.2.2 */
function serialNumber(): string {
  const bytes = randomBytes(16)
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40
  return bytes.toString('hex')
}

/** Certificates know no milliseconds. */
function wholeSeconds(instant: Date): Date {
  return new Date(Math.floor(instant.getTime() / 1000) * 1000)
}
