/** The Fastify instance that both services start from: limits, strict parsing, headers, problem+json, and a log that keeps secrets. */
import { randomUUID } from 'node:crypto'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type RawReplyDefaultExpression, type RawRequestDefaultExpression, type RawServerDefault } from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { answerClientError } from './client-error.ts'
import { compileValidator } from './compile-validator.ts'
import { setDeadline } from './deadline.ts'
import { answerError } from './error-answer.ts'
import { limitGuesses } from './guessing/limit-guesses.ts'
import { isDraining } from './health.ts'
import { keepPagesPrivate } from './language.ts'
import { answerNotFound } from './not-found.ts'
import { checkParameters, readParameters } from './parameters.ts'
import { securityHeaders } from './security-headers.ts'
import { shedLoad } from './shed-load.ts'
import { logError, logRequest, withoutSecrets } from './shell-log.ts'
import { readJsonBody } from './read-json-body.ts'

/** A Fastify instance whose schemas are zod's. */
export type Shell = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, ZodTypeProvider>

/** How to make a shell. Times are in seconds. */
export type ShellOptions = {
  /** Name of the service, in its log lines */
  name: string
  version: string
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  /** Origin and path under which the outside reaches the service; the only source of our own addresses */
  publicUrl: string
  /** Default 1 MiB */
  bodyLimitBytes?: number
  /** Where log lines go; default standard output */
  logStream?: { write(line: string): void }
  /** How long a whole request may take to arrive, default 30 */
  requestTimeoutSeconds?: number
  /** How long its headers may take to arrive, default 10 */
  headersTimeoutSeconds?: number
  /** How many requests may be under way at once, default 300; more get 503. A longer queue for ten database connections outlives the wait for one. */
  maxInFlight?: number
  /** How long a handler may take to its answer, default 20; then 503. Less than a service that is told to stop waits for requests that run. */
  deadlineSeconds?: number
  /** Reverse proxies that are believed about whose address a request comes from, and about nothing else: addresses and CIDR ranges, default none */
  trustedProxies?: readonly string[]
}

/** Makes the instance; routes, health and documents are added by the service. */
export function createShell(options: ShellOptions): Shell {
  const requestTimeoutSeconds = options.requestTimeoutSeconds ?? 30
  const headersTimeoutSeconds = Math.min(options.headersTimeoutSeconds ?? 10, requestTimeoutSeconds)
  const headers = securityHeaders(options.publicUrl)
  const app = Fastify({
    logger: {
      level: options.logLevel,
      base: { service: options.name, version: options.version },
      formatters: { log: withoutSecrets },
      serializers: { req: logRequest, err: logError },
      ...(options.logStream === undefined ? {} : { stream: options.logStream }),
    },
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'traceId' }),
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    trustProxy: false,
    bodyLimit: options.bodyLimitBytes ?? 1_048_576,
    requestTimeout: requestTimeoutSeconds * 1000,
    connectionTimeout: 60_000,
    keepAliveTimeout: 10_000,
    http: {
      headersTimeout: headersTimeoutSeconds * 1000,
      // How often the two timeouts above are looked at; node's own 30 s would make them meaningless.
      connectionsCheckingInterval: Math.min(1000, headersTimeoutSeconds * 500),
      maxHeaderSize: 16_384,
    },
    routerOptions: { maxParamLength: 300, querystringParser: readParameters },
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    forceCloseConnections: 'idle',
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => { void answerError(error, request, reply.headers({ ...headers, 'cache-control': 'no-store' })) },
  }).withTypeProvider<ZodTypeProvider>()

  shedLoad(app, options.maxInFlight ?? 300)
  setDeadline(app, options.deadlineSeconds ?? 20)
  limitGuesses(app, { publicUrl: options.publicUrl, trustedProxies: options.trustedProxies ?? [] })
  app.setValidatorCompiler(compileValidator)
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(answerError)
  answerNotFound(app)
  readBodies(app)
  void app.register(cookie)
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(headers)
    done()
  })
  keepPagesPrivate(app, options.publicUrl.startsWith('https:'))

  app.addHook('onRequest', (request, _reply, done) => {
    checkParameters(request.query)
    checkParameters(request.params)
    done()
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    // A kept-alive connection would hold up the end of the process until its own time runs out.
    if (isDraining(app)) void reply.header('connection', 'close')
    done(null, payload)
  })
  app.addHook('onResponse', (request, reply, done) => {
    request.log.info({ req: request, status: reply.statusCode, milliseconds: Math.round(reply.elapsedTime) }, 'answered')
    done()
  })
  return app
}

function readBodies(app: Shell): void {
  app.removeAllContentTypeParsers()
  for (const type of ['application/json', 'application/merge-patch+json']) {
    app.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => {
      try {
        done(null, readJsonBody(body as Buffer))
      } catch (error) {
        done(error as Error)
      }
    })
  }
  void app.register(formbody, {
    parser: (text) => {
      const parameters = readParameters(text)
      checkParameters(parameters)
      return parameters
    },
  })
}
