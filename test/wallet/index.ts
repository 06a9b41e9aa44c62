/**
 * A holder that is not ours: a wallet written from OpenID4VCI 1.0 and OpenID4VP 1.0 on `fetch`, `jose` and `@sd-jwt`,
 * sharing no line with the services or the packages, so that the project never agrees only with itself.
 * Every step can be done by itself, and every value it sends can be replaced by a hook.
 */
export { createWallet, withHooks, type Wallet } from './wallet.ts'
export { WalletError, type WalletErrorCode } from './wallet-error.ts'
export { send, type HttpAnswer, type HttpRequest } from './send.ts'
export { createHolderKey, signJwt, type HolderKey, type HolderJwk } from './holder-key.ts'
export { resolveOffer, readOffer, preAuthorizedGrant, type CredentialOffer } from './resolve-offer.ts'
export { loadIssuer, wellKnown, type IssuerMetadata, type AuthorizationServerMetadata } from './issuer-metadata.ts'
export { createDpopSession, createDpopProof, type DpopSession } from './dpop.ts'
export { postToken, readToken, errorOf, type AccessToken } from './request-token.ts'
export { requestNonce, createKeyProof, postCredential, readCredentials, postNotification } from './request-credential.ts'
export { openOffer, obtainToken, collectCredentials, redeemOffer, type OpenedOffer, type RedeemedOffer } from './redeem-offer.ts'
export { checkBadge, type HeldBadge } from './check-badge.ts'
export { checkCredential, type HeldCredential } from './check-credential.ts'
export { loadTypeMetadata, labelOf, type TypeMetadata } from './type-metadata.ts'
export { readBitstring, type BitstringReading } from './read-bitstring.ts'
export { readStatus, type StatusReading } from './read-status.ts'
export { openSdJwt, presentSdJwt, issueSdJwt } from './sd-jwt.ts'
export { readRequestLink, fetchRequestObject, resolveRequest, verifyRequestObject, type PresentationRequest } from './request-object.ts'
export { prepareAnswer, present, encryptAnswer, postAnswer, declineRequest, readAnswer } from './answer-request.ts'
export { presentCredentials, type Presented } from './present-credentials.ts'
