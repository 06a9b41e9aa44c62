import type { CredentialExpectation, VerifiedCredential } from '../credential-format.ts'
import { checkCredential } from '../vcdm/check-credential.ts'
import { checkPeriod } from '../vcdm/check-period.ts'
import { checkJwtClaims } from './check-jwt-claims.ts'
import { VcJwtError } from './errors.ts'
import { demandKind } from './read-jwt.ts'
import { type ReadVcJwt, readVcJwt } from './read.ts'
import { ALGORITHMS } from './rules.ts'
import { checkNotPresented, checkTimes, verifyJwt } from './verify-jwt.ts'

/**
 * Verifies a `vc+jwt` (VC-JOSE-COSE #alg-jose, #validation): kind, signature by exactly this key with ES256, ES384 or EdDSA, times of the signature, structure of
 * the credential, JWT claims that say the same, and validity at `now`. The holder's proof is in the presentation around it. `claims` is the credential, with `cnf` and
 * `status` when the issuer put them beside. Takes the text, or what `readVcJwt` made of it. Throws VcJwtError and VcdmError.
 */
export function verifyVcJwt(credential: string | ReadVcJwt, { issuerKeys, now, skewSeconds, keyBinding }: CredentialExpectation): VerifiedCredential {
  const { jws } = typeof credential === 'string' ? readVcJwt(credential) : credential
  const [key] = issuerKeys
  if (key === undefined) throw new VcJwtError('VCJWT_SIGNATURE', 'there is no key to verify with')
  demandKind(jws.header, 'vc+jwt', 'vc')
  verifyJwt(jws, { typ: 'vc+jwt', algorithms: ALGORITHMS, key })
  const checked = checkCredential(jws.payload, { versions: ['2.0'] })
  checkJwtClaims(jws.payload)
  checkTimes(jws.payload, { now, skewSeconds })
  checkPeriod(checked, { now, skewSeconds })
  checkNotPresented(jws.payload, keyBinding)
  const { iss: _, sub: __, jti: ___, iat: ____, nbf: _____, exp: ______, ...claims } = jws.payload
  return { claims, disclosedPaths: [] }
}
