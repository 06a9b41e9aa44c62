/** Spans of requests and of their steps, with the OpenTelemetry SDK. Loaded only when there is a collector. */
import { AsyncLocalStorage } from 'node:async_hooks'
import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, type Context, type Span } from '@opentelemetry/api'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { AlwaysOnSampler, RandomIdGenerator, TracerProvider } from '@opentelemetry/sdk-trace'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { errorCodeOf } from '../error-code.ts'
import type { SpanSender } from './send-spans.ts'
import { linksOf } from './trace-parent.ts'
import type { DropReason, Steps, Tracing } from './tracing.ts'

/** The request that is being answered, and where in it we are. */
type Place = { readonly request: { readonly span: Span; steps: number }; readonly context: Context }

/** A batch of results has thousands of steps; the first ones tell what it was busy with. */
const MOST_STEPS = 500

const probes = new Set(['/livez', '/readyz'])

/** Makes spans and hands them to `sender` when they end. The trace id of a request is its correlation id. */
export function recordSpans({ service, sender, onDropped }: { service: string; sender: SpanSender; onDropped: (reason: DropReason, count: number) => void }): Tracing {
  const ids = new RandomIdGenerator()
  let traceId = ''
  const tracer = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': `eduwallet-${service}` }),
    sampler: new AlwaysOnSampler(),
    spanLimits: { attributeValueLengthLimit: 200, attributeCountLimit: 40 },
    // Asked in the middle of `startSpan`, for a span without a parent only.
    idGenerator: { generateTraceId: () => traceId, generateSpanId: () => ids.generateSpanId() },
    spanProcessors: [sender],
  }).getTracer('eduwallet')
  const here = new AsyncLocalStorage<Place>()
  const places = new WeakMap<object, Place>()

  function begin(request: FastifyRequest, reply: FastifyReply): Place {
    const { method, id, routeOptions: { url: route } } = request
    traceId = id.replaceAll('-', '')
    const span = tracer.startSpan(route === undefined ? method : `${method} ${route}`, {
      kind: SpanKind.SERVER,
      root: true,
      links: linksOf(request.headers['traceparent']),
      attributes: { 'http.request.method': method, ...(route === undefined ? {} : { 'http.route': route }), 'eduwallet.correlation_id': id },
    }, ROOT_CONTEXT)
    // A caller who hangs up gets no answer, and there is no `onResponse` then.
    reply.raw.once('close', () => { end(span, request, reply) })
    return { request: { span, steps: 0 }, context: trace.setSpan(ROOT_CONTEXT, span) }
  }

  const step: Tracing['step'] = async (name, work, { kind, attributes = {}, tell } = {}) => {
    const place = here.getStore()
    // What goes on after the answer is nobody's step.
    if (place?.request.span.isRecording() !== true) return await work()
    place.request.steps += 1
    if (place.request.steps > MOST_STEPS) {
      onDropped('request_full', 1)
      return await work()
    }
    const span = tracer.startSpan(name, { kind: kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL, attributes }, place.context)
    try {
      const value = await here.run({ ...place, context: trace.setSpan(place.context, span) }, work)
      if (tell !== undefined) span.setAttributes(tell(value))
      return value
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute('error.type', typeOfError(error))
      throw error
    } finally {
      span.end()
    }
  }

  return {
    watch(app) {
      app.addHook('onRequest', (request, reply, done) => {
        if (probes.has(request.routeOptions.url ?? '')) {
          done()
          return
        }
        const place = begin(request, reply)
        places.set(request, place)
        here.run(place, done)
      })
      app.addHook('preSerialization', async (request, reply, payload) => {
        errorCodeOf.read(request, reply.statusCode, payload)
        return payload
      })
      app.addHook('onResponse', async (request, reply) => {
        const place = places.get(request)
        if (place !== undefined) end(place.request.span, request, reply)
      })
    },
    step,
    around: <T extends Steps<T>>(name: string, thing: T) => Object.fromEntries(Object.entries<Steps<T>[keyof T]>(thing).map(([method, work]) =>
      [method, (...given: never[]) => step(`${name}.${method}`, () => work(...given))])) as T,
    close: () => sender.close(),
  }
}

/** Ends the span of a request with what came of it; once. */
function end(span: Span, request: FastifyRequest, reply: FastifyReply): void {
  if (!span.isRecording()) return
  const { raw, statusCode } = reply
  if (raw.writableEnded) span.setAttribute('http.response.status_code', statusCode)
  const code = raw.writableEnded ? errorCodeOf.get(request) : 'aborted'
  if (code !== undefined) span.setAttribute('error.type', code)
  if (!raw.writableEnded || statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}

/** A code or a kind of error: never its words. */
function typeOfError(error: unknown): string {
  const named = error instanceof Error ? ('code' in error ? String(error.code) : error.name) : typeof error
  return /^[A-Za-z][A-Za-z0-9_-]{0,60}$|^[0-9A-Z]{5}$/.test(named) ? named : 'error'
}
