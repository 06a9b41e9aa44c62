import { createHash, X509Certificate } from 'node:crypto'
import { KeyError, parseVerificationKey, type VerificationKey } from '@eduwallet/keys'

/** A certificate of a header: the SHA-256 digest that `x5t#S256` has of it (RFC 7515 #section-4.1.8), and its key when that is of a kind that is verified. */
export type HeaderCertificate = { readonly digest: string; readonly key: VerificationKey | undefined }

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/
const MAX_CHARACTERS = 16_384

/** Opens base64 DER. Nobody vouches for it. Undefined when it is no certificate. */
export function openHeaderCertificate(base64: string): HeaderCertificate | undefined {
  if (base64.length > MAX_CHARACTERS || !BASE64.test(base64)) return undefined
  const der = Buffer.from(base64, 'base64')
  try {
    const { publicKey } = new X509Certificate(der)
    return { digest: createHash('sha256').update(der).digest('base64url'), key: keyOf(publicKey.export({ format: 'jwk' })) }
  } catch {
    return undefined
  }
}

function keyOf(jwk: unknown): VerificationKey | undefined {
  try {
    return parseVerificationKey(jwk)
  } catch (error) {
    if (error instanceof KeyError) return undefined
    throw error
  }
}
