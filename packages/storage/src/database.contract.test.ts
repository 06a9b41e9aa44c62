/** What every database promises, whether it is a PostgreSQL server or the embedded one. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../test/database/index.ts'
import { IN_MEMORY, isLostRace, isUniqueViolation, openDatabase, sqlState, StorageError, type Database } from './index.ts'

const notes = `
CREATE TABLE notes (institution_id uuid NOT NULL, id int NOT NULL, body text, PRIMARY KEY (institution_id, id));
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;
ALTER TABLE notes FORCE ROW LEVEL SECURITY;
CREATE POLICY own_institution ON notes USING (institution_id = nullif(current_setting('eduwallet.institution', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON notes TO storage_probe;
CREATE TABLE counters (name text PRIMARY KEY, value bigint NOT NULL, day date);
GRANT SELECT, INSERT, UPDATE ON counters TO storage_probe;
CREATE FUNCTION lose_a_race() RETURNS void LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40001'; END $$;
`

const a = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
const b = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb'

/** The error that `work` ends in; fails when it does not. */
async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return await work.then(() => expect.unreachable('it did not fail'), (error: unknown) => error)
}

/** A folder with these migrations; removed after the file's tests. */
const folders: string[] = []
async function migrations(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'eduwallet-migrations-'))
  folders.push(folder)
  for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, name), text)
  return folder
}
afterAll(async () => { for (const folder of folders) await rm(folder, { recursive: true, force: true }) })

