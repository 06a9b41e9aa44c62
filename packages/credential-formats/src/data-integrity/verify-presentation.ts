import type { PresentationExpectation } from '../credential-format.ts'
import { isExactly } from '../is-exactly.ts'
import { DataIntegrityError } from './errors.ts'
import type { Proof } from './proof.ts'
import { controllerOf, type ReadLdpVp } from './read-presentation.ts'
import { type VerifierSettings, verifyProofs } from './verify-proofs.ts'

/**
 * Verifies that the holder signed this presentation just now, for this verifier and this request: every proof for authentication, by the holder's own key,
 * with the `challenge` and the one `domain` expected, made within the time allowed. The credentials inside are the caller's to verify, and that they are this holder's.
 * Throws DataIntegrityError. VC Data Integrity 1.0 #verify-proof (challenge, domain); OpenID4VP 1.0 #appendix-B.1.3.2
 */
export async function verifyLdpVp(read: ReadLdpVp, { holderKeys, nonce, audience, maxAgeSeconds, now, skewSeconds }: PresentationExpectation, { contexts, bbs }: VerifierSettings): Promise<void> {
  if (holderKeys.length === 0) throw new DataIntegrityError('DI_HOLDER_PROOF_MISSING', 'there is no key of the holder to verify with')
  for (const proof of read.proofs) checkProof(proof, { holder: read.holder, nonce, audience, newest: now.getTime() + skewSeconds * 1000, oldest: now.getTime() - (maxAgeSeconds + skewSeconds) * 1000 })
  try {
    await verifyProofs(read, { keys: holderKeys, purpose: 'authentication', now, skewSeconds, contexts, bbs })
  } catch (cause) {
    if (cause instanceof DataIntegrityError && cause.code === 'DI_SIGNATURE') throw new DataIntegrityError('DI_HOLDER_SIGNATURE', cause.message, { cause, proofs: cause.proofs })
    throw cause
  }
}

type Bounds = { holder: string | undefined; nonce: string; audience: string; newest: number; oldest: number }

function checkProof({ verificationMethod, challenge, domains, created }: Proof, { holder, nonce, audience, newest, oldest }: Bounds): void {
  if (controllerOf(verificationMethod) !== holder) throw new DataIntegrityError('DI_HOLDER_OTHER', 'the key is not one of the holder')
  if (!isExactly(challenge, nonce)) throw new DataIntegrityError('DI_CHALLENGE', 'the presentation is for another request')
  if (domains.length !== 1 || !isExactly(domains[0], audience)) throw new DataIntegrityError('DI_DOMAIN', 'the presentation is for another verifier')
  // Written so that a bound that is no number is met by nothing.
  const instant = created?.getTime() ?? Number.NaN
  if (!(instant <= newest && instant >= oldest)) throw new DataIntegrityError('DI_PROOF_STALE', 'the presentation was not made just now')
}
