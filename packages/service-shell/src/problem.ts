/**
 * Every refusal of the services in one shape: `application/problem+json` (RFC 9457). What leaves the building is decided
 * here: an error that is not known is "internal", without its words.
 */
import type { FastifyReply } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'

/** One thing wrong with one field. `path`: JSON Pointer into the body, or `query/<name>`, `path/<name>`, `header/<name>`. */
export type FieldError = { path: string; message: string }

/** What a problem may carry besides status, code and title. `members` are extension members of the answer. */
export type ProblemExtra = {
  detail?: string
  errors?: readonly FieldError[]
  headers?: Readonly<Record<string, string>>
  members?: Readonly<Record<string, unknown>>
}

/** A refusal that may be shown to the caller as it is: no inner words, no learner data. */
export class ProblemError extends Error {
  readonly code: string
  readonly statusCode: number
  readonly extra: ProblemExtra
  constructor(status: number, code: string, title: string, extra: ProblemExtra = {}) {
    super(title)
    this.name = 'ProblemError'
    this.statusCode = status
    this.code = code
    this.extra = extra
  }
}

/**
 * A problem to throw from a door.
 * @param code stable, in lower case with hyphens; the last part of its `type`
 * @param title one sentence, the same for every occurrence of the code
 */
export function problem(status: number, code: string, title: string, extra?: ProblemExtra): ProblemError {
  return new ProblemError(status, code, title, extra)
}

/** Answers with `error` as problem+json; `traceId` is the id that the log lines of this request carry. */
export function sendProblem(reply: FastifyReply, error: ProblemError): FastifyReply {
  for (const [name, value] of Object.entries(error.extra.headers ?? {})) void reply.header(name, value)
  return reply
    .code(error.statusCode)
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problemBody(error, reply.request.id))
}

/** The members of a problem answer. */
export function problemBody(error: ProblemError, traceId: string): Record<string, unknown> {
  const { detail, errors, members } = error.extra
  return {
    type: `https://eduwallet.nl/problems/${error.code}`,
    title: error.message,
    status: error.statusCode,
    code: error.code,
    ...(detail === undefined ? {} : { detail }),
    ...(errors === undefined ? {} : { errors }),
    ...members,
    traceId,
  }
}

const frameworkProblems: Readonly<Record<string, ProblemError>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: problem(413, 'body-too-large', 'The body is larger than this server accepts'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: problem(415, 'unsupported-media-type', 'This content type is not accepted here'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: problem(400, 'malformed-body', 'The body could not be read', { detail: 'the body is not as long as its Content-Length says' }),
  FST_ERR_CTP_EMPTY_JSON_BODY: problem(400, 'malformed-body', 'The body could not be read', { detail: 'the body is empty' }),
  FST_ERR_BAD_URL: problem(400, 'malformed-url', 'The address could not be read'),
  FST_ERR_MAX_PARAM_LENGTH: problem(414, 'malformed-url', 'The address could not be read'),
  FST_ERR_ASYNC_CONSTRAINT: problem(404, 'not-found', 'There is nothing at this address'),
}

/**
 * The problem that says what may be said about any error: a ProblemError as it is; errors of body, parameters and schema
 * as 4xx with the fields; code DATABASE_UNAVAILABLE as 503 with Retry-After; all else as 500 `internal`.
 * For doors whose protocol has an error shape of its own: use status and code of the result.
 */
export function describeError(error: unknown): ProblemError {
  if (error instanceof ProblemError) return error
  if (hasZodFastifySchemaValidationErrors(error)) {
    const place = 'validationContext' in error && typeof error.validationContext === 'string' ? error.validationContext : 'body'
    return problem(400, 'invalid-request', 'The request is not as this endpoint needs it', { errors: fieldErrors(place, error.validation) })
  }
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return internal()
  if (error.code === 'DATABASE_UNAVAILABLE') {
    const seconds = 'retryAfterSeconds' in error && typeof error.retryAfterSeconds === 'number' ? error.retryAfterSeconds : 2
    return problem(503, 'unavailable', 'The service cannot answer right now, please try again', { headers: { 'retry-after': String(seconds) } })
  }
  if (isHangUp(error)) return problem(400, 'malformed-body', 'The body could not be read', { detail: 'the connection ended before the body did' })
  const known = frameworkProblems[error.code]
  if (known !== undefined) return known
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  if (error.code.startsWith('FST_') && status >= 400 && status < 500) return problem(status, 'invalid-request', 'The request is not as this endpoint needs it')
  return internal()
}

/** A caller who hung up while the body came in (node's own words): nothing went wrong on our side, and nobody reads the answer. */
function isHangUp(error: Error & { code?: unknown }): boolean {
  return error.code === 'ECONNRESET' && error.message === 'aborted'
}

function internal(): ProblemError {
  return problem(500, 'internal', 'Something went wrong on our side')
}

type Issue = { instancePath: string; message?: string; params: Record<string, unknown> }

const places: Readonly<Record<string, string>> = { querystring: 'query', params: 'path', headers: 'header' }

/** zod's messages name what was expected and never what was sent. */
function fieldErrors(place: string, issues: readonly Issue[]): FieldError[] {
  const prefix = places[place]
  return issues.slice(0, 50).flatMap((issue) => {
    const path = issue.instancePath === '/' ? '' : issue.instancePath
    return closest(issue, path).map((found) => ({ path: prefix === undefined ? found.path : `${prefix}${found.path}`, message: found.message }))
  })
}

/** Of a union that did not match: what is wrong with the alternative that came closest. */
function closest(issue: Issue, path: string): FieldError[] {
  const { errors: alternatives } = issue.params
  if (!Array.isArray(alternatives)) return [{ path, message: issue.message ?? 'is not valid' }]
  const best = (alternatives as { path: PropertyKey[]; message: string }[][]).filter((issues) => issues.length > 0).sort((a, b) => a.length - b.length)[0]
  if (best === undefined) return [{ path, message: issue.message ?? 'is not valid' }]
  return best.map((inner) => ({ path: [path, ...inner.path.map(String)].join('/'), message: inner.message }))
}
