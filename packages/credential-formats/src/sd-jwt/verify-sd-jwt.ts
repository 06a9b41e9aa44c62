import type { PublicJwk, SignatureAlgorithm, VerificationKey } from '@eduwallet/keys'
import { isExactly } from '../is-exactly.ts'
import { isNumericDate } from '../jws/numeric-date.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import { JwsError, type JwsErrorCode, type ParsedJws, verifyCompactJws } from '../jws/compact-jws.ts'
import { processDisclosures } from './disclose.ts'
import { SdJwtError, type SdJwtErrorCode } from './errors.ts'
import { readHolderKey } from './holder-key.ts'
import type { SdJwt } from './read-sd-jwt.ts'
import { KEY_BINDING_TYP, type SdJwtKind } from './rules.ts'
import type { CredentialExpectation, KeyBindingExpectation, VerifiedCredential } from '../credential-format.ts'

export type VerifiedSdJwt = VerifiedCredential & {
  readonly header: JsonObject
  /** Only when key binding was demanded. */
  readonly holderKey?: PublicJwk
  readonly keyBinding?: { readonly issuedAt: Date; readonly claims: JsonObject }
}

/**
 * Verifies an SD-JWT of one kind (RFC 9901 #section-7.1 and #section-7.3): issuer signature by exactly this key with an algorithm of the kind, type header,
 * disclosures, registered claims and whatever else `checkClaims` demands of them, validity at `now`, and key binding as expected.
 * Throws SdJwtError, and what `checkClaims` throws.
 */
export function verifySdJwt(read: SdJwt, kind: SdJwtKind, { issuerKeys, now, skewSeconds, keyBinding }: CredentialExpectation, checkClaims: (claims: JsonObject) => void): VerifiedSdJwt {
  if (keyBinding === 'forbidden' && read.keyBinding !== undefined) throw new SdJwtError('SDJWT_KEY_BINDING_UNEXPECTED', 'a key binding JWT was sent where none may be')
  const [issuerKey] = issuerKeys
  if (issuerKey === undefined) throw new SdJwtError('SDJWT_SIGNATURE', 'there is no key to verify with')
  demandKind(read.header, kind)
  verifyJws(read.issuerJws, { typ: kind.typ, algorithms: kind.algorithms, key: issuerKey }, issuerCodes)
  const { claims, disclosedPaths } = processDisclosures(read, kind.alwaysPlain)
  const clock = { seconds: now.getTime() / 1000, skewSeconds }
  checkClaims(claims)
  checkRegisteredClaims(claims, clock)
  checkAudience(claims['aud'], keyBinding === 'forbidden' ? undefined : keyBinding.audience)
  const verified = { header: read.header, claims, disclosedPaths }
  if (keyBinding === 'forbidden') return verified
  return { ...verified, ...verifyKeyBinding(read, claims, keyBinding, clock) }
}

/** Refuses an SD-JWT of another kind. RFC 8725 #section-3.11 */
export function demandKind(header: JsonObject, { typ, cty }: SdJwtKind): void {
  if (header['typ'] !== typ) throw new SdJwtError('SDJWT_TYP', `typ is not ${typ}`)
  if (cty !== undefined && header['cty'] !== undefined && header['cty'] !== cty) throw new SdJwtError('SDJWT_TYP', `cty is not ${cty}`)
}

type Clock = { seconds: number; skewSeconds: number }

/** Present claims must have their shape, and the time must be theirs. RFC 7519 #section-4.1 */
function checkRegisteredClaims(claims: JsonObject, { seconds, skewSeconds }: Clock): void {
  for (const name of ['iss', 'sub']) {
    if (claims[name] !== undefined && typeof claims[name] !== 'string') throw new SdJwtError('SDJWT_CLAIM_MALFORMED', `${name} is not a string`)
  }
  for (const name of ['cnf', 'status']) {
    if (claims[name] !== undefined && !isJsonObject(claims[name])) throw new SdJwtError('SDJWT_CLAIM_MALFORMED', `${name} is not an object`)
  }
  const exp = numericDate(claims, 'exp')
  const nbf = numericDate(claims, 'nbf')
  const iat = numericDate(claims, 'iat')
  if (!Number.isFinite(seconds + skewSeconds)) throw new SdJwtError('SDJWT_EXPIRED', 'validity cannot be judged without a time')
  // "On or after": at exp itself it has expired. RFC 7519 #section-4.1.4
  if (exp !== undefined && exp + skewSeconds <= seconds) throw new SdJwtError('SDJWT_EXPIRED', 'exp has passed')
  if (nbf !== undefined && nbf - skewSeconds > seconds) throw new SdJwtError('SDJWT_NOT_YET_VALID', 'nbf lies in the future')
  if (iat !== undefined && iat - skewSeconds > seconds) throw new SdJwtError('SDJWT_ISSUED_IN_FUTURE', 'iat lies in the future')
}

