import type { TokenOnRecord } from './claim-book.ts'
import { ClaimError } from './errors.ts'

/** How a request presents its token: as `Bearer`, or as `DPoP` with a proof by the key of this thumbprint. */
export type Presentation = { scheme: 'Bearer' } | { scheme: 'DPoP'; keyThumbprint: string }

/**
 * Whether a token that was found (or not) opens anything, presented like this. Throws ClaimError CLAIM_TOKEN_INVALID,
 * CLAIM_TOKEN_BOUND (a bound token without its key, RFC 9449 #section-7.2), CLAIM_DPOP_OTHER_KEY.
 */
export function checkAccess(token: TokenOnRecord | undefined, presented: Presentation, now: Date): asserts token is TokenOnRecord {
  if (token === undefined || token.expiresAt <= now) throw new ClaimError('CLAIM_TOKEN_INVALID', 'the access token is unknown or expired')
  if (presented.scheme === 'Bearer') {
    if (token.keyThumbprint !== undefined) throw new ClaimError('CLAIM_TOKEN_BOUND', 'the access token is bound to a key')
    return
  }
  if (token.keyThumbprint === undefined) throw new ClaimError('CLAIM_TOKEN_INVALID', 'the access token is not bound to a key')
  if (token.keyThumbprint !== presented.keyThumbprint) throw new ClaimError('CLAIM_DPOP_OTHER_KEY', 'the DPoP proof is by another key than the token is bound to')
}
