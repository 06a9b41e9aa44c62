/**
 * What can go wrong between a room and its database, in words that a door can answer.
 * A room sees either its own errors, a {@link DatabaseUnavailableError} (answer 503), or PostgreSQL's error as it came.
 */

/** The database cannot be used right now: the caller may try again after `retryAfterSeconds`. The outcome of a running COMMIT is unknown. */
export class DatabaseUnavailableError extends Error {
  readonly code = 'DATABASE_UNAVAILABLE' as const
  readonly retryAfterSeconds: number
  /** @param reason what was lost, for a log line; never holds statement text or values */
  constructor(reason: string, options: { cause?: unknown; retryAfterSeconds?: number } = {}) {
    super(`the database is not available: ${reason}`, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'DatabaseUnavailableError'
    this.retryAfterSeconds = options.retryAfterSeconds ?? 2
  }
}

/** Why a database could not be prepared; each message says what the operator can do. */
export type StorageErrorCode =
  | 'STORAGE_OPTIONS'
  | 'STORAGE_DIRECTORY_LOCKED'
  | 'STORAGE_ROLE_MISSING'
  | 'STORAGE_ROLE_UNSAFE'
  | 'STORAGE_SCHEMA_MISSING'
  | 'STORAGE_MIGRATION_CHANGED'
  | 'STORAGE_MIGRATION_ORDER'
  | 'STORAGE_MIGRATION_FAILED'
  | 'STORAGE_NESTED_USE'
  | 'STORAGE_ROLLED_BACK'
  | 'STORAGE_NOT_DURABLE'

/** A mistake in configuration, migrations or use; trying again does not help. */
export class StorageError extends Error {
  readonly code: StorageErrorCode
  constructor(code: StorageErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'StorageError'
    this.code = code
  }
}

type ServerError = Error & { code: string; constraint?: string }

/** PostgreSQL's own errors carry `severity`; node's (`EPIPE` also has five capitals) do not. */
function isServerError(error: unknown): error is ServerError {
  return error instanceof Error && 'severity' in error && 'code' in error && typeof error.code === 'string' && /^[0-9A-Z]{5}$/.test(error.code)
}

/** The five-character SQLSTATE of PostgreSQL's error, or undefined when it is another error. */
export function sqlState(error: unknown): string | undefined {
  return isServerError(error) ? error.code : undefined
}

/**
 * Whether `error` says that a unique constraint (or primary key) was violated.
 * @param constraint only this constraint or index, by name
 */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (!isServerError(error) || error.code !== '23505') return false
  return constraint === undefined || error.constraint === constraint
}

/** Whether the transaction lost a race and may simply be run again (PostgreSQL #mvcc-serialization-failure-handling). */
export function isRetryable(error: unknown): boolean {
  const state = sqlState(error)
  return state === '40001' || state === '40P01'
}

/** Whether `error` says that a statement lost a race every time it was run; others that were not sent with it may do better. */
export function isLostRace(error: unknown): boolean {
  return error instanceof DatabaseUnavailableError && isRetryable(error.cause)
}

/**
 * PostgreSQL appendix A: what says "not now" and not "your statement is wrong".
 * 08P01 (protocol violation) is left out on purpose: it is what a statement gets that does not mention its institution.
 */
const unavailableStates = new Map<string, string>([
  ['08000', 'connection lost'],
  ['08001', 'connection refused'],
  ['08003', 'connection lost'],
  ['08004', 'connection refused'],
  ['08006', 'connection lost'],
  ['25006', 'the server is read-only'],
  ['25P03', 'the transaction was idle too long'],
  ['25P04', 'the transaction took too long'],
  ['55P03', 'a lock was not had in time'],
  ['57014', 'a statement took too long'],
  ['57P01', 'the server is stopping'],
  ['57P02', 'the server is restarting after a crash'],
  ['57P03', 'the server is starting'],
  ['57P05', 'the connection was idle too long'],
  ['58000', 'the server has a system error'],
  ['58030', 'the server cannot reach its disk'],
])

/**
 * The error a room shall see for what `pg` threw: {@link DatabaseUnavailableError} when the connection, the server or its
 * time ran out, otherwise `error` itself.
 */
export function toRoomError(error: unknown): unknown {
  if (error instanceof DatabaseUnavailableError) return error
  if (isServerError(error)) {
    const reason = unavailableStates.get(error.code) ?? (error.code.startsWith('53') ? 'the server is out of room or connections' : undefined)
    return reason === undefined ? error : new DatabaseUnavailableError(`${reason} (${error.code})`, { cause: error })
  }
  // pg throws TypeError and RangeError for arguments it cannot send; all other plain errors are about the connection.
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError || error instanceof StorageError) return error
  return new DatabaseUnavailableError(connectionReason(error), { cause: error })
}

/** Whether the connection is gone too: a statement that PostgreSQL itself ended left it in order, one without an answer did not. */
export function breaksConnection(error: unknown): boolean {
  if (!(error instanceof DatabaseUnavailableError)) return false
  const { cause } = error
  return !(cause instanceof Error && 'severity' in cause && cause.severity === 'ERROR')
}

/** `connect ECONNREFUSED 127.0.0.1:5432` would name an inner address: only the kind of trouble goes on. */
function connectionReason(error: Error): string {
  if ('code' in error && typeof error.code === 'string') return error.code
  if (/timeout exceeded when trying to connect/.test(error.message)) return 'no connection became free in time'
  if (/timeout/i.test(error.message)) return 'no answer in time'
  return 'connection lost'
}
