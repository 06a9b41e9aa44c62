import { createHmac } from 'node:crypto'
import { composeAddress } from './address.ts'

/**
 * The secret of a request's page, derived from the employer-visible id instead of stored: it must be known again
 * when the wallet has answered (the wallet is sent back to the page), and a copy of the database alone must not
 * open a page. `pepper` is 32 bytes that only the service knows.
 */
export function derivePageSecret(pepper: Uint8Array, { id, employerId }: { id: string; employerId: string }): string {
  return composeAddress(employerId, createHmac('sha256', pepper).update(`page/${id}`).digest().subarray(0, 16))
}
