/** PostgreSQL for tests and for the demo. */
export { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.ts'
export { startTestDatabase, type TestDatabase } from './start-test-database.ts'
export { freshDatabase, type FreshDatabase } from './fresh-database.ts'
