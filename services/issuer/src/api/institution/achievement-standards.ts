import { z } from 'zod'
import { achievementDraftSchema, calendarDateOf, checkStandards, localizedTextSchema, type AchievementDraft } from '@eduwallet/microcredential'
import type { Shell } from '@eduwallet/service-shell'
import { CatalogueError } from '../../catalogue/errors.ts'
import { readContent } from '../../catalogue/read-content.ts'
import type { IssuingInstitution } from '../../institutions/issuing-institution.ts'
import type { AchievementId } from '../../institutions/types.ts'
import { visitOf } from '../visit.ts'
import { describedAs, findingSchema } from './model-schemas.ts'
import { idParams, problemSchema, slugParams } from './schemas.ts'

const lossSchema = z.object({
  path: z.string().meta({ description: 'JSON pointer into the achievement' }),
  kind: z.enum(['left-out', 'one-language', 'coarser']),
}).meta({ id: 'Loss', description: 'Something that a standard cannot say: not at all, in one language only, or in a wider word' })

const standardsOut = z.object({
  checkedOn: z.string().meta({ format: 'date', description: 'The day by whose rules it was judged, in the Netherlands' }),
  standards: z.array(z.object({
    id: z.string(),
    name: localizedTextSchema,
    source: z.string(),
    outcome: z.enum(['satisfied', 'lacking', 'not_applicable']),
    findings: z.array(findingSchema).meta({ description: 'What is missing or wrong (error), and what deserves a look (warning). Paths of the institution start at /institution' }),
    losses: z.array(lossSchema).optional().meta({ description: 'What its documents would not say of the achievement; absent when it has none, or when the achievement is not whole yet' }),
  })),
}).meta({ id: 'StandardChecks' })

const tags = ['catalogue']

/** What each standard says of an achievement: GET /api/v1/achievements/{id}/standards, and POST /api/v1/achievement-checks for one that is kept nowhere. */
export function registerAchievementStandards(app: Shell, { now }: { now: () => Date }): void {
  app.get(
    '/api/v1/achievements/:id/standards',
    {
      config: { apiScope: 'read' },
      schema: {
        operationId: 'checkAchievementStandards', tags, summary: 'Which standards an achievement satisfies today, what each lacks, and what its documents would not say',
        params: idParams,
        response: { 200: standardsOut, 404: problemSchema },
      },
    },
    async (request) => {
      const { institution, books } = visitOf(request)
      const found = await books.achievements.get(request.params.id as AchievementId)
      if (found === undefined) throw new CatalogueError('ACHIEVEMENT_UNKNOWN', 'this institution has no such achievement')
      return toBody(found.entry.content, institution, now())
    },
  )

  app.post(
    '/api/v1/achievement-checks',
    {
      config: { apiScope: 'read' },
      schema: {
        operationId: 'checkAchievement', tags, summary: 'The same for an achievement that is handed in; nothing is kept',
        params: slugParams,
        body: z.strictObject({ achievement: describedAs(achievementDraftSchema, 'The achievement; everything may be absent') }),
        response: { 200: standardsOut, 400: problemSchema },
      },
    },
    async (request) => toBody(readContent(request.body.achievement), visitOf(request).institution, now()),
  )
}

function toBody(draft: AchievementDraft, { name, country, identifiers }: IssuingInstitution, on: Date): z.infer<typeof standardsOut> {
  return { checkedOn: calendarDateOf(on), standards: checkStandards(draft, { on, institution: { name, country, identifiers } }) }
}
