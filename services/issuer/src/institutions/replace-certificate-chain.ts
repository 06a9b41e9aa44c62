import { ChainError, readCertificateChain, samePublicKey, verifyChain, type CertificateChain } from '@eduwallet/keys'
import type { Act } from '../journal/types.ts'
import { InstitutionError } from './errors.ts'
import type { SigningKeyBook } from './institution-book.ts'
import type { IssuingInstitution } from './issuing-institution.ts'

/**
 * Puts another certificate chain (PEM, leaf first, root last or left out) beside the institution's P-256 key. The leaf must
 * carry that key and one of the institution's names; every certificate must be signed by the next and valid now.
 * Whether anybody trusts the root is for verifiers to say.
 * Throws InstitutionError CERTIFICATE_UNREADABLE, CERTIFICATE_NOT_THIS_KEY, CERTIFICATE_CHAIN_INVALID.
 */
export async function replaceCertificateChain(
  institution: IssuingInstitution,
  pem: string,
  act: Act,
  { signingKeys, forget }: { signingKeys: SigningKeyBook; forget: (slug: string) => void },
): Promise<{ subject: CertificateChain['leaf']['subject']; notAfter: Date }> {
  const chain = readChain(pem)
  const signer = institution.signers.ES256
  if (!samePublicKey(chain.leaf.publicJwk, signer.publicJwk)) {
    throw new InstitutionError('CERTIFICATE_NOT_THIS_KEY', 'the first certificate is not for the signing key of this institution')
  }
  checkNames(chain, institution)
  checkChain(chain, act.at)
  await signingKeys.replaceCertificate(signer.kid, pem, act)
  forget(institution.slug)
  return { subject: chain.leaf.subject, notAfter: chain.leaf.notAfter }
}

function readChain(pem: string): CertificateChain {
  try {
    return readCertificateChain(pem)
  } catch (cause) {
    throw refusal('CERTIFICATE_UNREADABLE', cause)
  }
}

function checkNames({ names }: CertificateChain, { did, credentialIssuer }: IssuingInstitution): void {
  const { hostname } = new URL(credentialIssuer)
  const named = names.uris.includes(did) || names.uris.includes(credentialIssuer) || names.dnsNames.includes(hostname)
  if (!named) throw new InstitutionError('CERTIFICATE_CHAIN_INVALID', 'the first certificate names neither the did, nor the credential issuer, nor the host')
}

function checkChain({ x5c, root, leaf }: CertificateChain, at: Date): void {
  if (at < leaf.notBefore || at > leaf.notAfter) throw new InstitutionError('CERTIFICATE_CHAIN_INVALID', 'the first certificate is not valid at this time')
  // Without its root, the chain is judged up to its last certificate; a lone leaf cannot be judged further here.
  const path = root === undefined ? x5c.slice(0, -1) : x5c
  const anchor = root ?? toPem(x5c.at(-1) ?? '')
  if (path.length === 0) return
  try {
    verifyChain(path, { anchors: [anchor], at })
  } catch (cause) {
    throw refusal('CERTIFICATE_CHAIN_INVALID', cause)
  }
}

function refusal(code: 'CERTIFICATE_UNREADABLE' | 'CERTIFICATE_CHAIN_INVALID', cause: unknown): unknown {
  return cause instanceof ChainError ? new InstitutionError(code, cause.message, { cause }) : cause
}

function toPem(base64: string): string {
  return `-----BEGIN CERTIFICATE-----\n${base64.match(/.{1,64}/g)?.join('\n') ?? ''}\n-----END CERTIFICATE-----\n`
}
