/** A database that says "written" and does not mean it: refused in production, told loudly in a sandbox. */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../database/index.ts'
import { startService, type RunningService } from '../journeys/start-services.ts'

const services = ['issuer', 'verifier'] as const
const safe = ['fsync=on', 'full_page_writes=on']
const commitIsOff = /it stopped \(1\)[\s\S]*synchronous_commit is off: .*; run ALTER SYSTEM, ALTER DATABASE or ALTER ROLE … SET synchronous_commit = on/
let server: EmbeddedPostgres
const running: RunningService[] = []

/** Each setting that a test breaks is broken for a database of its own, or for the whole server; `on` is what it was. */
async function administer(...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  for (const statement of statements) await client.query(statement)
  await client.end()
}
async function setServer(setting: string, value: 'on' | 'off'): Promise<void> {
  await administer(`ALTER SYSTEM SET ${setting} = ${value}`, 'SELECT pg_reload_conf()')
  await expect.poll(async () => {
    const client = new pg.Client({ connectionString: server.url })
    await client.connect()
    const { rows } = await client.query<{ value: string }>('SELECT current_setting($1) AS value', [setting])
    await client.end()
    return rows[0]?.value
  }).toBe(value)
}

const [keyEncryptionKey, operatorToken] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64url')]
function start(name: (typeof services)[number], mode: 'production' | 'sandbox', databaseUrl: string): Promise<RunningService> {
  const prefix = name.toUpperCase()
  const env = { [`${prefix}_MODE`]: mode, [`${prefix}_PUBLIC_URL`]: 'https://service.example', [`${prefix}_KEY_ENCRYPTION_KEY`]: keyEncryptionKey, [`${prefix}_OPERATOR_TOKEN`]: operatorToken }
  return startService(name, { databaseUrl, readySeconds: 30, env })
}
async function started(...given: Parameters<typeof start>): Promise<RunningService> {
  const service = await start(...given)
  running.push(service)
  return service
}
const warnings = ({ logs }: RunningService): unknown[] => logs.map((line) => JSON.parse(line) as { level: number; setting?: string; msg: string }).filter(({ level, setting }) => level === 40 && setting !== undefined).map(({ setting }) => setting)

beforeAll(async () => { server = await startEmbeddedPostgres(undefined, safe) }, 60_000)
afterEach(async () => { for (const service of running.splice(0)) await service.stop() })
afterAll(async () => { await server.stop() })

describe.each(services)('DUR-17 the %s', (name) => {
  it('starts in production on a server that waits for its disk, and warns of nothing', async () => {
    expect(warnings(await started(name, 'production', server.url))).toEqual([])
  }, 60_000)

  it('does not start in production with synchronous_commit off, and says what to do; a sandbox says so and goes on', async () => {
    await administer('ALTER DATABASE postgres SET synchronous_commit = off')
    try {
      await expect(start(name, 'production', server.url)).rejects.toThrow(commitIsOff)
      expect(warnings(await started(name, 'sandbox', server.url))).toEqual(['synchronous_commit'])
    } finally {
      await administer('ALTER DATABASE postgres RESET synchronous_commit')
    }
  }, 60_000)

  it('leaves to the operator how far a standby is waited for', async () => {
    await administer('ALTER DATABASE postgres SET synchronous_commit = local')
    try {
      expect(warnings(await started(name, 'production', server.url))).toEqual([])
    } finally {
      await administer('ALTER DATABASE postgres RESET synchronous_commit')
    }
  }, 60_000)
})

describe('DUR-17 synchronous_commit that is off', () => {
  it.each([
    ['for the login user', () => administer('ALTER ROLE CURRENT_USER SET synchronous_commit = off'), () => administer('ALTER ROLE CURRENT_USER RESET synchronous_commit')],
    ['for the whole server', () => setServer('synchronous_commit', 'off'), () => setServer('synchronous_commit', 'on')],
  ])('is found %s too', async (_where, off, on) => {
    await off()
    try {
      await expect(start('issuer', 'production', server.url)).rejects.toThrow(commitIsOff)
    } finally {
      await on()
    }
  }, 60_000)
})

describe('DUR-17 a server that is run without its safety', () => {
  let careless: EmbeddedPostgres
  beforeAll(async () => { careless = await startEmbeddedPostgres(undefined, ['fsync=off', 'full_page_writes=on', 'synchronous_commit=off']) }, 60_000)
  afterAll(async () => { await careless.stop() })

  it.each(services)('is refused by the %s in production with every setting that loses writes; nothing listens', async (name) => {
    const refused: unknown = await start(name, 'production', careless.url).then(() => expect.unreachable('it started'), (error: unknown) => error)
    expect(String(refused)).toMatch(/fsync is off: .*set fsync = on in postgresql\.conf and reload\nsynchronous_commit is off/)
  }, 60_000)

  it('full_page_writes off is warned of, not refused: whether pages can be torn is for the disk to say', async () => {
    const torn = await startEmbeddedPostgres(undefined, ['fsync=on', 'full_page_writes=off'])
    try {
      const issuer = await started('issuer', 'production', torn.url)
      expect(warnings(issuer)).toEqual(['full_page_writes'])
      const socket = connect(issuer.port, '127.0.0.1')
      await once(socket, 'connect')
      socket.destroy()
    } finally {
      for (const service of running.splice(0)) await service.stop()
      await torn.stop()
    }
  }, 60_000)
})
