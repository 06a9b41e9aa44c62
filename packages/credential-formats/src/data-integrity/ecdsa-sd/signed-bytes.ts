import { hash } from 'node:crypto'
import type { JsonObject } from '@eduwallet/strict-json'
import { canonicalise } from '../canonicalise.ts'
import type { Contexts } from '../contexts/open-contexts.ts'

/** What the issuer signs: the options of the proof, the one-time key, and the statements that cannot be left out. #serializesigndata */
export async function signedBytes(document: JsonObject, options: JsonObject, publicKey: Uint8Array, mandatory: readonly string[], contexts: Contexts): Promise<Buffer> {
  const canonicalOptions = await canonicalise({ ...options, '@context': document['@context'] ?? null }, contexts)
  return Buffer.concat([hash('sha256', canonicalOptions, 'buffer'), publicKey, hash('sha256', mandatory.join(''), 'buffer')])
}
