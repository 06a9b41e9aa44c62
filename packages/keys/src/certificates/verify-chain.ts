import { createHash } from 'node:crypto'
import { boundedCache } from '../bounded-cache.ts'
import { ChainError } from '../errors.ts'
import type { PublicJwk } from '../public-jwk.ts'
import { type CertificateSubject, certificatePublicJwk, openCertificate, type OpenedCertificate, type ParsedCertificate, readDetails } from './parse-certificate.ts'
import { certificatesFromPem } from './read-certificate-chain.ts'

/** What a verified chain proves: this key belongs to these names, says one of the anchors. */
export type VerifiedLeaf = {
  publicJwk: PublicJwk
  dnsNames: readonly string[]
  uris: readonly string[]
  subject: CertificateSubject
  /** The instant at which the first certificate of the path expires. */
  notAfter: Date
}

export type ChainExpectation = {
  /** Certificates that are trusted, as PEM; each must be a CA. An empty list trusts nobody. */
  anchors: readonly string[]
  /** The instant at which every certificate must be valid. */
  at: Date
  /** A name the leaf must carry among its subject alternative names, exactly as written here. */
  name?: { uri: string } | { dnsName: string }
}

/** Leaf and intermediates; the anchor comes on top. */
const MAX_CHAIN = 4

/** ECDSA and RSA (PKCS #1 v1.5) with SHA-2, and Ed25519. RSA keys under 2048 bits are refused. */
const SIGNATURE_ALGORITHMS = new Set([
  '1.2.840.10045.4.3.2',
  '1.2.840.10045.4.3.3',
  '1.2.840.10045.4.3.4',
  '1.2.840.113549.1.1.11',
  '1.2.840.113549.1.1.12',
  '1.2.840.113549.1.1.13',
  '1.3.101.112',
])
const EC_CURVES = new Set(['prime256v1', 'secp384r1', 'secp521r1'])

type Path = { leaf: Omit<VerifiedLeaf, 'notAfter'>; notBefore: number; notAfter: number }

/** Paths already proven, by digest of chain and anchors. Only the dates can change the answer, and they are checked each time. */
const provenPaths = boundedCache<Path>(512)
const parsedAnchors = boundedCache<ParsedCertificate[]>(512)

/**
 * Decides whether `x5c` leads from its first certificate to one of the anchors (RFC 5280 #section-6.1, without
 * policies and name constraints, which are refused). Demands: at most four certificates, each signed by the next and the last by an
 * anchor; every one valid at `at`; every issuer a CA with keyCertSign and enough path length; signature algorithms from a
 * short list; a leaf that is no CA, not self-signed, with digitalSignature and a P-256 key; no anchor and no other
 * self-signed certificate inside the chain (HAIP 1.0 #issuer-key-resolution); no critical extension that is not honoured here.
 * Throws ChainError.
 */
export function verifyChain(x5c: readonly string[], { anchors, at, name }: ChainExpectation): VerifiedLeaf {
  if (!Array.isArray(x5c) || x5c.length === 0) throw new ChainError('CHAIN_EMPTY', 'no certificate given')
  if (x5c.length > MAX_CHAIN) throw new ChainError('CHAIN_TOO_LONG', `more than ${MAX_CHAIN} certificates`)
  if (anchors.length === 0) throw new ChainError('CHAIN_NO_ANCHOR', 'no trust anchor is configured')
  const digest = digestOf(x5c, anchors)
  const path = provenPaths.get(digest) ?? provenPaths.set(digest, findPath(x5c.map(openCertificate), anchors.flatMap(parseAnchors), at))
  checkValidity(path, at)
  if (name !== undefined) checkName(path.leaf, name)
  return { ...path.leaf, notAfter: new Date(path.notAfter) }
}

function digestOf(x5c: readonly string[], anchors: readonly string[]): string {
  const digest = createHash('sha256')
  for (const part of [...x5c, '|', ...anchors]) {
    if (typeof part !== 'string') throw new ChainError('CHAIN_MALFORMED', 'a certificate is not a text')
    digest.update(`${part.length}:${part}`)
  }
  return digest.digest('base64')
}

function parseAnchors(pem: string): ParsedCertificate[] {
  return parsedAnchors.get(pem) ?? parsedAnchors.set(pem, certificatesFromPem(pem).map(openCertificate).map(readDetails))
}

/** Cheap refusals first, signatures next: what a certificate says about itself is only read when somebody trusted signed it. */
function findPath(opened: readonly OpenedCertificate[], anchors: readonly ParsedCertificate[], at: Date): Path {
  checkShape(opened, anchors)
  opened.forEach((link, depth) => {
    const issuer = opened[depth + 1]
    if (issuer !== undefined) checkSignature(link, issuer)
  })
  let refusal = new ChainError('CHAIN_UNTRUSTED', 'the chain does not end at a trust anchor')
  let named = false
  for (const anchor of anchors) {
    if (opened.at(-1)?.certificate.issuer !== anchor.certificate.subject) continue
    try {
      return provePath(opened, anchor, at)
    } catch (error) {
      if (!(error instanceof ChainError)) throw error
      if (!named) refusal = error
      named = true
    }
  }
  throw refusal
}

