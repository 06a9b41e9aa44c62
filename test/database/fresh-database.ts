/** An empty database for one test file. */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

/** A database on the server of this run; `drop` ends what is still connected to it. */
export type FreshDatabase = { url: string; name: string; drop(): Promise<void> }

/**
 * Makes an empty database. Call in `beforeAll`, and `drop` in `afterAll`.
 * @param label for its name: lower case letters, digits, `_`
 * @throws Error when this run has no server: the test then fails, it is not skipped
 */
export async function freshDatabase(label: string): Promise<FreshDatabase> {
  const server = inject('database')
  if ('reason' in server) throw new Error(`there is no PostgreSQL server for this test: ${server.reason}`)
  const name = `test_${label.replaceAll(/[^a-z0-9_]/g, '_').slice(0, 40)}_${randomBytes(4).toString('hex')}`
  await onServer(server.url, `CREATE DATABASE ${name}`)
  const url = new URL(server.url)
  url.pathname = `/${name}`
  return { url: url.href, name, drop: () => onServer(server.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) }
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
