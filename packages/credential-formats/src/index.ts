/**
 * How a credential is secured and verified, one folder a format, and the strict reader for compact JWS that every
 * door may use for foreign bytes. Nothing here reaches the network, a clock or a store: keys, time and salts are handed in.
 *
 * Own code on node:crypto, because accepting one thing too many here is a forged diploma. Peers (jose, @sd-jwt) only test it.
 */
import type { CredentialFormat } from './credential-format.ts'
import { describeSdJwtVc } from './sd-jwt-vc/describe.ts'
import { prepareSdJwtVc, secureSdJwtVc } from './sd-jwt-vc/secure.ts'
import { verifySdJwtVc } from './sd-jwt-vc/verify.ts'

/** IETF SD-JWT VC (draft 13) with RFC 9901 selective disclosure. */
export const sdJwtVc = {
  identifier: 'dc+sd-jwt',
  prepare: prepareSdJwtVc,
  secure: secureSdJwtVc,
  verify: verifySdJwtVc,
  describe: describeSdJwtVc,
} as const satisfies CredentialFormat

export const formats = [sdJwtVc] as const satisfies readonly CredentialFormat[]

export type { CredentialExpectation, CredentialFormat, CredentialToSecure, PreparedCredential, VerifiedCredential } from './credential-format.ts'
export { isNumericDate, toNumericDate } from './jws/numeric-date.ts'
export { decodeBase64url, encodeBase64url } from './jws/base64url.ts'
export { JwsError, type JwsErrorCode, type JwsExpectation, type ParsedJws, parseCompactJws, signCompactJws, verifyCompactJws } from './jws/compact-jws.ts'
export { describeSdJwtVc } from './sd-jwt-vc/describe.ts'
export { SdJwtError, type SdJwtErrorCode } from './sd-jwt-vc/errors.ts'
export { type Disclosure, type ReadSdJwtVc, readSdJwtVc } from './sd-jwt-vc/read.ts'
export { randomSalts, saltsFromSeed } from './sd-jwt-vc/salts.ts'
export { type ClaimPath, type PreparedSdJwtVc, prepareSdJwtVc, type SdJwtVcToSecure, secureSdJwtVc } from './sd-jwt-vc/secure.ts'
export { type KeyBindingExpectation, type SdJwtVcExpectation, type VerifiedSdJwtVc, verifySdJwtVc } from './sd-jwt-vc/verify.ts'
