import type { RecognisedIssuer } from '../../judging/index.ts'

/** Who may say what, on record. An empty book trusts nobody. */
export type TrustedIssuerBook = {
  /** Puts an issuer on record, in the place of what was there under the same identifier. */
  put(issuer: RecognisedIssuer, at: Date): Promise<void>
  /** Finds by exact identifier. */
  find(identifier: string): Promise<RecognisedIssuer | undefined>
  /** All of them, by identifier. */
  list(): Promise<readonly RecognisedIssuer[]>
  /** Resolves to false when there was no such issuer. */
  remove(identifier: string): Promise<boolean>
}
