import type { CredentialExpectation } from '../credential-format.ts'
import { type VerifiedSdJwt, verifySdJwt } from '../sd-jwt/verify-sd-jwt.ts'
import { checkPeriod } from '../vcdm/check-period.ts'
import { type ReadVcSdJwt, readVcSdJwt } from './read.ts'
import { vcSdJwtKind } from './rules.ts'
import { checkClaims } from './secure.ts'

/**
 * Verifies a `vc+sd-jwt` (VC-JOSE-COSE #alg-sd-jwt, #validation; RFC 9901 #section-7): kind, issuer signature by exactly this key with ES256, ES384 or EdDSA, disclosures,
 * structure of the credential as it was disclosed, JWT claims that say the same, validity at `now`, and key binding as expected. `claims` is the credential, with `cnf`
 * and `status` when the issuer put them beside. Takes the text, or what `readVcSdJwt` made of it. Throws SdJwtError, VcdmError and VcJwtError.
 */
export function verifyVcSdJwt(presentation: string | ReadVcSdJwt, expectation: CredentialExpectation): VerifiedSdJwt {
  const read = typeof presentation === 'string' ? readVcSdJwt(presentation) : presentation
  const verified = verifySdJwt(read, vcSdJwtKind, expectation, (claims) => { checkPeriod(checkClaims(claims), expectation) })
  const { iss: _, sub: __, jti: ___, iat: ____, nbf: _____, exp: ______, ...claims } = verified.claims
  return { ...verified, claims }
}
