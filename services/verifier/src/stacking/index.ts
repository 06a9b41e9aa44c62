/**
 * Stacking: whether what learners showed, taken together, is what a programme asks. Promise: only credentials that were confirmed
 * for this employer count, and each award is told why it counts or not.
 */
export { StackError, type StackErrorCode } from './errors.ts'
export { stackCredentials, type PresentedCredential, type StackedCredentials } from './stack-credentials.ts'
