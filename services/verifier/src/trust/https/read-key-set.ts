import { KeyError, parseVerificationKey, type VerificationKey } from '@eduwallet/keys'
import { isJsonObject, type JsonObject, type JsonValue } from '@eduwallet/strict-json'

/** A key as its owner publishes it. */
export type PublishedKey = { readonly kid: string | undefined; readonly alg: string | undefined; readonly key: VerificationKey }

const MAX_KEYS = 100

/** What stands at the address of keys and is none. */
export class KeySetError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'KeySetError'
  }
}

/**
 * The keys of a JWK set, or the one of a JWK (RFC 7517 #section-4, #section-5), that signatures may be verified with. A key of a kind that is not known here is
 * left aside, so that the others can be used. Throws KeySetError when it is neither, and when a private key or a broken one is in it.
 */
export function readKeySet(value: JsonValue): PublishedKey[] {
  if (!isJsonObject(value)) throw new KeySetError('there is no JWK, nor a set of them')
  if (!Object.hasOwn(value, 'keys')) return readKey(value)
  const { keys } = value
  if (!Array.isArray(keys) || keys.length > MAX_KEYS) throw new KeySetError('the set of keys is not a list of reasonable length')
  return keys.flatMap((key) => {
    if (!isJsonObject(key)) throw new KeySetError('a key of the set is not an object')
    return readKey(key)
  })
}

function readKey(jwk: JsonObject): PublishedKey[] {
  const { kid, alg, use, key_ops: operations } = jwk
  if (kid !== undefined && typeof kid !== 'string') throw new KeySetError('a kid is not text')
  let key: VerificationKey
  try {
    key = parseVerificationKey(jwk)
  } catch (error) {
    if (!(error instanceof KeyError)) throw error
    if (error.code === 'KEY_JWK_UNSUPPORTED') return []
    throw new KeySetError(error.message)
  }
  // RFC 7517 #section-4.2 and #section-4.3: a key for something else is not for this.
  const signs = (use === undefined || use === 'sig') && (operations === undefined || (Array.isArray(operations) && operations.includes('verify')))
  return signs ? [{ kid, alg: typeof alg === 'string' ? alg : undefined, key }] : []
}
