import type { AskedRequest, RequestState } from '../asking/index.ts'
import type { Outcome } from './types.ts'

/** A request seen from the side of its answer. The sealed key is gone once the request is answered or wiped. */
export type AnswerableRequest = {
  readonly request: AskedRequest
  readonly state: RequestState
  readonly sealedOneTimeKey?: string | undefined
}

export type AnswerRecord = {
  readonly answeredAt: Date
  /** Until when the claims can be read; never before the request's own expiry */
  readonly livesUntil: Date
  readonly outcome: Outcome
  /** The credentials of the verdict as JSON, sealed */
  readonly sealedCredentials: string
  /** SHA-256 over the answer as it was decrypted, base64url */
  readonly answerDigest: string
  /** SHA-256 of the response code, base64url; only when the wallet is to come back */
  readonly responseCodeHash?: string | undefined
}

export type DeclineRecord = {
  readonly answeredAt: Date
  /** The wallet's `error` */
  readonly reason: string
  readonly responseCodeHash?: string | undefined
}

/**
 * What this room must remember. Both recordings happen in one statement that finds the request waiting, writes
 * everything and deletes the one-time key, or writes nothing and resolves to false.
 */
export type AnswerBook = {
  findByResponseId(employerId: string, responseId: string): Promise<AnswerableRequest | undefined>
  recordAnswer(employerId: string, id: string, record: AnswerRecord): Promise<boolean>
  recordDecline(employerId: string, id: string, record: DeclineRecord): Promise<boolean>
}
