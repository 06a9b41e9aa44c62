import { createHash, createHmac, hkdfSync } from 'node:crypto'
import type { InstitutionId } from '../institutions/types.ts'

/**
 * A new secret for an offer link: 32 random bytes, base64url (43 characters). It is never kept: the register has its
 * hash, so whoever opens the link brings the secret back.
 */
export function newOfferSecret(randomBytes: (n: number) => Uint8Array): string {
  return Buffer.from(randomBytes(32)).toString('base64url')
}

/** Whether the text has the form of an offer secret; asked before anything is looked up. */
export function looksLikeOfferSecret(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text)
}

/** SHA-256 of the secret, as `offers.secret_hash` has it. The secret has 256 bits, so a plain hash is enough. */
export function hashOfferSecret(secret: string): Uint8Array {
  return sha256(secret)
}

/**
 * The pre-authorized code of an offer, derived from its link secret: opening a link twice gives the same offer, and
 * nothing redeemable is kept in clear. HKDF-SHA-256, so that a code that leaks does not give the link.
 */
export function preAuthorizedCode(secret: string): string {
  return Buffer.from(hkdfSync('sha256', secret, '', 'eduwallet pre-authorized code', 32)).toString('base64url')
}

/** SHA-256 of a pre-authorized code, as `offers.code_hash` has it. */
export function hashPreAuthorizedCode(code: string): Uint8Array {
  return sha256(code)
}

/** A new transaction code: 6 decimal digits (OpenID4VCI 1.0 #credential-offer-parameters `tx_code`). */
export function newTransactionCode(randomBytes: (n: number) => Uint8Array): string {
  for (;;) {
    const number = Buffer.from(randomBytes(4)).readUInt32BE()
    // The last, incomplete million is thrown away: every code is equally likely.
    if (number < 4_294_000_000) return (number % 1_000_000).toString().padStart(6, '0')
  }
}

/**
 * HMAC-SHA-256 of a transaction code under the service's pepper, bound to institution and pre-authorized code (by its hash): six
 * digits are guessable from a plain hash, and the same transaction code of two offers must not look the same on record.
 */
export function hashTransactionCode(code: string, of: { institutionId: InstitutionId; codeHash: Uint8Array; pepper: Uint8Array }): Uint8Array {
  return new Uint8Array(createHmac('sha256', of.pepper).update(`${of.institutionId}\n`).update(of.codeHash).update(code).digest())
}

function sha256(text: string): Uint8Array {
  return new Uint8Array(createHash('sha256').update(text).digest())
}
