import path from 'node:path'
import { openDatabase, type Database } from '@eduwallet/storage'
import { freshDatabase, type FreshDatabase } from '../../../../test/database/index.ts'

/** The issuer's tables in a database of their own; `close` ends the pool and drops the database. */
export type IssuerTestDatabase = { database: Database; fresh: FreshDatabase; close(): Promise<void> }

/**
 * Makes the issuer's tables in a fresh PostgreSQL database. Call in `beforeAll`, and `close` in `afterAll`.
 * @param label for the database's name: lower case letters, digits, `_`
 * @param addressOf the address to connect with, where that is not the fresh database's own
 * @throws Error when this run has no server: the test then fails, it is not skipped
 */
export async function openIssuerTestDatabase(label: string, addressOf: (fresh: FreshDatabase) => string | Promise<string> = ({ url }) => url): Promise<IssuerTestDatabase> {
  const fresh = await freshDatabase(label)
  const database = await openDatabase({ schema: 'issuer', role: 'eduwallet_issuer', url: await addressOf(fresh), dataDirectory: 'memory://', onError: () => {} })
  await database.migrate(path.join(import.meta.dirname, '..', '..', 'migrations'))
  return {
    database, fresh,
    async close() {
      await database.close()
      await fresh.drop()
    },
  }
}
