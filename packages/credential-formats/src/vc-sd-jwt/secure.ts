import type { AnySigner } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import type { CredentialToSecure } from '../credential-format.ts'
import { toNumericDate } from '../jws/numeric-date.ts'
import { processDisclosures } from '../sd-jwt/disclose.ts'
import { SdJwtError } from '../sd-jwt/errors.ts'
import { type PreparedSdJwt, prepareSdJwt } from '../sd-jwt/prepare-sd-jwt.ts'
import { checkJwtClaims } from '../vc-jose/check-jwt-claims.ts'
import { checkCredential } from '../vcdm/check-credential.ts'
import { vcSdJwtKind } from './rules.ts'

/**
 * Composes a `vc+sd-jwt` up to its signature: the credential is the claims set (VC-JOSE-COSE #securing-json-ld-verifiable-credentials-with-sd-jwt), with `cnf` and `status` beside its
 * members when the caller put them there, and `iat` when it says when it is secured. What `verifyVcSdJwt` would refuse is refused here, also what it would
 * refuse of a holder who discloses nothing. Throws SdJwtError, VcdmError and VcJwtError.
 */
export function prepareVcSdJwt({ securedAt, ...credential }: CredentialToSecure): PreparedSdJwt {
  const claims = { ...credential.claims, ...(securedAt === undefined ? {} : { iat: toNumericDate(securedAt) }) } as JsonObject
  const prepared = prepareSdJwt({ ...credential, claims }, vcSdJwtKind)
  checkClaims(claims)
  if (credential.selectivelyDisclosable.length > 0) checkClaims(processDisclosures({ payload: prepared.payload, disclosures: [] }, vcSdJwtKind.alwaysPlain).claims)
  return prepared
}

/** `prepareVcSdJwt` and the signature in one step. Throws what that throws, and what the signer throws. */
export async function secureVcSdJwt({ signer, ...credential }: CredentialToSecure & { signer: AnySigner }): Promise<string> {
  if (signer.alg !== 'ES256') throw new SdJwtError('SDJWT_ALG', 'an SD-JWT is signed with ES256')
  const prepared = prepareVcSdJwt(credential)
  return prepared.finish(await signer.sign(prepared.signingInput))
}

/** What must be true of the claims, however many of them are disclosed: a subject may be left with nothing that is shown. */
export function checkClaims(claims: JsonObject): ReturnType<typeof checkCredential> {
  const checked = checkCredential(claims, { versions: ['2.0'], disclosed: 'some' })
  checkJwtClaims(claims)
  return checked
}
