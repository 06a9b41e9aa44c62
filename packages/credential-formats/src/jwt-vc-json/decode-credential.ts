import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import { VcJwtError } from '../vc-jose/errors.ts'
import { namesIn } from '../vcdm/names-in.ts'
import { numericDate, subjectIds, text } from '../vc-jose/verify-jwt.ts'
import { baseContexts } from '../vcdm/check-members.ts'

/**
 * The credential that a `vc` claim and the claims around it say together (VCDM 1.1 #jwt-decoding; with members of VCDM 2.0 as Open Badges 3.0 once had it). What stands in
 * both places must be the same, but for the times: they may differ, and each of them has to hold. Throws VcJwtError.
 */
export function decodeVcClaim(payload: JsonObject, vc: JsonObject): JsonObject {
  const iss = text(payload, 'iss')
  const jti = text(payload, 'jti')
  const sub = text(payload, 'sub')
  if (iss === undefined) throw new VcJwtError('VCJWT_CLAIM_MISSING', 'iss is missing')
  const isOlder = Array.isArray(vc['@context']) && vc['@context'][0] === baseContexts['1.1']
  const [from, until] = isOlder ? ['issuanceDate', 'expirationDate'] : ['validFrom', 'validUntil']
  const nbf = numericDate(payload, 'nbf')
  const exp = numericDate(payload, 'exp')
  return {
    ...besideCredential(payload, vc),
    ...(nbf === undefined ? {} : { [from]: isoInstant(nbf) }),
    ...(exp === undefined ? {} : { [until]: isoInstant(exp) }),
    ...vc,
    issuer: sameIssuer(vc, iss),
    ...(jti === undefined ? {} : { id: same(vc['id'], jti, 'jti is not the id') }),
    ...(sub === undefined ? {} : { credentialSubject: sameSubject(vc, sub) }),
  }
}

/** The credential that is the payload itself (Open Badges 3.0 #jwt-proof), without the claims of the JWT. `iss` must be there. Throws VcJwtError. */
export function decodePayload(payload: JsonObject): JsonObject {
  if (text(payload, 'iss') === undefined) throw new VcJwtError('VCJWT_CLAIM_MISSING', 'iss is missing')
  const { iss: _, sub: __, jti: ___, iat: ____, nbf: _____, exp: ______, ...credential } = payload
  return credential
}

/** Binding and status that the issuer put beside the credential; a second one inside is refused, because two readers could choose differently. */
function besideCredential(payload: JsonObject, vc: JsonObject): JsonObject {
  const beside: JsonObject = {}
  for (const name of ['cnf', 'status']) {
    const value = payload[name]
    if (value === undefined) continue
    if (!isJsonObject(value)) throw new VcJwtError('VCJWT_CLAIM_MALFORMED', `${name} is not an object`)
    if (Object.hasOwn(vc, name)) throw new VcJwtError('VCJWT_CLAIM_CONFLICT', `${name} stands in two places`)
    beside[name] = value
  }
  return beside
}

function isoInstant(seconds: number): string {
  return new Date(seconds * 1000).toISOString()
}

function same(inside: JsonValue | undefined, outside: string, rule: string): string {
  if (inside !== undefined && inside !== outside) throw new VcJwtError('VCJWT_CLAIM_CONFLICT', rule)
  return outside
}

function sameIssuer(vc: JsonObject, iss: string): JsonValue {
  const { issuer } = vc
  if (issuer === undefined) return iss
  if (isJsonObject(issuer) && issuer['id'] === undefined) return { ...issuer, id: iss }
  if (namesIn(vc).issuer !== iss) throw new VcJwtError('VCJWT_CLAIM_CONFLICT', 'iss is not the issuer')
  return issuer
}

function sameSubject(vc: JsonObject, sub: string): JsonValue {
  const { credentialSubject: subject = {} } = vc
  const ids = subjectIds(vc)
  if (ids.includes(sub)) return subject
  const only = Array.isArray(subject) && subject.length === 1 ? subject[0] : subject
  if (ids.length > 0 || !isJsonObject(only)) throw new VcJwtError('VCJWT_CLAIM_CONFLICT', 'sub is not the id of a subject')
  return { ...only, id: sub }
}
