import type { EmployerBook } from '../employers/index.ts'
import type { ShowingBook } from './showing-book.ts'

const BATCH = 500

/**
 * Wipes every request whose life has ended, and forgets expired access tokens. Reading does not wait for it (what
 * has ended is not shown), so that a late sweep shows nobody anything. Resolves to how many requests were wiped.
 */
export async function sweep({ book, now }: { book: Pick<ShowingBook, 'wipe'> & Pick<EmployerBook, 'forgetTokens'>; now: () => Date }): Promise<number> {
  const at = now()
  let wiped = 0
  let batch: number
  do {
    batch = await book.wipe(at, BATCH)
    wiped += batch
  } while (batch === BATCH)
  await book.forgetTokens(at)
  return wiped
}
