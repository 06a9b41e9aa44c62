import { ChainError } from '../errors.ts'
import type { PublicJwk } from '../public-jwk.ts'
import { type CertificateSubject, certificatePublicJwk, openCertificate, readDetails } from './parse-certificate.ts'

/** A certificate chain as an institution hands it in. In the right order and linked, but not yet trusted by anyone. */
export type CertificateChain = {
  /** Base64 DER, leaf first, self-signed root left out: ready for a JOSE header. */
  x5c: string[]
  leaf: { publicJwk: PublicJwk; subject: CertificateSubject; notBefore: Date; notAfter: Date }
  names: { dnsNames: readonly string[]; uris: readonly string[] }
  /** The self-signed root that closed the file, as PEM, when it did. */
  root: string | undefined
}

const MAX_CERTIFICATES = 6
const MAX_PEM_CHARACTERS = 131_072

/** Splits PEM text into base64 DER, one string a certificate. Throws ChainError CHAIN_MALFORMED, CHAIN_EMPTY or CHAIN_TOO_LONG. */
export function certificatesFromPem(pem: string): string[] {
  if (pem.length > MAX_PEM_CHARACTERS) throw new ChainError('CHAIN_TOO_LONG', 'PEM text is too long')
  const found: string[] = []
  let from = 0
  for (;;) {
    const begin = pem.indexOf('-----BEGIN CERTIFICATE-----', from)
    if (begin < 0) break
    const end = pem.indexOf('-----END CERTIFICATE-----', begin)
    if (end < 0) throw new ChainError('CHAIN_MALFORMED', 'a certificate in the PEM text does not end')
    found.push(pem.slice(begin + 27, end).replaceAll(/\s/g, ''))
    if (found.length > MAX_CERTIFICATES) throw new ChainError('CHAIN_TOO_LONG', 'too many certificates in the PEM text')
    from = end
  }
  if (found.length === 0) throw new ChainError('CHAIN_EMPTY', 'no certificate in the PEM text')
  return found
}

/**
 * Reads a PEM chain, leaf first. Each certificate must be signed by the next; a self-signed root at the end is taken off.
 * Throws ChainError: CHAIN_*; use `verifyChain` to know whether anybody should believe it.
 */
export function readCertificateChain(pem: string): CertificateChain {
  const all = certificatesFromPem(pem).map(openCertificate)
  all.forEach(({ certificate }, at) => {
    const issuer = all[at + 1]
    if (issuer !== undefined && !(certificate.checkIssued(issuer.certificate) && certificate.verify(issuer.publicKey))) {
      throw new ChainError('CHAIN_BROKEN', 'a certificate is not signed by the next one; put the leaf first')
    }
  })
  const last = all.at(-1)
  const closing = last !== undefined && last.certificate.subject === last.certificate.issuer ? last : undefined
  const chain = closing === undefined ? all : all.slice(0, -1)
  const [first] = chain
  if (first === undefined) throw new ChainError('CHAIN_LEAF_SELF_SIGNED', 'the leaf certificate is self-signed')
  const leaf = readDetails(first)
  const publicJwk = certificatePublicJwk(leaf)
  if (publicJwk === undefined) throw new ChainError('CHAIN_LEAF_KEY_UNSUPPORTED', 'the leaf key is not a P-256 key')
  return {
    x5c: chain.map(({ base64 }) => base64),
    leaf: {
      publicJwk,
      subject: leaf.subject,
      notBefore: new Date(leaf.notBefore),
      notAfter: new Date(leaf.notAfter),
    },
    names: { dnsNames: leaf.dnsNames, uris: leaf.uris },
    root: closing?.certificate.toString(),
  }
}
