import type { SignatureAlgorithm, VerificationKey } from '@eduwallet/keys'
import type { JsonObject, JsonValue } from '@eduwallet/strict-json'
import type { CredentialExpectation } from '../credential-format.ts'
import { type ParsedJws, verifyCompactJws } from '../jws/compact-jws.ts'
import { isNumericDate } from '../jws/numeric-date.ts'
import { VcJwtError } from './errors.ts'
import { asVcJwtError } from './read-jwt.ts'

/** Verifies the signature by this key, with the algorithm of the header if that is one of `algorithms`; `typ` null: none may be there. Throws VcJwtError. */
export function verifyJwt(jws: ParsedJws, { typ, algorithms, key }: { typ: string | null; algorithms: readonly SignatureAlgorithm[]; key: VerificationKey }): void {
  const alg = algorithms.find((one) => one === jws.header['alg'])
  if (alg === undefined) throw new VcJwtError('VCJWT_ALG', `alg is not one of ${algorithms.join(', ')}`)
  try {
    verifyCompactJws(jws, { alg, typ, key })
  } catch (cause) {
    throw asVcJwtError(cause)
  }
}

/** `iat`, `nbf` and `exp` of the signature, when they are there. RFC 7519 #section-4.1; VC-JOSE-COSE #jose-header-parameters-jwt-claims. Throws VcJwtError. */
export function checkTimes(payload: JsonObject, { now, skewSeconds }: Pick<CredentialExpectation, 'now' | 'skewSeconds'>): void {
  const seconds = now.getTime() / 1000
  if (!Number.isFinite(seconds + skewSeconds)) throw new VcJwtError('VCJWT_EXPIRED', 'validity cannot be judged without a time')
  const exp = numericDate(payload, 'exp')
  const nbf = numericDate(payload, 'nbf')
  const iat = numericDate(payload, 'iat')
  // "On or after": at exp itself it has expired. RFC 7519 #section-4.1.4
  if (exp !== undefined && exp + skewSeconds <= seconds) throw new VcJwtError('VCJWT_EXPIRED', 'exp has passed')
  if (nbf !== undefined && nbf - skewSeconds > seconds) throw new VcJwtError('VCJWT_NOT_YET_VALID', 'nbf lies in the future')
  if (iat !== undefined && iat - skewSeconds > seconds) throw new VcJwtError('VCJWT_ISSUED_IN_FUTURE', 'iat lies in the future')
}

/** The whole seconds at `name`, when it is there. */
export function numericDate(payload: JsonObject, name: string): number | undefined {
  if (!Object.hasOwn(payload, name)) return undefined
  const value = payload[name]
  if (!isNumericDate(value)) throw new VcJwtError('VCJWT_CLAIM_MALFORMED', `${name} is not a NumericDate`)
  return value
}

/** The text at `name`, when it is there. */
export function text(payload: JsonObject, name: string): string | undefined {
  const value = payload[name]
  if (value !== undefined && typeof value !== 'string') throw new VcJwtError('VCJWT_CLAIM_MALFORMED', `${name} is not a string`)
  return value
}

/** Nobody presents a bare credential with proof: what is for another audience, or should prove a holder, is refused. RFC 7519 #section-4.1.3 */
export function checkNotPresented(payload: JsonObject, keyBinding: CredentialExpectation['keyBinding']): void {
  if (payload['aud'] !== undefined) throw new VcJwtError('VCJWT_AUDIENCE', 'the credential is for another audience')
  if (keyBinding !== 'forbidden') throw new VcJwtError('VCJWT_BINDING_MISSING', 'a credential of this format carries no proof of its holder')
}

/** The ids of the subjects that have one. */
export function subjectIds(credential: JsonObject): readonly JsonValue[] {
  return [credential['credentialSubject']].flat().flatMap((subject) => {
    const id = typeof subject === 'object' && subject !== null && !Array.isArray(subject) ? subject['id'] : undefined
    return id === undefined ? [] : [id]
  })
}
