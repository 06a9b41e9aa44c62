/**
 * Who may issue here, and who may act for them.
 *
 * An institution is made whole or not at all: profile, signing keys (sealed; P-256 and Ed25519), certificate in a sandbox, first status list,
 * journal. The directory keeps institutions and their opened keys in memory; a room that signs takes one of the `signers` of the
 * moment and never sees a key. Clients are the institution's own systems (OAuth 2.0 client credentials): secrets and
 * tokens are kept as hashes, and a token is looked up at every request, so that a disabled client is out at once.
 */
export { apiTokenSeconds, checkApiToken, createClient, disableClient, issueApiToken } from './api-clients.ts'
export type { ApiClient, ApiGrant, ClientBook } from './client-book.ts'
export { checkInstitutions } from './check-institutions.ts'
export { createInstitution, type CreatedInstitution, type InstitutionProfile } from './create-institution.ts'
export { InstitutionError, type InstitutionErrorCode } from './errors.ts'
export { bitstringListUri, identifiersOf, statusListUri } from './identifiers.ts'
export { isEd25519, type InstitutionBook, type KeptSigningKey, type ServiceKeyBook, type SigningKeyBook } from './institution-book.ts'
export { openInstitutionDirectory, type InstitutionDirectory } from './institution-directory.ts'
export type { IssuingInstitution } from './issuing-institution.ts'
export { didKeysOf, openSandboxInstitution, sandboxSlug } from './open-sandbox-institution.ts'
export { openKeptKey } from './open-keys.ts'
export { replaceCertificateChain } from './replace-certificate-chain.ts'
export { openSandboxCa, type SandboxCa } from './sandbox-ca.ts'
export { apiScopes, type ApiScope, type Institution } from './types.ts'
