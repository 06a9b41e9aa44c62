import { KeyError, parsePublicJwk, type PublicJwk, type VerificationKey } from '@eduwallet/keys'
import { isNumericDate } from '../jws/numeric-date.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'
import { JwsError, type JwsErrorCode, type ParsedJws, verifyCompactJws } from '../jws/compact-jws.ts'
import { processDisclosures } from './disclose.ts'
import { SdJwtError, type SdJwtErrorCode } from './errors.ts'
import { type ReadSdJwtVc, readSdJwtVc } from './read.ts'
import { CREDENTIAL_TYP, KEY_BINDING_TYP } from './rules.ts'
import type { CredentialExpectation, KeyBindingExpectation, VerifiedCredential } from '../credential-format.ts'

/** What must be true of a presentation: of the issuer's keys there is one. */
export type SdJwtVcExpectation = CredentialExpectation

export type VerifiedSdJwtVc = VerifiedCredential & {
  readonly header: JsonObject
  /** Signed claims and disclosed claims together; SD-JWT's own members are gone. */
  readonly claims: JsonObject & { vct: string }
  /** Only when key binding was demanded. */
  readonly holderKey?: PublicJwk
  readonly keyBinding?: { readonly issuedAt: Date; readonly claims: JsonObject }
}

/**
 * Verifies an SD-JWT VC (RFC 9901 #section-7.1 and #section-7.3, SD-JWT VC draft 13 #section-3.4): issuer signature by exactly this key
 * with ES256, type header, disclosures, registered claims, validity at `now`, and key binding as expected. Takes the text, or what
 * `readSdJwtVc` made of it. Does not judge whether this issuer may issue this type, nor its status.
 * Throws SdJwtError and nothing else.
 */
export function verifySdJwtVc(presentation: string | ReadSdJwtVc, { issuerKeys, now, skewSeconds, keyBinding }: SdJwtVcExpectation): VerifiedSdJwtVc {
  const read = typeof presentation === 'string' ? readSdJwtVc(presentation) : presentation
  if (keyBinding === 'forbidden' && read.keyBinding !== undefined) throw new SdJwtError('SDJWT_KEY_BINDING_UNEXPECTED', 'a key binding JWT was sent where none may be')
  const [issuerKey] = issuerKeys
  if (issuerKey === undefined) throw new SdJwtError('SDJWT_SIGNATURE', 'there is no key to verify with')
  verifyJws(read.issuerJws, CREDENTIAL_TYP, issuerKey, issuerCodes)
  const { claims, disclosedPaths } = processDisclosures(read)
  const clock = { seconds: now.getTime() / 1000, skewSeconds }
  checkRegisteredClaims(claims, clock)
  checkAudience(claims['aud'], keyBinding === 'forbidden' ? undefined : keyBinding.audience)
  const verified = { header: read.header, claims: claims as JsonObject & { vct: string }, disclosedPaths }
  if (keyBinding === 'forbidden') return verified
  return { ...verified, ...verifyKeyBinding(read, claims, keyBinding, clock) }
}

type Clock = { seconds: number; skewSeconds: number }

/** Present claims must have their shape; `vct` must be present. SD-JWT VC draft 13 #section-3.2.2 */
function checkRegisteredClaims(claims: JsonObject, { seconds, skewSeconds }: Clock): void {
  if (typeof claims['vct'] !== 'string' || claims['vct'] === '') throw new SdJwtError('SDJWT_TYPE_MISSING', 'vct is missing')
  for (const name of ['iss', 'sub', 'vct#integrity']) {
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
  { keyBinding: jws, presentationDigest }: ReadSdJwtVc,
  claims: JsonObject,
  { nonce, audience, maxAgeSeconds }: KeyBindingExpectation,
  { seconds, skewSeconds }: Clock,
): Required<Pick<VerifiedSdJwtVc, 'holderKey' | 'keyBinding'>> {
  if (jws === undefined) throw new SdJwtError('SDJWT_KEY_BINDING_MISSING', 'the key binding JWT is missing')
  const holderKey = readHolderKey(claims)
  verifyJws(jws, KEY_BINDING_TYP, holderKey, keyBindingCodes)
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

/** RFC 7800 #section-3.2; `kty`, `crv`, `x` and `y` are enough. */
function readHolderKey(claims: JsonObject): PublicJwk {
  const cnf = claims['cnf']
  const jwk = isJsonObject(cnf) ? cnf['jwk'] : undefined
  if (jwk === undefined) throw new SdJwtError('SDJWT_HOLDER_KEY_MISSING', 'the credential is bound to no key')
  try {
    return parsePublicJwk(jwk)
  } catch (cause) {
    if (cause instanceof KeyError) throw new SdJwtError('SDJWT_HOLDER_KEY_UNSUPPORTED', 'the holder key cannot be used', { cause })
    throw cause
  }
}

/** An expectation left empty by mistake is met by nothing. */
function isExactly(value: unknown, expected: string): boolean {
  return typeof value === 'string' && value !== '' && value === expected
}

const issuerCodes = { JWS_TYP: 'SDJWT_TYP', JWS_ALG: 'SDJWT_ALG', JWS_SIGNATURE: 'SDJWT_SIGNATURE' } as const satisfies Partial<Record<JwsErrorCode, SdJwtErrorCode>>
const keyBindingCodes = {
  JWS_TYP: 'SDJWT_KEY_BINDING_TYP',
  JWS_ALG: 'SDJWT_KEY_BINDING_ALG',
  JWS_SIGNATURE: 'SDJWT_KEY_BINDING_SIGNATURE',
} as const satisfies Partial<Record<JwsErrorCode, SdJwtErrorCode>>

function verifyJws(jws: ParsedJws, typ: string, key: VerificationKey, codes: typeof issuerCodes | typeof keyBindingCodes): void {
  try {
    verifyCompactJws(jws, { alg: 'ES256', typ, key })
  } catch (cause) {
    if (!(cause instanceof JwsError)) throw cause
    const code = cause.code === 'JWS_TYP' || cause.code === 'JWS_ALG' ? cause.code : 'JWS_SIGNATURE'
    throw new SdJwtError(codes[code], cause.message, { cause })
  }
}
