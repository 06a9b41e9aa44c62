import { z } from 'zod'
import { achievementSchema, localizedTextSchema } from '@eduwallet/microcredential'
import type { Shell } from '@eduwallet/service-shell'
import { adoptAchievement } from '../../catalogue/adopt-achievement.ts'
import { mostReceivers, shareAchievement } from '../../catalogue/share-achievement.ts'
import type { SharedAchievement } from '../../catalogue/sharing-book.ts'
import type { AchievementId } from '../../institutions/types.ts'
import { onceHeaders, sendOnce, type Once } from '../once.ts'
import { actOf, visitOf } from '../visit.ts'
import { achievementOut, toBody } from './achievement-shape.ts'
import { known } from './achievements.ts'
import { describedAs } from './model-schemas.ts'
import { idParams, instant, pageQuery, problemSchema, slugParameter, slugParams } from './schemas.ts'

const sharedOut = z.object({
  owner: z.object({ slug: z.string(), name: localizedTextSchema }),
  id: z.uuid().meta({ description: 'Its id at its owner' }),
  version: z.number().int(),
  achievement: describedAs(achievementSchema, 'As its owner published it'),
  publishedAt: instant,
  adoptedAs: z.uuid().optional().meta({ description: 'What it is in your own catalogue' }),
}).meta({ id: 'SharedAchievement' })

const tags = ['catalogue']

/** PUT /api/v1/achievements/{id}/shared-with; GET /api/v1/shared-achievements, POST …/{owner}/{id}/adopt. */
export function registerSharedAchievements(app: Shell, door: Once & { now: () => Date; newId: () => string }): void {
  const { now, newId, register } = door
  app.put(
    '/api/v1/achievements/:id/shared-with',
    {
      config: { apiScope: 'catalogue:write' },
      schema: {
        operationId: 'shareAchievement', tags, summary: 'Say which other institutions may adopt and award this version too; an empty list: none any more',
        params: idParams,
        body: z.strictObject({ institutions: z.array(z.string().max(100)).max(mostReceivers).meta({ description: 'Slugs' }) }),
        response: { 200: achievementOut, 400: problemSchema, 404: problemSchema, 409: problemSchema, 422: problemSchema },
      },
    },
    async (request) => {
      const { institution, books } = visitOf(request)
      const shared = await shareAchievement({ id: request.params.id as AchievementId, receivers: request.body.institutions }, actOf(request, now), {
        own: institution.slug, institutions: register.institutions, sharing: books.sharing,
      })
      return toBody(shared, now())
    },
  )

  app.get(
    '/api/v1/shared-achievements',
    {
      config: { apiScope: 'read' },
      schema: {
        operationId: 'listSharedAchievements', tags, summary: 'List what other institutions share with this one',
        params: slugParams, querystring: pageQuery,
        response: { 200: z.object({ achievements: z.array(sharedOut), next: z.uuid().optional() }) },
      },
    },
    async (request) => {
      const { after, limit } = request.query
      const found = await visitOf(request).books.sharing.list({ limit, ...(after === undefined ? {} : { after: after as AchievementId }) })
      const last = found.length === limit ? found.at(-1) : undefined
      return { achievements: found.map(toShared), ...(last === undefined ? {} : { next: last.id }) }
    },
  )

  app.post(
    '/api/v1/shared-achievements/:owner/:id/adopt',
    {
      config: { apiScope: 'catalogue:write' },
      schema: {
        operationId: 'adoptAchievement', tags,
        summary: 'Take an achievement that another institution shares into the own catalogue, published as it is, to be awarded under the own name and key',
        params: z.object({ slug: slugParameter, owner: slugParameter, id: z.uuid() }),
        headers: onceHeaders,
        response: { 201: achievementOut, 404: problemSchema, 409: problemSchema, 422: problemSchema },
      },
    },
    async (request, reply) => {
      const act = actOf(request, now)
      const { id: institution } = visitOf(request).institution
      const { owner, id } = request.params
      return sendOnce(request, reply, door, { institution, act }, async (books) => {
        const { achievements, sharing } = books.forInstitution(institution)
        const adopted = await adoptAchievement({ owner, id: id as AchievementId }, act, { sharing, newId })
        return { status: 201, body: toBody(known(await achievements.get(adopted)), now()) }
      })
    },
  )
}

function toShared({ owner, id, version, content, publishedAt, adoptedAs }: SharedAchievement): z.infer<typeof sharedOut> {
  return { owner, id, version, achievement: content, publishedAt: publishedAt.toISOString(), ...(adoptedAs === undefined ? {} : { adoptedAs }) }
}
