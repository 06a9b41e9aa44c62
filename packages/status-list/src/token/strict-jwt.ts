import { createPublicKey, verify } from 'node:crypto'
import { StatusListError } from '../errors.ts'

/** A P-256 public key; the same shape as in `keys`. */
export type PublicJwk = { kty: 'EC'; crv: 'P-256'; x: string; y: string }

/** Header and payload of a compact JWS, and what is needed to verify it. */
export type StrictJwt = { header: Record<string, unknown>; payload: Record<string, unknown>; signingInput: string; signature: Uint8Array }

const MAX_HEADER_CHARACTERS = 65_536
/** base64url of base64url of a list that does not compress at all. */
const MAX_PAYLOAD_CHARACTERS = 16 * 2 ** 20
const MAX_DEPTH = 8

/** Takes a compact JWS apart; canonical base64url, JSON objects without repeated members. Throws StatusListError STATUS_TOKEN_MALFORMED or STATUS_LIST_TOO_LARGE. */
export function parseStrictJwt(compact: string): StrictJwt {
  const [header = '', payload = '', signature, ...rest] = compact.split('.', 4)
  if (signature === undefined || rest.length > 0) throw malformed('token does not have three parts')
  if (header.length > MAX_HEADER_CHARACTERS || payload.length > MAX_PAYLOAD_CHARACTERS) throw new StatusListError('STATUS_LIST_TOO_LARGE', 'token is too large')
  const parsedHeader = readObject(header)
  // RFC 7515 #section-4.1.11: an extension we do not understand changes what the rest means; we understand none.
  if (Object.hasOwn(parsedHeader, 'crit') || Object.hasOwn(parsedHeader, 'b64')) throw malformed('token header demands an extension')
  return { header: parsedHeader, payload: readObject(payload), signingInput: `${header}.${payload}`, signature: decode(signature) }
}

/** Verifies ES256 (raw r||s). Throws StatusListError STATUS_TOKEN_ALG or STATUS_TOKEN_SIGNATURE. */
export function verifyStrictJwt({ header, signingInput, signature }: StrictJwt, { kty, crv, x, y }: PublicJwk): void {
  if (header['alg'] !== 'ES256') throw new StatusListError('STATUS_TOKEN_ALG', 'token alg is not ES256')
  let genuine: boolean
  try {
    const key = createPublicKey({ key: { kty, crv, x, y }, format: 'jwk' })
    genuine =
      key.asymmetricKeyDetails?.namedCurve === 'prime256v1' &&
      signature.byteLength === 64 &&
      verify('sha256', Buffer.from(signingInput, 'latin1'), { key, dsaEncoding: 'ieee-p1363' }, signature)
  } catch (cause) {
    throw new StatusListError('STATUS_TOKEN_SIGNATURE', 'token cannot be verified with this key', { cause })
  }
  if (!genuine) throw new StatusListError('STATUS_TOKEN_SIGNATURE', 'token signature does not verify')
}

function decode(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) throw malformed('token is not canonical base64url')
  return bytes
}

function readObject(part: string): Record<string, unknown> {
  let text: string
  let value: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(decode(part))
    value = JSON.parse(text)
  } catch (cause) {
    if (cause instanceof StatusListError) throw cause
    throw malformed('token is not JSON', cause)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('token part is not an object')
  refuseRepeatedMembers(text)
  return value as Record<string, unknown>
}

/** `text` is valid JSON already; names are compared after unescaping, so that two spellings of one name are one name. */
function refuseRepeatedMembers(text: string): void {
  const levels: Set<string>[] = []
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at)
    if (character === '{' || character === '[') {
      if (levels.push(new Set()) > MAX_DEPTH) throw malformed('token is nested too deeply')
    } else if (character === '}' || character === ']') levels.pop()
    else if (character === '"') {
      const open = at
      at = text.indexOf('"', at + 1)
      while (isEscaped(text, at)) at = text.indexOf('"', at + 1)
      let next = at + 1
      while (text[next] === ' ' || text[next] === '\t' || text[next] === '\n' || text[next] === '\r') next++
      if (text[next] !== ':') continue
      const name = JSON.parse(text.slice(open, at + 1)) as string
      if (name === '__proto__' || levels.at(-1)?.has(name)) throw malformed('token has a member twice, or a forbidden one')
      levels.at(-1)?.add(name)
    }
  }
}

/** Whether the character at `at` stands behind an odd number of backslashes. */
function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text[at - 1 - backslashes] === '\\') backslashes++
  return backslashes % 2 === 1
}

function malformed(message: string, cause?: unknown): StatusListError {
  return new StatusListError('STATUS_TOKEN_MALFORMED', message, cause === undefined ? {} : { cause })
}
