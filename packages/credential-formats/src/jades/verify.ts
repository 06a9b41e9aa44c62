import { samePublicKey, verifySignature } from '@eduwallet/keys'
import type { CredentialExpectation, VerifiedCredential } from '../credential-format.ts'
import { checkCredential } from '../vcdm/check-credential.ts'
import { checkPeriod } from '../vcdm/check-period.ts'
import { openHeaderCertificate } from './certificate.ts'
import { JadesError } from './errors.ts'
import { type ReadJades, readJades } from './read.ts'
import { ALGORITHMS } from './rules.ts'

export type VerifiedJades = VerifiedCredential & { readonly sealedAt: Date }

/**
 * Verifies a document sealed with JAdES at level B-B (ETSI TS 119 182-1 V1.2.1 #6.3): signature by exactly this key with ES256, ES384 or RS256; the key is that of the first
 * certificate, and the digest is of it; sealed in the past; structure and period of the credential. That the chain leads to somebody trusted is the caller's to verify, with
 * `verifyChain` over `keyReferences[0].x5c`; time stamps and revocation lists are not looked at, so the seal counts as of `now`. Throws JadesError and VcdmError.
 */
export function verifyJades(sealed: string | ReadJades, { issuerKeys, now, skewSeconds, keyBinding }: CredentialExpectation): VerifiedJades {
  const { header, document, keyReferences, signature, signingInput, sealedAt } = typeof sealed === 'string' ? readJades(sealed) : sealed
  const [key] = issuerKeys
  if (key === undefined) throw new JadesError('JADES_SIGNATURE', 'there is no key to verify with')
  const alg = ALGORITHMS.find((one) => one === header['alg'])
  if (alg === undefined) throw new JadesError('JADES_ALG', `alg is not one of ${ALGORITHMS.join(', ')}`)
  const certificate = openHeaderCertificate(keyReferences[0]?.x5c?.[0] ?? '')
  if (certificate?.key === undefined || certificate.digest !== header['x5t#S256']) throw new JadesError('JADES_CERTIFICATE', 'the certificate is not the one that was signed over')
  if (!samePublicKey(certificate.key, key)) throw new JadesError('JADES_SIGNATURE', 'the certificate carries another key')
  if (!verifySignature(alg, key, signingInput, signature)) throw new JadesError('JADES_SIGNATURE', 'the seal does not verify')
  const checked = checkCredential(document)
  if (!(sealedAt.getTime() - skewSeconds * 1000 <= now.getTime())) throw new JadesError('JADES_SEALED_IN_FUTURE', 'the signing time lies in the future')
  checkPeriod(checked, { now, skewSeconds })
  if (keyBinding !== 'forbidden') throw new JadesError('JADES_BINDING_MISSING', 'a sealed document carries no proof of its holder')
  return { claims: document, disclosedPaths: [], sealedAt }
}
