/**
 * What the running service counts and measures, for Prometheus (text format 0.0.4). It is served on an address of its own
 * and never at a door: how busy whom is, is nobody's business outside (ASVS 5.0 #v13.4).
 *
 * Every label has few values: route patterns, codes of ours, slugs of institutions. Never an id, a learner or a path.
 */
import Fastify from 'fastify'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Shell } from './create-shell.ts'
import { errorCodeOf } from './error-code.ts'
import { limitedBy } from './guessing/limit-guesses.ts'
import { runChecksOf } from './health.ts'
import { ConfigError } from './settings/config-error.ts'
import { refusedBy } from './shed-load.ts'

/** Names and values of labels. */
export type Labels = Readonly<Record<string, string>>

/** One value of a gauge. */
export type GaugeValue = { readonly labels: Labels; readonly value: number }

/** What is measured in one service. */
export type Metrics = {
  /** Makes a counter; the result adds to it (1 unless told). `name` ends with `_total`. */
  counter(name: string, help: string, labelNames: readonly string[]): (labels: Labels, by?: number) => void
  /** Makes a gauge that is read when Prometheus asks. When reading fails it keeps its last values, and the failure is counted. */
  gauge(name: string, help: string, labelNames: readonly string[], read: () => Promise<readonly GaugeValue[]> | readonly GaugeValue[]): void
  /** Counts the requests and errors of an app, and measures what `/readyz` would say. Call before it listens. */
  watch(app: Shell): void
  /** All of it as text. */
  text(): Promise<string>
}

/** Where metrics are served. */
export type MetricsAddress = { readonly host: string; readonly port: number }

/** A listener of its own. `url`: where Prometheus asks. */
export type MetricsServer = { readonly url: string; close(): Promise<void> }

/** How many different error codes are told apart; there are fewer. */
const MOST_CODES = 200

/** Starts measuring; process, memory, CPU, garbage collection and event loop are in it. Nothing is shared between two of these. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const unread = new Counter({ name: 'eduwallet_metric_read_failures_total', help: 'Gauges that could not be read when Prometheus asked', labelNames: ['metric'], registers })
  let rendering: Promise<string> | undefined
  return {
    counter(name, help, labelNames) {
      const counter = new Counter({ name, help, labelNames: [...labelNames], registers })
      if (labelNames.length === 0) counter.inc(0)
      return (labels, by = 1) => { counter.inc({ ...labels }, by) }
    },
    gauge(name, help, labelNames, read) {
      const gauge = new Gauge({
        name, help, labelNames: [...labelNames], registers,
        async collect() {
          try {
            const values = await read()
            gauge.reset()
            for (const { labels, value } of values) gauge.set({ ...labels }, value)
          } catch {
            unread.inc({ metric: name })
          }
        },
      })
    },
    watch(app) {
      watchRequests(app, registry)
      this.gauge('eduwallet_check_failing', 'What /readyz finds wrong: 1 for all, or for some only', ['check'], async () =>
        (await runChecksOf(app)).map(({ name, without, error }) => ({ labels: { check: name }, value: error !== undefined || without.length > 0 ? 1 : 0 })))
    },
    text: () => rendering ??= registry.metrics().finally(() => { rendering = undefined }),
  }
}

function watchRequests(app: Shell, registry: Registry): void {
  const registers = [registry]
  const requests = new Counter({ name: 'eduwallet_http_requests_total', help: 'Answered requests, by route pattern and class of status', labelNames: ['method', 'route', 'status'], registers })
  const seconds = new Histogram({
    name: 'eduwallet_http_request_duration_seconds', help: 'From the first byte of a request to the last of its answer', labelNames: ['method', 'route'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10], registers,
  })
  const errors = new Counter({ name: 'eduwallet_errors_total', help: 'Answers that were errors, by code (of a problem, or of OAuth)', labelNames: ['code', 'status'], registers })
  // Most of them never become a request: they are refused on the socket.
  registry.registerMetric(new Counter({
    name: 'eduwallet_http_refused_total', help: 'Requests refused because too many were under way', registers: [],
    collect() {
      this.reset()
      this.inc(refusedBy(app))
    },
  }))
  registry.registerMetric(new Counter({
    name: 'eduwallet_guesses_limited_total', help: 'Requests refused because of wrong guesses from the same network before, by what was guessed at', labelNames: ['guessed'], registers: [],
    collect() {
      this.reset()
      for (const [guessed, times] of Object.entries(limitedBy(app))) this.inc({ guessed }, times)
    },
  }))
  const codes = new Set<string>()
  app.addHook('preSerialization', async (request, reply, payload) => {
    errorCodeOf.read(request, reply.statusCode, payload)
    return payload
  })
  app.addHook('onResponse', async (request, reply) => {
    // What is not a route is one label, whatever was asked for.
    const { method, routeOptions: { url: route = 'none' } } = request
    requests.inc({ method, route, status: `${Math.floor(reply.statusCode / 100)}xx` })
    seconds.observe({ method, route }, reply.elapsedTime / 1000)
    if (reply.statusCode < 400) return
    const code = errorCodeOf.get(request) ?? 'none'
    if (codes.size < MOST_CODES) codes.add(code)
    errors.inc({ code: codes.has(code) ? code : 'other', status: String(reply.statusCode) })
  })
}

/**
 * Serves `GET /metrics` at an address of its own, and nothing else.
 * @throws ConfigError naming the settings of `service` when the address cannot be used
 */
export async function serveMetrics(metrics: Pick<Metrics, 'text'>, { host, port }: MetricsAddress, service: string): Promise<MetricsServer> {
  const app = Fastify({ logger: false, bodyLimit: 1024, requestTimeout: 10_000, forceCloseConnections: true })
  app.get('/metrics', async (_request, reply) => reply.type('text/plain; version=0.0.4; charset=utf-8').header('cache-control', 'no-store').send(await metrics.text()))
  try {
    return { url: `${await app.listen({ host, port })}/metrics`, async close() { await app.close() } }
  } catch (error) {
    const prefix = service.toUpperCase()
    throw new ConfigError([`${prefix}_METRICS_HOST and ${prefix}_METRICS_PORT name an address that cannot be used${error instanceof Error && 'code' in error ? ` (${String(error.code)})` : ''}`])
  }
}
