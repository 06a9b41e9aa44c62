/** Whether what the database says is written is still there after a power cut. */
import { StorageError } from './errors.ts'
import type { Database } from './open-database.ts'

/** A setting with which writes can be lost that were answered with success, and what to do about it. */
export type DurabilityFault = {
  readonly setting: 'fsync' | 'synchronous_commit' | 'full_page_writes'
  /** Whether writes are lost for certain; otherwise it depends on the disk, which nobody here can see. */
  readonly certain: boolean
  readonly sentence: string
}

/**
 * Reads the settings of the server as they hold for the service's own sessions (PostgreSQL #runtime-config-wal): a role and a
 * database may have values of their own. Values of `synchronous_commit` that do not wait for a standby are left to the operator.
 */
async function findDurabilityFaults(database: Pick<Database, 'query'>): Promise<DurabilityFault[]> {
  const { rows: [settings] } = await database.query<{ fsync: string; commit: string; pages: string; elsewhere: boolean }>(
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit, current_setting('full_page_writes') AS pages,
            coalesce(current_setting('neon.timeline_id', true), '') <> '' AS elsewhere`)
  if (settings === undefined) throw new Error('a statement that always gives a row gave none')
  const { fsync, commit, pages, elsewhere } = settings
  return [
    // Neon keeps the log on other machines, which have it before a commit is answered; the disk of the server itself holds nothing.
    ...(fsync === 'off' && !elsewhere ? [{ setting: 'fsync', certain: true, sentence: 'fsync is off: a power cut loses what was answered with success, or the whole database; set fsync = on in postgresql.conf and reload' } as const] : []),
    ...(commit === 'off' ? [{ setting: 'synchronous_commit', certain: true, sentence: 'synchronous_commit is off: a crash loses what was answered with success in the last moments; run ALTER SYSTEM, ALTER DATABASE or ALTER ROLE … SET synchronous_commit = on, wherever it was set to off' } as const] : []),
    ...(pages === 'off' && !elsewhere ? [{ setting: 'full_page_writes', certain: false, sentence: 'full_page_writes is off: a power cut can tear pages of the database, unless its disk never writes half a page (as ZFS and some managed servers promise); otherwise set full_page_writes = on in postgresql.conf and reload' } as const] : []),
  ]
}

/**
 * Gives what is to be warned of. With `demanded`, a server that loses writes for certain is refused.
 * @throws StorageError STORAGE_NOT_DURABLE
 */
export async function checkDurability(database: Pick<Database, 'query'>, { demanded }: { demanded: boolean }): Promise<DurabilityFault[]> {
  const faults = await findDurabilityFaults(database)
  const certain = faults.filter((fault) => fault.certain)
  if (demanded && certain.length > 0) throw new StorageError('STORAGE_NOT_DURABLE', certain.map(({ sentence }) => sentence).join('\n'))
  return faults
}
