/** A pre-authorized code becomes an access token, once (OpenID4VCI 1.0 #pre-authz-code-flow, #token-endpoint). */
import type { ConfigurationId } from '../configurations/configurations.ts'
import type { AwardId, InstitutionId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import { hashPreAuthorizedCode, hashTransactionCode } from '../offering/offer-secret.ts'
import type { ClaimBook, RedemptionRefusal } from './claim-book.ts'
import { ClaimError } from './errors.ts'
import { sha256 } from './one-time-value.ts'
import type { VerifiedDpopProof } from './verify-dpop-proof.ts'

/** OpenID4VCI 1.0 #security-considerations: a token that lives longer than 5 minutes must be bound to a key; ours never does. */
export const accessTokenSeconds = 300
/** The wrong transaction code with which an offer locks (OpenID4VCI 1.0, Transaction Code Guessing). */
export const maxTransactionCodeTries = 5

/** What the wallet sent. `configurations` is there when it said what it wants, `dpop` when it proved a key: the token is then bound to it. */
export type CodeRedemption = { code: string; transactionCode?: string | undefined; clientId?: string | undefined; configurations?: readonly ConfigurationId[] | undefined; dpop?: VerifiedDpopProof | undefined }

export type AccessGrant = { accessToken: string; expiresInSeconds: number; bound: boolean; awardId: AwardId; configurations: readonly ConfigurationId[] }

export type RedeemNeeds = {
  institutionId: InstitutionId
  claims: Pick<ClaimBook, 'redeem'>
  act: Act
  /** `kek.derive('transaction-code')`. */
  transactionCodePepper: Uint8Array
  randomBytes: (n: number) => Uint8Array
}

/**
 * Redeems a code. Of any number of tries at once exactly one gets a token. Throws ClaimError: CLAIM_CODE_INVALID (unknown, used,
 * expired, withdrawn, locked, or a wrong transaction code: deliberately one answer), CLAIM_TRANSACTION_CODE_MISSING and
 * CLAIM_TRANSACTION_CODE_UNEXPECTED and CLAIM_NOT_OFFERED (nothing is spent), CLAIM_DPOP_REPLAYED.
 */
export async function redeemCode(
  { code, transactionCode, clientId, configurations, dpop }: CodeRedemption,
  { institutionId, claims, act, transactionCodePepper, randomBytes }: RedeemNeeds,
): Promise<AccessGrant> {
  const codeHash = hashPreAuthorizedCode(code)
  const accessToken = Buffer.from(randomBytes(32)).toString('base64url')
  const outcome = await claims.redeem({
    codeHash,
    maxTries: maxTransactionCodeTries,
    ...(transactionCode === undefined ? {} : {
      transactionCodeHash: hashTransactionCode(transactionCode, { institutionId, codeHash, pepper: transactionCodePepper }),
    }),
    ...(configurations === undefined ? {} : { configurations }),
    ...(dpop === undefined ? {} : { dpopProof: dpop.used }),
    token: {
      hash: sha256(accessToken),
      expiresAt: new Date(act.at.getTime() + accessTokenSeconds * 1000),
      ...(dpop === undefined ? {} : { keyThumbprint: dpop.keyThumbprint }),
      ...(clientId === undefined ? {} : { clientId }),
    },
  }, act)
  if (typeof outcome === 'string') throw refusalOf(outcome)
  return { accessToken, expiresInSeconds: accessTokenSeconds, bound: dpop !== undefined, awardId: outcome.awardId, configurations: outcome.configurations }
}

/** What a wallet, or a learner, is told. */
export function refusalOf(outcome: RedemptionRefusal): ClaimError {
  switch (outcome) {
    case 'code_missing': return new ClaimError('CLAIM_TRANSACTION_CODE_MISSING', 'this offer needs a transaction code')
    case 'code_unexpected': return new ClaimError('CLAIM_TRANSACTION_CODE_UNEXPECTED', 'this offer has no transaction code')
    case 'not_offered': return new ClaimError('CLAIM_NOT_OFFERED', 'that credential configuration is not offered')
    case 'dpop_replayed': return new ClaimError('CLAIM_DPOP_REPLAYED', 'the DPoP proof was used before')
    // One answer for all of these: it does not say which codes exist, nor which half of a pair was right.
    case 'not_open': case 'expired': case 'award_withdrawn': case 'award_changed': case 'code_wrong': case 'locked':
      return new ClaimError('CLAIM_CODE_INVALID', 'the code is not valid, or the transaction code is wrong')
  }
}
