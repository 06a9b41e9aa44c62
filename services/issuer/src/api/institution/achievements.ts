import { z } from 'zod'
import { achievementDraftSchema } from '@eduwallet/microcredential'
import type { Shell } from '@eduwallet/service-shell'
import { changeAchievement } from '../../catalogue/change-achievement.ts'
import { createAchievement } from '../../catalogue/create-achievement.ts'
import { achievementUnknown } from '../../catalogue/errors.ts'
import { mostOfferings } from '../../catalogue/read-content.ts'
import type { CataloguedAchievement } from '../../catalogue/types.ts'
import type { AchievementId } from '../../institutions/types.ts'
import { onceHeaders, sendOnce, type Once } from '../once.ts'
import { actOf, visitOf } from '../visit.ts'
import { achievementOut, stateSchema, toBody } from './achievement-shape.ts'
import { describedAs } from './model-schemas.ts'
import { idParams, pageQuery, problemSchema, slugParams } from './schemas.ts'

const offeringIds = z.array(z.string()).max(mostOfferings).meta({ description: 'Offering ids of the institution’s own OOAPI: results of these offerings lead to this achievement' })
const content = describedAs(achievementDraftSchema, 'The achievement; everything may be absent until it is published')

const tags = ['catalogue']

/** The catalogue: POST and GET /api/v1/achievements, GET and PUT …/{id}. */
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
        params: slugParams, querystring: pageQuery.extend({ state: stateSchema.optional() }),
        response: { 200: z.object({ achievements: z.array(achievementOut), next: z.uuid().optional() }) },
      },
    },
    async (request) => {
      const { state, after, limit } = request.query
      const found = await visitOf(request).books.achievements.list({ limit, ...(state === undefined ? {} : { state }), ...(after === undefined ? {} : { after: after as AchievementId }) })
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
}

/** Throws CatalogueError ACHIEVEMENT_UNKNOWN. */
export function known(achievement: CataloguedAchievement | undefined): CataloguedAchievement {
  if (achievement === undefined) throw achievementUnknown()
  return achievement
}
