/**
 * The nonce a DPoP proof must carry (RFC 9449 #section-8, #section-9). It is derived from a step of the clock, the same
 * for every wallet at one institution: nothing to store, nothing to expire, and every replica knows it. It bounds how
 * long ago a proof can have been made; that a proof is used once is on record by its `jti`.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { NonceOwner } from './key-proof-nonce.ts'

/** How long one nonce is the newest. It is accepted during the step after its own, too. */
const stepSeconds = 120

/** The nonce to hand out now: 22 characters of base64url. */
export function currentDpopNonce(owner: NonceOwner, now: Date): string {
  return nonceOfStep(owner, stepOf(now))
}

/** Whether a nonce is the newest, the one before, or (a replica whose clock runs ahead) the one after. */
export function isCurrentDpopNonce(nonce: string, owner: NonceOwner, now: Date): boolean {
  const given = Buffer.from(nonce, 'utf8')
  const step = stepOf(now)
  let current = false
  for (const candidate of [step, step - 1, step + 1]) {
    const expected = Buffer.from(nonceOfStep(owner, candidate), 'utf8')
    if (given.length === expected.length && timingSafeEqual(given, expected)) current = true
  }
  return current
}

function stepOf(now: Date): number {
  return Math.floor(now.getTime() / 1000 / stepSeconds)
}

function nonceOfStep({ institutionId, key }: NonceOwner, step: number): string {
  return createHmac('sha256', key).update(`dpop\n${institutionId}\n${step}`).digest().subarray(0, 16).toString('base64url')
}
