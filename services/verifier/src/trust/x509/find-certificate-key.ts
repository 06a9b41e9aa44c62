import { ChainError, type ChainErrorCode, verifyChain } from '@eduwallet/keys'
import type { CheckCode, TrustSource } from '../../judging/index.ts'

/** What a refused chain means for the credential. A new code of the chain check does not compile until it is said here. */
const meaning = {
  CHAIN_EMPTY: 'key_reference_missing',
  CHAIN_TOO_LONG: 'certificate_invalid',
  CHAIN_MALFORMED: 'certificate_invalid',
  CHAIN_NO_ANCHOR: 'certificate_not_trusted',
  CHAIN_LEAF_SELF_SIGNED: 'certificate_not_trusted',
  CHAIN_LEAF_IS_CA: 'certificate_invalid',
  CHAIN_LEAF_KEY_UNSUPPORTED: 'certificate_invalid',
  CHAIN_LEAF_KEY_USAGE: 'certificate_invalid',
  CHAIN_ANCHOR_INCLUDED: 'certificate_invalid',
  CHAIN_REPEATED_CERTIFICATE: 'certificate_invalid',
  CHAIN_BROKEN: 'certificate_invalid',
  CHAIN_UNTRUSTED: 'certificate_not_trusted',
  CHAIN_SIGNATURE_INVALID: 'certificate_not_trusted',
  CHAIN_ALGORITHM_FORBIDDEN: 'certificate_invalid',
  CHAIN_NOT_YET_VALID: 'certificate_invalid',
  CHAIN_EXPIRED: 'certificate_invalid',
  CHAIN_NOT_A_CA: 'certificate_not_trusted',
  CHAIN_CA_KEY_USAGE: 'certificate_not_trusted',
  CHAIN_PATH_TOO_LONG: 'certificate_not_trusted',
  CHAIN_EXTENSION_UNSUPPORTED: 'certificate_invalid',
  CHAIN_NAME_MISMATCH: 'certificate_of_another',
} as const satisfies Record<ChainErrorCode, CheckCode<'issuer_key', 'failed'>>

/**
 * The key of the certificate in `x5c`, when its chain leads to one of the issuer's registered anchors and its
 * subject alternative names hold the issuer's identifier as a URI (SD-JWT VC draft 13 #section-3.5, HAIP 1.0
 * #issuer-key-resolution). No network.
 */
export function findCertificateKey(
  { now }: { now: () => Date },
  { identifier, anchors, x5c }: { identifier: string; anchors: readonly string[]; x5c: readonly string[] | undefined },
): Awaited<ReturnType<TrustSource['findKey']>> {
  if (x5c === undefined) return { outcome: 'failed', code: 'key_reference_missing' }
  try {
    return { outcome: 'passed', key: verifyChain(x5c, { anchors, at: now(), name: { uri: identifier } }).publicJwk }
  } catch (error) {
    if (error instanceof ChainError) return { outcome: 'failed', code: meaning[error.code] }
    throw error
  }
}
