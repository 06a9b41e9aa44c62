/**
 * Who may take a credential back, and for which reason: the institution that issued it, always with a reason, for good.
 * Record, list version and journal change in one transaction; publishing does the rest.
 */
export { confirmValid, revokeCredential } from './change-status.ts'
export type { CredentialBook, CredentialRecord } from './credential-book.ts'
export { RevocationError, type RevocationErrorCode } from './errors.ts'
