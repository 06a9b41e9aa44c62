import type { FastifyReply, FastifyRequest } from 'fastify'
import { problem } from '@eduwallet/service-shell'

/** A list in one of its forms. */
export type ListToAnswer = {
  mediaType: string
  body: Buffer
  gzipped(): Buffer
  /** Of the content, with quotes. */
  etag: string
  issuedAt: Date
  expiresAt: Date
}

/** Answers with a list, as long as it may be believed: kept by its reader for its `ttl`, 304 to whoever has it, compressed when asked for. */
export function answerList(request: FastifyRequest, reply: FastifyReply, list: ListToAnswer, { now, ttlSeconds, vary }: { now: () => Date; ttlSeconds: number; vary: string }) {
  const secondsLeft = Math.floor((list.expiresAt.getTime() - now().getTime()) / 1000)
  // An expired list says nothing about today; its reader must not take it for an answer.
  if (secondsLeft <= 0) throw problem(503, 'status-list-expired', 'The list could not be renewed in time', { headers: { 'retry-after': '30' } })
  const zipped = acceptsGzip(request.headers['accept-encoding'])
  void reply
    .header('cache-control', `public, max-age=${Math.min(ttlSeconds, secondsLeft)}`)
    .header('etag', zipped ? list.etag.replace(/"$/, '-gzip"') : list.etag)
    .header('last-modified', list.issuedAt.toUTCString())
    .header('vary', vary)
  if (matches(request.headers['if-none-match'], list.etag)) return reply.code(304).send(undefined)
  if (zipped) void reply.header('content-encoding', 'gzip')
  return reply.type(list.mediaType).serializer((body: unknown) => body as string).send(zipped ? list.gzipped() : list.body)
}

/** RFC 9110 #section-12.5.3, as far as gzip is concerned. */
function acceptsGzip(header: string | string[] | undefined): boolean {
  return String(header ?? '').split(',').some((coding) => /^\s*gzip\s*(;\s*q=(1(\.0*)?|0?\.\d*[1-9]\d*)\s*)?$/i.test(coding))
}

/** RFC 9110 #section-13.1.2: weak comparison; the compressed form of a list is the same list. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '').replace(/-gzip"$/, '"')
  return header.trim() === '*' || header.split(',').some((candidate) => opaque(candidate) === opaque(etag))
}
