/** What a service sees when its PostgreSQL server is slow, full, frozen, gone or back. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, startEmbeddedPostgres, type EmbeddedPostgres, type FreshDatabase } from '../../../test/database/index.ts'
import { DatabaseUnavailableError, openDatabase, StorageError, type Database, type DatabaseOptions } from './index.ts'

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(() => expect.unreachable('it did not fail'), (error: unknown) => error)
}

async function secondsOf(work: Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work
  return (performance.now() - start) / 1000
}

const open: Database[] = []
async function openProbe(url: string, options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const database = await openDatabase({ schema: 'probe', role: 'storage_probe', url, dataDirectory: '', onError: () => {}, ...options })
  open.push(database)
  return database
}
afterEach(async () => { for (const database of open.splice(0)) await database.close() })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'eduwallet-migrations-'))
  await writeFile(path.join(folder, '0001-t.sql'), 'CREATE TABLE t (id int PRIMARY KEY, value int NOT NULL); INSERT INTO t VALUES (1, 0), (2, 0); GRANT SELECT, INSERT, UPDATE ON t TO storage_probe')
  await writeFile(path.join(folder, '0002-slow.sql'), 'SELECT pg_sleep(0.3)')
})
afterAll(async () => { await rm(folder, { recursive: true, force: true }) })

describe('a server under strain', () => {
  let fresh: FreshDatabase
  beforeAll(async () => { fresh = await freshDatabase('storage_strain') })
  afterAll(async () => { await fresh.drop() })

  it('runs each migration once when two processes start at the same time', async () => {
    const [one, two] = await Promise.all([openProbe(fresh.url), openProbe(fresh.url)])
    const ran = await Promise.all([one.migrate(folder), two.migrate(folder)])
    expect(ran.flat().sort()).toEqual(['0001-t.sql', '0002-slow.sql'])
    expect(ran.some((names) => names.length === 0)).toBe(true)
  })

  it('OVR-04: a full pool answers "unavailable" within the connect timeout, and works again when there is room', async () => {
    const database = await openProbe(fresh.url, { poolSize: 2, connectTimeoutSeconds: 0.3 })
    const busy = [1, 2].map(() => database.query('SELECT pg_sleep(4)'))
    await new Promise((resolve) => { setTimeout(resolve, 300) })
    let error: unknown
    expect(await secondsOf(errorOf(database.query('SELECT 1')).then((found) => { error = found }))).toBeLessThan(3)
    expect(error).toBeInstanceOf(DatabaseUnavailableError)
    expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryAfterSeconds: 2 })
    await Promise.all(busy)
    await database.check()
    expect(database.stats()).toEqual({ total: 2, idle: 2, waiting: 0 })
  })

  it('OVR-12: no more than so many wait for a connection; the next is refused at once, and who waits gets one', async () => {
    const database = await openProbe(fresh.url, { poolSize: 2, mostWaiting: 20, connectTimeoutSeconds: 5 })
    await database.check()
    const held = [1, 2].map(() => database.query('SELECT pg_sleep(1)'))
    await new Promise((resolve) => { setTimeout(resolve, 200) })
    const waiting = Array.from({ length: 20 }, () => database.query('SELECT 1'))
    expect(database.stats().waiting).toBe(20)
    const refused: unknown[] = []
    const seconds = await secondsOf(Promise.all(Array.from({ length: 1000 }, async () => { refused.push(await errorOf(database.query('SELECT 1'))) })))
    expect(seconds).toBeLessThan(0.5)
    for (const error of refused) expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryAfterSeconds: 2, message: expect.stringContaining('too many wait') as string })
    expect(database.stats().waiting).toBe(20)
    await Promise.all([...held, ...waiting])
    expect(database.stats()).toEqual({ total: 2, idle: 2, waiting: 0 })
  })

  it('ends a statement that takes too long, keeps the connection, and rolls the transaction back', async () => {
    const database = await openProbe(fresh.url, { statementTimeoutSeconds: 0.3, poolSize: 1 })
    const error = await errorOf(database.transaction(async (tx) => {
      await tx.query('UPDATE t SET value = 99 WHERE id = 1')
      await tx.query('SELECT pg_sleep(5)')
    }))
    expect(error).toBeInstanceOf(DatabaseUnavailableError)
    expect((await database.query('SELECT value FROM t WHERE id = 1')).rows).toEqual([{ value: 0 }])
    expect(database.stats().total).toBe(1)
  })

  it('OVR-07: both of two transactions that lock each other out succeed in the end', async () => {
    const database = await openProbe(fresh.url)
    const add = (first: number, second: number) => database.transaction(async (tx) => {
      await tx.query('UPDATE t SET value = value + 1 WHERE id = $1', [first])
      await tx.query('SELECT pg_sleep(0.2)')
      await tx.query('UPDATE t SET value = value + 1 WHERE id = $1', [second])
    })
    await Promise.all([add(1, 2), add(2, 1)])
    expect((await database.query('SELECT value FROM t ORDER BY id')).rows).toEqual([{ value: 2 }, { value: 2 }])
  })

  it('a session that the server ends (57P01) is "unavailable", and the next request has a new one', async () => {
    const database = await openProbe(fresh.url, { poolSize: 1 })
    const administrator = new pg.Client({ connectionString: fresh.url })
    await administrator.connect()
    const error = await errorOf(database.transaction(async (tx) => {
      const { rows } = await tx.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      await administrator.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
      await new Promise((resolve) => { setTimeout(resolve, 50) })
      await tx.query('SELECT 1')
    }))
    await administrator.end()
    expect(error).toBeInstanceOf(DatabaseUnavailableError)
    await database.check()
  })

  it('stays in its role whatever the database URL asks for', async () => {
    const database = await openProbe(`${fresh.url}?options=-c%20role%3Dpostgres%20-c%20search_path%3Dpublic`)
    expect((await database.query(`SELECT current_user::text AS who, current_setting('search_path') AS path`)).rows).toEqual([{ who: 'storage_probe', path: 'probe, pg_temp' }])
  })
})

describe('the login user', () => {
  let fresh: FreshDatabase
  let administrator: pg.Client
  const login = `owner_${process.pid}`
  const role = `probe_role_${process.pid}`
  let ownerUrl: string

  beforeAll(async () => {
    fresh = await freshDatabase('storage_owner')
    administrator = new pg.Client({ connectionString: fresh.url })
    await administrator.connect()
    await administrator.query(`CREATE ROLE ${login} LOGIN PASSWORD 'owner'; ALTER DATABASE ${fresh.name} OWNER TO ${login}`)
    const url = new URL(fresh.url)
    url.username = login
    url.password = 'owner'
    ownerUrl = url.href
    await writeFile(path.join(folder, '0001-t.sql'), 'CREATE TABLE t (id int)')
  })
  afterAll(async () => {
    await administrator.end()
    await fresh.drop()
    const { url } = await freshDatabase('storage_owner_cleanup')
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    await client.query(`DROP ROLE IF EXISTS ${role}; DROP ROLE IF EXISTS ${login}`)
    await client.end()
  })

  it('that may not make roles is told what an administrator has to run, and that is enough', async () => {
    const database = await openProbe(ownerUrl, { role })
    const error = await errorOf(database.migrate(folder))
    expect(error).toBeInstanceOf(StorageError)
    const statements = /run: (.*)$/.exec((error as Error).message)?.[1]
    expect(statements).toBe(`CREATE ROLE "${role}" NOLOGIN NOINHERIT; GRANT "${role}" TO "${login}"`)
    await administrator.query(statements ?? '')
    expect(await database.migrate(folder)).toEqual(['0001-t.sql', '0002-slow.sql'])
    expect((await database.query('SELECT current_user::text AS who')).rows).toEqual([{ who: role }])
  })

  it('may not be the role itself, and the role may not be a superuser or pass row-level security by', async () => {
    expect(await errorOf((await openProbe(ownerUrl, { role: login })).migrate(folder))).toMatchObject({ code: 'STORAGE_ROLE_UNSAFE' })
    await administrator.query(`ALTER ROLE ${role} BYPASSRLS`)
    expect(await errorOf((await openProbe(ownerUrl, { role })).migrate(folder))).toMatchObject({ code: 'STORAGE_ROLE_UNSAFE' })
  })
})

describe('a server that goes away', () => {
  let server: EmbeddedPostgres | undefined
  let reason = ''
  beforeAll(async () => {
    server = await startEmbeddedPostgres().catch((error: unknown) => {
      reason = `no PostgreSQL server to break: ${error instanceof Error ? error.message : ''}`
      return undefined
    })
    await writeFile(path.join(folder, '0001-t.sql'), 'CREATE TABLE t (id int PRIMARY KEY); GRANT SELECT, INSERT ON t TO storage_probe')
  })
  afterAll(async () => { await server?.stop() })

  it('OVR-01: a crash in the middle of a transaction is "unavailable", nothing was written, and all is well within 5 seconds of its return', async (context) => {
    if (server === undefined) return context.skip(reason)
    const running = server
    const told: Error[] = []
    const database = await openProbe(running.url, { onError: (error) => { told.push(error) } })
    await database.migrate(folder)
    await Promise.all(Array.from({ length: 5 }, () => database.query('SELECT pg_sleep(0.05)')))
    const error = await errorOf(database.transaction(async (tx) => {
      await tx.query('INSERT INTO t VALUES (1)')
      await running.crash()
      await tx.query('INSERT INTO t VALUES (2)')
    }))
    expect(error).toBeInstanceOf(DatabaseUnavailableError)
    expect(await errorOf(database.query('SELECT 1'))).toBeInstanceOf(DatabaseUnavailableError)
    expect(told.length).toBeGreaterThan(0)
    await running.restart()
    expect(await secondsOf(database.query('INSERT INTO t VALUES (3)'))).toBeLessThan(5)
    expect((await database.query('SELECT id FROM t')).rows).toEqual([{ id: 3 }])
  })

  it('OVR-03: a frozen server ends every request in time, and works again when it thaws', async (context) => {
    if (server === undefined) return context.skip(reason)
    const database = await openProbe(server.url, { statementTimeoutSeconds: 0.5, connectTimeoutSeconds: 0.5, poolSize: 2 })
    await database.check()
    server.freeze()
    try {
      const seconds = await secondsOf(Promise.all(Array.from({ length: 6 }, async () => {
        expect(await errorOf(database.transaction((tx) => tx.query('SELECT 1')))).toBeInstanceOf(DatabaseUnavailableError)
      })))
      expect(seconds).toBeLessThan(8)
    } finally {
      server.thaw()
    }
    await expect.poll(() => database.check().then(() => 'ok', () => 'not yet'), { timeout: 5000 }).toBe('ok')
  })

  it('OVR-05: a thousand connections that were not made in time leave none behind, nor any that the server made after all', async (context) => {
    if (server === undefined) return context.skip(reason)
    const database = await openProbe(server.url, { connectTimeoutSeconds: 0.05, statementTimeoutSeconds: 0.2, poolSize: 10 })
    let timedOut = 0
    server.freeze()
    try {
      while (timedOut < 1000) {
        const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => database.query('SELECT 1')))
        for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'DATABASE_UNAVAILABLE' } })
        timedOut += outcomes.length
      }
    } finally {
      server.thaw()
    }
    await expect.poll(() => database.check().then(() => 'ok', () => 'not yet'), { timeout: 10_000 }).toBe('ok')
    await Promise.allSettled(Array.from({ length: 100 }, () => database.query('SELECT pg_sleep(0.01)')))
    expect(database.stats().total).toBeLessThanOrEqual(10)
    // Of whatever name: a connection that was given up may not even have said its own.
    const sessions = async (): Promise<number> => (await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM pg_stat_activity WHERE backend_type = 'client backend'`)).rows[0]!.n
    await expect.poll(sessions, { timeout: 8000 }).toBeLessThanOrEqual(10)
  }, 60_000)

  it('a server that is not there yet does not keep a service from starting', async () => {
    const database = await openProbe('postgres://nobody:nothing@127.0.0.1:9/none', { connectTimeoutSeconds: 1 })
    expect(await errorOf(database.check())).toMatchObject({ code: 'DATABASE_UNAVAILABLE', message: expect.not.stringContaining('127.0.0.1') as string })
    expect(await errorOf(database.migrate(folder))).toBeInstanceOf(DatabaseUnavailableError)
  })
})
