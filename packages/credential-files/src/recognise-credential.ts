/** What a text is, as far as it says so itself. That it looks like a credential says nothing about whether it is genuine. */
import { JsonError, parseJsonObject, type JsonObject } from '@eduwallet/strict-json'
import { FileError } from './file-error.ts'
import { fileLimits } from './file-limits.ts'

/**
 * `json`: a JSON object, such as a credential with a proof in it or a JWS in JSON. `jwt`: a compact JWS (RFC 7515 #section-7.1).
 * `sd-jwt`: an SD-JWT with its disclosures (RFC 9901 #section-4).
 */
export type CredentialText = 'json' | 'jwt' | 'sd-jwt'

const headerLimits = { maxDepth: 16, maxBytes: 65_536 }
const compactJws = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*$/
const disclosures = /^[A-Za-z0-9_~-]*$/

/** What could be read of it without a key: the object itself, or the header of the token. */
export type RecognisedCredential = { form: 'json'; object: JsonObject } | { form: 'jwt' | 'sd-jwt'; header: JsonObject }

/**
 * Which of the three a text is; it must have no white space around it.
 *
 * @throws FileError CREDENTIAL_TOO_LARGE, or CREDENTIAL_MALFORMED when it is none of them
 */
export function recogniseCredential(text: string): RecognisedCredential {
  if (Buffer.byteLength(text) > fileLimits.credentialOctets) throw new FileError('CREDENTIAL_TOO_LARGE', `a credential is at most ${fileLimits.credentialOctets} bytes`)
  if (text.startsWith('{')) return { form: 'json', object: readObject(text, { maxDepth: fileLimits.jsonDepth, maxBytes: fileLimits.credentialOctets }) }
  const end = text.indexOf('~')
  const jws = end === -1 ? text : text.slice(0, end)
  if (!compactJws.test(jws)) throw new FileError('CREDENTIAL_MALFORMED', 'the credential is neither a JSON object nor a signed token')
  // RFC 7515 #section-7.1: the first part of a token is a JSON object in base64url.
  const header = readObject(Buffer.from(jws.slice(0, jws.indexOf('.')), 'base64url'), headerLimits)
  if (end === -1) return { form: 'jwt', header }
  const last = text.lastIndexOf('~')
  const keyBinding = text.slice(last + 1)
  if (!disclosures.test(text.slice(end, last)) || (keyBinding !== '' && !compactJws.test(keyBinding))) throw new FileError('CREDENTIAL_MALFORMED', 'what follows the signed token is not a row of disclosures')
  return { form: 'sd-jwt', header }
}

function readObject(json: string | Uint8Array, limits: { maxDepth: number; maxBytes: number }): JsonObject {
  try {
    return parseJsonObject(json, limits)
  } catch (error) {
    if (error instanceof JsonError) throw new FileError('CREDENTIAL_MALFORMED', error.message, { cause: error })
    throw error
  }
}
