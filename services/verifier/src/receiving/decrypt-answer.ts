import type { KeyObject } from 'node:crypto'
import { decodeBase64url } from '@eduwallet/credential-formats'
import { parseJsonObject, type JsonObject } from '@eduwallet/strict-json'
import { compactDecrypt } from 'jose'
import { contentEncryptions } from '../asking/index.ts'
import { AnswerError } from './errors.ts'

/** An answer is a few credentials; this leaves room for some with a long text in them. */
const MAX_RESPONSE_CHARACTERS = 400_000

/** Members of the JOSE header that may be there. What is not known might change what the rest means. */
const knownHeaderMembers = ['alg', 'enc', 'kid', 'epk', 'apu', 'apv', 'typ', 'cty']

/**
 * Decrypts a `direct_post.jwt` answer (OpenID4VP 1.0 #response_encryption, HAIP 1.0: ECDH-ES on P-256 with A128GCM or
 * A256GCM). The header is judged before any key is touched, so that no other algorithm, no other request's key
 * and no compression ever gets that far. Resolves to the decrypted text, of which nothing has been checked yet.
 * Throws AnswerError ANSWER_MALFORMED, ANSWER_ENCRYPTION_REFUSED, ANSWER_UNREADABLE.
 */
export async function decryptAnswer(response: string, { kid, openKey }: { kid: string; openKey: () => KeyObject }): Promise<string> {
  if (response.length > MAX_RESPONSE_CHARACTERS) throw new AnswerError('ANSWER_MALFORMED', 'the answer is too large')
  const parts = response.split('.')
  const [protectedHeader] = parts
  // Direct key agreement: the second of the five parts, the encrypted key, is empty (RFC 7518 #section-4.6).
  if (parts.length !== 5 || parts[1] !== '' || parts.some((part) => decodeBase64url(part) === undefined)) {
    throw new AnswerError('ANSWER_MALFORMED', 'the answer is not a compact JWE')
  }
  const header = parseHeader(protectedHeader ?? '')
  const unknown = Object.keys(header).find((member) => !knownHeaderMembers.includes(member))
  if (unknown !== undefined) throw new AnswerError('ANSWER_ENCRYPTION_REFUSED', 'the header of the answer has a member that is not understood')
  if (header.alg !== 'ECDH-ES') throw new AnswerError('ANSWER_ENCRYPTION_REFUSED', 'alg must be ECDH-ES')
  if (!contentEncryptions.some((enc) => enc === header.enc)) throw new AnswerError('ANSWER_ENCRYPTION_REFUSED', 'enc must be A128GCM or A256GCM')
  if (header.kid !== kid) throw new AnswerError('ANSWER_ENCRYPTION_REFUSED', 'kid must be the key of this request')
  try {
    const { plaintext } = await compactDecrypt(response, openKey(), {
      keyManagementAlgorithms: ['ECDH-ES'],
      contentEncryptionAlgorithms: [...contentEncryptions],
    })
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(plaintext)
  } catch (cause) {
    throw new AnswerError('ANSWER_UNREADABLE', 'the answer cannot be decrypted with the key of this request', { cause })
  }
}

function parseHeader(encoded: string): JsonObject {
  try {
    return parseJsonObject(Buffer.from(encoded, 'base64url'), { maxDepth: 4, maxBytes: 8_192 })
  } catch (cause) {
    throw new AnswerError('ANSWER_MALFORMED', 'the header of the answer is not a JSON object', { cause })
  }
}
