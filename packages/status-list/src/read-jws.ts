import { JwsError, type JwsErrorCode, type JwsExpectation, type ParsedJws } from '@eduwallet/credential-formats'
import { JsonError } from '@eduwallet/strict-json'
import { StatusListError, type StatusListErrorCode } from './errors.ts'

/** Room for a list of 8 MiB that does not compress at all, in base64url. */
export const LIST_LIMITS = { maxBytes: 12 * 2 ** 20, maxDepth: 8 }

/** What the header of a signed list says of its key. Nobody vouches for it yet. Throws STATUS_TOKEN_MALFORMED. */
export function readKeyReference({ header: { kid, x5c } }: ParsedJws): { kid: string | undefined; x5c: readonly string[] | undefined } {
  const chain = Array.isArray(x5c) && x5c.length > 0 && x5c.every((entry) => typeof entry === 'string') ? x5c : undefined
  if ((x5c !== undefined && chain === undefined) || (kid !== undefined && typeof kid !== 'string')) throw new StatusListError('STATUS_TOKEN_MALFORMED', 'kid or x5c has the wrong form')
  return { kid, x5c: chain }
}

/** The one algorithm that goes with a key: the header has no say in it. RFC 8725 #section-3.1 */
export function algorithmOf(key: JwsExpectation['key']): JwsExpectation['alg'] {
  if (key.kty === 'EC') return key.crv === 'P-256' ? 'ES256' : 'ES384'
  return key.kty === 'OKP' ? 'EdDSA' : 'RS256'
}

const refusals = {
  JWS_TOO_LARGE: 'STATUS_LIST_TOO_LARGE',
  JWS_MALFORMED: 'STATUS_TOKEN_MALFORMED',
  JWS_JSON: 'STATUS_TOKEN_MALFORMED',
  JWS_CRIT: 'STATUS_TOKEN_MALFORMED',
  JWS_ALG: 'STATUS_TOKEN_ALG',
  JWS_TYP: 'STATUS_TOKEN_TYP',
  JWS_SIGNATURE: 'STATUS_TOKEN_SIGNATURE',
} as const satisfies Record<JwsErrorCode, StatusListErrorCode>

/** What `work` gives; a JwsError in it becomes the StatusListError that it means here. */
export function asStatusListError<T>(work: () => T): T {
  try {
    return work()
  } catch (cause) {
    if (!(cause instanceof JwsError)) throw cause
    const tooLarge = cause.cause instanceof JsonError && cause.cause.code === 'JSON_TOO_LARGE'
    throw new StatusListError(tooLarge ? 'STATUS_LIST_TOO_LARGE' : refusals[cause.code], cause.message, { cause })
  }
}
