import { DatabaseUnavailableError } from './errors.ts'
import type { Database } from './open-database.ts'

/** How far the clock of a process may be from that of the database, which all processes share. */
const MOST_SKEW_SECONDS = 30

/**
 * By how many seconds the clock of this process is ahead of the database's; negative when it is behind. How long the question took is
 * not counted: 0 as long as the answer may lie in between.
 */
export async function clockSkew(database: Pick<Database, 'clock'>, now: () => Date): Promise<number> {
  const before = now().getTime()
  const there = (await database.clock()).getTime()
  const after = now().getTime()
  if (before > there) return (before - there) / 1000
  return after < there ? (after - there) / 1000 : 0
}

/**
 * Throws when this process has another time than its database: what it takes for expired or still good would not be so for
 * the other processes. A check for readiness, so that such a process gets no work.
 */
export async function checkClock(database: Pick<Database, 'clock'>, now: () => Date): Promise<void> {
  const skew = Math.abs(await clockSkew(database, now).catch((error: unknown) => {
    // That the database is away is for the check of the database to say.
    if (error instanceof DatabaseUnavailableError) return 0
    throw error
  }))
  if (skew > MOST_SKEW_SECONDS) throw new Error(`the clock of this process and that of the database are ${Math.round(skew)} seconds apart`)
}
