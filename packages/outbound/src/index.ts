/** The only way to the network, and the DIDs that are resolved over it. Nothing outside this package opens a connection to the outside. */
export { createOutbound, type Fetched, type Lookup, type Outbound, type OutboundOptions } from './create-outbound.ts'
export { openOperatorPost, type OperatorPost } from './operator-post.ts'
export { OutboundError, type OutboundErrorCode } from './errors.ts'
export { findAssertionKey, findAuthenticationKey, type DidDocument, type VerificationMethod } from './did/did-document.ts'
export { DidError, type DidErrorCode } from './did/did-error.ts'
export { didWebOf, didWebUrl } from './did/did-web.ts'
export { resolveDid } from './did/resolve-did.ts'
