import { toNumericDate } from '@eduwallet/credential-formats'
import { StatusListError } from '../errors.ts'
import type { StatusBits } from '../status-bits.ts'
import { type EncodedStatusList, encodeStatusList } from './encoding.ts'

/** The media type a list is served under, and the `typ` of its token. Token Status List draft 15 #status-list-token-jwt */
export const STATUS_LIST_MEDIA_TYPE = 'application/statuslist+jwt'
export const STATUS_LIST_TYP = 'statuslist+jwt'

export type StatusListTokenToCompose = {
  /** Where the list is served; the `uri` of every credential that refers to it, character by character. */
  uri: string
  issuer?: string
  bits: StatusBits
  issuedAt: Date
  expiresAt: Date
  /** How long a reader may keep the list before asking again. */
  ttlSeconds: number
  kid: string
  x5c?: readonly string[]
}

/** Header and payload to sign as a compact JWS. Plain JSON. */
export type ComposedStatusListToken = {
  header: { typ: 'statuslist+jwt'; alg: 'ES256'; kid: string; x5c?: string[] }
  payload: { sub: string; iat: number; exp: number; ttl: number; iss?: string; status_list: EncodedStatusList }
}

/** Composes a Status List Token (Token Status List draft 15 #status-list-token-jwt); signing it is the caller's. Dates are cut to whole seconds. */
export function composeStatusListToken({ uri, issuer, bits, issuedAt, expiresAt, ttlSeconds, kid, x5c = [] }: StatusListTokenToCompose): ComposedStatusListToken {
  const iat = toNumericDate(issuedAt)
  const exp = toNumericDate(expiresAt)
  if (!(exp > iat) || !Number.isInteger(ttlSeconds) || ttlSeconds < 1) throw new StatusListError('STATUS_TOKEN_MALFORMED', 'expiry and ttl must lie in the future')
  return {
    header: { typ: STATUS_LIST_TYP, alg: 'ES256', kid, ...(x5c.length === 0 ? {} : { x5c: [...x5c] }) },
    payload: { sub: uri, iat, exp, ttl: ttlSeconds, ...(issuer === undefined ? {} : { iss: issuer }), status_list: encodeStatusList(bits) },
  }
}
