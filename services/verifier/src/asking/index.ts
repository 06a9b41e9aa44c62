/**
 * Asking: an employer's question becomes a request with a purpose, a query, a nonce and a key of its own.
 *
 * Promise: no more is asked than the named question allows; a request is only made when some issuer is recognised
 * that could answer it; it can be fetched as often as wanted until it is answered or expires, and then no more;
 * what is signed is what is on record. OpenID4VP 1.0, HAIP 1.0.
 */
export type {
  AskedQuestion,
  AskedRequest,
  ClientIdPrefix,
  CredentialQuery,
  Flow,
  LocalizedText,
  OneTimePublicKey,
  QuestionQuery,
  RequestState,
} from './types.ts'
export { clientIdPrefixes, flows } from './types.ts'
export type { AskingBook, NewRequest } from './asking-book.ts'
export type { KeyBook, StoredCa, StoredKey } from './key-book.ts'
export { AskError, type AskErrorCode } from './errors.ts'
export { employerOf } from './address.ts'
export { ask, type Ask, type Asking } from './ask.ts'
export { derivePageSecret } from './page-secret.ts'
export { openOneTimeKey, type Sealing } from './one-time-key.ts'
export { contentEncryptions } from './compose-request-object.ts'
export { pageUrlOf, requestUriOf, responseUriOf, walletUrlOf } from './links.ts'
export { openIdentity, type Identity, type OpeningIdentity } from './open-identity.ts'
export { composeQuestion, findQuestion, questions, type QuestionName } from './questions.ts'
export { serveRequest, type ServingRequests } from './serve-request.ts'
