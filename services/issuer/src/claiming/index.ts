/**
 * The learner's wallet shows that a promise and a key are its own: it redeems the code of an offer once, and proves the
 * keys that credentials shall be bound to. What it proves with is used once; what it may do next lasts five minutes.
 */
export { checkAccess, type Presentation } from './check-access.ts'
export type { ClaimBook, ClaimEvent, OfferBehindLink, OneTimeValue, Redemption, RedemptionOutcome, RedemptionRefusal, TokenOnRecord } from './claim-book.ts'
export { currentDpopNonce, isCurrentDpopNonce } from './dpop-nonce.ts'
export { ClaimError, type ClaimErrorCode } from './errors.ts'
export type { HolderKey } from './holder-key.ts'
export { judgeOffer, type OfferStanding } from './judge-offer.ts'
export { keyProofNonceSeconds, newKeyProofNonce, readKeyProofNonce, type NonceOwner } from './key-proof-nonce.ts'
export { oneTimeValue, sha256 } from './one-time-value.ts'
export { accessTokenSeconds, redeemCode, type AccessGrant } from './redeem-code.ts'
export { dpopAlgorithms, verifyDpopProof, type VerifiedDpopProof } from './verify-dpop-proof.ts'
export { judgeUnlocking } from './judge-unlocking.ts'
export { unlockOffer, type UnlockedAward } from './unlock-offer.ts'
export { keyProofAlgorithms, verifyKeyProofs, type ProvenKeys } from './verify-key-proofs.ts'
