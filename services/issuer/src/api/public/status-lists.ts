import { z } from 'zod'
import { problem, type Shell } from '@eduwallet/service-shell'
import { type BitstringPurpose, STATUS_LIST_MEDIA_TYPE } from '@eduwallet/status-list'
import type { StatusListId } from '../../institutions/types.ts'
import type { IssuingInstitution } from '../../institutions/issuing-institution.ts'
import type { BitstringLists } from '../../publishing/bitstring-lists.ts'
import { PublishingError } from '../../publishing/errors.ts'
import type { PublishedLists, ServedList } from '../../publishing/published-lists.ts'
import type { Publisher } from '../../publishing/publisher.ts'
import { visitOf } from '../visit.ts'
import { problemSchema, slugParameter } from '../institution/schemas.ts'
import { bitstringMediaTypes, chooseForm } from './choose-form.ts'
import { answerList } from './answer-list.ts'

export type StatusListsDoor = { lists: PublishedLists; bitstringLists: BitstringLists; publisher: Pick<Publisher, 'publishFirst'>; now: () => Date; ttlSeconds: number }

const params = z.object({ slug: slugParameter, listId: z.string().max(100) })
const moment = z.string().optional().meta({ description: 'Not implemented: answers 501' })
const refusals = { 304: z.undefined(), 404: problemSchema, 501: problemSchema, 503: problemSchema }
const purposes: readonly { purpose: BitstringPurpose; operationId: string; summary: string }[] = [
  { purpose: 'revocation', operationId: 'getRevocationList', summary: 'What of a list was revoked, as a Bitstring Status List Credential (v1.0), signed by the institution' },
  { purpose: 'suspension', operationId: 'getSuspensionList', summary: 'What of a list is suspended, as a Bitstring Status List Credential (v1.0), signed by the institution' },
]

/** GET /{slug}/status-lists/{listId}: a Token Status List; below it the same as Bitstring Status Lists, one a purpose. All from memory. */
export function registerStatusLists(app: Shell, { lists, bitstringLists, publisher, now, ttlSeconds }: StatusListsDoor): void {
  async function find(institution: IssuingInstitution, listId: string): Promise<{ id: StatusListId; list: ServedList }> {
    const id = listId as StatusListId
    const list = isUuid(listId) ? (await lists.get(institution.id, id)) ?? (await publishFirst(institution, id)) : undefined
    if (list === undefined) throw problem(404, 'not-found', 'There is nothing at this address')
    return { id, list }
  }

  async function publishFirst(institution: IssuingInstitution, id: StatusListId): Promise<ServedList | undefined> {
    const outcome = await publisher.publishFirst(institution, id)
    const list = outcome === 'published' ? await lists.get(institution.id, id) : undefined
    if (outcome !== 'unknown' && list === undefined) throw notPublished()
    return list
  }

  app.get(
    '/:slug/status-lists/:listId',
    {
      schema: {
        operationId: 'getStatusList',
        tags: ['public'],
        summary: 'A Token Status List (draft 15), signed by the institution',
        params,
        querystring: z.object({ time: moment }),
        produces: [STATUS_LIST_MEDIA_TYPE],
        response: { 200: z.string().meta({ description: 'A signed JWT, typ statuslist+jwt' }), ...refusals },
      },
    },
    async (request, reply) => {
      // Token Status List #historical-resolution: a server that does not keep old lists says so.
      if (request.query.time !== undefined) throw notKept()
      const { list } = await find(visitOf(request).institution, request.params.listId)
      return answerList(request, reply, { ...list, mediaType: STATUS_LIST_MEDIA_TYPE, body: list.token }, { now, ttlSeconds, vary: 'Accept-Encoding' })
    },
  )

  for (const { purpose, operationId, summary } of purposes) {
    app.get(
      `/:slug/status-lists/:listId/${purpose}`,
      {
        schema: {
          operationId,
          tags: ['public'],
          summary,
          params,
          querystring: z.object({ timestamp: moment, time: moment }),
          produces: [...bitstringMediaTypes],
          response: { 200: z.string().meta({ description: 'A signed JWT, typ vc+jwt; or, when application/vc, application/ld+json or application/json is asked for, the credential with Data Integrity proofs' }), ...refusals },
        },
      },
      async (request, reply) => {
        // Bitstring Status List v1.0 #validate-algorithm calls it `timestamp`.
        if (request.query.timestamp !== undefined || request.query.time !== undefined) throw notKept()
        const { institution } = visitOf(request)
        const { id, list } = await find(institution, request.params.listId)
        const { form, mediaType } = chooseForm(request.headers.accept)
        const bitstring = await bitstringLists.get(institution, id, list, purpose, form).catch((error: unknown) => {
          if (!(error instanceof PublishingError)) throw error
          request.log.error(error)
          throw notPublished()
        })
        return answerList(request, reply, { ...bitstring, mediaType }, { now, ttlSeconds, vary: 'Accept, Accept-Encoding' })
      },
    )
  }
}

function notPublished() {
  return problem(503, 'status-list-not-published', 'The list cannot be had right now', { headers: { 'retry-after': '30' } })
}

function notKept() {
  return problem(501, 'not-implemented', 'Only the current list can be had')
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}
