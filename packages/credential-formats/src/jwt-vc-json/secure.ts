import type { AnySigner } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import type { CredentialToSecure, PreparedCredential } from '../credential-format.ts'
import { toNumericDate } from '../jws/numeric-date.ts'
import { demandEs256, demandJson, prepareJwt } from '../vc-jose/secure.ts'
import { subjectIds } from '../vc-jose/verify-jwt.ts'
import { checkCredential, type CheckedCredential } from '../vcdm/check-credential.ts'
import { VcJwtError } from '../vc-jose/errors.ts'

/**
 * Composes a JWT of VCDM 1.1 up to its signature (#jwt-encoding): the credential whole in `vc`, and `iss`, `jti`, `sub`, `nbf` and `exp` that say the same; `cnf` and `status` go beside.
 * Nothing can be hidden in it. Throws VcJwtError and VcdmError.
 */
export function prepareJwtVcJson({ claims, header, securedAt }: CredentialToSecure): PreparedCredential {
  const { cnf, status, ...vc } = plain(claims)
  const checked = checkCredential(vc, { versions: ['1.1'] })
  return prepareJwt({ typ: 'JWT', ...header }, { vc, ...registeredClaims(vc, checked, securedAt), ...(cnf === undefined ? {} : { cnf }), ...(status === undefined ? {} : { status }) })
}

/**
 * Composes a badge in VC-JWT up to its signature (Open Badges 3.0 #jwt-proof): the payload is the credential of VCDM 2.0 with `iss`, `jti`, `sub`, `nbf` and `exp` among its members.
 * No headers but `alg`, `kid` and `typ` are allowed there. `id` and `validFrom` must be there. Throws VcJwtError and VcdmError.
 */
export function prepareBadgeJwt({ claims, header, securedAt }: CredentialToSecure): PreparedCredential {
  const credential = plain(claims)
  const checked = checkCredential(credential, { versions: ['2.0'] })
  for (const name of ['iss', 'sub', 'jti', 'nbf', 'exp', 'iat', 'aud', 'vc', 'vp']) {
    if (Object.hasOwn(credential, name)) throw new VcJwtError('VCJWT_CLAIM_CONFLICT', `${name} is no member of a credential`)
  }
  if (credential['id'] === undefined || checked.validFrom === undefined) throw new VcJwtError('VCJWT_CLAIM_MISSING', 'a badge in VC-JWT has an id and a validFrom')
  return prepareJwt({ typ: 'JWT', kid: header.kid }, { ...credential, ...registeredClaims(credential, checked, securedAt) })
}

/** `prepareJwtVcJson` and the signature in one step. Throws what that throws, and what the signer throws. */
export async function secureJwtVcJson({ signer, ...credential }: CredentialToSecure & { signer: AnySigner }): Promise<string> {
  demandEs256(signer)
  const prepared = prepareJwtVcJson(credential)
  return prepared.finish(await signer.sign(prepared.signingInput))
}

/** `prepareBadgeJwt` and the signature in one step. Throws what that throws, and what the signer throws. */
export async function secureBadgeJwt({ signer, ...credential }: CredentialToSecure & { signer: AnySigner }): Promise<string> {
  demandEs256(signer)
  const prepared = prepareBadgeJwt(credential)
  return prepared.finish(await signer.sign(prepared.signingInput))
}

function plain(claims: CredentialToSecure['claims']): JsonObject {
  demandJson(claims as JsonObject)
  return claims as JsonObject
}

/** Fractions of a second are cut off: a JWT begins and ends no later than its credential. */
function registeredClaims(credential: JsonObject, { issuer, validFrom, validUntil }: CheckedCredential, securedAt: Date | undefined): JsonObject {
  const [sub, ...others] = subjectIds(credential)
  return {
    iss: issuer,
    ...(credential['id'] === undefined ? {} : { jti: credential['id'] }),
    ...(sub === undefined || others.length > 0 ? {} : { sub }),
    ...(validFrom === undefined ? {} : { nbf: toNumericDate(validFrom) }),
    ...(validUntil === undefined ? {} : { exp: toNumericDate(validUntil) }),
    ...(securedAt === undefined ? {} : { iat: toNumericDate(securedAt) }),
  }
}
