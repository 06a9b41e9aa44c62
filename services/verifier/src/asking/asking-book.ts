import type { AskedRequest, RequestState } from './types.ts'

/** A request as it is first written down, with what must never leave the record in clear. */
export type NewRequest = AskedRequest & {
  readonly sealedOneTimeKey: string
  /** SHA-256 of the page's secret, base64url */
  readonly pageHash: string
}

/** What this room must remember. Every look-up is made in the case book of one employer. */
export type AskingBook = {
  record(request: NewRequest): Promise<void>
  findByRequestId(
    employerId: string,
    requestId: string,
  ): Promise<{ request: AskedRequest; employerName: string; state: RequestState } | undefined>
}
