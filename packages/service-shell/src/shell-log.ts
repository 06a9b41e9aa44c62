/**
 * What may be logged: what was done and how it went, never with what. No body, no query string, no path (it may hold a
 * secret: the route pattern stands for it), no header, and of an error only what cannot hold a caller's words.
 */
import type { FastifyRequest } from 'fastify'

/** Names under which a secret or a person could come along in an object that a door logs. */
const sensitive = ['authorization', 'cookie', 'dpop', 'body', 'query', 'params', 'headers', 'token', 'access_token', 'secret', 'client_secret', 'code', 'tx_code', 'password']

/** Paths for the logger to take out, at the top of a log object and one level down. */
export const redactedPaths: string[] = sensitive.flatMap((name) => name === 'code' ? [] : [name, `*.${name}`])

/** A request in a log line. */
export function logRequest(request: FastifyRequest): Record<string, unknown> {
  return { method: request.method, route: request.routeOptions.url ?? 'none' }
}

type LoggedError = { type: string; message: string; stack: string; [more: string]: unknown }

/**
 * An error in a log line: kind, code, stack frames, and the same of its causes. The message only of errors that are our
 * own words: PostgreSQL's and JSON's messages quote values.
 */
export function logError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: '', stack: '' }
  const own = !('severity' in error) && !(error instanceof SyntaxError) && !('issues' in error)
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at ')).slice(0, 12).map((line) => line.trim())
  return {
    type: error.name,
    ...('code' in error ? { code: error.code } : {}),
    message: own ? error.message : '',
    ...('constraint' in error && typeof error.constraint === 'string' ? { constraint: error.constraint } : {}),
    stack: frames.join(' | '),
    ...(error.cause !== undefined && depth < 3 ? { cause: logError(error.cause, depth + 1) } : {}),
  }
}
