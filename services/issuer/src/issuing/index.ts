/**
 * The one room that signs credentials. Nothing is signed that is not on record first, and at most one credential is ever
 * made for one claim, key and form: who asks again gets the same.
 */
export { badgeContexts } from './compose-open-badge.ts'
export { microcredentialType, microcredentialTypeDocument, type TypeDocument } from './microcredential-type.ts'
export { IssueError, type IssueErrorCode, ReadyMadeError, type ReadyMadeErrorCode } from './errors.ts'
export type { ClaimOnRecord, CredentialOnRecord, IndexDraws, Intent, IntendedCredential, IntentOutcome, IssuanceBook } from './issuance-book.ts'
export { batchSize, issueCredentials, drawIndexes, type IssuedCredentials, type IssueNeeds, type IssueRequest } from './issue-credentials.ts'
export type { AwardForFile, FileBook } from './file-book.ts'
export { canBeSealed, issueUnbound, type FileNeeds, type FileRequest, type IssuedFile } from './issue-file.ts'
export { hashReference, issueReadyMade, type ReadyMadeNeeds, type ReadyMadeRequest } from './issue-ready-made.ts'
export type { ReadyMadeBook, ReadyMadeOnRecord, ReadyMadeRecord } from './ready-made-book.ts'
export { SigningTicket } from './signing-ticket.ts'
