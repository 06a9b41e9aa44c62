import { fileURLToPath } from 'node:url'
import { IN_MEMORY, openDatabase, type Database } from '@eduwallet/storage'
import { afterAll, beforeAll, describe } from 'vitest'
import { freshDatabase, type FreshDatabase } from '../../../../../test/database/index.ts'
import { trustedIssuersContract } from '../trusted-issuers.contract.ts'
import { postgresTrustedIssuers } from './trusted-issuers.ts'

const migrations = fileURLToPath(new URL('../../../migrations', import.meta.url))

describe('the registry of issuers on PostgreSQL', () => {
  let server: FreshDatabase
  let database: Database

  beforeAll(async () => {
    server = await freshDatabase('trusted_issuers')
    database = await openDatabase({ schema: 'verifier', role: 'eduwallet_verifier', url: server.url, dataDirectory: IN_MEMORY, onError: () => {} })
    await database.migrate(migrations)
  }, 60_000)
  afterAll(async () => {
    await database.close()
    await server.drop()
  })

  trustedIssuersContract(async () => {
    await database.query('DELETE FROM trusted_issuers')
    return postgresTrustedIssuers(database)
  })
})
