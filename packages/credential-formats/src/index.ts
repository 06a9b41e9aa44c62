/**
 * How a credential is secured and verified, one folder a format, and the strict reader for compact JWS that every
 * door may use for foreign bytes. Nothing here reaches the network, a clock or a store: keys, time and salts are handed in.
 *
 * Own code on node:crypto, because accepting one thing too many here is a forged diploma. Peers (jose, @sd-jwt) only test it; did-jwt-vc is a second
 * opinion on JWTs of VCDM 1.1.
 */
import type { CredentialReader, PresentationReader, SecuringMechanism } from './credential-format.ts'
import { dataIntegrityMechanisms, dataIntegrityReader, ldpVpReader, shippedContexts, type VerifierSettings } from './data-integrity/index.ts'
import { describeJades } from './jades/describe.ts'
import { type ReadJades, readJades } from './jades/read.ts'
import { prepareJades, secureJades } from './jades/secure.ts'
import { verifyJades } from './jades/verify.ts'
import { describeJwtVcJson } from './jwt-vc-json/describe.ts'
import { type ReadJwtVpJson, readJwtVpJson, verifyJwtVpJson } from './jwt-vc-json/read-presentation.ts'
import { type ReadJwtVcJson, readJwtVcJson } from './jwt-vc-json/read.ts'
import { prepareBadgeJwt, prepareJwtVcJson, secureBadgeJwt, secureJwtVcJson } from './jwt-vc-json/secure.ts'
import { verifyJwtVcJson } from './jwt-vc-json/verify.ts'
import { describeSdJwtVc } from './sd-jwt-vc/describe.ts'
import { type ReadSdJwtVc, readOnlySdJwtVc } from './sd-jwt-vc/read.ts'
import { prepareSdJwtVc, secureSdJwtVc } from './sd-jwt-vc/secure.ts'
import { verifySdJwtVc } from './sd-jwt-vc/verify.ts'
import { describeVcJwt } from './vc-jose/describe.ts'
import { type ReadVpJwt, readVpJwt } from './vc-jose/read-presentation.ts'
import { type ReadVcJwt, readVcJwt } from './vc-jose/read.ts'
import { prepareVcJwt, secureVcJwt } from './vc-jose/secure.ts'
import { verifyVpJwt } from './vc-jose/verify-presentation.ts'
import { verifyVcJwt } from './vc-jose/verify.ts'
import { describeVcSdJwt } from './vc-sd-jwt/describe.ts'
import { type ReadVcSdJwt, readVcSdJwt } from './vc-sd-jwt/read.ts'
import { prepareVcSdJwt, secureVcSdJwt } from './vc-sd-jwt/secure.ts'
import { verifyVcSdJwt } from './vc-sd-jwt/verify.ts'

/** IETF SD-JWT VC (draft 13) with RFC 9901 selective disclosure. */
export const sdJwtVc = {
  name: 'dc+sd-jwt',
  format: 'dc+sd-jwt',
  alg: 'ES256',
  prepare: prepareSdJwtVc,
  secure: secureSdJwtVc,
  describe: describeSdJwtVc,
} as const satisfies SecuringMechanism

export const sdJwtVcReader: CredentialReader<ReadSdJwtVc> = { format: 'dc+sd-jwt', read: readOnlySdJwtVc, verify: (read, expectation) => verifySdJwtVc(read, expectation) }

/** W3C VCDM 2.0 secured with JOSE (VC-JOSE-COSE). */
export const vcJwt = { name: 'vc+jwt', format: 'vc+jwt', alg: 'ES256', prepare: prepareVcJwt, secure: secureVcJwt, describe: describeVcJwt } as const satisfies SecuringMechanism

export const vcJwtReader: CredentialReader<ReadVcJwt> = { format: 'vc+jwt', read: readVcJwt, verify: (read, expectation) => verifyVcJwt(read, expectation) }

/** W3C VCDM 2.0 secured with SD-JWT (VC-JOSE-COSE). */
export const vcSdJwt = { name: 'vc+sd-jwt', format: 'vc+sd-jwt', alg: 'ES256', prepare: prepareVcSdJwt, secure: secureVcSdJwt, describe: describeVcSdJwt } as const satisfies SecuringMechanism

export const vcSdJwtReader: CredentialReader<ReadVcSdJwt> = { format: 'vc+sd-jwt', read: readVcSdJwt, verify: (read, expectation) => verifyVcSdJwt(read, expectation) }

export const vpJwtReader: PresentationReader<ReadVpJwt> = { format: 'vp+jwt', read: readVpJwt, verify: (read, expectation) => verifyVpJwt(read, expectation) }

/** W3C VCDM 1.1 as a JWT with a `vc` claim, for older wallets. */
export const jwtVcJson = { name: 'jwt_vc_json', format: 'jwt_vc_json', alg: 'ES256', prepare: prepareJwtVcJson, secure: secureJwtVcJson, describe: describeJwtVcJson } as const satisfies SecuringMechanism

