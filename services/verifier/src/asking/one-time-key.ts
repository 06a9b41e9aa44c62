import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { thumbprint, type PublicJwk } from '@eduwallet/keys'
import type { OneTimePublicKey } from './types.ts'

/** Seals and opens bytes under the service's key-encryption key; `context` binds them to their place. */
export type Sealing = {
  seal(plaintext: Uint8Array, context: string): string
  open(sealed: string, context: string): Uint8Array
}

const generate = promisify(generateKeyPair)

/**
 * Makes the P-256 key pair that one answer is encrypted to (HAIP 1.0: ephemeral, made for this request). The
 * private half leaves this function sealed to the request.
 */
export async function newOneTimeKey(sealing: Pick<Sealing, 'seal'>, requestId: string): Promise<OneTimePublicKey & { sealedPrivateKey: string }> {
  const { publicKey, privateKey } = await generate('ec', { namedCurve: 'P-256' })
  const { x, y } = publicKey.export({ format: 'jwk' }) as { x: string; y: string }
  const publicJwk: PublicJwk = { kty: 'EC', crv: 'P-256', x, y }
  const pkcs8 = privateKey.export({ format: 'der', type: 'pkcs8' })
  const sealedPrivateKey = sealing.seal(pkcs8, contextOf(requestId))
  pkcs8.fill(0)
  return { kid: thumbprint(publicJwk), publicJwk, sealedPrivateKey }
}

/** Opens the private half again, for the one answer. Throws what `sealing.open` throws. */
export function openOneTimeKey(sealing: Pick<Sealing, 'open'>, requestId: string, sealedPrivateKey: string): KeyObject {
  const pkcs8 = sealing.open(sealedPrivateKey, contextOf(requestId))
  try {
    return createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
  } finally {
    pkcs8.fill(0)
  }
}

function contextOf(requestId: string): string {
  return `verifier/one-time-key/${requestId}`
}
