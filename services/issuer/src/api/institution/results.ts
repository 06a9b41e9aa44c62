import { z } from 'zod'
import { resultRowSchema } from '@eduwallet/microcredential'
import type { Shell } from '@eduwallet/service-shell'
import type { AchievementId } from '../../institutions/types.ts'
import { acceptResults, mostRows, rowsPerTransaction } from '../../results/upload/accept-results.ts'
import { onceHeaders, sendOnce, type Once } from '../once.ts'
import { actOf, visitOf } from '../visit.ts'
import { describedAs, droppedSchema, outcomeSchema, reasonOutSchema } from './model-schemas.ts'
import { idParams, problemSchema } from './schemas.ts'

const count = z.number().int()

/** POST /api/v1/achievements/{id}/results: a batch, of which every row is answered for. */
export function registerResults(app: Shell, door: Once & { now: () => Date; newId: () => string }): void {
  const { now, newId } = door
  app.post(
    '/api/v1/achievements/:id/results',
    {
      config: { apiScope: 'results:write' },
      schema: {
        operationId: 'sendResults', tags: ['results'],
        summary: 'Hand in results; the good rows are kept, each bad one is answered by row, field and reason. Sending a result again changes nothing',
        params: idParams,
        headers: onceHeaders,
        body: z.strictObject({ results: z.array(describedAs(resultRowSchema, 'One result of one learner. Members not named here are dropped')).min(1).max(mostRows) }).meta({
          examples: [{ results: [{ reference: 'exam-1', learner: { reference: 's1234567', givenName: 'Maartje', familyName: 'van Damme' }, final: true, passed: true, achievedOn: '2026-06-30', grade: '8' }] }],
        }),
        response: {
          200: z.object({
            summary: z.object({ awarded: count, unchanged: count, corrected: count, notAwarded: count, rejected: count }),
            rows: z.array(z.object({
              row: count.meta({ description: 'Position in the batch, from 1' }),
              reference: z.string().nullable(),
              outcome: outcomeSchema,
              awardId: z.uuid().optional(),
              reasons: z.array(reasonOutSchema),
              dropped: droppedSchema,
            })),
          }),
          400: problemSchema,
          404: problemSchema,
          409: problemSchema,
          422: problemSchema,
        },
      },
    },
    async (request, reply) => {
      const act = actOf(request, now)
      const { id: institution } = visitOf(request).institution
      // With a key all of it is one transaction anyway. In parts it would hold the journal while it waits for awards that somebody else
      // holds, who waits for the journal.
      const rowsAtOnce = request.headers['idempotency-key'] === undefined ? rowsPerTransaction : mostRows
      return sendOnce(request, reply, door, { institution, act }, async (books) => (
        { status: 200, body: await acceptResults({ achievementId: request.params.id as AchievementId, rows: request.body.results }, act, { awards: books.forInstitution(institution).awards, newId, rowsAtOnce }) }
      ))
    },
  )
}
