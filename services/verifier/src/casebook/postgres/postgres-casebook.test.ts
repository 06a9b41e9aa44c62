import { fileURLToPath } from 'node:url'
import { IN_MEMORY, openDatabase, type Database } from '@eduwallet/storage'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../../../test/database/index.ts'
import { casebookContract, sampleRequest } from '../casebook.contract.ts'
import { openPostgresCasebook } from './index.ts'

const migrations = fileURLToPath(new URL('../../../migrations', import.meta.url))
const tables = ['request_deadlines', 'requests', 'access_tokens', 'employer_clients', 'employers', 'signing_keys', 'sandbox_authority', 'trusted_issuers']

describe.each(['server', 'embedded'] as const)('the case book on PostgreSQL (%s)', (place) => {
  const schema = 'verifier'
  let database: Database
  let server: FreshDatabase | undefined

  beforeAll(async () => {
    server = place === 'server' ? await freshDatabase('casebook') : undefined
    database = await openDatabase({ schema, role: 'eduwallet_verifier', url: server?.url, dataDirectory: IN_MEMORY, onError: () => {} })
    await database.migrate(migrations)
  }, 60_000)
  afterAll(async () => {
    await database.close()
    await server?.drop()
  })
  beforeEach(async () => {
    await asOwner(database, `TRUNCATE ${tables.map((table) => `${schema}.${table}`).join(', ')} CASCADE`)
  })

  casebookContract(async () => openPostgresCasebook(database))

  it('TEN-03 shows no request to a statement that names no employer (row-level security is forced)', async () => {
    const book = openPostgresCasebook(database)
    const employer = { id: crypto.randomUUID(), name: 'Waterbouw BV', questions: ['microcredential'], createdAt: new Date() }
    await book.add(employer, { clientId: 'client', secretHash: 'hash' })
    const request = sampleRequest(employer.id)
    await book.record(request)
    expect((await database.query('SELECT id FROM requests')).rows).toEqual([])
    expect((await database.query("UPDATE requests SET state = 'waiting'")).rowCount).toBe(0)
    await expect(database.query('DELETE FROM requests')).rejects.toThrow(/permission denied/)
    const other = await database.inInstitution(crypto.randomUUID(), async (tx) => await tx.query('SELECT id FROM requests WHERE employer_id <> $1'))
    expect(other.rows).toEqual([])
  })

  it('TEN-04 after an error in one employer\'s transaction the next sees its own rows only', async () => {
    const book = openPostgresCasebook(database)
    const [a, b] = ['A', 'B'].map((name) => ({ id: crypto.randomUUID(), name, questions: ['microcredential'], createdAt: new Date() }))
    if (!a || !b) throw new Error('two employers')
    await book.add(a, { clientId: 'a', secretHash: 'hash' })
    await book.add(b, { clientId: 'b', secretHash: 'hash' })
    const request = sampleRequest(a.id)
    await book.record(request)
    await expect(book.record(request)).rejects.toThrow()
    expect(await book.findById(b.id, request.id)).toBeUndefined()
    expect(await book.findById(a.id, request.id)).toBeDefined()
  })
})

/** Runs a statement as the login user: the service's role may not truncate. */
async function asOwner(database: Database, sql: string): Promise<void> {
  await database.transaction(async (tx) => {
    await tx.query('RESET ROLE')
    await tx.query(sql)
    await tx.query('SET ROLE eduwallet_verifier')
  })
}
