/**
 * Employers: who may ask questions here, and how their systems prove to be theirs.
 *
 * Promise: no secret is stored, only its hash; a disabled employer is refused at its next request; who gets it
 * wrong does not learn which half was wrong. OAuth 2.0 client credentials, RFC 6749 #section-4.4.
 */
export type { Employer, EmployerClient } from './types.ts'
export type { EmployerBook } from './employer-book.ts'
export { EmployerError, type EmployerErrorCode } from './errors.ts'
export { hashSecret, newSecret, secretMatches } from './secret.ts'
export { identifyEmployer, issueToken, TOKEN_LIFETIME_SECONDS, type GivingAccess } from './access.ts'
export { isPlainText } from './plain-text.ts'
export { registerEmployer, type RegisteringEmployers } from './register-employer.ts'
