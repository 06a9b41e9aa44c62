/** The wallet's own reading of an `x5c` header (RFC 7515 #section-4.1.6, RFC 5280 #section-6 as far as a wallet goes). */
import { createHash, X509Certificate } from 'node:crypto'
import type { HolderJwk } from './holder-key.ts'
import { WalletError } from './wallet-error.ts'

/** What a leaf certificate says. `hash` is the base64url SHA-256 of its DER form (the `x509_hash` client id). */
export type CertificateFacts = { publicJwk: HolderJwk; dnsNames: string[]; uris: string[]; hash: string; subject: string }

/**
 * Checks a chain from leaf towards a root and tells what the leaf says.
 *
 * @param x5c base64 DER, leaf first
 * @param anchors PEM roots; when empty only the chain itself is checked
 * @throws WalletError CHAIN_INVALID
 */
export function readChain(x5c: unknown, { anchors, at }: { anchors: readonly string[]; at: Date }): CertificateFacts {
  if (!Array.isArray(x5c) || x5c.length === 0 || !x5c.every((entry) => typeof entry === 'string')) throw new WalletError('CHAIN_INVALID', 'there is no certificate chain')
  const chain = x5c.map((entry: string) => parse(Buffer.from(entry, 'base64')))
  const leaf = chain[0]!
  if (leaf.ca) throw new WalletError('CHAIN_INVALID', 'the leaf is a certificate authority')
  const roots = anchors.map((pem) => parse(pem))
  chain.forEach((certificate, index) => {
    if (at < new Date(certificate.validFrom) || at > new Date(certificate.validTo)) throw new WalletError('CHAIN_INVALID', 'a certificate is not valid today')
    const issuer = chain[index + 1]
    if (issuer !== undefined) mustBeSignedBy(certificate, issuer)
  })
  const last = chain.at(-1)!
  if (roots.length > 0 && !roots.some((root) => signedBy(last, root) || last.fingerprint256 === root.fingerprint256)) {
    throw new WalletError('CHAIN_INVALID', 'the chain does not end at a root this wallet believes')
  }
  const { kty, crv, x, y } = leaf.publicKey.export({ format: 'jwk' }) as Record<string, string>
  if (kty !== 'EC' || crv !== 'P-256' || !x || !y) throw new WalletError('CHAIN_INVALID', 'the leaf key is not P-256')
  const names = (leaf.subjectAltName ?? '').split(', ')
  const named = (prefix: string) => names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length))
  return {
    publicJwk: { kty: 'EC', crv: 'P-256', x, y },
    dnsNames: named('DNS:'),
    uris: named('URI:'),
    hash: createHash('sha256').update(leaf.raw).digest('base64url'),
    subject: leaf.subject,
  }
}

function parse(input: string | Buffer): X509Certificate {
  try {
    return new X509Certificate(input)
  } catch (cause) {
    throw new WalletError('CHAIN_INVALID', 'a certificate cannot be read', { cause })
  }
}

function mustBeSignedBy(certificate: X509Certificate, issuer: X509Certificate): void {
  if (!signedBy(certificate, issuer)) throw new WalletError('CHAIN_INVALID', 'a certificate is not signed by the next one')
}

function signedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}
