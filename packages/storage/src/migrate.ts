/**
 * Forward-only migrations: `0001-name.sql` … in name order, each in a transaction of its own, with a ledger of what ran.
 * A migration is run by the login user, who thereby owns what it makes; it must GRANT the service's role what that role
 * needs, table by table: nothing is granted by default.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { DatabaseUnavailableError, StorageError, toRoomError } from './errors.ts'
import { ensureRole, ensureSchema } from './prepare-role.ts'

type Migration = { name: string; sha256: string; sql: string }

/** How long a second process waits for a first one that is migrating. */
const LOCK_TIMEOUT_SECONDS = 60

/**
 * Prepares role and schema and runs every migration of `directory` that has not run yet.
 * @param client a connection of the login user
 * @returns the names of the migrations that ran now
 * @throws StorageError when a file that ran has changed, a new one comes before one that ran, or one fails (and was rolled back)
 */
export async function runMigrations(client: pg.ClientBase, { schema, role, directory }: { schema: string; role: string; directory: string }): Promise<string[]> {
  const migrations = await readMigrations(directory)
  try {
    // The lock belongs to this database; two services in one database do not wait for each other.
    await client.query(`SET lock_timeout = ${LOCK_TIMEOUT_SECONDS * 1000}`)
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [`migrations of ${schema}`])
    try {
      await ensureRole(client, role)
      await ensureSchema(client, schema, role)
      const ledger = `${pg.escapeIdentifier(schema)}.applied_migrations`
      await client.query(`CREATE TABLE IF NOT EXISTS ${ledger} (name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`)
      const { rows } = await client.query<{ name: string; sha256: string }>(`SELECT name, sha256 FROM ${ledger} ORDER BY name`)
      const pending = findPending(migrations, rows)
      for (const migration of pending) await runMigration(client, migration, schema, ledger)
      return pending.map((migration) => migration.name)
    } finally {
      await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [`migrations of ${schema}`]).catch(() => {})
      await client.query('RESET lock_timeout').catch(() => {})
    }
  } catch (error) {
    throw toRoomError(error)
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort()
  const numbers = new Set<string>()
  const migrations: Migration[] = []
  for (const name of names) {
    const number = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1]
    if (number === undefined) throw new StorageError('STORAGE_MIGRATION_ORDER', `${name} is not named like 0001-what-it-does.sql`)
    if (numbers.has(number)) throw new StorageError('STORAGE_MIGRATION_ORDER', `two migrations have the number ${number}`)
    numbers.add(number)
    const sql = await readFile(path.join(directory, name), 'utf8')
    migrations.push({ name, sql, sha256: createHash('sha256').update(sql).digest('hex') })
  }
  return migrations
}

/** A ledger that knows later migrations than we do is fine: a newer release runs beside us. */
function findPending(migrations: readonly Migration[], applied: readonly { name: string; sha256: string }[]): Migration[] {
  const ran = new Map(applied.map((row) => [row.name, row.sha256]))
  const last = applied.at(-1)?.name ?? ''
  const pending: Migration[] = []
  for (const migration of migrations) {
    const sha256 = ran.get(migration.name)
    if (sha256 === undefined) {
      if (migration.name < last) throw new StorageError('STORAGE_MIGRATION_ORDER', `${migration.name} has not run, but ${last} has; give it a later number`)
      pending.push(migration)
    } else if (sha256 !== migration.sha256) {
      throw new StorageError('STORAGE_MIGRATION_CHANGED', `${migration.name} has changed since it ran; migrations are append only, add a new one`)
    }
  }
  return pending
}

async function runMigration(client: pg.ClientBase, migration: Migration, schema: string, ledger: string): Promise<void> {
  await client.query(`BEGIN; SET LOCAL search_path = ${pg.escapeIdentifier(schema)}, pg_temp`)
  try {
    await client.query(migration.sql)
    await client.query(`INSERT INTO ${ledger} (name, sha256) VALUES ($1, $2)`, [migration.name, migration.sha256])
    const { command } = await client.query('COMMIT')
    if (command !== 'COMMIT') throw new Error('the transaction was rolled back')
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {})
    if (toRoomError(error) instanceof DatabaseUnavailableError) throw error
    throw new StorageError('STORAGE_MIGRATION_FAILED', `${migration.name} failed and was rolled back: ${error instanceof Error ? error.message : 'unknown'}`, { cause: error })
  }
}
