/** What is measured: the issuer as a process of its own, on a PostgreSQL server of its own that flushes every commit to disk. */
import pg from 'pg'
import { startEmbeddedPostgres } from '../database/index.ts'
import { createSchool, publishAchievement, type School } from '../institution/index.ts'
import { startService, type RunningService } from '../journeys/start-services.ts'

/** `sql` logs in as the server's superuser: for preparing, never inside what is measured. */
export type Ground = {
  issuer: RunningService
  school: School
  achievementId: string
  institutionId: string
  sql: pg.Client
  pids: { issuer: number; postgres: number }
  databaseVersion: string
  /** Ends the issuer's process and starts another on the same record. */
  restartIssuer(): Promise<void>
  stop(): Promise<void>
}

/** Entries of the status list: the size that the list is measured at. */
export const statusListSize = 2 ** 20

/** PostgreSQL as it comes, as far as it concerns what a commit costs. */
const asDelivered = ['fsync=on', 'full_page_writes=on', 'synchronous_commit=on', 'shared_buffers=128MB']

/** Starts both, with one institution and one published microcredential. @param environment further settings of the issuer's process */
export async function prepareGround(environment: Record<string, string> = {}): Promise<Ground> {
  const postgres = await startEmbeddedPostgres(undefined, asDelivered)
  let issuer: RunningService | undefined
  const sql = new pg.Client({ connectionString: postgres.url })
  const stop = async (): Promise<void> => {
    await issuer?.stop()
    await sql.end()
    await postgres.stop()
  }
  try {
    await sql.connect()
    issuer = await startService('issuer', { databaseUrl: postgres.url, env: { ISSUER_STATUS_LIST_SIZE: String(statusListSize), ...environment } })
    const school = await createSchool(issuer, { slug: 'measured' })
    const achievementId = await publishAchievement(school)
    const { rows: [found] } = await sql.query<{ institution: string; postmaster: number; version: string }>(
      `SELECT (SELECT id FROM issuer.institutions) AS institution, split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS postmaster,
              current_setting('server_version') AS version`)
    const issuerPid = issuer.process.pid
    if (found === undefined || issuerPid === undefined) throw new Error('the ground is not there')
    const running = issuer
    const pids = { issuer: issuerPid, postgres: found.postmaster }
    return {
      issuer, school, achievementId, institutionId: found.institution, sql, pids, databaseVersion: found.version, stop,
      async restartIssuer() {
        await running.crash()
        await running.restart()
        pids.issuer = running.process.pid ?? Number.NaN
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}
