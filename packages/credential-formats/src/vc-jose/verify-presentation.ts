import type { JsonObject, JsonValue } from '@eduwallet/strict-json'
import type { KeyReference, PresentationExpectation } from '../credential-format.ts'
import { isExactly } from '../is-exactly.ts'
import { VcJwtError } from './errors.ts'
import { type ReadVpJwt, readVpJwt } from './read-presentation.ts'
import { ALGORITHMS } from './rules.ts'
import { checkTimes, numericDate, text, verifyJwt } from './verify-jwt.ts'
import type { ParsedJws } from '../jws/compact-jws.ts'

/**
 * Verifies that the holder signed this presentation just now, for this verifier and this request (VC-JOSE-COSE #alg-jose; OpenID4VP 1.0 #appendix-B.1): signature by the
 * holder's key, `nonce`, `aud`, `iat` and `exp`, each of which must be there; the key named by `kid` is the holder's own. The credentials inside are the caller's to verify,
 * and that they are this holder's. Throws VcJwtError and VcdmError.
 */
export function verifyVpJwt(presentation: string | ReadVpJwt, expectation: PresentationExpectation): void {
  const read = typeof presentation === 'string' ? readVpJwt(presentation) : presentation
  verifyHolderJwt(read, { typ: 'vp+jwt', madeAt: ['iat'] }, expectation)
}

/** What holds for every presentation that is a JWT. `madeAt`: the claims that may say when it was signed; the first that is there does. */
export function verifyHolderJwt(
  { jws, holder, keyReferences }: { jws: ParsedJws; holder: string | undefined; keyReferences: readonly KeyReference[] },
  { typ, madeAt }: { typ: string; madeAt: readonly string[] },
  { holderKeys, nonce, audience, maxAgeSeconds, now, skewSeconds }: PresentationExpectation,
): void {
  const [key] = holderKeys
  if (key === undefined) throw new VcJwtError('VCJWT_HOLDER_KEY_MISSING', 'there is no key of the holder to verify with')
  try {
    verifyJwt(jws, { typ, algorithms: ALGORITHMS, key })
  } catch (cause) {
    if (cause instanceof VcJwtError && cause.code === 'VCJWT_SIGNATURE') throw new VcJwtError('VCJWT_HOLDER_SIGNATURE', cause.message, { cause })
    throw cause
  }
  checkHolder(holder, text(jws.payload, 'iss'), keyReferences[0]?.kid)
  if (!isExactly(jws.payload['nonce'], nonce)) throw new VcJwtError('VCJWT_NONCE', 'the presentation is for another request')
  if (!isExactly(oneOf(jws.payload['aud']), audience)) throw new VcJwtError('VCJWT_AUDIENCE', 'the presentation is for another verifier')
  checkJustMade(jws.payload, madeAt, { maxAgeSeconds, now, skewSeconds })
}

/** Holder, issuer of the JWT and controller of the key are one and the same. VC-JOSE-COSE #using-controlled-identifier-documents */
function checkHolder(holder: string | undefined, iss: string | undefined, kid: string | undefined): void {
  if (iss !== undefined && holder !== iss) throw new VcJwtError('VCJWT_HOLDER_OTHER', 'iss is not the holder')
  // A DID or a document with a fragment says whose key it is; another kid names a key within the holder's own document, or by its thumbprint.
  const controller = kid !== undefined && (kid.startsWith('did:') || kid.indexOf('#') > 0) ? kid.split('#', 1)[0] : undefined
  if (controller !== undefined && holder !== undefined && controller !== holder) throw new VcJwtError('VCJWT_HOLDER_OTHER', 'the key is not named as one of the holder')
}

function checkJustMade(payload: JsonObject, madeAt: readonly string[], { maxAgeSeconds, now, skewSeconds }: Pick<PresentationExpectation, 'maxAgeSeconds' | 'now' | 'skewSeconds'>): void {
  const [made] = madeAt.map((name) => numericDate(payload, name)).filter((seconds) => seconds !== undefined)
  const exp = numericDate(payload, 'exp')
  if (made === undefined || exp === undefined) throw new VcJwtError('VCJWT_TIME', 'the presentation does not say when it was made, or until when it holds')
  try {
    checkTimes(payload, { now, skewSeconds })
  } catch (cause) {
    throw new VcJwtError('VCJWT_TIME', 'the presentation does not hold now', { cause })
  }
  // Written so that an age that is no number is met by nothing.
  if (!(made + maxAgeSeconds + skewSeconds >= now.getTime() / 1000)) throw new VcJwtError('VCJWT_TIME', 'the presentation was not made just now')
}

/** A list of one is the one in it. RFC 7519 #section-4.1.3 */
function oneOf(value: JsonValue | undefined): JsonValue | undefined {
  return Array.isArray(value) && value.length === 1 ? value[0] : value
}
