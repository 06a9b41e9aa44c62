import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase } from './index.ts'
import { lockDirectory } from './lock-directory.ts'

/** Another process that holds the lock until it is killed. */
async function otherHolder(directory: string): Promise<{ kill(): Promise<void> }> {
  const module = path.join(import.meta.dirname, 'lock-directory.ts')
  const script = `const { lockDirectory } = await import(${JSON.stringify(module)}); await lockDirectory(${JSON.stringify(directory)}); console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(child.stdout, 'data')
  return {
    async kill() {
      const gone = once(child, 'exit')
      child.kill('SIGKILL')
      await gone
    },
  }
}

const refused = { code: 'STORAGE_DIRECTORY_LOCKED' }

describe('the lock of a data directory', () => {
  let directory: string
  beforeEach(async () => { directory = await mkdtemp(path.join(os.tmpdir(), 'eduwallet-lock-')) })
  afterEach(async () => { await rm(directory, { recursive: true, force: true }) })

  it('refuses a second holder in this process, and lets the next one in after release', async () => {
    const lock = await lockDirectory(directory)
    await expect(lockDirectory(directory)).rejects.toMatchObject(refused)
    await lock.release()
    await (await lockDirectory(directory)).release()
    expect(await readdir(directory)).toEqual([])
  })

  it('refuses while another process lives, naming it, and is taken over when that was killed', async () => {
    const other = await otherHolder(directory)
    try {
      await expect(lockDirectory(directory)).rejects.toMatchObject({ ...refused, message: expect.stringMatching(/process with id \d+; stop it/) as string })
    } finally {
      await other.kill()
    }
    await (await lockDirectory(directory)).release()
  })

  it('is taken over when its process id belongs to a later process (a container restarts with the same ids)', async () => {
    await writeFile(path.join(directory, 'database.lock'), JSON.stringify({ pid: process.pid, startedAt: '1' }))
    await (await lockDirectory(directory)).release()
  })

  it('is taken over when it is not readable as a lock', async () => {
    await writeFile(path.join(directory, 'database.lock'), 'x')
    await (await lockDirectory(directory)).release()
  })

  it('is given to one only of many that take over at once', async () => {
    await writeFile(path.join(directory, 'database.lock'), JSON.stringify({ pid: 999_999_999, startedAt: '1' }))
    const results = await Promise.allSettled(Array.from({ length: 20 }, () => lockDirectory(directory)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('keeps a second embedded database off, and the data are there after reopening', async () => {
    const options = { schema: 'probe', role: 'storage_probe', url: undefined, dataDirectory: directory, onError: () => {} }
    const migrations = await mkdtemp(path.join(os.tmpdir(), 'eduwallet-migrations-'))
    await writeFile(path.join(migrations, '0001-t.sql'), 'CREATE TABLE t (id int); GRANT SELECT, INSERT ON t TO storage_probe')
    const database = await openDatabase(options)
    await database.migrate(migrations)
    await database.query('INSERT INTO t VALUES (7)')
    await expect(openDatabase(options)).rejects.toMatchObject(refused)
    await database.close()
    const again = await openDatabase(options)
    expect(await again.migrate(migrations)).toEqual([])
    expect((await again.query('SELECT id FROM t')).rows).toEqual([{ id: 7 }])
    await again.close()
    await rm(migrations, { recursive: true, force: true })
  }, 60_000)
})
