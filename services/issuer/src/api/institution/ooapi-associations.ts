/**
 * OOAPI v5 as an institution's own systems push it (OKE profile flows 2, 5.1 and 5.2). The answers hold what was kept, in OOAPI's
 * words where it has them; what only we can say stands in `ext`, as OOAPI wants.
 */
import { z } from 'zod'
import { ooapiAssociationSchema, ooapiResultSchema, plainText, textLimits, type Dropped } from '@eduwallet/microcredential'
import type { Shell } from '@eduwallet/service-shell'
import type { AssociationOnRecord } from '../../results/association-book.ts'
import { ResultError } from '../../results/errors.ts'
import { receiveAssociation, type Receipt } from '../../results/ooapi/receive-association.ts'
import { receiveResult } from '../../results/ooapi/receive-result.ts'
import { actOf, visitOf } from '../visit.ts'
import { describedAs, droppedSchema, learnerOutSchema, outcomeSchema, reasonOutSchema } from './model-schemas.ts'
import { problemSchema, slugParameter } from './schemas.ts'

const associationParams = z.object({ slug: slugParameter, associationId: plainText(textLimits.reference) })

const keptSchema = z.object({
  associationId: z.string(),
  role: z.literal('student'),
  offering: z.string(),
  result: z.object({
    state: z.string().optional(),
    pass: z.enum(['unknown', 'passed', 'failed']),
    score: z.string().optional(),
    resultDate: z.string().optional(),
    consumers: z.array(z.object({ consumerKey: z.string(), final: z.boolean() })).optional(),
  }).optional(),
})
const ourWords = z.object({ learner: learnerOutSchema, updatedAt: z.string().meta({ format: 'date-time' }) })
const association = keptSchema.extend({ ext: z.object({ eduwallet: ourWords }) })
const receiptSchema = keptSchema.extend({
  ext: z.object({
    eduwallet: ourWords.extend({ achievementId: z.uuid(), outcome: outcomeSchema, awardId: z.uuid().optional(), reasons: z.array(reasonOutSchema), dropped: droppedSchema }),
  }),
})

const tags = ['results']
const path = '/ooapi/v5/associations/:associationId'
const refusals = { 400: problemSchema, 422: problemSchema }

/** PUT, PATCH and GET /ooapi/v5/associations/{associationId}. */
export function registerOoapiAssociations(app: Shell, { now, newId }: { now: () => Date; newId: () => string }): void {
  app.put(
    path,
    {
      config: { apiScope: 'results:write' },
      schema: {
        operationId: 'putAssociation', tags, summary: 'A whole association (OKE flows 2 and 5.2): who takes part in what, and perhaps with which result',
        params: associationParams,
        body: describedAs(ooapiAssociationSchema, 'An OOAPI v5 association. Members not named here are dropped'),
        response: { 200: receiptSchema, 201: receiptSchema, 409: problemSchema, ...refusals },
      },
    },
    async (request, reply) => {
      const receipt = await receiveAssociation(request.params.associationId, request.body, actOf(request, now), { associations: visitOf(request).books.associations, newId })
      return reply.code(receipt.created ? 201 : 200).send(toReceipt(receipt))
    },
  )

  app.patch(
    path,
    {
      config: { apiScope: 'results:write' },
      schema: {
        operationId: 'patchAssociation', tags, summary: 'The result of an association, as a merge patch (OKE flow 5.1, RFC 7396)',
        consumes: ['application/merge-patch+json', 'application/json'],
        params: associationParams,
        body: describedAs(z.object({ result: ooapiResultSchema.nullable() }), 'A merge patch with a result. Members not named here are dropped'),
        response: { 200: receiptSchema, 404: problemSchema, ...refusals },
      },
    },
    async (request) => toReceipt(await receiveResult(request.params.associationId, request.body, actOf(request, now), { associations: visitOf(request).books.associations, newId })),
  )

  app.get(
    path,
    {
      config: { apiScope: 'read' },
      schema: { operationId: 'getAssociation', tags, summary: 'Read what is kept of an association', params: associationParams, response: { 200: association, 404: problemSchema } },
    },
    async (request) => {
      const found = await visitOf(request).books.associations.get(request.params.associationId)
      if (found === undefined) throw new ResultError('ASSOCIATION_UNKNOWN', 'this institution has no such association')
      return { ...toKept(found), ext: { eduwallet: toOurWords(found) } }
    },
  )
}

function toReceipt({ association: kept, achievementId, settled, dropped }: Receipt & { dropped: Dropped }): z.infer<typeof receiptSchema> {
  const { outcome, awardId, reasons } = settled
  return { ...toKept(kept), ext: { eduwallet: { ...toOurWords(kept), achievementId, outcome, ...(awardId === undefined ? {} : { awardId }), reasons, dropped } } }
}

function toOurWords({ learner, updatedAt }: AssociationOnRecord): z.infer<typeof ourWords> {
  return { learner, updatedAt: updatedAt.toISOString() }
}

function toKept({ associationId, offeringId, result }: AssociationOnRecord): z.infer<typeof keptSchema> {
  return {
    associationId,
    role: 'student',
    offering: offeringId,
    ...(result === undefined ? {} : {
      result: {
        ...(result.state === undefined ? {} : { state: result.state }),
        pass: result.passed === 'unknown' ? 'unknown' as const : result.passed ? 'passed' as const : 'failed' as const,
        ...(result.grade === undefined ? {} : { score: result.grade }),
        ...(result.achievedOn === undefined ? {} : { resultDate: result.achievedOn }),
        ...(result.final === 'unknown' ? {} : { consumers: [{ consumerKey: 'nl-test-admin', final: result.final }] }),
      },
    }),
  }
}
