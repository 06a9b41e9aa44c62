/** Spans on their way out: a short queue, sent in batches. A collector that is slow, away or lying costs spans, never a request. */
import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer'
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace'
import type { Collector, DropReason } from './tracing.ts'

/** Where ended spans go. */
export type SpanSender = SpanProcessor & {
  /** Sends what waits, for three seconds at most. */
  close(): Promise<void>
}

/** A span takes one or two KiB: this many are a few MiB. */
const MOST_WAITING = 2048
const BATCH = 256
const INTERVAL_SECONDS = 5
const CLOSE_SECONDS = 3

/**
 * Makes the sender. A batch that is not taken is dropped, not sent again: the next one waits for the next interval then, so
 * that a collector in trouble is asked once in five seconds.
 */
export function sendSpans({ collector, onDropped }: { collector: Collector; onDropped: (reason: DropReason, count: number) => void }): SpanSender {
  const waiting: ReadableSpan[] = []
  let sending: Promise<void> | undefined
  let inTrouble = false

  async function sendBatches(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, BATCH)
      try {
        await collector.post(JsonTraceSerializer.serializeRequest(batch) ?? new Uint8Array())
        inTrouble = false
      } catch {
        inTrouble = true
        onDropped('not_taken', batch.length)
        return
      }
    }
  }
  const send = (): Promise<void> => sending ??= sendBatches().finally(() => { sending = undefined })
  const timer = setInterval(() => { void send() }, INTERVAL_SECONDS * 1000)
  timer.unref()

  return {
    onStart() {},
    onEnd(span) {
      if (waiting.length >= MOST_WAITING) {
        onDropped('queue_full', 1)
        return
      }
      waiting.push(span)
      if (waiting.length >= BATCH && !inTrouble) void send()
    },
    forceFlush: send,
    shutdown: async () => {},
    async close() {
      clearInterval(timer)
      let late: NodeJS.Timeout | undefined
      await Promise.race([
        (async () => {
          // What was under way when it was told to stop, and then the rest.
          await sending
          await send()
        })(),
        new Promise<void>((resolve) => { late = setTimeout(resolve, CLOSE_SECONDS * 1000) }),
      ])
      clearTimeout(late)
      if (waiting.length > 0) onDropped('not_taken', waiting.splice(0).length)
      await collector.close()
    },
  }
}
