/**
 * The nonce a key proof must carry (OpenID4VCI 1.0 #nonce-endpoint `c_nonce`). It is not stored: an HMAC says that this
 * service made it, for this institution, and until when it holds, so every replica accepts it and a restart changes
 * nothing. That it is used once is on record: the issuing transaction writes its hash.
 */
import { createHmac, timingSafeEqual, type KeyObject } from 'node:crypto'
import type { InstitutionId } from '../institutions/types.ts'

/** How long a nonce holds. */
export const keyProofNonceSeconds = 300

const randomLength = 16
const expiryLength = 6
const macLength = 16
const bodyLength = expiryLength + randomLength

/** Whose nonce it is, and the key (32 bytes) that only this service has; as a KeyObject it is imported once, not for every nonce. */
export type NonceOwner = { institutionId: InstitutionId; key: KeyObject | Uint8Array }

/** A fresh nonce: 51 characters of base64url, unpredictable, for one institution. */
export function newKeyProofNonce(owner: NonceOwner, { now, randomBytes }: { now: () => Date; randomBytes: (n: number) => Uint8Array }): string {
  const body = Buffer.alloc(bodyLength)
  body.writeUIntBE(Math.floor(now().getTime() / 1000) + keyProofNonceSeconds, 0, expiryLength)
  body.set(randomBytes(randomLength), expiryLength)
  return Buffer.concat([body, macOf(body, owner)]).toString('base64url')
}

/**
 * When a nonce expires, if it is one of ours, for this institution, and still holds; otherwise undefined. Whether it was
 * used before only the register knows.
 */
export function readKeyProofNonce(nonce: string, owner: NonceOwner, now: Date): { expiresAt: Date } | undefined {
  const bytes = Buffer.from(nonce, 'base64url')
  if (bytes.length !== bodyLength + macLength || bytes.toString('base64url') !== nonce) return undefined
  const body = bytes.subarray(0, bodyLength)
  if (!timingSafeEqual(bytes.subarray(bodyLength), macOf(body, owner))) return undefined
  const expiresAt = new Date(body.readUIntBE(0, expiryLength) * 1000)
  return expiresAt > now ? { expiresAt } : undefined
}

function macOf(body: Uint8Array, { institutionId, key }: NonceOwner): Buffer {
  return createHmac('sha256', key).update(`key proof\n${institutionId}\n`).update(body).digest().subarray(0, macLength)
}
