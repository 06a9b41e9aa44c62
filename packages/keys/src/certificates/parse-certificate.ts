import 'reflect-metadata'
import { createHash, type KeyObject, X509Certificate } from 'node:crypto'
import * as x509 from '@peculiar/x509'
import { ChainError } from '../errors.ts'
import type { PublicJwk } from '../public-jwk.ts'

/** Names in a certificate's subject, as far as they say who it belongs to. */
export type CertificateSubject = { commonName?: string; organization?: string; country?: string }

/** One certificate as OpenSSL reads it: quick to get. Nothing in it has been verified. */
export type OpenedCertificate = {
  /** Parsed by OpenSSL: signatures, names and dates come from here. */
  readonly certificate: X509Certificate
  readonly base64: string
  readonly publicKey: KeyObject
  /** Validity, both ends included; milliseconds since 1970. */
  readonly notBefore: number
  readonly notAfter: number
}

/** What the certificate says about its use. Costs some milliseconds to read, so that signatures are checked first. */
export type CertificateDetails = {
  readonly subject: CertificateSubject
  readonly dnsNames: readonly string[]
  readonly uris: readonly string[]
  /** basicConstraints, when present. */
  readonly basicConstraints: { ca: boolean; pathLength: number | undefined } | undefined
  /** keyUsage, when present. */
  readonly keyUsage: { digitalSignature: boolean; keyCertSign: boolean } | undefined
  /** Extensions this code does not know how to honour, and must therefore refuse. RFC 5280 #section-4.2 */
  readonly unsupportedExtensions: readonly string[]
}

/** One certificate, taken apart completely. Nothing in it has been verified. */
export type ParsedCertificate = OpenedCertificate & CertificateDetails

const MAX_CERTIFICATE_BYTES = 16_384

const BASIC_CONSTRAINTS = '2.5.29.19'
const KEY_USAGE = '2.5.29.15'
const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17'
const NAME_CONSTRAINTS = '2.5.29.30'
const HONOURED = new Set([BASIC_CONSTRAINTS, KEY_USAGE, SUBJECT_ALTERNATIVE_NAME])

/** Reads base64 DER, as in `x5c` (standard alphabet, canonical, no white space). Throws ChainError CHAIN_MALFORMED. */
export function openCertificate(base64: string): OpenedCertificate {
  if (typeof base64 !== 'string' || base64.length > Math.ceil(MAX_CERTIFICATE_BYTES / 3) * 4) {
    throw new ChainError('CHAIN_MALFORMED', 'certificate is not base64 of an acceptable size')
  }
  const der = Buffer.from(base64, 'base64')
  if (der.toString('base64') !== base64) throw new ChainError('CHAIN_MALFORMED', 'certificate is not canonical base64')
  try {
    const certificate = new X509Certificate(der)
    if (!certificate.raw.equals(der)) throw new Error('bytes follow the certificate')
    const notBefore = certificate.validFromDate.getTime()
    const notAfter = certificate.validToDate.getTime()
    if (!Number.isFinite(notBefore) || !Number.isFinite(notAfter)) throw new Error('a date cannot be read')
    return { certificate, base64, publicKey: certificate.publicKey, notBefore, notAfter }
  } catch (cause) {
    throw new ChainError('CHAIN_MALFORMED', 'certificate cannot be parsed', { cause })
  }
}

/** Reads the rest of an opened certificate. Throws ChainError CHAIN_MALFORMED. */
export function readDetails(opened: OpenedCertificate): ParsedCertificate {
  try {
    return { ...opened, ...parseDetails(opened.certificate.raw) }
  } catch (cause) {
    throw new ChainError('CHAIN_MALFORMED', 'certificate extensions cannot be parsed', { cause })
  }
}

function parseDetails(der: Buffer): CertificateDetails {
  const parsed = new x509.X509Certificate(der)
  const types = parsed.extensions.map((extension) => extension.type)
  if (new Set(types).size !== types.length) throw new Error('an extension occurs twice')
  const constraints = parsed.getExtension(x509.BasicConstraintsExtension)
  const usages = parsed.getExtension(x509.KeyUsagesExtension)?.usages
  const names = parsed.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? []
  const namesOf = (type: string): string[] => names.filter((name) => name.type === type).map((name) => printable(name.value))
  return {
    subject: readSubject(parsed.subjectName),
    dnsNames: namesOf('dns'),
    uris: namesOf('url'),
    basicConstraints: constraints === null ? undefined : { ca: constraints.ca, pathLength: constraints.pathLength },
    keyUsage:
      usages === undefined
        ? undefined
        : {
            digitalSignature: (usages & x509.KeyUsageFlags.digitalSignature) !== 0,
            keyCertSign: (usages & x509.KeyUsageFlags.keyCertSign) !== 0,
          },
    unsupportedExtensions: parsed.extensions
      .filter(({ type, critical }) => (critical && !HONOURED.has(type)) || type === NAME_CONSTRAINTS)
      .map(({ type }) => type),
  }
}

function readSubject(name: x509.Name): CertificateSubject {
  const [commonName] = name.getField('CN')
  const [organization] = name.getField('O')
  const [country] = name.getField('C')
  return {
    ...(commonName === undefined ? {} : { commonName }),
    ...(organization === undefined ? {} : { organization }),
    ...(country === undefined ? {} : { country }),
  }
}

/** A name with a control character in it (NUL tricks) is no name. */
function printable(name: string): string {
  if (!/^[\x21-\x7e]+$/.test(name)) throw new Error('a subject alternative name is not printable ASCII')
  return name
}

/** The certificate's public key as a P-256 JWK, or undefined for any other kind of key. */
export function certificatePublicJwk({ publicKey }: OpenedCertificate): PublicJwk | undefined {
  if (publicKey.asymmetricKeyType !== 'ec' || publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return undefined
  const { x, y } = publicKey.export({ format: 'jwk' }) as { x: string; y: string }
  return { kty: 'EC', crv: 'P-256', x, y }
}

/** The P-256 key in a base64 DER certificate. Throws ChainError CHAIN_MALFORMED or CHAIN_LEAF_KEY_UNSUPPORTED. Verifies nothing. */
export function leafPublicJwk(base64: string): PublicJwk {
  const jwk = certificatePublicJwk(openCertificate(base64))
  if (jwk === undefined) throw new ChainError('CHAIN_LEAF_KEY_UNSUPPORTED', 'the leaf key is not a P-256 key')
  return jwk
}

/** SHA-256 over the DER of a base64 certificate, base64url: the value behind `x509_hash:`. OpenID4VP 1.0 #section-5.9.3 */
export function certificateHash(x5cLeaf: string): string {
  return createHash('sha256').update(Buffer.from(x5cLeaf, 'base64')).digest('base64url')
}