/** A credential made for somebody else is not for us. RFC 7519 #section-4.1.3 */
function checkAudience(aud: JsonValue | undefined, audience: string | undefined): void {
  if (aud === undefined) return
  const named = Array.isArray(aud) ? aud : [aud]
  if (audience === undefined || !named.includes(audience)) throw new SdJwtError('SDJWT_AUDIENCE', 'the credential is for another audience')
}

function numericDate(claims: JsonObject, name: string): number | undefined {
  if (!Object.hasOwn(claims, name)) return undefined
  const value = claims[name]
  if (!isNumericDate(value)) throw new SdJwtError('SDJWT_CLAIM_MALFORMED', `${name} is not a NumericDate`)
  return value
}

function verifyKeyBinding(
  { keyBinding: jws, presentationDigest }: SdJwt,
  claims: JsonObject,
  { nonce, audience, maxAgeSeconds }: KeyBindingExpectation,
  { seconds, skewSeconds }: Clock,
): Required<Pick<VerifiedSdJwt, 'holderKey' | 'keyBinding'>> {
  if (jws === undefined) throw new SdJwtError('SDJWT_KEY_BINDING_MISSING', 'the key binding JWT is missing')
  const holderKey = readHolderKey(claims)
  verifyJws(jws, { typ: KEY_BINDING_TYP, algorithms: ['ES256'], key: holderKey }, keyBindingCodes)
  const { payload } = jws
  if (!isExactly(payload['nonce'], nonce)) throw new SdJwtError('SDJWT_KEY_BINDING_NONCE', 'the key binding is for another request')
  if (!isExactly(payload['aud'], audience)) throw new SdJwtError('SDJWT_KEY_BINDING_AUDIENCE', 'the key binding is for another verifier')
  if (!isExactly(payload['sd_hash'], presentationDigest)) throw new SdJwtError('SDJWT_KEY_BINDING_HASH', 'the key binding is for another presentation')
  const iat = payload['iat']
  const recent = isNumericDate(iat) && iat - skewSeconds <= seconds && iat + maxAgeSeconds + skewSeconds >= seconds
  if (!recent) throw new SdJwtError('SDJWT_KEY_BINDING_TIME', 'the key binding was not made just now')
  for (const [name, holds] of [
    ['exp', (exp: number) => exp + skewSeconds > seconds],
    ['nbf', (nbf: number) => nbf - skewSeconds <= seconds],
  ] as const) {
    const value = payload[name]
    if (value !== undefined && !(isNumericDate(value) && holds(value))) throw new SdJwtError('SDJWT_KEY_BINDING_TIME', `the key binding is not valid now: ${name}`)
  }
  return { holderKey, keyBinding: { issuedAt: new Date(iat * 1000), claims: payload } }
}

const issuerCodes = { JWS_TYP: 'SDJWT_TYP', JWS_ALG: 'SDJWT_ALG', JWS_SIGNATURE: 'SDJWT_SIGNATURE' } as const satisfies Partial<Record<JwsErrorCode, SdJwtErrorCode>>
const keyBindingCodes = {
  JWS_TYP: 'SDJWT_KEY_BINDING_TYP',
  JWS_ALG: 'SDJWT_KEY_BINDING_ALG',
  JWS_SIGNATURE: 'SDJWT_KEY_BINDING_SIGNATURE',
} as const satisfies Partial<Record<JwsErrorCode, SdJwtErrorCode>>

type JwsDemand = { typ: string; algorithms: readonly SignatureAlgorithm[]; key: VerificationKey }

function verifyJws(jws: ParsedJws, { typ, algorithms, key }: JwsDemand, codes: typeof issuerCodes | typeof keyBindingCodes): void {
  const alg = algorithms.find((one) => one === jws.header['alg'])
  if (jws.header['typ'] !== typ) throw new SdJwtError(codes.JWS_TYP, `typ is not ${typ}`)
  if (alg === undefined) throw new SdJwtError(codes.JWS_ALG, `alg is not one of ${algorithms.join(', ')}`)
  try {
    verifyCompactJws(jws, { alg, typ, key })
  } catch (cause) {
    if (!(cause instanceof JwsError)) throw cause
    throw new SdJwtError(codes.JWS_SIGNATURE, cause.message, { cause })
  }
}
