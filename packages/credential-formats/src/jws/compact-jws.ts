import { type AnySigner, type SignatureAlgorithm, type VerificationKey, verifySignature } from '@eduwallet/keys'
import { JsonError, type JsonLimits, type JsonObject, parseJsonObject } from '@eduwallet/strict-json'
import { decodeBase64url, encodeBase64url } from './base64url.ts'

/** Why a compact JWS was refused. Closed: callers switch on it. */
export type JwsErrorCode =
  | 'JWS_TOO_LARGE'
  | 'JWS_MALFORMED'
  | 'JWS_JSON'
  | 'JWS_ALG'
  | 'JWS_TYP'
  | 'JWS_CRIT'
  | 'JWS_SIGNATURE'

/** A JWS that proves nothing. `cause` is a JsonError when header or payload is not strict JSON. */
export class JwsError extends Error {
  readonly code: JwsErrorCode
  constructor(code: JwsErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'JwsError'
    this.code = code
  }
}

/** A compact JWS, taken apart. Nothing in it has been verified. */
export type ParsedJws = {
  readonly header: JsonObject
  readonly payload: JsonObject
  readonly signature: Uint8Array
  /** The ASCII text under the signature: `header.payload`. */
  readonly signingInput: string
}

/** What a JWS must be. Each is required: there is no default algorithm, type or key. */
export type JwsExpectation = {
  alg: SignatureAlgorithm
  /** Exactly this `typ`; null where a specification allows a JWS without one, and then there is none. RFC 8725 #section-3.11 */
  typ: string | null
  key: VerificationKey
}

const DEFAULT_LIMITS: JsonLimits = { maxBytes: 65_536, maxDepth: 32 }

/**
 * Takes a compact JWS with JSON payload apart (RFC 7515 #section-7.1): three parts of canonical base64url, header and payload
 * strict JSON objects. JSON serialisations, detached and unencoded payloads are refused. `limits` holds for each part.
 * Throws JwsError: JWS_TOO_LARGE, JWS_MALFORMED, JWS_JSON, JWS_CRIT. Verifies nothing.
 */
export function parseCompactJws(compact: string, limits: JsonLimits = DEFAULT_LIMITS): ParsedJws {
  if (typeof compact !== 'string') throw new JwsError('JWS_MALFORMED', 'JWS is not a text')
  if (compact.length > limits.maxBytes * 3) throw new JwsError('JWS_TOO_LARGE', 'JWS is too large')
  const first = compact.indexOf('.')
  const second = compact.indexOf('.', first + 1)
  if (first < 1 || second < 0 || compact.includes('.', second + 1)) throw new JwsError('JWS_MALFORMED', 'JWS does not have three parts')
  const signature = decodeBase64url(compact.slice(second + 1))
  if (signature === undefined) throw new JwsError('JWS_MALFORMED', 'JWS signature is not canonical base64url')
  const header = parsePart(compact.slice(0, first), 'header', limits)
  // An extension we do not understand changes what the rest means; we understand none. RFC 7515 #section-4.1.11
  if (Object.hasOwn(header, 'crit') || Object.hasOwn(header, 'b64')) throw new JwsError('JWS_CRIT', 'JWS header demands an extension')
  const payload = parsePart(compact.slice(first + 1, second), 'payload', limits)
  return { header, payload, signature, signingInput: compact.slice(0, second) }
}

/**
 * Verifies a compact JWS against exactly one algorithm, type and key; `none`, MACs and whatever the header itself proposes
 * are never considered. Takes the text, or what `parseCompactJws` made of it.
 * Throws JwsError: those of `parseCompactJws`, JWS_ALG, JWS_TYP, JWS_SIGNATURE. Claims are the caller's to judge.
 */
export function verifyCompactJws(jws: string | ParsedJws, { alg, typ, key }: JwsExpectation): ParsedJws {
  const parsed = typeof jws === 'string' ? parseCompactJws(jws) : jws
  if (parsed.header['alg'] !== alg) throw new JwsError('JWS_ALG', `JWS alg is not ${alg}`)
  if (typ === null ? Object.hasOwn(parsed.header, 'typ') : parsed.header['typ'] !== typ) throw new JwsError('JWS_TYP', `JWS typ is not ${typ ?? 'left out'}`)
  let genuine: boolean
  try {
    genuine = verifySignature(alg, key, Buffer.from(parsed.signingInput, 'latin1'), parsed.signature)
  } catch (cause) {
    throw new JwsError('JWS_SIGNATURE', 'JWS cannot be verified with this key', { cause })
  }
  if (!genuine) throw new JwsError('JWS_SIGNATURE', 'JWS signature does not verify')
  return parsed
}

/** Signs `payload` as a compact JWS. `alg` comes from the signer; whatever else the header should say (typ, kid, x5c) is in `header`. */
export async function signCompactJws({ header, payload, signer }: { header: JsonObject & { typ: string }; payload: JsonObject; signer: AnySigner }): Promise<string> {
  const signingInput = `${encodeBase64url(JSON.stringify({ ...header, alg: signer.alg }))}.${encodeBase64url(JSON.stringify(payload))}`
  return `${signingInput}.${encodeBase64url(await signer.sign(Buffer.from(signingInput, 'latin1')))}`
}

function parsePart(text: string, name: 'header' | 'payload', limits: JsonLimits): JsonObject {
  const bytes = decodeBase64url(text)
  if (bytes === undefined) throw new JwsError('JWS_MALFORMED', `JWS ${name} is not canonical base64url`)
  try {
    return parseJsonObject(bytes, limits)
  } catch (cause) {
    if (cause instanceof JsonError) throw new JwsError('JWS_JSON', `JWS ${name} is not strict JSON: ${cause.code}`, { cause })
    throw cause
  }
}
