/**
 * One pool of `pg` clients, whether the server is PostgreSQL or the embedded PGlite. Everything above this file is one
 * code path. Each connection works as the service's own role from its first statement on.
 */
import pg from 'pg'
import { breaksConnection, DatabaseUnavailableError, toRoomError } from './errors.ts'
import { valueTypes } from './value-types.ts'

/** What a pool needs to know. Times are in seconds. */
export type PoolOptions = {
  schema: string
  role: string
  poolSize: number
  mostWaiting: number
  connectTimeoutSeconds: number
  statementTimeoutSeconds: number
  onError: (error: Error) => void
}

/** A place to get connections from. */
export type DatabasePool = {
  /** Hands a connection to `work` and takes it back; a connection that broke is thrown away. */
  withClient<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T>
  /** Hands a connection of the login user, without the service's role and without time limits, to `work`. For migrations. */
  withOwner<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T>
  stats(): { total: number; idle: number; waiting: number }
  close(): Promise<void>
}

/** The statements with which a session becomes the service's own, in one round trip. */
export function sessionSetup(options: PoolOptions): string {
  const milliseconds = Math.ceil(options.statementTimeoutSeconds * 1000)
  return [
    `SET ROLE ${pg.escapeIdentifier(options.role)}`,
    `SET search_path = ${pg.escapeIdentifier(options.schema)}, pg_temp`,
    `SET statement_timeout = ${milliseconds}`,
    `SET lock_timeout = ${milliseconds}`,
    `SET idle_in_transaction_session_timeout = ${milliseconds * 3}`,
  ].join('; ')
}

/**
 * Gives `work` one of the pool's clients.
 * @throws DatabaseUnavailableError when no connection can be had within the connect timeout, or `mostWaiting` wait for one already
 */
export async function borrow<T>(pool: pg.Pool, { mostWaiting }: Pick<PoolOptions, 'mostWaiting'>, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
  if (pool.waitingCount >= mostWaiting) throw new DatabaseUnavailableError('too many wait for a connection')
  let client: pg.PoolClient
  try {
    client = await pool.connect()
  } catch (error) {
    const known = toRoomError(error)
    throw known instanceof DatabaseUnavailableError ? known : new DatabaseUnavailableError('no connection can be made', { cause: error })
  }
  const broken = { value: false }
  const noteBroken = () => { broken.value = true }
  client.on('error', noteBroken)
  try {
    return await work(client)
  } catch (error) {
    if (breaksConnection(error)) broken.value = true
    throw error
  } finally {
    client.removeListener('error', noteBroken)
    if (broken.value) discard(client)
    else client.release()
  }
}

/** A server that does not answer does not answer a goodbye either: end the socket first, or it stays half open. */
function discard(client: pg.PoolClient): void {
  const { connection } = client as pg.PoolClient & { connection?: { stream?: { destroy(): void } } }
  connection?.stream?.destroy()
  client.release(true)
}

/** How a pool stands. Who gets an idle connection at the end of this very tick does not wait for one, although pg counts it. */
export function statsOf(pool: pg.Pool): { total: number; idle: number; waiting: number } {
  const { totalCount: total, idleCount: idle, waitingCount } = pool
  return { total, idle, waiting: Math.max(0, waitingCount - idle) }
}

/** A pool of connections to a PostgreSQL server. `url` names the login user, who owns the schema. */
export function openServerPool(url: string, options: PoolOptions): DatabasePool {
  const setup = sessionSetup(options)
  const shared: pg.ClientConfig = {
    connectionString: url,
    application_name: options.role,
    keepAlive: true,
    types: valueTypes,
    connectionTimeoutMillis: options.connectTimeoutSeconds * 1000,
  }
  const pool = new pg.Pool({
    ...shared,
    max: options.poolSize,
    idleTimeoutMillis: 30_000,
    maxLifetimeSeconds: 1800,
    // The server ends a slow statement; this ends the wait for a server that is frozen or cut off (no RST, no FIN).
    query_timeout: options.statementTimeoutSeconds * 1000 + 1000,
    onConnect: async (client: pg.ClientBase) => { await client.query(setup) },
  })
  // Without listeners a connection that dies between two statements ends the process.
  pool.on('error', (error) => { options.onError(error) })
  pool.on('connect', (client) => { client.on('error', () => {}) })

  return {
    withClient: (work) => borrow(pool, options, work),
    async withOwner(work) {
      const client = new pg.Client(shared)
      client.on('error', (error) => { options.onError(error) })
      try {
        await client.connect()
      } catch (error) {
        throw new DatabaseUnavailableError('no connection can be made', { cause: error })
      }
      try {
        return await work(client)
      } finally {
        await client.end().catch(() => {})
      }
    },
    stats: () => statsOf(pool),
    close: () => pool.end(),
  }
}
