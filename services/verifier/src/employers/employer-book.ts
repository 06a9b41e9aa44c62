import type { Employer, EmployerClient } from './types.ts'

/** What this room must remember. A disabled employer is found by none of the finders, and nor are its requests, waiting or answered. */
export type EmployerBook = {
  add(employer: Employer, client: EmployerClient): Promise<void>
  list(): Promise<readonly Employer[]>
  /** Resolves to false when there is no such employer, or when it was disabled before. */
  disable(employerId: string, at: Date): Promise<boolean>
  findClient(clientId: string): Promise<{ employer: Employer; secretHash: string } | undefined>
  recordToken(token: { tokenHash: string; employerId: string; expiresAt: Date }): Promise<void>
  /** Finds whose token this is, if it has not expired at `now`. */
  findByToken(tokenHash: string, now: Date): Promise<Employer | undefined>
  /** Forgets tokens that expired before `now`; resolves to how many. */
  forgetTokens(now: Date): Promise<number>
}
