import { isJsonObject, type JsonObject } from '@eduwallet/strict-json'
import { VcJwtError } from './errors.ts'
import { namesIn } from '../vcdm/names-in.ts'
import { numericDate, subjectIds, text } from './verify-jwt.ts'

/**
 * JWT claims that stand among the members of a credential say the same as those members, or are refused: `iss` as `issuer`, `jti` as `id`, `sub` as the id of
 * a subject; `vc` and `vp` are of another form. VC-JOSE-COSE #jose-header-parameters-jwt-claims, #using-header-params-claims-key-discovery. Throws VcJwtError.
 */
export function checkJwtClaims(payload: JsonObject): void {
  if (Object.hasOwn(payload, 'vc') || Object.hasOwn(payload, 'vp')) throw new VcJwtError('VCJWT_OTHER_FORM', 'a vc or vp claim is of another form')
  const iss = text(payload, 'iss')
  const jti = text(payload, 'jti')
  const sub = text(payload, 'sub')
  if (iss !== undefined && iss !== namesIn(payload).issuer) throw new VcJwtError('VCJWT_CLAIM_CONFLICT', 'iss is not the issuer')
  if (jti !== undefined && jti !== payload['id']) throw new VcJwtError('VCJWT_CLAIM_CONFLICT', 'jti is not the id')
  if (sub !== undefined && !subjectIds(payload).includes(sub)) throw new VcJwtError('VCJWT_CLAIM_CONFLICT', 'sub is not the id of a subject')
  for (const name of ['iat', 'nbf', 'exp']) numericDate(payload, name)
  for (const name of ['cnf', 'status']) {
    if (payload[name] !== undefined && !isJsonObject(payload[name])) throw new VcJwtError('VCJWT_CLAIM_MALFORMED', `${name} is not an object`)
  }
}
