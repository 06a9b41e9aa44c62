/** The server that tests and demo run on, where it is hardest to run one. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterEach, describe, expect, it } from 'vitest'
import { findBinaries, startEmbeddedPostgres } from './embedded-postgres.ts'
import { startTestDatabase } from './start-test-database.ts'

const root = process.getuid?.() === 0
const cleanup: (() => unknown)[] = []
afterEach(async () => { for (const end of cleanup.splice(0).reverse()) await end() })

async function ask(url: string, statement: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<{ answer: string }>(`SELECT (${statement})::text AS answer`)).rows[0]?.answer
  } finally {
    await client.end()
  }
}

function privateFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'eduwallet-private-'))
  chmodSync(folder, 0o700)
  cleanup.push(() => { rmSync(folder, { recursive: true, force: true }) })
  return folder
}

function gone(pid: number): boolean {
  return !existsSync(`/proc/${pid}/status`) || /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
}

describe('the embedded server', () => {
  it('answers on this machine only, with a password only, not as root, and leaves nothing behind', async () => {
    const server = await startEmbeddedPostgres()
    cleanup.push(() => server.stop())
    expect(await ask(server.url, `current_setting('server_version')`)).toMatch(/^18/)
    expect(await ask(server.url, `current_setting('listen_addresses')`)).toBe('127.0.0.1')
    const withoutPassword = new URL(server.url)
    withoutPassword.password = 'wrong'
    await expect(ask(withoutPassword.href, '1')).rejects.toMatchObject({ code: '28P01' })
    const data = await ask(server.url, `current_setting('data_directory')`) ?? ''
    const pid = Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0])
    expect(statSync(`/proc/${pid}`).uid).not.toBe(0)
    await server.stop()
    expect([existsSync(path.dirname(data)), gone(pid)]).toEqual([false, true])
    await server.stop()
  })

  it('is gone with its data when the process that started it is killed or interrupted', async () => {
    const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(path.join(import.meta.dirname, 'embedded-postgres.ts'))}); const { url } = await startEmbeddedPostgres(); console.log(url); setInterval(() => {}, 1000)`
    await Promise.all((['SIGKILL', 'SIGINT'] as const).map(async (signal) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
      cleanup.push(() => child.kill('SIGKILL'))
      const [url] = await once(child.stdout, 'data') as [Buffer]
      const data = await ask(url.toString().trim(), `current_setting('data_directory')`) ?? ''
      child.kill(signal)
      await expect.poll(() => existsSync(path.dirname(data)), { timeout: 10_000 }).toBe(false)
      await expect(ask(url.toString().trim(), '1')).rejects.toThrow()
    }))
  })

  it('keeps what was committed over a crash', async () => {
    const server = await startEmbeddedPostgres()
    cleanup.push(() => server.stop())
    const client = new pg.Client({ connectionString: server.url })
    client.on('error', () => {})
    await client.connect()
    await client.query('CREATE TABLE kept (id int); INSERT INTO kept SELECT generate_series(1, 100)')
    await server.crash()
    await server.restart()
    expect(await ask(server.url, 'SELECT count(*) FROM kept')).toBe('100')
  })

  it('runs as root from a checkout in a private home, with a private temporary folder, and without the links that installation makes', async (context) => {
    if (!root) return context.skip('only root runs the server as another user')
    const home = privateFolder()
    const native = path.join(home, 'native')
    cpSync(findBinaries(), native, { recursive: true })
    // As an installation without install scripts leaves it.
    for (const { target } of JSON.parse(readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8')) as { target: string }[]) rmSync(path.join(home, target), { force: true })
    const before = process.env['TMPDIR']
    process.env['TMPDIR'] = home
    cleanup.push(() => {
      if (before === undefined) delete process.env['TMPDIR']
      else process.env['TMPDIR'] = before
    })
    const server = await startEmbeddedPostgres(native)
    cleanup.push(() => server.stop())
    const data = await ask(server.url, `current_setting('data_directory')`)
    expect(data?.startsWith(home)).toBe(false)
  })

  it('runs as an ordinary user', async (context) => {
    if (!root) return context.skip('we are an ordinary user: every other test shows it')
    const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(path.join(import.meta.dirname, 'embedded-postgres.ts'))}); const server = await startEmbeddedPostgres(); await server.stop(); console.log('stopped')`
    const nobody = { uid: 65534, gid: 65534 }
    if (spawnSync(process.execPath, ['--version'], { ...nobody, cwd: '/' }).status !== 0 || spawnSync('/bin/sh', ['-c', 'test -r "$1"', 'sh', import.meta.filename], nobody).status !== 0) return context.skip('this checkout lies where another user cannot read it')
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { ...nobody, cwd: '/', env: { ...process.env, HOME: '/nonexistent' }, encoding: 'utf8' })
    expect(stdout, stderr).toBe('stopped\n')
  })

  it('says why when it cannot run', async () => {
    await expect(startEmbeddedPostgres(path.join(privateFolder(), 'nothing'))).rejects.toThrow()
  })
})

describe('the ladder', () => {
  const given = { ...process.env }
  afterEach(() => {
    for (const name of ['TEST_DATABASE_URL', 'DOCKER_HOST']) {
      if (given[name] === undefined) delete process.env[name]
      else process.env[name] = given[name]
    }
  })

  it('takes TEST_DATABASE_URL as it is, and says so without the password', async () => {
    process.env['TEST_DATABASE_URL'] = 'postgres://someone:secret@db.example:5432/x'
    const said: string[] = []
    expect(await startTestDatabase((line) => { said.push(line) })).toMatchObject({ url: 'postgres://someone:secret@db.example:5432/x', kind: 'TEST_DATABASE_URL' })
    expect(said).toEqual(['database for the tests: the server at TEST_DATABASE_URL (db.example:5432)'])
  })

  it('does not wait for a Docker daemon that does not answer', async () => {
    delete process.env['TEST_DATABASE_URL']
    const silent = createServer(() => {})
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    cleanup.push(() => { silent.close() })
    const address = silent.address()
    process.env['DOCKER_HOST'] = `tcp://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const said: string[] = []
    const database = await startTestDatabase((line) => { said.push(line) })
    cleanup.push(() => database.stop())
    expect(database.kind).toBe('embedded')
    expect(said).toEqual(['database for the tests: embedded PostgreSQL from npm (TEST_DATABASE_URL is not set, no Docker)'])
  })
})
