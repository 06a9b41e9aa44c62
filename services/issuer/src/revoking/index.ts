/**
 * Who may take a credential back, and for which reason: the institution that issued it, always with a reason. A revocation is for good, a
 * suspension until it is lifted. Record, list version and journal change in one transaction; publishing does the rest, for every form of a
 * credential alike.
 */
export { type Changed, changeStatus, changeStatuses, changeStatusOfAward } from './change-status.ts'
export { type CredentialBook, type CredentialRecord, type CredentialSelection, type CredentialStatus, type StatusChange, type StatusChangeOutcome, statusOf } from './credential-book.ts'
export { RevocationError, type RevocationErrorCode } from './errors.ts'
export { changeActions, judgeChange } from './judge-change.ts'
