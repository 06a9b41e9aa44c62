/**
 * Traces: what a request was busy with, step by step, for whoever runs the service (OpenTelemetry, over OTLP/HTTP). Without an
 * endpoint nothing of it is loaded.
 *
 * A span holds names of ours, route patterns, codes and times. Never a path, a query, a header, a body, an id of a record
 * or what somebody sent; except the correlation id, which is the trace id written with hyphens.
 */
import type { Shell } from '../create-shell.ts'
import type { Metrics } from '../metrics.ts'

/** What is told of a step besides its name and time: words of ours, never a caller's. */
export type StepAttributes = Readonly<Record<string, string>>

/** An object that can be looked into: every method of it gives a promise. */
export type Steps<T> = { readonly [Name in keyof T]: (...given: never[]) => Promise<unknown> }

export type Tracing = {
  /** Makes a span of every request of an app, except the ones that only ask how it is. Call before it listens. */
  watch(app: Shell): void
  /**
   * Does `work` as a step of the request that is being answered; outside of one it is only done.
   * @param kind `client`: the work is somebody else's, and this waits for it
   * @param tell attributes that are known when it is done
   */
  step<T>(name: string, work: () => Promise<T>, more?: { kind?: 'client'; attributes?: StepAttributes; tell?: (value: T) => StepAttributes }): Promise<T>
  /** The same object, whose methods are steps, called `name.method`. */
  around<T extends Steps<T>>(name: string, thing: T): T
  /** Sends what is left, for three seconds at most, and ends. */
  close(): Promise<void>
}

/** Where spans go. `post` throws when they were not taken. */
export type Collector = { post(body: Uint8Array): Promise<void>; close(): Promise<void> }

export type TracingOptions = {
  /** Name of the service, as in its log lines */
  service: string
  collector: Collector
  metrics: Pick<Metrics, 'counter'> | undefined
}

/** Starts tracing. The libraries are loaded here, and by nobody else. */
export async function openTracing({ service, collector, metrics }: TracingOptions): Promise<Tracing> {
  const { recordSpans } = await import('./record-spans.ts')
  const { sendSpans } = await import('./send-spans.ts')
  const dropped = metrics?.counter('eduwallet_trace_spans_dropped_total', 'Spans that no collector will see: too many waited, too many in one request, or it did not take them', ['reason'])
  const onDropped = (reason: DropReason, count: number): void => { dropped?.({ reason }, count) }
  return recordSpans({ service, sender: sendSpans({ collector, onDropped }), onDropped })
}

/** Why a span is not sent. */
export type DropReason = 'queue_full' | 'request_full' | 'not_taken'
