/**
 * PostgreSQL plumbing for both services: connections with limits, transactions, one institution per transaction, migrations,
 * and the embedded database. No table of ours is known here.
 */
export { checkClock, clockSkew } from './check-clock.ts'
export { checkDurability, type DurabilityFault } from './check-durability.ts'
export { openDatabase, type Database, type DatabaseOptions, type Queryable, type Row } from './open-database.ts'
export { DatabaseUnavailableError, isLostRace, isUniqueViolation, sqlState, StorageError, type StorageErrorCode } from './errors.ts'
export { IN_MEMORY } from './embedded-pool.ts'
