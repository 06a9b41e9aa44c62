/**
 * One process at a time in a data folder. The lock is a file that names its holder; the lock of a process that is no more
 * is taken over. Holder and reader must share a process table: two containers on one volume are not told apart.
 */
import { link, readFile, stat, unlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { randomUUID } from 'node:crypto'
import { StorageError } from './errors.ts'

type Holder = { pid: number; startedAt: string }

/** How long a take-over may last before another process may think that its taker died half way. */
const TAKEOVER_SECONDS = 10

/**
 * Locks `directory` (which must exist) for this process.
 * @throws StorageError STORAGE_DIRECTORY_LOCKED when a living process (this one included) holds it
 */
export async function lockDirectory(directory: string): Promise<{ release(): Promise<void> }> {
  const lockFile = path.join(directory, 'database.lock')
  const mine: Holder = { pid: process.pid, startedAt: await startOf(process.pid) ?? '' }
  if (!await claim(lockFile, mine)) await takeOver(directory, lockFile, mine)
  return {
    async release() {
      const holder = await readHolder(lockFile)
      if (holder?.pid === mine.pid && holder.startedAt === mine.startedAt) await unlink(lockFile).catch(() => {})
    },
  }
}

/** Makes the lock file with its content in one step (`link` fails when the name is taken), so that no reader sees it half written. */
async function claim(lockFile: string, holder: Holder): Promise<boolean> {
  const draft = `${lockFile}.${randomUUID()}`
  await writeFile(draft, JSON.stringify(holder), { flag: 'wx', mode: 0o600 })
  try {
    await link(draft, lockFile)
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await unlink(draft)
  }
}

/** Only one process at a time may judge and replace a stale lock, else two could each remove the other's fresh one. */
async function takeOver(directory: string, lockFile: string, mine: Holder): Promise<void> {
  const guard = `${lockFile}.takeover`
  if (!await claim(guard, mine)) {
    const age = await stat(guard).then((found) => (Date.now() - found.mtimeMs) / 1000, () => 0)
    if (age > TAKEOVER_SECONDS) await unlink(guard).catch(() => {})
    throw locked(directory, undefined)
  }
  try {
    const holder = await readHolder(lockFile)
    if (holder !== undefined && await isAlive(holder)) throw locked(directory, holder)
    await unlink(lockFile).catch(() => {})
    if (!await claim(lockFile, mine)) throw locked(directory, await readHolder(lockFile))
  } finally {
    await unlink(guard).catch(() => {})
  }
}

function locked(directory: string, holder: Holder | undefined): StorageError {
  const who = holder === undefined ? 'another process' : `the process with id ${holder.pid}`
  return new StorageError('STORAGE_DIRECTORY_LOCKED',
    `the database in ${directory} is in use by ${who}; stop it, choose another data directory, or set a database URL to share one server`)
}

async function readHolder(lockFile: string): Promise<Holder | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(lockFile, 'utf8'))
    if (typeof value !== 'object' || value === null || !('pid' in value) || !('startedAt' in value)) return undefined
    return typeof value.pid === 'number' && typeof value.startedAt === 'string' ? { pid: value.pid, startedAt: value.startedAt } : undefined
  } catch {
    return undefined
  }
}

/** A process id is used again after a while (in a container always from 1): the moment it started tells them apart. */
async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0)
  } catch (error) {
    if (!isCode(error, 'EPERM')) return false
  }
  const startedAt = await startOf(holder.pid)
  return startedAt === undefined || holder.startedAt === '' || startedAt === holder.startedAt
}

/** Start of a process in clock ticks since boot (proc_pid_stat(5), field 22); undefined where there is no /proc. */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8')
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
