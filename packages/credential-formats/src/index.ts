/**
 * How a credential is secured and verified, one folder a format, and the strict reader for compact JWS that every
 * door may use for foreign bytes. Nothing here reaches the network, a clock or a store: keys, time and salts are handed in.
 *
 * Own code on node:crypto, because accepting one thing too many here is a forged diploma. Peers (jose, @sd-jwt) only test it.
 */
import type { CredentialReader, PresentationReader, SecuringMechanism } from './credential-format.ts'
import { describeSdJwtVc } from './sd-jwt-vc/describe.ts'
import { type ReadSdJwtVc, readSdJwtVcOnly } from './sd-jwt-vc/read.ts'
import { prepareSdJwtVc, secureSdJwtVc } from './sd-jwt-vc/secure.ts'
import { verifySdJwtVc } from './sd-jwt-vc/verify.ts'

/** IETF SD-JWT VC (draft 13) with RFC 9901 selective disclosure. */
export const sdJwtVc = {
  name: 'dc+sd-jwt',
  format: 'dc+sd-jwt',
  alg: 'ES256',
  prepare: prepareSdJwtVc,
  secure: secureSdJwtVc,
  describe: describeSdJwtVc,
} as const satisfies SecuringMechanism

export const sdJwtVcReader: CredentialReader<ReadSdJwtVc> = { format: 'dc+sd-jwt', read: readSdJwtVcOnly, verify: (read, expectation) => verifySdJwtVc(read, expectation) }

/** Every way to secure a credential. A new one is a folder, and an entry here; it passes `credential-format.contract.test.ts`. */
export const mechanisms: readonly SecuringMechanism[] = [sdJwtVc]

/** Every format that is read and verified, one reader each. */
export const readers: readonly CredentialReader[] = [sdJwtVcReader]

/** Every kind of presentation that stands around credentials, one reader each. */
export const presentationReaders: readonly PresentationReader[] = []

export { type Concern, concerns } from './concern.ts'
export type {
  ClaimPath,
  CredentialExpectation,
  CredentialReader,
  CredentialToSecure,
  FormatDescription,
  FormatError,
  FormatIdentifier,
  KeyBindingExpectation,
  KeyReference,
  PreparedCredential,
  PresentationExpectation,
  PresentationReader,
  ReadCredential,
  ReadPresentation,
  SecuringMechanism,
  VerifiedCredential,
} from './credential-format.ts'
export { isNumericDate, toNumericDate } from './jws/numeric-date.ts'
export { decodeBase64url, encodeBase64url } from './jws/base64url.ts'
export { JwsError, type JwsErrorCode, type JwsExpectation, type ParsedJws, parseCompactJws, signCompactJws, verifyCompactJws } from './jws/compact-jws.ts'
export { describeSdJwtVc } from './sd-jwt-vc/describe.ts'
export { SdJwtError, type SdJwtErrorCode } from './sd-jwt-vc/errors.ts'
export { type Disclosure, type ReadSdJwtVc, readSdJwtVc } from './sd-jwt-vc/read.ts'
export { randomSalts, saltsFromSeed } from './sd-jwt-vc/salts.ts'
export { type PreparedSdJwtVc, prepareSdJwtVc, type SdJwtVcToSecure, secureSdJwtVc } from './sd-jwt-vc/secure.ts'
export { type SdJwtVcExpectation, type VerifiedSdJwtVc, verifySdJwtVc } from './sd-jwt-vc/verify.ts'