describe.each(['PostgreSQL', 'embedded'] as const)('a database (%s)', (kind) => {
  let database: Database
  let fresh: FreshDatabase | undefined

  beforeAll(async () => {
    fresh = kind === 'PostgreSQL' ? await freshDatabase('storage_contract') : undefined
    database = await openDatabase({ schema: 'probe', role: 'storage_probe', url: fresh?.url, dataDirectory: IN_MEMORY, poolSize: 3, onError: () => {} })
    await database.migrate(await migrations({ '0001-notes.sql': notes }))
  })
  afterAll(async () => {
    await database.close()
    await fresh?.drop()
  })

  it('works as a role that is neither superuser nor owner and cannot change the schema', async () => {
    const { rows } = await database.query(`SELECT current_user::text AS who, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname = current_user`)
    expect(rows).toEqual([{ who: 'storage_probe', rolsuper: false, rolbypassrls: false, rolcanlogin: false }])
    const { rows: owned } = await database.query(`SELECT relname FROM pg_class WHERE relowner = 'storage_probe'::regrole`)
    expect(owned).toEqual([])
    expect(sqlState(await errorOf(database.query('CREATE TABLE mine (id int)')))).toBe('42501')
    expect(sqlState(await errorOf(database.query('DELETE FROM notes')))).toBe('42501')
    expect(sqlState(await errorOf(database.query('SELECT * FROM applied_migrations')))).toBe('42501')
  })

  it('keeps what a transaction wrote, and nothing of one that threw (the error comes through as it is)', async () => {
    await database.transaction((tx) => tx.query(`INSERT INTO counters VALUES ('kept', 1, null)`))
    const refusal = new Error('not today')
    expect(await errorOf(database.transaction(async (tx) => {
      await tx.query(`INSERT INTO counters VALUES ('lost', 1, null)`)
      throw refusal
    }))).toBe(refusal)
    const { rows } = await database.query(`SELECT name FROM counters WHERE name IN ('kept', 'lost')`)
    expect(rows).toEqual([{ name: 'kept' }])
  })

  it('shows an institution its own rows only, and nobody else any (TEN-03)', async () => {
    await database.inInstitution(a, (tx) => tx.query(`INSERT INTO notes VALUES ($1, 1, $2)`, ['of a']))
    await database.inInstitution(b, (tx) => tx.query(`INSERT INTO notes VALUES ($1, 1, $2)`, ['of b']))
    const read = (institution: string) => database.inInstitution(institution, (tx) => tx.query(`SELECT body FROM notes WHERE institution_id = $1 OR true`))
    expect((await read(a)).rows).toEqual([{ body: 'of a' }])
    expect((await read(b)).rows).toEqual([{ body: 'of b' }])
    expect((await database.query('SELECT body FROM notes')).rows).toEqual([])
    expect((await database.transaction((tx) => tx.query('SELECT body FROM notes'))).rows).toEqual([])
  })

  it('refuses a row for another institution than the one that is open (TEN-09)', async () => {
    expect(sqlState(await errorOf(database.inInstitution(a, (tx) => tx.query(`INSERT INTO notes SELECT $2::uuid, 7, 'x' WHERE $1::text IS NOT NULL`, [b]))))).toBe('42501')
    const { rowCount } = await database.inInstitution(a, (tx) => tx.query(`UPDATE notes SET body = 'x' WHERE institution_id = $2::uuid AND $1::text IS NOT NULL`, [b]))
    expect(rowCount).toBe(0)
  })

  it('refuses a statement inside an institution that does not mention it', async () => {
    expect(sqlState(await errorOf(database.inInstitution(a, (tx) => tx.query('SELECT body FROM notes'))))).toBe('08P01')
    expect(sqlState(await errorOf(database.inInstitution(a, (tx) => tx.query('SELECT body FROM notes WHERE id = $2::int', [1]))))).toBe('42P18')
  })

  it('forgets the institution when the transaction ends, however it ends (TEN-04)', async () => {
    const seen = async () => (await database.query(`SELECT nullif(current_setting('eduwallet.institution', true), '') AS institution`)).rows
    await database.inInstitution(a, (tx) => tx.query('SELECT $1::text'))
    expect(await seen()).toEqual([{ institution: null }])
    await errorOf(database.inInstitution(a, async () => { throw new Error('half way') }))
    await errorOf(database.inInstitution(a, (tx) => tx.query('SELECT nonsense, $1::text')))
    for (let round = 0; round < 5; round += 1) expect(await seen()).toEqual([{ institution: null }])
  })

  it('takes no statement for an institution id', async () => {
    for (const id of ['', `'; DROP TABLE notes; --`, 'a b', 'x'.repeat(65)]) {
      expect(await errorOf(database.inInstitution(id, (tx) => tx.query('SELECT $1::text')))).toMatchObject({ code: 'STORAGE_OPTIONS' })
    }
  })

  it('does not say "done" when a failed statement was swallowed (PostgreSQL answers COMMIT with ROLLBACK)', async () => {
    const error = await errorOf(database.transaction(async (tx) => {
      await tx.query(`INSERT INTO counters VALUES ('swallowed', 1, null)`)
      await tx.query('SELECT nonsense').catch(() => {})
    }))
    expect(error).toMatchObject({ code: 'STORAGE_ROLLED_BACK' })
  })

  it('runs a transaction that lost a race again, at most three times', async () => {
    let attempts = 0
    const result = await database.transaction(async (tx) => {
      attempts += 1
      if (attempts < 3) await tx.query('SELECT lose_a_race()')
      return attempts
    })
    expect(result).toBe(3)
    attempts = 0
    const error = await errorOf(database.transaction(async (tx) => {
      attempts += 1
      await tx.query('SELECT lose_a_race()')
    }))
    expect(error).toMatchObject({ code: 'DATABASE_UNAVAILABLE', retryAfterSeconds: 2 })
    expect([sqlState((error as Error).cause), isLostRace(error), attempts]).toEqual(['40001', true, 4])
    expect(isLostRace(await errorOf(database.query('SELECT lose_a_race()')))).toBe(true)
    expect(isLostRace(await errorOf(database.query('SELECT 1/0')))).toBe(false)
  })

  it('refuses a second connection inside a transaction (with a full pool it would wait for itself)', async () => {
    for (const nested of [() => database.query('SELECT 1'), () => database.transaction(async () => {}), () => database.check()] as (() => Promise<unknown>)[]) {
      expect(await errorOf(database.transaction(nested))).toMatchObject({ code: 'STORAGE_NESTED_USE' })
    }
    await database.check()
  })

  it('names a violated unique constraint', async () => {
    await database.query(`INSERT INTO counters VALUES ('unique', 1, null)`)
    const error = await errorOf(database.query(`INSERT INTO counters VALUES ('unique', 2, null)`))
    expect([isUniqueViolation(error), isUniqueViolation(error, 'counters_pkey'), isUniqueViolation(error, 'other')]).toEqual([true, true, false])
    expect(isUniqueViolation(new Error('no'))).toBe(false)
  })

  it('reads a bigint as number, a date as text and an instant as Date', async () => {
    const { rows } = await database.query(`SELECT 9007199254740991::bigint AS big, '2026-02-28'::date AS day, '2026-02-28T12:00:00Z'::timestamptz AS instant, count(*) FROM notes`)
    expect(rows).toEqual([{ big: 9007199254740991, day: '2026-02-28', instant: new Date('2026-02-28T12:00:00Z'), count: 0 }])
  })

  it('runs many transactions at the same time over few connections', async () => {
    await database.query(`INSERT INTO counters VALUES ('many', 0, null)`)
    await Promise.all(Array.from({ length: 40 }, () => database.transaction((tx) => tx.query(`UPDATE counters SET value = value + 1 WHERE name = 'many'`))))
    expect((await database.query(`SELECT value FROM counters WHERE name = 'many'`)).rows).toEqual([{ value: 40 }])
    expect(database.stats().waiting).toBe(0)
  })

  it('counts nobody as waiting for whom a connection stands idle', async () => {
    await database.query('SELECT 1')
    const asked = database.query('SELECT 1')
    expect(database.stats().waiting).toBe(0)
    await asked
  })

  describe('migrations', () => {
    it('run once, in order, and a database that is ahead of us is accepted (the next release runs beside this one)', async () => {
      const first = { '0001-notes.sql': notes }
      const second = { ...first, '0002-more.sql': 'CREATE TABLE more (id int); CREATE INDEX more_id ON more (id)' }
      expect(await database.migrate(await migrations(first))).toEqual([])
      expect(await database.migrate(await migrations(second))).toEqual(['0002-more.sql'])
      expect(await database.migrate(await migrations(second))).toEqual([])
      expect(await database.migrate(await migrations(first))).toEqual([])
    })

    it('are refused when one that ran has changed, comes too late, or has no proper name', async () => {
      const now = { '0001-notes.sql': notes, '0002-more.sql': 'CREATE TABLE more (id int); CREATE INDEX more_id ON more (id)' }
      expect(await errorOf(database.migrate(await migrations({ ...now, '0001-notes.sql': `${notes} ` })))).toMatchObject({ code: 'STORAGE_MIGRATION_CHANGED', message: expect.stringContaining('0001-notes.sql') as string })
      expect(await errorOf(database.migrate(await migrations({ '0002-more.sql': now['0002-more.sql'], '0001-before.sql': 'SELECT 1' })))).toMatchObject({ code: 'STORAGE_MIGRATION_ORDER' })
      expect(await errorOf(database.migrate(await migrations({ ...now, 'three.sql': 'SELECT 1' })))).toMatchObject({ code: 'STORAGE_MIGRATION_ORDER' })
      expect(await errorOf(database.migrate(await migrations({ ...now, '0002-again.sql': 'SELECT 1' })))).toMatchObject({ code: 'STORAGE_MIGRATION_ORDER' })
    })

    it('leave nothing of one that failed, and it can be mended', async () => {
      const now = { '0001-notes.sql': notes, '0002-more.sql': 'CREATE TABLE more (id int); CREATE INDEX more_id ON more (id)' }
      const error = await errorOf(database.migrate(await migrations({ ...now, '0003-bad.sql': 'CREATE TABLE half (id int); SELECT nonsense' })))
      expect(error).toBeInstanceOf(StorageError)
      expect(error).toMatchObject({ code: 'STORAGE_MIGRATION_FAILED', message: expect.stringContaining('0003-bad.sql') as string })
      expect(await database.migrate(await migrations({ ...now, '0003-bad.sql': 'CREATE TABLE half (id int)' }))).toEqual(['0003-bad.sql'])
      expect((await database.query('SELECT current_user::text AS who')).rows).toEqual([{ who: 'storage_probe' }])
    })
  })
})
