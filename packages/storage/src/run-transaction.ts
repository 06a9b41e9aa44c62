/** One transaction, or one statement that is a transaction by itself, run again when it lost a race. */
import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import type { DatabasePool } from './database-pool.ts'
import { breaksConnection, DatabaseUnavailableError, isRetryable, sqlState, StorageError, toRoomError } from './errors.ts'

/** Runs at most this often after the first time. */
const RETRIES = 3

/**
 * Runs `begin`, `work`, COMMIT; on any error ROLLBACK, and after a serialization failure or deadlock all of it again.
 * @throws what `work` throws; DatabaseUnavailableError (also when it is not known whether COMMIT took place);
 *   StorageError STORAGE_ROLLED_BACK when `work` swallowed the error of a statement: PostgreSQL then answers COMMIT with ROLLBACK
 */
export async function runTransaction<T>(pool: DatabasePool, begin: string, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  return runAgain(() => pool.withClient((client) => runOnce(client, begin, work)))
}

/**
 * Runs `work` again, up to three times, when PostgreSQL says that it lost a race and that nothing of it stands.
 * @throws DatabaseUnavailableError when it lost every time: it is nobody's fault, and may go well later
 */
export async function runAgain<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (!isRetryable(error)) throw error
      if (attempt === RETRIES) throw new DatabaseUnavailableError(`it lost a race every time (${sqlState(error) ?? ''})`, { cause: error })
      // Jitter, so that the same two do not meet again; no secret depends on this randomness.
      await wait((2 ** attempt) * 10 * (0.5 + Math.random()))
    }
  }
}

async function runOnce<T>(client: pg.ClientBase, begin: string, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  await command(client, begin)
  let result: T
  try {
    result = await work(client)
  } catch (error) {
    // A broken connection is thrown away, and the server rolls back; asking it to would only cost the same wait again.
    if (!breaksConnection(error)) await command(client, 'ROLLBACK')
    throw error
  }
  if (await command(client, 'COMMIT') !== 'COMMIT') {
    throw new StorageError('STORAGE_ROLLED_BACK', 'a statement of the transaction failed and its error was not passed on')
  }
  return result
}

/** Runs a transaction command and returns what PostgreSQL says it did. */
async function command(client: pg.ClientBase, text: string): Promise<string> {
  try {
    return (await client.query(text)).command
  } catch (error) {
    throw toRoomError(error)
  }
}
