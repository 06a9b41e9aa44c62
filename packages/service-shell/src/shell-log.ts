/**
 * What may be logged: what was done and how it went, never with what. No body, no query string, no path (it may hold a
 * secret: the route pattern stands for it), no header, and of an error only what cannot hold a caller's words.
 */
import type { FastifyRequest } from 'fastify'

/** Names under which a secret or a person could come along in an object that a door logs. */
const sensitive = new Set(['authorization', 'cookie', 'dpop', 'body', 'query', 'params', 'headers', 'token', 'access_token', 'secret', 'client_secret', 'tx_code', 'password'])

/**
 * What is logged, without what may not be: at its top, and in plain objects one level down. Requests and errors have
 * serializers of their own. (pino's own redaction copies every line through each of its paths: a fifth of what a claim allocated.)
 */
export function withoutSecrets(line: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(line)) {
    if (!sensitive.has(name)) kept[name] = isPlain(value) ? Object.fromEntries(Object.entries(value).filter(([inner]) => !sensitive.has(inner))) : value
  }
  return kept
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

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
