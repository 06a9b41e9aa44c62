import type { AskedRequest, RequestState } from '../asking/index.ts'
import type { Outcome } from '../receiving/index.ts'

/** Everything on record about a request that can be shown, to whoever may see it. */
export type RequestOnRecord = {
  readonly request: AskedRequest
  readonly employerName: string
  readonly state: RequestState
  readonly answeredAt?: Date | undefined
  readonly declineReason?: string | undefined
  readonly outcome?: Outcome | undefined
  readonly answerDigest?: string | undefined
  /** Gone once the request's life has ended and it was wiped */
  readonly sealedCredentials?: string | undefined
  /** The end of the request's life: from here on no claim is shown */
  readonly livesUntil: Date
  /** SHA-256 of the secret of the browser session that opened the page first, base64url */
  readonly sessionHash?: string | undefined
  /** When that session came back from the wallet with the response code */
  readonly returnedAt?: Date | undefined
}

/** What this room must remember. Every look-up is made in the case book of one employer. */
export type ShowingBook = {
  findById(employerId: string, id: string): Promise<RequestOnRecord | undefined>
  findByPage(employerId: string, pageHash: string): Promise<RequestOnRecord | undefined>
  /** Binds the page to the first session that opens it; resolves to whether this one was the first. */
  bindSession(employerId: string, id: string, sessionHash: string): Promise<boolean>
  /**
   * Spends the response code, in one statement: it must be the code of this request, not spent before, within the
   * request's life and, when `sessionHash` is given, in the session that began (which is then marked as returned).
   */
  spendResponseCode(employerId: string, id: string, spent: { codeHash: string; sessionHash?: string | undefined; at: Date }): Promise<boolean>
  /**
   * Wipes requests whose life has ended: sealed claims, one-time key, nonce, state, session and codes. Keeps that
   * the question was asked, why, the verdict with its checks, and the digest. Resolves to how many were wiped,
   * at most `limit`.
   */
  wipe(now: Date, limit: number): Promise<number>
}
