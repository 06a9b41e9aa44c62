import type { EmployerBook } from './employer-book.ts'
import { EmployerError } from './errors.ts'
import { hashSecret, newSecret, secretMatches } from './secret.ts'
import type { Employer } from './types.ts'

/** How long an access token lasts. */
export const TOKEN_LIFETIME_SECONDS = 600

/** Stands in for the hash of a client that does not exist, so that both take the same time. */
const noSuchClient = hashSecret('no such client')

export type GivingAccess = {
  readonly book: Pick<EmployerBook, 'findClient' | 'recordToken' | 'findByToken'>
  readonly now: () => Date
  readonly randomBytes: (size: number) => Uint8Array
}

/**
 * Exchanges client credentials for an opaque access token of 256 bits, of which only the hash is stored.
 * Throws EmployerError EMPLOYER_CREDENTIALS_WRONG, the same for an unknown client and a wrong secret.
 */
export async function issueToken(
  { book, now, randomBytes }: GivingAccess,
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
): Promise<{ accessToken: string; expiresInSeconds: number }> {
  const client = await book.findClient(clientId)
  const matches = secretMatches(clientSecret, client?.secretHash ?? noSuchClient)
  if (!client || !matches) throw new EmployerError('EMPLOYER_CREDENTIALS_WRONG', 'client id or secret is wrong')
  const accessToken = newSecret(randomBytes)
  const expiresAt = new Date(now().getTime() + TOKEN_LIFETIME_SECONDS * 1000)
  await book.recordToken({ tokenHash: hashSecret(accessToken), employerId: client.employer.id, expiresAt })
  return { accessToken, expiresInSeconds: TOKEN_LIFETIME_SECONDS }
}

/** Tells whose token this is. Throws EmployerError EMPLOYER_TOKEN_UNKNOWN: never issued, expired, or its employer was disabled. */
export async function identifyEmployer({ book, now }: Pick<GivingAccess, 'book' | 'now'>, accessToken: string): Promise<Employer> {
  const employer = await book.findByToken(hashSecret(accessToken), now())
  if (!employer) throw new EmployerError('EMPLOYER_TOKEN_UNKNOWN', 'the access token is not known or has expired')
  return employer
}
