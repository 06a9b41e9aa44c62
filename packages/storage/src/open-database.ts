/**
 * What a service sees of its database. Statements run as the service's role, in its schema; those about an institution
 * run inside {@link Database.inInstitution}, where PostgreSQL's row-level security knows which one.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'
import { openServerPool, type DatabasePool, type PoolOptions } from './database-pool.ts'
import { openEmbeddedPool } from './embedded-pool.ts'
import { StorageError, toRoomError } from './errors.ts'
import { runMigrations } from './migrate.ts'
import { runAgain, runTransaction } from './run-transaction.ts'

/** A row as it comes back; columns by name. */
export type Row = Record<string, unknown>

/** Something that runs one statement. `bigint` comes back as number, `date` as text, `timestamptz` as Date, `bytea` as Buffer. */
export type Queryable = {
  query<R = Row>(text: string, values?: readonly unknown[]): Promise<{ rows: R[]; rowCount: number }>
}

/** Where the database is and how patient we are with it. Times are in seconds. */
export type DatabaseOptions = {
  /** Schema of the service; lower case letters, digits and `_` */
  schema: string
  /** Role the service works as; made by {@link Database.migrate} */
  role: string
  /** postgres:// URL of the login user; undefined: the embedded database in `dataDirectory` */
  url: string | undefined
  /** Folder of the embedded database; `memory://` keeps nothing (tests) */
  dataDirectory: string
  /** Connections at most, default 10; the embedded database always has 1 */
  poolSize?: number
  /** How many may wait for a connection, default 300 (as many as a service has requests under way); more are refused at once */
  mostWaiting?: number
  /** How long to wait for a connection, default 3 */
  connectTimeoutSeconds?: number
  /** How long one statement may take, default 10 */
  statementTimeoutSeconds?: number
  /** Told of connections that died while nobody used them */
  onError: (error: Error) => void
}

/** An open database. Every method may throw DatabaseUnavailableError. */
export type Database = {
  /** Runs the migrations of a folder that have not run yet, as the login user; returns their names. See `migrate.ts`. */
  migrate(directory: string): Promise<string[]>
  /**
   * Runs `work` in one transaction; it is rolled back when `work` throws. After a serialization failure or deadlock
   * `work` is run again, up to three times: it must have no effect outside the database.
   */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>
  /**
   * As `transaction`, for one institution. `$1` of every statement is `institutionId`; the given values follow as `$2`, `$3`…
   * A statement that does not mention `$1` is refused by PostgreSQL itself. Row-level security policies read
   * `nullif(current_setting('eduwallet.institution', true), '')`.
   */
  inInstitution<T>(institutionId: string, work: (tx: Queryable) => Promise<T>): Promise<T>
  /** One statement outside any institution; run again as a transaction is. */
  query: Queryable['query']
  /** As `query`, for a text that is always the same and asked again and again: each connection keeps it prepared. */
  prepared: Queryable['query']
  /** Throws unless the database answers. */
  check(): Promise<void>
  /** What time it is for the database. */
  clock(): Promise<Date>
  /** Connections: open, idle, and requests waiting for one. */
  stats(): { total: number; idle: number; waiting: number }
  close(): Promise<void>
}

const NAME = /^[a-z_][a-z0-9_]{0,62}$/
const INSTITUTION_ID = /^[A-Za-z0-9_-]{1,64}$/

/**
 * Opens a database. A server need not be reachable yet; the embedded one is started.
 * @throws StorageError STORAGE_OPTIONS, STORAGE_DIRECTORY_LOCKED
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  for (const name of [options.schema, options.role]) {
    if (!NAME.test(name)) throw new StorageError('STORAGE_OPTIONS', `"${name}" cannot be a schema or role name here: use lower case letters, digits and _`)
  }
  const poolOptions: PoolOptions = {
    schema: options.schema,
    role: options.role,
    poolSize: options.poolSize ?? 10,
    mostWaiting: options.mostWaiting ?? 300,
    connectTimeoutSeconds: options.connectTimeoutSeconds ?? 3,
    statementTimeoutSeconds: options.statementTimeoutSeconds ?? 10,
    onError: options.onError,
  }
  const pool = options.url === undefined ? await openEmbeddedPool(options.dataDirectory, poolOptions) : openServerPool(options.url, poolOptions)
  return databaseOn(pool, options)
}

function databaseOn(pool: DatabasePool, { schema, role }: DatabaseOptions): Database {
  const held = new AsyncLocalStorage<{ open: boolean }>()

  /** With a full pool (the embedded one has a single connection) a second connection is waited for by its own holder, for ever. */
  async function holding<T>(work: () => Promise<T>): Promise<T> {
    if (held.getStore()?.open === true) throw new StorageError('STORAGE_NESTED_USE', 'a second connection was asked for inside a transaction; hand the transaction down instead')
    const mark = { open: true }
    try {
      return await held.run(mark, work)
    } finally {
      mark.open = false
    }
  }

  const query: Queryable['query'] = (text, values) => holding(() => runAgain(() => pool.withClient((client) => runStatement(client, text, values))))
  const names = new Map<string, string>()
  const nameOf = (text: string): string => {
    let name = names.get(text)
    if (name === undefined) names.set(text, (name = `prepared_${names.size + 1}`))
    return name
  }

  return {
    migrate: (directory) => holding(() => pool.withOwner((client) => runMigrations(client, { schema, role, directory }))),
    transaction: (work) => holding(() => runTransaction(pool, 'BEGIN', (client) => work({ query: (text, values) => runStatement(client, text, values) }))),
    async inInstitution(institutionId, work) {
      if (!INSTITUTION_ID.test(institutionId)) throw new StorageError('STORAGE_OPTIONS', 'that is not the id of an institution')
      const begin = `BEGIN; SET LOCAL eduwallet.institution = ${pg.escapeLiteral(institutionId)}`
      return holding(() => runTransaction(pool, begin, (client) =>
        work({ query: (text, values = []) => runStatement(client, text, [institutionId, ...values]) })))
    },
    query,
    prepared: (text, values) => holding(() => runAgain(() => pool.withClient((client) => runStatement(client, text, values, nameOf(text))))),
    async check() { await query('SELECT 1') },
    async clock() {
      const { rows: [row] } = await query<{ now: Date }>('SELECT clock_timestamp() AS now')
      if (row === undefined) throw new Error('a statement that always gives a row gave none')
      return row.now
    },
    stats: () => pool.stats(),
    close: () => pool.close(),
  }
}

async function runStatement<R>(client: pg.ClientBase, text: string, values: readonly unknown[] = [], name?: string): Promise<{ rows: R[]; rowCount: number }> {
  try {
    const { rows, rowCount } = await client.query({ text, values: [...values], ...(name === undefined ? {} : { name }) })
    return { rows: rows as R[], rowCount: rowCount ?? 0 }
  } catch (error) {
    throw toRoomError(error)
  }
}