/** VC-JWT of Open Badges 3.0, for badge hosts. */
export const badgeJwt = { name: 'ob3_vc_jwt', format: 'jwt_vc_json', alg: 'ES256', prepare: prepareBadgeJwt, secure: secureBadgeJwt, describe: describeJwtVcJson } as const satisfies SecuringMechanism

/** Reads both; they are told apart by their shape. */
export const jwtVcJsonReader: CredentialReader<ReadJwtVcJson> = { format: 'jwt_vc_json', read: readJwtVcJson, verify: (read, expectation) => verifyJwtVcJson(read, expectation) }

export const jwtVpJsonReader: PresentationReader<ReadJwtVpJson> = { format: 'jwt_vp_json', read: readJwtVpJson, verify: (read, expectation) => verifyJwtVpJson(read, expectation) }

/** A document of the European Learning Model sealed as a file (JAdES B-B). */
export const jades = { name: 'jades', format: 'jades', alg: 'ES256', prepare: prepareJades, secure: secureJades, describe: describeJades } as const satisfies SecuringMechanism

export const jadesReader: CredentialReader<ReadJades> = { format: 'jades', read: readJades, verify: (read, expectation) => verifyJades(read, expectation) }

/** Every way to secure a credential. A new one is a folder, and an entry here; it passes `credential-format.contract.test.ts`. */
export const mechanisms: readonly SecuringMechanism[] = [sdJwtVc, vcJwt, vcSdJwt, jwtVcJson, badgeJwt, jades, ...dataIntegrityMechanisms(shippedContexts)]

/** Who reads what is handed in: one reader for each format, and for each kind of presentation that carries credentials and proves its holder. */
export type Readers = { readonly readers: readonly CredentialReader[]; readonly presentationReaders: readonly PresentationReader[] }

/** Every reader there is. Those of Data Integrity know these contexts and no others, and verify bbs-2023 when `bbs` says so. */
export function openReaders(settings: Partial<VerifierSettings> = {}): Readers {
  return {
    readers: [sdJwtVcReader, vcJwtReader, vcSdJwtReader, jwtVcJsonReader, jadesReader, dataIntegrityReader(settings)],
    presentationReaders: [vpJwtReader, jwtVpJsonReader, ldpVpReader(settings)],
  }
}

/** Every reader, with the shipped contexts. */
export const { readers, presentationReaders } = openReaders()

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
export {
  type Canonicalisers,
  type CanonicaliserOptions,
  type Contexts,
  DataIntegrityError,
  type DataIntegrityErrorCode,
  dataIntegrityMechanisms,
  dataIntegrityReader,
  deriveCredential,
  ldpVpReader,
  openContexts,
  prepareProof,
  type ProofOptions,
  type ProofResult,
  type ReadDataIntegrity,
  type ReadLdpVp,
  sandboxContexts,
  shippedContexts,
  startCanonicalisers,
  WorkerError,
  type WorkerErrorCode,
} from './data-integrity/index.ts'
export { isNumericDate, toNumericDate } from './jws/numeric-date.ts'
export { decodeBase64url, encodeBase64url } from './jws/base64url.ts'
export { JwsError, type JwsErrorCode, type JwsExpectation, type ParsedJws, parseCompactJws, signCompactJws, verifyCompactJws } from './jws/compact-jws.ts'
export { JadesError, type JadesErrorCode } from './jades/errors.ts'
export type { ReadJades } from './jades/read.ts'
export type { ReadJwtVpJson } from './jwt-vc-json/read-presentation.ts'
export type { ReadJwtVcJson } from './jwt-vc-json/read.ts'
export { SdJwtError, type SdJwtErrorCode } from './sd-jwt/errors.ts'
export type { Disclosure } from './sd-jwt/read-sd-jwt.ts'
export { type ReadSdJwtVc, readSdJwtVc } from './sd-jwt-vc/read.ts'
export { randomSalts, saltsFromSeed } from './sd-jwt/salts.ts'
export { type PreparedSdJwtVc, prepareSdJwtVc, type SdJwtVcToSecure, secureSdJwtVc } from './sd-jwt-vc/secure.ts'
export { type SdJwtVcExpectation, type VerifiedSdJwtVc, verifySdJwtVc } from './sd-jwt-vc/verify.ts'
export { VcJwtError, type VcJwtErrorCode } from './vc-jose/errors.ts'
export type { ReadVpJwt } from './vc-jose/read-presentation.ts'
export type { ReadVcJwt } from './vc-jose/read.ts'
export type { ReadVcSdJwt } from './vc-sd-jwt/read.ts'
export { checkCredential, type CheckedCredential } from './vcdm/check-credential.ts'
export type { VcdmVersion } from './vcdm/check-members.ts'
export { VcdmError, type VcdmErrorCode } from './vcdm/errors.ts'
export { type Envelope, envelope, isEnvelope, readEnvelope } from './vcdm/read-envelope.ts'
export { integrityOf, isIntegrity, matchesIntegrity } from './integrity/subresource-integrity.ts'
export { type ClaimMetadata, resolveTypeMetadata, type TypeMetadata, TypeMetadataError, type TypeMetadataErrorCode, type TypeMetadataSource } from './sd-jwt-vc/type-metadata.ts'
