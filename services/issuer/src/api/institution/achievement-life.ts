import type { Shell } from '@eduwallet/service-shell'
import { archiveAchievement, restoreAchievement } from '../../catalogue/archive-achievement.ts'
import { createVersion } from '../../catalogue/create-version.ts'
import { publishAchievement } from '../../catalogue/publish-achievement.ts'
import type { CataloguedAchievement } from '../../catalogue/types.ts'
import type { AchievementId } from '../../institutions/types.ts'
import type { Act } from '../../journal/types.ts'
import type { InstitutionBooks } from '../../register/index.ts'
import { onceHeaders, sendOnce, type Once } from '../once.ts'
import { actOf, visitOf } from '../visit.ts'
import { achievementOut, toBody } from './achievement-shape.ts'
import { known } from './achievements.ts'
import { idParams, problemSchema } from './schemas.ts'

type Step = (id: AchievementId, act: Act, books: InstitutionBooks) => Promise<CataloguedAchievement>

/** From one state to the next: POST /api/v1/achievements/{id}/publish, …/archive, …/restore, …/versions. */
export function registerAchievementLife(app: Shell, door: Once & { now: () => Date; newId: () => string }): void {
  const { now, newId } = door

  function register(word: string, operationId: string, summary: string, step: Step, status: 200 | 201 = 200): void {
    app.post(
      `/api/v1/achievements/:id/${word}`,
      {
        config: { apiScope: 'catalogue:write' },
        schema: {
          operationId, tags: ['catalogue'], summary,
          params: idParams,
          headers: onceHeaders,
          response: { [status]: achievementOut, 404: problemSchema, 409: problemSchema, 422: problemSchema },
        },
      },
      async (request, reply) => {
        const act = actOf(request, now)
        const { id: institution } = visitOf(request).institution
        return sendOnce(request, reply, door, { institution, act }, async (books) => (
          { status, body: toBody(await step(request.params.id as AchievementId, act, books.forInstitution(institution)), now()) }))
      },
    )
  }

  register('publish', 'publishAchievement', 'Publish an achievement, so that it can be awarded; 422 names all that is missing',
    async (id, act, books) => (await publishAchievement(id, act, books)).published)
  register('archive', 'archiveAchievement', 'Archive an achievement: no new awards; those there are can still be offered, claimed, corrected and taken back', archiveAchievement)
  register('restore', 'restoreAchievement', 'Take an achievement out of the archive, so that it can be awarded again', restoreAchievement)
  register('versions', 'createAchievementVersion', 'Begin the next version: a draft with the same content. Only the newest version has a next one, and only when it is no draft',
    async (id, act, { achievements }) => known(await achievements.get(await createVersion(id, act, { achievements, newId }))), 201)
}
