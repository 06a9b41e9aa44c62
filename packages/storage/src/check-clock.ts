import { DatabaseUnavailableError } from './errors.ts'
import type { Database } from './open-database.ts'

/** How far the clock of a process may be from that of the database, which all processes share. */
const MOST_SKEW_SECONDS = 30

/**
 * Throws when this process has another time than its database: what it takes for expired or still good would not be so for
 * the other processes. A check for readiness, so that such a process gets no work.
 */
export async function checkClock(database: Pick<Database, 'clock'>, now: () => Date): Promise<void> {
  const before = now().getTime()
  const there = await database.clock().then((at) => at.getTime(), (error: unknown) => {
    // That the database is away is for the check of the database to say.
    if (error instanceof DatabaseUnavailableError) return before
    throw error
  })
  const after = now().getTime()
  const skew = Math.max(before - there, there - after, 0) / 1000
  if (skew > MOST_SKEW_SECONDS) throw new Error(`the clock of this process and that of the database are ${Math.round(skew)} seconds apart`)
}
