import { isSpanContextValid, type Link } from '@opentelemetry/api'

/**
 * What a caller says its request is part of (W3C Trace Context, level 1 #traceparent-header), as a link. Not as a parent: then
 * the caller would choose our trace id, which is the id in log and journal, and could give many requests the same one.
 * None when the header is not valid.
 */
export function linksOf(header: string | string[] | undefined): Link[] {
  const [, traceId = '', spanId = '', flags = ''] = typeof header === 'string' ? (/^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(header) ?? []) : []
  const context = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true }
  return isSpanContextValid(context) ? [{ context }] : []
}
