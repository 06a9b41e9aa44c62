/**
 * Trust: who may say this, and with which key.
 *
 * `registry/` holds the issuers that are recognised, each for named types; an empty registry trusts nobody. `did/`, `https/`
 * and `x509/` find the key, by the method that the registry names and never by one that a credential chooses.
 * Promise: nothing is fetched for an issuer that is not in the registry, and a key that could not be had is
 * `unknown`, never good.
 */
export { createFetchMemory, type FetchMemory, type Loaded } from './fetch-memory.ts'
export { RegistryError, type RegistryErrorCode } from './registry/errors.ts'
export { registerIssuer, removeIssuer } from './registry/register-issuer.ts'
export type { TrustedIssuerBook } from './registry/trusted-issuer-book.ts'
export { createTrustSource, type Trusting } from './trust-source.ts'
