import { isJsonObject, type JsonObject } from '@eduwallet/strict-json'
import type { ReadCredential } from '../credential-format.ts'
import { VcJwtError } from '../vc-jose/errors.ts'
import { type ReadJwt, readJwt } from '../vc-jose/read-jwt.ts'
import { namesIn } from '../vcdm/names-in.ts'
import { limits } from '../vc-jose/rules.ts'

/** A `jwt_vc_json`, taken apart. Nothing in it has been verified: use it to find the issuer's key, and for nothing else. */
export type ReadJwtVcJson = ReadCredential & ReadJwt & {
  readonly format: 'jwt_vc_json'
  readonly compact: string
  /** Where the credential is: in the claim `vc` (VCDM 1.1 #json-web-token), or the payload is it (Open Badges 3.0 #jwt-proof). */
  readonly form: 'vc claim' | 'payload'
  readonly credential: JsonObject
}

/**
 * Takes a credential apart that is a JWT of VCDM 1.1, or a badge of Open Badges 3.0 in VC-JWT; the two are told apart by their shape. `typ` is JWT; only the second may go
 * without (Open Badges 3.0 #joseheader). Throws VcJwtError and nothing else.
 */
export function readJwtVcJson(compact: string): ReadJwtVcJson {
  const read = readJwt(compact, limits.credentialBytes)
  const { header, payload } = read.jws
  const { vc } = payload
  if (Object.hasOwn(payload, 'vp') || (vc !== undefined && Object.hasOwn(payload, '@context'))) throw new VcJwtError('VCJWT_OTHER_FORM', 'the payload is of two forms at once')
  const credential = vc === undefined && Object.hasOwn(payload, '@context') ? payload : vc
  if (!isJsonObject(credential)) throw new VcJwtError('VCJWT_OTHER_FORM', 'there is no credential in the payload')
  const form = credential === payload ? 'payload' : 'vc claim'
  if (header['typ'] !== 'JWT' && !(form === 'payload' && header['typ'] === undefined)) throw new VcJwtError('VCJWT_TYP', 'typ is not JWT')
  if (header['cty'] !== undefined) throw new VcJwtError('VCJWT_CTY', 'cty may not be there')
  const { iss } = payload
  return { format: 'jwt_vc_json', compact, form, credential, ...read, issuer: typeof iss === 'string' ? iss : undefined, types: namesIn(credential).types }
}
