import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase, type Database } from '@eduwallet/storage'
import { freshDatabase, type FreshDatabase } from '../../../test/database/index.ts'
import { openPostgresRegister } from './register/postgres/index.ts'
import { form, openTestIssuer, operator, type TestIssuer } from './test-ground.ts'

let fresh: FreshDatabase
let database: Database
let administrator: pg.Client
let issuer: TestIssuer
const lost: Error[] = []
beforeAll(async () => {
  fresh = await freshDatabase('issuer_lost')
  database = await openDatabase({ schema: 'issuer', role: 'eduwallet_issuer', url: fresh.url, dataDirectory: 'memory://', connectTimeoutSeconds: 1, onError: (error) => lost.push(error) })
  await database.migrate(path.join(import.meta.dirname, '..', 'migrations'))
  const elsewhere = new URL(fresh.url)
  elsewhere.pathname = '/postgres'
  administrator = new pg.Client({ connectionString: elsewhere.href })
  await administrator.connect()
  issuer = await openTestIssuer({ register: openPostgresRegister(database) })
})
afterAll(async () => {
  await issuer.app.close()
  await administrator.end()
  await database.close()
  await fresh.drop()
})

async function cut(): Promise<void> {
  await administrator.query(`ALTER DATABASE ${fresh.name} ALLOW_CONNECTIONS false`)
  await administrator.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [fresh.name])
}
async function mend(): Promise<void> {
  await administrator.query(`ALTER DATABASE ${fresh.name} ALLOW_CONNECTIONS true`)
}

it('OVR-01 while the database is away: 503 with Retry-After at every door, public documents from memory, and no crash', async () => {
  const school = await issuer.institution('school')
  await issuer.rooms.publisher.publishAll()
  const [list] = await issuer.rooms.register.forInstitution(school.id).statusLists.standing()
  const listUrl = `/school/status-lists/${list?.id}`
  expect((await issuer.app.inject({ url: listUrl })).statusCode).toBe(200)

  await cut()
  const doors = [
    { url: '/school/api/v1/journal', headers: school.headers },
    { url: '/operator/institutions', headers: operator },
    { method: 'POST' as const, url: '/school/oauth/token', headers: form, payload: `grant_type=client_credentials&client_id=${school.clientId}&client_secret=${school.clientSecret}` },
    { url: '/unknown-school/did.json' },
  ]
  for (const door of doors) {
    const answer = await issuer.app.inject(door)
    expect([answer.statusCode, answer.headers['content-type']], door.url).toEqual([503, 'application/problem+json'])
    expect(Number(answer.headers['retry-after']), door.url).toBeGreaterThan(0)
    expect(answer.body).not.toMatch(/connect|postgres|5432|SELECT/i)
  }
  issuer.clock.forward(60)
  for (const url of ['/school/did.json', '/.well-known/jwt-vc-issuer/school', listUrl, '/vct/microcredential/1', '/livez']) {
    expect((await issuer.app.inject({ url })).statusCode, url).toBe(200)
  }
  const ready = await issuer.app.inject({ url: '/readyz' })
  expect([ready.statusCode, ready.json<{ failing: string[] }>().failing]).toEqual([503, ['database']])
  await issuer.rooms.publisher.publishAll().catch(() => {})

  await mend()
  await expect.poll(async () => (await issuer.app.inject({ url: '/readyz' })).statusCode, { timeout: 10_000 }).toBe(200)
  expect((await issuer.app.inject({ url: '/school/api/v1/journal', headers: school.headers })).statusCode).toBe(200)
}, 60_000)
