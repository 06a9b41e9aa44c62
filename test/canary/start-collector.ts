/** A collector of traces, as an operator has one: it takes OTLP over HTTP in JSON (OTLP 1.x #json-protobuf-encoding) and keeps what came. */
import { startCanary } from './start-canary.ts'

/** A span that was received, with its attributes as an object. */
export type ReceivedSpan = { service: string; traceId: string; spanId: string; parentSpanId: string | undefined; name: string; kind: number; attributes: Record<string, unknown>; failed: boolean; seconds: number }

/** A running collector. `url` is its base address; `texts` are the requests as they came. */
export type Collector = { url: string; port: number; spans: ReceivedSpan[]; texts: string[]; stop(): Promise<void> }

type Value = { stringValue?: string; intValue?: number | string }
type Attributes = { key: string; value: Value }[]
type Request = { resourceSpans: { resource: { attributes: Attributes }; scopeSpans: { spans: { traceId: string; spanId: string; parentSpanId?: string; name: string; kind: number; attributes: Attributes; status: { code: number }; startTimeUnixNano: string; endTimeUnixNano: string }[] }[] }[] }

/** Starts a collector on a free port. What is not an OTLP request with spans is answered with 400, and kept in `texts` only. */
export async function startCollector(): Promise<Collector> {
  const spans: ReceivedSpan[] = []
  const texts: string[] = []
  const canary = await startCanary((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (piece: string) => { text += piece }).on('end', () => {
      texts.push(text)
      const right = request.method === 'POST' && request.url === '/v1/traces' && request.headers['content-type'] === 'application/json'
      if (right) spans.push(...read(JSON.parse(text) as Request))
      response.writeHead(right ? 200 : 400, { 'content-type': 'application/json' }).end('{}')
    })
  })
  return { url: `http://127.0.0.1:${canary.port}`, port: canary.port, spans, texts, stop: () => canary.stop() }
}

function read({ resourceSpans }: Request): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans.map(({ traceId, spanId, parentSpanId, name, kind, attributes, status, startTimeUnixNano, endTimeUnixNano }) => ({
    service: String(toObject(resource.attributes)['service.name']), traceId, spanId, parentSpanId, name, kind,
    attributes: toObject(attributes), failed: status.code === 2, seconds: Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano)) / 1e9,
  }))))
}

function toObject(attributes: Attributes): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]))
}