function checkShape([leaf, ...issuers]: readonly OpenedCertificate[], anchors: readonly ParsedCertificate[]): void {
  if (leaf === undefined) throw new ChainError('CHAIN_EMPTY', 'no certificate given')
  if (isSelfIssued(leaf)) throw new ChainError('CHAIN_LEAF_SELF_SIGNED', 'the leaf certificate is self-signed')
  if (leaf.certificate.ca) throw new ChainError('CHAIN_LEAF_IS_CA', 'the leaf certificate is a certificate authority')
  const seen = new Set<string>()
  for (const link of [leaf, ...issuers]) {
    if (seen.has(link.base64)) throw new ChainError('CHAIN_REPEATED_CERTIFICATE', 'a certificate occurs twice')
    seen.add(link.base64)
    if (isSelfIssued(link) || anchors.some(({ base64 }) => base64 === link.base64)) {
      throw new ChainError('CHAIN_ANCHOR_INCLUDED', 'the chain contains the trust anchor or another self-signed certificate')
    }
  }
}

function provePath(opened: readonly OpenedCertificate[], anchor: ParsedCertificate, at: Date): Path {
  const last = opened.at(-1)
  if (last !== undefined) checkSignature(last, anchor)
  const path = [...opened.map(readDetails), anchor]
  const [leaf] = path
  if (leaf === undefined) throw new ChainError('CHAIN_EMPTY', 'no certificate given')
  const publicJwk = checkLeaf(leaf)
  path.forEach((link, depth) => {
    checkExtensions(link)
    if (depth > 0) checkIssuer(link, depth - 1)
  })
  // Once more in OpenSSL's words: names compared byte by byte, key identifiers, usages.
  path.forEach(({ certificate }, depth) => {
    const issuer = path[depth + 1]
    if (issuer !== undefined && !certificate.checkIssued(issuer.certificate)) throw new ChainError('CHAIN_BROKEN', 'a certificate was not issued by the next one')
  })
  const validity = { notBefore: Math.max(...path.map(({ notBefore }) => notBefore)), notAfter: Math.min(...path.map(({ notAfter }) => notAfter)) }
  checkValidity(validity, at)
  return { leaf: { publicJwk, dnsNames: leaf.dnsNames, uris: leaf.uris, subject: leaf.subject }, ...validity }
}

function checkLeaf(leaf: ParsedCertificate): PublicJwk {
  if (leaf.basicConstraints?.ca === true || leaf.keyUsage?.keyCertSign === true) {
    throw new ChainError('CHAIN_LEAF_IS_CA', 'the leaf certificate is a certificate authority')
  }
  if (leaf.keyUsage?.digitalSignature !== true) throw new ChainError('CHAIN_LEAF_KEY_USAGE', 'the leaf key may not make digital signatures')
  const publicJwk = certificatePublicJwk(leaf)
  if (publicJwk === undefined) throw new ChainError('CHAIN_LEAF_KEY_UNSUPPORTED', 'the leaf key is not a P-256 key')
  return publicJwk
}

/** `certificatesBelow`: how many intermediates stand between this issuer and the leaf. */
function checkIssuer({ basicConstraints, keyUsage }: ParsedCertificate, certificatesBelow: number): void {
  if (basicConstraints?.ca !== true) throw new ChainError('CHAIN_NOT_A_CA', 'an issuer in the chain is not a certificate authority')
  if (keyUsage?.keyCertSign !== true) throw new ChainError('CHAIN_CA_KEY_USAGE', 'an issuer in the chain may not sign certificates')
  if (basicConstraints.pathLength !== undefined && basicConstraints.pathLength < certificatesBelow) {
    throw new ChainError('CHAIN_PATH_TOO_LONG', 'an issuer in the chain allows fewer certificates below it')
  }
}

function checkExtensions({ unsupportedExtensions }: ParsedCertificate): void {
  if (unsupportedExtensions.length > 0) {
    throw new ChainError('CHAIN_EXTENSION_UNSUPPORTED', `a certificate has extensions that are not supported: ${unsupportedExtensions.join(' ')}`)
  }
}

function checkSignature({ certificate }: OpenedCertificate, issuer: OpenedCertificate): void {
  if (certificate.issuer !== issuer.certificate.subject) throw new ChainError('CHAIN_BROKEN', 'a certificate was not issued by the next one')
  if (!SIGNATURE_ALGORITHMS.has(certificate.signatureAlgorithmOid) || !isStrongKey(issuer)) {
    throw new ChainError('CHAIN_ALGORITHM_FORBIDDEN', 'a certificate is signed with a forbidden algorithm or kind of key')
  }
  if (!certificate.verify(issuer.publicKey)) throw new ChainError('CHAIN_SIGNATURE_INVALID', 'a certificate signature does not verify')
}

function isStrongKey({ publicKey: { asymmetricKeyType, asymmetricKeyDetails } }: OpenedCertificate): boolean {
  if (asymmetricKeyType === 'ec') return EC_CURVES.has(asymmetricKeyDetails?.namedCurve ?? '')
  if (asymmetricKeyType === 'rsa') return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048
  return asymmetricKeyType === 'ed25519'
}

function isSelfIssued({ certificate }: OpenedCertificate): boolean {
  return certificate.subject === certificate.issuer
}

/** Written so that a date that is no date (NaN) is valid at no time. */
function checkValidity({ notBefore, notAfter }: { notBefore: number; notAfter: number }, at: Date): void {
  if (!(at.getTime() >= notBefore)) throw new ChainError('CHAIN_NOT_YET_VALID', 'a certificate of the chain is not yet valid')
  if (!(at.getTime() <= notAfter)) throw new ChainError('CHAIN_EXPIRED', 'a certificate of the chain has expired')
}

function checkName({ dnsNames, uris }: Pick<VerifiedLeaf, 'dnsNames' | 'uris'>, name: { uri: string } | { dnsName: string }): void {
  const carried = 'uri' in name ? uris.includes(name.uri) : dnsNames.some((dnsName) => dnsName.toLowerCase() === name.dnsName.toLowerCase())
  if (!carried) throw new ChainError('CHAIN_NAME_MISMATCH', 'the leaf certificate does not carry the expected name')
}
