/** What a text is, as far as it says so itself. That it looks like a credential says nothing about whether it is genuine. */
import { JsonError, parseJsonObject } from '@eduwallet/strict-json'
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

/**
 * Which of the three a text is; it must have no white space around it.
 *
 * @throws FileError CREDENTIAL_TOO_LARGE, or CREDENTIAL_MALFORMED when it is none of them
 */
export function recogniseCredential(text: string): CredentialText {
  if (Buffer.byteLength(text) > fileLimits.credentialOctets) throw new FileError('CREDENTIAL_TOO_LARGE', `a credential is at most ${fileLimits.credentialOctets} bytes`)
  if (text.startsWith('{')) return readObject(text)
  const end = text.indexOf('~')
  const jws = end === -1 ? text : text.slice(0, end)
  if (!compactJws.test(jws) || !isHeader(jws.slice(0, jws.indexOf('.')))) throw new FileError('CREDENTIAL_MALFORMED', 'the credential is neither a JSON object nor a signed token')
  if (end === -1) return 'jwt'
  const last = text.lastIndexOf('~')
  const keyBinding = text.slice(last + 1)
  if (!disclosures.test(text.slice(end, last)) || (keyBinding !== '' && !compactJws.test(keyBinding))) throw new FileError('CREDENTIAL_MALFORMED', 'what follows the signed token is not a row of disclosures')
  return 'sd-jwt'
}

function readObject(text: string): 'json' {
  try {
    parseJsonObject(text, { maxDepth: fileLimits.jsonDepth, maxBytes: fileLimits.credentialOctets })
    return 'json'
  } catch (error) {
    if (error instanceof JsonError) throw new FileError('CREDENTIAL_MALFORMED', error.message, { cause: error })
    throw error
  }
}

/** RFC 7515 #section-7.1: the first part of a token is a JSON object in base64url. */
function isHeader(part: string): boolean {
  try {
    parseJsonObject(Buffer.from(part, 'base64url'), headerLimits)
    return true
  } catch (error) {
    if (error instanceof JsonError) return false
    throw error
  }
}
