import { z } from 'zod'
import { achievementDraftSchema, achievementSchema, checkAchievement } from '@eduwallet/microcredential'
import type { Shell } from '@eduwallet/service-shell'
import { changeAchievement } from '../../catalogue/change-achievement.ts'
import { createAchievement } from '../../catalogue/create-achievement.ts'
import { CatalogueError } from '../../catalogue/errors.ts'
import { publishAchievement } from '../../catalogue/publish-achievement.ts'
import { mostOfferings } from '../../catalogue/read-content.ts'
import type { CataloguedAchievement } from '../../catalogue/types.ts'
import type { AchievementId } from '../../institutions/types.ts'
import { onceHeaders, sendOnce, type Once } from '../once.ts'
import { actOf, visitOf } from '../visit.ts'
import { describedAs, findingSchema } from './model-schemas.ts'
import { idParams, instant, pageQuery, problemSchema, slugParams } from './schemas.ts'

const offeringIds = z.array(z.string()).max(mostOfferings).meta({ description: 'Offering ids of the institution’s own OOAPI: results of these offerings lead to this achievement' })
const content = describedAs(achievementDraftSchema, 'The achievement; everything may be absent until it is published')

const achievementOut = z.object({
  id: z.uuid(),
  state: z.enum(['draft', 'published']),
  frozen: z.boolean().meta({ description: 'It was awarded: its content cannot change any more' }),
  achievement: describedAs(achievementSchema, 'Complete when published'),
  ooapiOfferings: z.array(z.string()),
  findings: z.array(findingSchema).meta({ description: 'What it lacks to be published today (error), and what deserves a look (warning)' }),
  createdAt: instant,
  publishedAt: instant.optional(),
}).meta({ id: 'CataloguedAchievement' })

const tags = ['catalogue']

/** The catalogue: POST and GET /api/v1/achievements, GET and PUT …/{id}, POST …/{id}/publish. */
export function registerAchievements(app: Shell, door: Once & { now: () => Date; newId: () => string }): void {
  const { now, newId } = door
  app.post(
    '/api/v1/achievements',
    {
      config: { apiScope: 'catalogue:write' },
      schema: {
        operationId: 'createAchievement', tags, summary: 'Add a draft to the catalogue',
        params: slugParams,
        headers: onceHeaders,
        body: z.strictObject({ achievement: content, ooapiOfferings: offeringIds.optional() }),
        response: { 201: achievementOut, 400: problemSchema, 409: problemSchema, 422: problemSchema },
      },
    },
    async (request, reply) => {
      const act = actOf(request, now)
      const { id: institution } = visitOf(request).institution
      const { achievement, ooapiOfferings = [] } = request.body
      return sendOnce(request, reply, door, { institution, act }, async (books) => {
        const { achievements } = books.forInstitution(institution)
        const id = await createAchievement({ content: achievement, offeringIds: ooapiOfferings }, act, { achievements, newId })
        return { status: 201, body: toBody(known(await achievements.get(id)), now()) }
      })
    },
  )

  app.get(
    '/api/v1/achievements',
    {
      config: { apiScope: 'read' },
      schema: {
        operationId: 'listAchievements', tags, summary: 'List the achievements, oldest first',
        params: slugParams, querystring: pageQuery,
        response: { 200: z.object({ achievements: z.array(achievementOut), next: z.uuid().optional() }) },
      },
    },
    async (request) => {
      const { after, limit } = request.query
      const found = await visitOf(request).books.achievements.list({ limit, ...(after === undefined ? {} : { after: after as AchievementId }) })
      const last = found.length === limit ? found.at(-1) : undefined
      return { achievements: found.map((achievement) => toBody(achievement, now())), ...(last === undefined ? {} : { next: last.entry.id }) }
    },
  )

  app.get(
    '/api/v1/achievements/:id',
    {
      config: { apiScope: 'read' },
      schema: { operationId: 'getAchievement', tags, summary: 'Read one achievement', params: idParams, response: { 200: achievementOut, 404: problemSchema } },
    },
    async (request) => toBody(known(await visitOf(request).books.achievements.get(request.params.id as AchievementId)), now()),
  )

  app.put(
    '/api/v1/achievements/:id',
    {
      config: { apiScope: 'catalogue:write' },
      schema: {
        operationId: 'changeAchievement', tags, summary: 'Replace the content, the linked offerings, or both; a member that is absent stays as it is',
        params: idParams,
        body: z.strictObject({ achievement: content.optional(), ooapiOfferings: offeringIds.optional() }),
        response: { 200: achievementOut, 400: problemSchema, 404: problemSchema, 409: problemSchema, 422: problemSchema },
      },
    },
    async (request) => {
      const { achievement, ooapiOfferings } = request.body
      const wanted = { ...(achievement === undefined ? {} : { content: achievement }), ...(ooapiOfferings === undefined ? {} : { offeringIds: ooapiOfferings }) }
      return toBody(await changeAchievement(request.params.id as AchievementId, wanted, actOf(request, now), visitOf(request).books), now())
    },
  )

  app.post(
    '/api/v1/achievements/:id/publish',
    {
      config: { apiScope: 'catalogue:write' },
      schema: {
        operationId: 'publishAchievement', tags, summary: 'Publish an achievement, so that it can be awarded; 422 names all that is missing',
        params: idParams,
        headers: onceHeaders,
        response: { 200: achievementOut, 404: problemSchema, 409: problemSchema, 422: problemSchema },
      },
    },
    async (request, reply) => {
      const act = actOf(request, now)
      const { id: institution } = visitOf(request).institution
      return sendOnce(request, reply, door, { institution, act }, async (books) => {
        const { published } = await publishAchievement(request.params.id as AchievementId, act, books.forInstitution(institution))
        return { status: 200, body: toBody(published, now()) }
      })
    },
  )
}

function known(achievement: CataloguedAchievement | undefined): CataloguedAchievement {
  if (achievement === undefined) throw new CatalogueError('ACHIEVEMENT_UNKNOWN', 'this institution has no such achievement')
  return achievement
}

function toBody({ entry, offeringIds: linked, awarded }: CataloguedAchievement, on: Date): z.infer<typeof achievementOut> {
  return {
    id: entry.id,
    state: entry.state,
    frozen: awarded,
    achievement: entry.content,
    ooapiOfferings: [...linked],
    findings: checkAchievement(entry.content, { on }),
    createdAt: entry.createdAt.toISOString(),
    ...(entry.state === 'published' ? { publishedAt: entry.publishedAt.toISOString() } : {}),
  }
}
