import { isJsonObject, JsonError, type JsonObject, type JsonValue, parseJsonObject } from '@eduwallet/strict-json'
import type { ReadCredential } from '../credential-format.ts'
import { decodeBase64url } from '../jws/base64url.ts'
import { KeyReferenceError, readKeyReference } from '../jws/key-reference.ts'
import { isNumericDate } from '../jws/numeric-date.ts'
import { namesIn } from '../vcdm/names-in.ts'
import { parseDateTimeStamp } from '../vcdm/date-time-stamp.ts'
import { JadesError } from './errors.ts'
import { limits, TYP, UNDERSTOOD } from './rules.ts'

/** A sealed document, taken apart. Nothing in it has been verified: use it to find the issuer's certificate, and for nothing else. */
export type ReadJades = ReadCredential & {
  readonly format: 'jades'
  readonly header: JsonObject
  readonly document: JsonObject
  /** When the seal says that it was made. */
  readonly sealedAt: Date
  readonly signingInput: Uint8Array
  readonly signature: Uint8Array
}

/** The three texts of a JWS in JSON, whichever of its two forms it had. */
type Parts = { readonly payload: JsonValue | undefined; readonly protected: JsonValue | undefined; readonly signature: JsonValue | undefined }

/**
 * Takes a credential apart that is sealed with JAdES: a JWS in JSON, flattened or general with one signature (RFC 7515 #section-7.2), payload attached, base64url or as it is
 * (RFC 7797), with the parameters of level B-B (ETSI TS 119 182-1 V1.2.1 #6.3): signing time as `iat`, or as `sigT` until 2025, `x5t#S256` and `x5c`. What stands unprotected
 * (`etsiU`) is passed over. Throws JadesError and nothing else.
 */
export function readJades(text: string): ReadJades {
  const parts = partsOf(parse(text, limits.fileBytes))
  const protectedHeader = textOf(parts.protected)
  const header = parse(decoded(protectedHeader), limits.headerBytes)
  checkCritical(header)
  if (header['typ'] !== undefined && (typeof header['typ'] !== 'string' || header['typ'].toLowerCase() !== TYP)) throw new JadesError('JADES_TYP', `typ is not ${TYP}`)
  const payload = textOf(parts.payload)
  const content = header['b64'] === false ? Buffer.from(payload, 'utf8') : decoded(payload)
  const document = parse(content, limits.documentBytes)
  return {
    format: 'jades',
    header,
    document,
    sealedAt: sealingTime(header),
    keyReferences: [keyReference(header)],
    signature: decoded(textOf(parts.signature)),
    signingInput: Buffer.from(`${protectedHeader}.${payload}`, 'utf8'),
    ...namesIn(document),
  }
}

function partsOf(jws: JsonObject): Parts {
  if (!Object.hasOwn(jws, 'signature') && !Object.hasOwn(jws, 'signatures')) throw new JadesError('JADES_NOT_A_SEAL', 'there is no signature around the document')
  const { payload, ...rest } = jws
  const { signatures, ...others } = rest
  if (signatures === undefined) return { payload, ...signatureOf(rest) }
  if (Object.keys(others).length > 0 || !Array.isArray(signatures)) throw new JadesError('JADES_MALFORMED', 'the JWS is of two forms at once')
  const [only, ...more] = signatures
  if (more.length > 0) throw new JadesError('JADES_SEVERAL_SIGNATURES', 'there is more than one signature')
  if (!isJsonObject(only)) throw new JadesError('JADES_MALFORMED', 'a signature is not an object')
  return { payload, ...signatureOf(only) }
}

/** The unprotected header holds what was added later, and nothing that says how to read the rest. ETSI TS 119 182-1 V1.2.1 #5.3 */
function signatureOf({ protected: protectedHeader, signature, header = {}, ...others }: JsonObject): Omit<Parts, 'payload'> {
  const isPlain = isJsonObject(header) && Object.keys(header).every((name) => name === 'etsiU')
  if (!isPlain || Object.keys(others).length > 0) throw new JadesError('JADES_MALFORMED', 'there are members around the signature that are not known')
  return { protected: protectedHeader, signature }
}

/** RFC 7515 #section-4.1.11, RFC 7797 #section-6: what is critical is there and understood, and `b64` is always critical. */
function checkCritical(header: JsonObject): void {
  const { crit, b64 } = header
  if (Object.hasOwn(header, 'sigD')) throw new JadesError('JADES_DETACHED', 'the seal is over something that is not here')
  const isUnderstood = (name: JsonValue): boolean => typeof name === 'string' && UNDERSTOOD.has(name) && Object.hasOwn(header, name)
  if (Object.hasOwn(header, 'crit') && !(Array.isArray(crit) && crit.length > 0 && new Set(crit).size === crit.length && crit.every(isUnderstood))) {
    throw new JadesError('JADES_CRIT', 'the seal demands something that is not understood')
  }
  if (Object.hasOwn(header, 'b64') && !(typeof b64 === 'boolean' && Array.isArray(crit) && crit.includes('b64'))) throw new JadesError('JADES_CRIT', 'b64 is not critical')
}

function sealingTime({ iat, sigT }: JsonObject): Date {
  if (iat === undefined && sigT === undefined) throw new JadesError('JADES_NOT_A_SEAL', 'there is no signing time')
  if (iat !== undefined && sigT !== undefined) throw new JadesError('JADES_HEADER_MALFORMED', 'there are two signing times')
  const instant = iat === undefined ? parseDateTimeStamp(sigT) : isNumericDate(iat) ? new Date(iat * 1000) : undefined
  if (instant === undefined) throw new JadesError('JADES_HEADER_MALFORMED', 'the signing time is no time')
  return instant
}

/** A seal names its certificate by content and by digest; another way to name a key would be a second truth. */
function keyReference(header: JsonObject): ReadJades['keyReferences'][number] {
  if (header['x5t#S256'] === undefined || header['x5c'] === undefined) throw new JadesError('JADES_NOT_A_SEAL', 'there is no certificate')
  if (typeof header['x5t#S256'] !== 'string') throw new JadesError('JADES_HEADER_MALFORMED', 'x5t#S256 is not a digest')
  for (const name of ['x5t#o', 'sigX5ts', 'jwk', 'jku', 'x5u']) {
    if (Object.hasOwn(header, name)) throw new JadesError('JADES_HEADER_MALFORMED', 'the certificate is named in another way as well')
  }
  try {
    return readKeyReference(header)
  } catch (cause) {
    if (cause instanceof KeyReferenceError) throw new JadesError('JADES_HEADER_MALFORMED', cause.message, { cause })
    throw cause
  }
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value !== 'string' || value === '') throw new JadesError('JADES_MALFORMED', 'a part of the JWS is missing')
  return value
}

function decoded(text: string): Uint8Array {
  const bytes = decodeBase64url(text)
  if (bytes === undefined) throw new JadesError('JADES_MALFORMED', 'a part of the JWS is not canonical base64url')
  return bytes
}

function parse(input: string | Uint8Array, maxBytes: number): JsonObject {
  if (typeof input !== 'string' && !(input instanceof Uint8Array)) throw new JadesError('JADES_MALFORMED', 'not a text')
  try {
    return parseJsonObject(input, { maxBytes, maxDepth: limits.depth })
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause
    throw new JadesError(cause.code === 'JSON_TOO_LARGE' ? 'JADES_TOO_LARGE' : 'JADES_MALFORMED', `a part of the JWS is not strict JSON: ${cause.code}`, { cause })
  }
}
