/** Proof that the sender of a request holds a key (RFC 9449 #section-4.3): every step, none optional. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { isNumericDate, JwsError, parseCompactJws, verifyCompactJws, type ParsedJws } from '@eduwallet/credential-formats'
import { KeyError, parsePublicJwk, thumbprint, type PublicJwk } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import type { OneTimeValue } from './claim-book.ts'
import { ClaimError } from './errors.ts'
import { oneTimeValue } from './one-time-value.ts'

/** What the metadata lists (`dpop_signing_alg_values_supported`). */
export const dpopAlgorithms = ['ES256'] as const
/** A proof is for one request; this leaves room for a slow network and a clock that is off. */
const oldestSeconds = 300
const skewSeconds = 60
const longestJti = 256
const limits = { maxDepth: 4, maxBytes: 8192 }

export type DpopExpectation = {
  method: 'POST'
  /** Our own public address of the endpoint, never what a Host header says. */
  url: string
  isCurrentNonce: (nonce: string) => boolean
  /** The access token the proof is used with; undefined at the token endpoint, where there is none yet. */
  accessToken: string | undefined
  now: Date
}

/** A verified proof: the thumbprint of its key, and its `jti`, which the caller must mark as used. */
export type VerifiedDpopProof = { keyThumbprint: string; used: OneTimeValue }

/**
 * Verifies a DPoP proof. Throws ClaimError CLAIM_DPOP_INVALID, or CLAIM_DPOP_NONCE_NEEDED when all that is wrong is a nonce
 * that is missing or stale. Whether the proof was used before only the register knows.
 */
export function verifyDpopProof(jwt: string, expected: DpopExpectation): VerifiedDpopProof {
  let proof: ParsedJws
  let key: PublicJwk
  try {
    proof = parseCompactJws(jwt, limits)
    key = parsePublicJwk(proof.header['jwk'])
    verifyCompactJws(proof, { alg: 'ES256', typ: 'dpop+jwt', key })
  } catch (cause) {
    if (cause instanceof JwsError || cause instanceof KeyError) throw new ClaimError('CLAIM_DPOP_INVALID', `DPoP proof refused: ${cause.code}`, { cause })
    throw cause
  }
  const { jti, iat } = checkClaims(proof.payload, expected)
  const keyThumbprint = thumbprint(key)
  return { keyThumbprint, used: oneTimeValue(`${keyThumbprint}\n${jti}`, new Date((iat + oldestSeconds + skewSeconds) * 1000)) }
}

function checkClaims(claims: JsonObject, { method, url, isCurrentNonce, accessToken, now }: DpopExpectation): { jti: string; iat: number } {
  const { jti, htm, htu, iat, nonce, ath } = claims
  const seconds = now.getTime() / 1000
  if (typeof jti !== 'string' || jti === '' || jti.length > longestJti) throw refusal('jti is missing')
  if (htm !== method) throw refusal('htm is not the method of this request')
  if (typeof htu !== 'string' || withoutQuery(htu) !== withoutQuery(url)) throw refusal('htu is not the address of this endpoint')
  if (accessToken !== undefined && !isHashOf(accessToken, ath)) throw refusal('ath is not the hash of the access token')
  if (!isNumericDate(iat)) throw refusal('iat is missing or not whole seconds')
  // Before iat: a wallet whose clock is off learns the nonce first, and its next proof is judged as a whole.
  if (typeof nonce !== 'string' || !isCurrentNonce(nonce)) throw new ClaimError('CLAIM_DPOP_NONCE_NEEDED', 'the DPoP proof must carry the nonce of this server')
  if (iat > seconds + skewSeconds) throw refusal('iat is in the future')
  if (iat < seconds - oldestSeconds - skewSeconds) throw refusal('iat is too long ago')
  return { jti, iat }
}

/** RFC 9449 #section-4.3 step 9: query and fragment do not count; URL() does the normalisation of RFC 3986 #section-6.2.2. */
function withoutQuery(address: string): string | undefined {
  const url = URL.parse(address)
  return url === null || url.username !== '' || url.password !== '' ? undefined : `${url.protocol}//${url.host}${url.pathname}`
}

function isHashOf(accessToken: string, ath: unknown): boolean {
  if (typeof ath !== 'string') return false
  const given = Buffer.from(ath, 'utf8')
  const expected = Buffer.from(createHash('sha256').update(accessToken).digest('base64url'), 'utf8')
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function refusal(message: string): ClaimError {
  return new ClaimError('CLAIM_DPOP_INVALID', message)
}
