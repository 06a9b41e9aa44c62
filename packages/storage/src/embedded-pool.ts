/**
 * The embedded database: PGlite (PostgreSQL in WebAssembly) behind `pg`, its data in one folder. It has exactly one
 * connection, so a second one must never be asked for while one is held; `openDatabase` refuses that for every server.
 */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { createPgConfig } from '@electric-sql/pglite/node-postgres'
import pg from 'pg'
import { borrow, sessionSetup, statsOf, type DatabasePool, type PoolOptions } from './database-pool.ts'
import { lockDirectory } from './lock-directory.ts'
import { ensureRole } from './prepare-role.ts'
import { valueTypes } from './value-types.ts'

/** As `dataDirectory`: keep nothing, for tests. */
export const IN_MEMORY = 'memory://'

/**
 * Opens (or makes) the embedded database under `dataDirectory`.
 * @throws StorageError STORAGE_DIRECTORY_LOCKED when another process has it open: PGlite itself would let both write
 */
export async function openEmbeddedPool(dataDirectory: string, options: PoolOptions): Promise<DatabasePool> {
  const inMemory = dataDirectory === IN_MEMORY
  if (!inMemory) await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
  const lock = inMemory ? undefined : await lockDirectory(dataDirectory)
  let server: PGlite
  try {
    server = await PGlite.create(inMemory ? IN_MEMORY : path.join(dataDirectory, 'postgres'))
  } catch (error) {
    await lock?.release()
    throw error
  }
  const setup = sessionSetup(options)
  const pool = new pg.Pool({
    // oxlint-disable-next-line typescript/no-misused-spread -- the pool asks for own members only
    ...createPgConfig(server),
    max: 1,
    types: valueTypes,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: options.connectTimeoutSeconds * 1000,
    onConnect: async (client: pg.ClientBase) => {
      await ensureRole(client, options.role)
      await client.query(setup)
    },
  })
  pool.on('error', (error) => { options.onError(error) })
  pool.on('connect', (client) => { client.on('error', () => {}) })

  return {
    withClient: (work) => borrow(pool, options, work),
    withOwner: (work) => borrow(pool, options, async (client) => {
      await client.query('RESET ROLE; RESET search_path; RESET statement_timeout; RESET lock_timeout; RESET idle_in_transaction_session_timeout')
      try {
        return await work(client)
      } finally {
        await client.query(setup)
      }
    }),
    stats: () => statsOf(pool),
    async close() {
      await pool.end()
      await server.close()
      await lock?.release()
    },
  }
}
