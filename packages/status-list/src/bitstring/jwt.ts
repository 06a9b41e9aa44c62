import { isNumericDate, type JwsExpectation, parseCompactJws, type ParsedJws, verifyCompactJws } from '@eduwallet/credential-formats'
import { StatusListError } from '../errors.ts'
import { algorithmOf, asStatusListError, LIST_LIMITS, readKeyReference } from '../read-jws.ts'
import { type BitstringList, type BitstringListExpectation, issuerOf, readBitstringList } from './read.ts'

/** VC-JOSE-COSE #vc-jwt-media-type and #securing-with-jose. */
export const VC_JWT_MEDIA_TYPE = 'application/vc+jwt'
export const VC_JWT_TYP = 'vc+jwt'

/** A list secured as JWT, taken apart. Nothing in it has been verified: use it to find the key, and for nothing else. */
export type ReadBitstringListJwt = {
  readonly kid: string | undefined
  readonly x5c: readonly string[] | undefined
  readonly issuer: string | undefined
  readonly jwt: ParsedJws
}

/** Takes a JWT apart without believing it. Throws StatusListError STATUS_TOKEN_MALFORMED, STATUS_TOKEN_TYP, STATUS_LIST_TOO_LARGE. */
export function readBitstringListJwt(token: string | Uint8Array): ReadBitstringListJwt {
  const compact = typeof token === 'string' ? token : Buffer.from(token.buffer, token.byteOffset, token.byteLength).toString('latin1')
  const jwt = asStatusListError(() => parseCompactJws(compact, LIST_LIMITS))
  if (jwt.header['typ'] !== VC_JWT_TYP) throw new StatusListError('STATUS_TOKEN_TYP', `token typ is not ${VC_JWT_TYP}`)
  return { ...readKeyReference(jwt), issuer: issuerOf(jwt.payload), jwt }
}

/**
 * Verifies a list secured with VC-JOSE-COSE (#securing-with-jose): signature by exactly this key, type, claims of the JWT that do not contradict the credential, and
 * then what `readBitstringList` asks of every list. Throws StatusListError and nothing else.
 */
export function verifyBitstringListJwt(token: string | Uint8Array | ReadBitstringListJwt, { key, ...expected }: BitstringListExpectation & Pick<JwsExpectation, 'key'>): BitstringList {
  const { jwt } = typeof token === 'string' || token instanceof Uint8Array ? readBitstringListJwt(token) : token
  asStatusListError(() => verifyCompactJws(jwt, { alg: algorithmOf(key), typ: VC_JWT_TYP, key }))
  const { payload } = jwt
  // The claims of another format: what is in them would be read by some and not by others. VC-JOSE-COSE #securing-with-jose
  if (Object.hasOwn(payload, 'vc') || Object.hasOwn(payload, 'vp')) throw new StatusListError('STATUS_TOKEN_MALFORMED', 'a JWT of VCDM 2.0 has no vc claim')
  if (Object.hasOwn(payload, 'iss') && payload['iss'] !== expected.issuer) throw new StatusListError('STATUS_TOKEN_ISSUER', 'iss is another than the issuer')
  const seconds = expected.now.getTime() / 1000
  for (const name of ['exp', 'nbf'] as const) {
    if (!Object.hasOwn(payload, name)) continue
    const value = payload[name]
    if (!isNumericDate(value)) throw new StatusListError('STATUS_TOKEN_MALFORMED', `${name} is not a NumericDate`)
    if (name === 'exp' && !(value > seconds)) throw new StatusListError('STATUS_TOKEN_EXPIRED', 'the list has expired')
    if (name === 'nbf' && !(value - (expected.skewSeconds ?? 60) <= seconds)) throw new StatusListError('STATUS_TOKEN_ISSUED_IN_FUTURE', 'nbf lies in the future')
  }
  const list = readBitstringList(payload, expected)
  const { exp } = payload
  const ends = [list.expiresAt?.getTime(), typeof exp === 'number' ? exp * 1000 : undefined].filter((end) => end !== undefined)
  return ends.length === 0 ? list : { ...list, expiresAt: new Date(Math.min(...ends)) }
}
