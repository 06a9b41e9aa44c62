import type { SignatureAlgorithm } from '@eduwallet/keys'
import type { CredentialExpectation, VerifiedCredential } from '../credential-format.ts'
import { checkJwtClaims } from '../vc-jose/check-jwt-claims.ts'
import { VcJwtError } from '../vc-jose/errors.ts'
import { checkNotPresented, checkTimes, verifyJwt } from '../vc-jose/verify-jwt.ts'
import { checkCredential } from '../vcdm/check-credential.ts'
import { checkPeriod } from '../vcdm/check-period.ts'
import { decodePayload, decodeVcClaim } from './decode-credential.ts'
import { type ReadJwtVcJson, readJwtVcJson } from './read.ts'
import { verifyWithDidJwtVc } from './verify-with-did-jwt-vc.ts'

/** Open Badges 3.0 #joseheader wants RS256 at least. */
const ALGORITHMS: readonly SignatureAlgorithm[] = ['ES256', 'RS256', 'ES384', 'EdDSA']
/** What did-jwt-vc verifies. */
const DID_JWT_VC_ALGORITHMS: readonly unknown[] = ['ES256', 'EdDSA']

/**
 * Verifies a `jwt_vc_json` (VCDM 1.1 #json-web-token) or a badge in VC-JWT (Open Badges 3.0 #jwt-verify): signature by exactly this key, claims and credential that say the same, structure,
 * and both the times of the JWT and the period of the credential at `now`. A VCDM 1.1 credential of a DID goes through did-jwt-vc as well. A key that is carried along (`jwk`) is never
 * used: `issuerKeys` are found elsewhere. `claims` is the credential, with `cnf` and `status` when they stood beside it. Throws VcJwtError and VcdmError.
 */
export async function verifyJwtVcJson(credential: string | ReadJwtVcJson, { issuerKeys, now, skewSeconds, keyBinding }: CredentialExpectation): Promise<VerifiedCredential> {
  const read = typeof credential === 'string' ? readJwtVcJson(credential) : credential
  const { jws: { header, payload }, form } = read
  const [key] = issuerKeys
  if (key === undefined) throw new VcJwtError('VCJWT_SIGNATURE', 'there is no key to verify with')
  verifyJwt(read.jws, { typ: Object.hasOwn(header, 'typ') ? 'JWT' : null, algorithms: ALGORITHMS, key })
  if (form === 'payload') checkJwtClaims(payload)
  const claims = form === 'payload' ? decodePayload(payload) : decodeVcClaim(payload, read.credential)
  const checked = checkCredential(claims)
  checkTimes(payload, { now, skewSeconds })
  checkPeriod(checked, { now, skewSeconds })
  checkNotPresented(payload, keyBinding)
  if (form === 'vc claim' && checked.version === '1.1' && checked.issuer.startsWith('did:') && DID_JWT_VC_ALGORITHMS.includes(header['alg'])) {
    await verifyWithDidJwtVc(read.compact, { did: checked.issuer, kid: read.keyReferences[0]?.kid, key, now, skewSeconds })
  }
  return { claims, disclosedPaths: [] }
}
