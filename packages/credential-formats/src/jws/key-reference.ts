import { KeyError, parseVerificationKey, type VerificationKey } from '@eduwallet/keys'
import type { JsonObject } from '@eduwallet/strict-json'
import type { KeyReference } from '../credential-format.ts'

/** A header that names its key in a way that no key can be found by. */
export class KeyReferenceError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'KeyReferenceError'
  }
}

/** Leaf, intermediates and whatever else is sent along; a chain of four is the longest that is verified. */
const MAX_CERTIFICATES = 8

/**
 * How a JOSE header names its key: `kid`, `x5c`, `jwk` (RFC 7515 #section-4.1.3, #section-4.1.4, #section-4.1.6). `jku` and `x5u` are never followed.
 * Nobody vouches for any of it. Throws KeyReferenceError.
 */
export function readKeyReference(header: JsonObject): KeyReference {
  const { alg, kid, x5c, jwk } = header
  if (kid !== undefined && typeof kid !== 'string') throw new KeyReferenceError('kid is not a string')
  return {
    algorithm: typeof alg === 'string' ? alg : '',
    kid,
    x5c: x5c === undefined ? undefined : readCertificates(x5c),
    ...(jwk === undefined ? {} : { jwk: readJwk(jwk) }),
  }
}

function readCertificates(x5c: unknown): readonly string[] {
  if (!Array.isArray(x5c) || x5c.length === 0 || x5c.length > MAX_CERTIFICATES || !x5c.every((entry): entry is string => typeof entry === 'string')) {
    throw new KeyReferenceError('x5c is not a list of certificates')
  }
  return x5c
}

function readJwk(jwk: unknown): VerificationKey {
  try {
    return parseVerificationKey(jwk)
  } catch (cause) {
    if (cause instanceof KeyError) throw new KeyReferenceError('jwk is not a public key that is supported', { cause })
    throw cause
  }
}
