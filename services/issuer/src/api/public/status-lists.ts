import { z } from 'zod'
import { problem, type Shell } from '@eduwallet/service-shell'
import { STATUS_LIST_MEDIA_TYPE } from '@eduwallet/status-list'
import type { StatusListId } from '../../institutions/types.ts'
import type { IssuingInstitution } from '../../institutions/issuing-institution.ts'
import type { PublishedLists, ServedList } from '../../publishing/published-lists.ts'
import type { Publisher } from '../../publishing/publisher.ts'
import { visitOf } from '../visit.ts'
import { problemSchema, slugParameter } from '../institution/schemas.ts'

type StatusListsDoor = { lists: PublishedLists; publisher: Pick<Publisher, 'publishFirst'>; now: () => Date; ttlSeconds: number }

/** GET /{slug}/status-lists/{listId}: a Token Status List, from memory. */
export function registerStatusLists(app: Shell, { lists, publisher, now, ttlSeconds }: StatusListsDoor): void {
  async function find(institution: IssuingInstitution, id: StatusListId): Promise<ServedList | undefined> {
    const known = await lists.get(institution.id, id)
    if (known !== undefined) return known
    const outcome = await publisher.publishFirst(institution, id)
    const list = outcome === 'published' ? await lists.get(institution.id, id) : undefined
    if (outcome !== 'unknown' && list === undefined) throw problem(503, 'status-list-not-published', 'The list cannot be had right now', { headers: { 'retry-after': '30' } })
    return list
  }

  app.get(
    '/:slug/status-lists/:listId',
    {
      schema: {
        operationId: 'getStatusList',
        tags: ['public'],
        summary: 'A Token Status List (draft 15), signed by the institution',
        params: z.object({ slug: slugParameter, listId: z.string().max(100) }),
        querystring: z.object({ time: z.string().optional().meta({ description: 'Not implemented: answers 501' }) }),
        produces: [STATUS_LIST_MEDIA_TYPE],
        response: { 200: z.string().meta({ description: 'A signed JWT, typ statuslist+jwt' }), 304: z.undefined(), 404: problemSchema, 501: problemSchema, 503: problemSchema },
      },
    },
    async (request, reply) => {
      // Token Status List #historical-resolution: a server that does not keep old lists says so.
      if (request.query.time !== undefined) throw problem(501, 'not-implemented', 'Only the current list can be had')
      const { institution } = visitOf(request)
      const { listId } = request.params
      const list = isUuid(listId) ? await find(institution, listId as StatusListId) : undefined
      if (list === undefined) throw problem(404, 'not-found', 'There is nothing at this address')
      const secondsLeft = Math.floor((list.expiresAt.getTime() - now().getTime()) / 1000)
      // An expired list says nothing about today; its reader must not take it for an answer.
      if (secondsLeft <= 0) throw problem(503, 'status-list-expired', 'The list could not be renewed in time', { headers: { 'retry-after': '30' } })
      const zipped = acceptsGzip(request.headers['accept-encoding'])
      const etag = zipped ? list.etag.replace(/"$/, '-gzip"') : list.etag
      void reply
        .header('cache-control', `public, max-age=${Math.min(ttlSeconds, secondsLeft)}`)
        .header('etag', etag)
        .header('last-modified', list.issuedAt.toUTCString())
        .header('vary', 'Accept-Encoding')
      if (matches(request.headers['if-none-match'], list.etag)) return reply.code(304).send(undefined)
      if (zipped) void reply.header('content-encoding', 'gzip')
      return reply.type(STATUS_LIST_MEDIA_TYPE).serializer((body: unknown) => body as string).send((zipped ? list.gzipped() : list.token) as unknown as string)
    },
  )
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}

/** RFC 9110 #section-12.5.3, as far as gzip is concerned. */
function acceptsGzip(header: string | string[] | undefined): boolean {
  return String(header ?? '').split(',').some((coding) => /^\s*gzip\s*(;\s*q=(1(\.0*)?|0?\.\d*[1-9]\d*)\s*)?$/i.test(coding))
}

/** RFC 9110 #section-13.1.2: weak comparison; the compressed form of a list is the same list. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.trim() === '*' || header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '').replace(/-gzip"$/, '"') === etag)
}
