import { z } from 'zod'
import { problem, type Shell } from '@eduwallet/service-shell'
import type { AwardId } from '../../institutions/types.ts'
import type { Award } from '../../results/types.ts'
import { visitOf } from '../visit.ts'
import { learnerOutSchema } from './model-schemas.ts'
import { idParams, instant, pageQuery, problemSchema, slugParams } from './schemas.ts'

const awardOut = z.object({
  id: z.uuid(),
  achievementId: z.uuid(),
  source: z.enum(['ooapi', 'batch']),
  sourceReference: z.string().meta({ description: 'The institution’s own id of the result: the association id, or the reference of the row' }),
  learner: learnerOutSchema,
  awardedOn: z.string().meta({ format: 'date' }),
  grade: z.string().optional(),
  state: z.enum(['awarded', 'withdrawn']).meta({ description: 'withdrawn: a later result said it is no pass. It cannot be offered; a credential that was issued must be revoked' }),
  revision: z.number().int(),
  createdAt: instant,
  correctedAt: instant.optional(),
}).meta({ id: 'Award' })

/** GET /api/v1/awards and …/{id}. */
export function registerAwards(app: Shell): void {
  app.get(
    '/api/v1/awards',
    {
      config: { apiScope: 'read' },
      schema: {
        operationId: 'listAwards', tags: ['results'], summary: 'List the awards, oldest first',
        params: slugParams, querystring: pageQuery,
        response: { 200: z.object({ awards: z.array(awardOut), next: z.uuid().optional() }) },
      },
    },
    async (request) => {
      const { after, limit } = request.query
      const awards = await visitOf(request).books.awards.list({ limit, ...(after === undefined ? {} : { after: after as AwardId }) })
      const last = awards.length === limit ? awards.at(-1) : undefined
      return { awards: awards.map(toBody), ...(last === undefined ? {} : { next: last.id }) }
    },
  )

  app.get(
    '/api/v1/awards/:id',
    {
      config: { apiScope: 'read' },
      schema: { operationId: 'getAward', tags: ['results'], summary: 'Read one award', params: idParams, response: { 200: awardOut, 404: problemSchema } },
    },
    async (request) => {
      const award = await visitOf(request).books.awards.get(request.params.id as AwardId)
      if (award === undefined) throw problem(404, 'not-found', 'There is nothing at this address')
      return toBody(award)
    },
  )
}

function toBody({ createdAt, correctedAt, ...award }: Award): z.infer<typeof awardOut> {
  return { ...award, createdAt: createdAt.toISOString(), ...(correctedAt === undefined ? {} : { correctedAt: correctedAt.toISOString() }) }
}
