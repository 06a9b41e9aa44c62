import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { admitAtMost, problem, withLongBody, type Pace, type Shell } from '@eduwallet/service-shell'
import type { AchievementId, InstitutionId, ResultBatchId } from '../../institutions/types.ts'
import { mostRowsToLookAt, type BatchName, type BatchRow, type ResultBatch, type ResultBatchBook } from '../../results/result-batch-book.ts'
import type { BatchLine } from '../../results/upload/batch-line.ts'
import { csvColumns } from '../../results/upload/csv-columns.ts'
import { readCsv } from '../../results/upload/read-csv.ts'
import { readNdjson } from '../../results/upload/read-ndjson.ts'
import { mostRowsOfBatch, receiveBatch } from '../../results/upload/receive-batch.ts'
import { actOf, visitOf } from '../visit.ts'
import { droppedSchema, reasonOutSchema } from './model-schemas.ts'
import { instant, problemSchema, slugParameter } from './schemas.ts'

/** Slower than this is not a sender of results. */
const pace: Pace = { seconds: 30, bytes: 65_536 }

/** Batches that one institution sends at once: each holds a place of the service, and memory, for as long as it takes. */
const batchesAtOnce = 4

/** Rows to look at in an answer about a batch; more are read page by page. */
const rowsInAnswer = 1000

// Of a random or timed UUID: two batches do not get the same id by accident.
const batchIdSchema = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/).meta({ format: 'uuid', description: 'A UUID that the sender makes: sending the batch again under it goes on where it was' })
const batchParams = z.object({ slug: slugParameter, id: z.uuid(), batchId: batchIdSchema })
const count = z.number().int()
const rowOutcomes = z.enum(['rejected', 'not_awarded', 'corrected', 'unchanged'])

const batchRowSchema = z.object({
  row: count.meta({ description: 'Number of the row, from 1' }),
  line: count.meta({ description: 'Line on which it begins, from 1' }),
  reference: z.string().nullable().meta({ description: 'Absent when it cannot be read, or looks like a national identity number' }),
  outcome: rowOutcomes,
  awardId: z.uuid().optional(),
  reasons: z.array(reasonOutSchema),
}).meta({ id: 'BatchRow' })

const batchSchema = z.object({
  id: z.uuid(),
  achievementId: z.uuid(),
  state: z.enum(['receiving', 'complete']).meta({ description: 'receiving: it has not come in as a whole; send it again' }),
  rowCount: count.meta({ description: 'Rows that came in and are settled' }),
  summary: z.object({ awarded: count, unchanged: count, corrected: count, notAwarded: count, rejected: count }),
  dropped: droppedSchema,
  startedAt: instant,
  updatedAt: instant,
  completedAt: instant.optional(),
  rows: z.array(batchRowSchema).meta({ description: `The first ${rowsInAnswer} rows that need a look: not awarded, rejected, corrected, or unchanged for a reason. Of a batch ${mostRowsToLookAt} are kept, for 30 days` }),
  next: count.optional().meta({ description: 'There are more: ask for the rows after this one' }),
}).meta({ id: 'ResultBatch' })

/** PUT and GET /api/v1/achievements/{id}/result-batches/{batchId}, GET …/rows: a batch of results of any size, as a stream. */
export function registerResultBatches(app: Shell, { now, newId }: { now: () => Date; newId: () => string }): void {
  const path = '/api/v1/achievements/:id/result-batches/:batchId'
  const gates = new Map<InstitutionId, ReturnType<typeof admitAtMost>>()
  const gateOf = (institution: InstitutionId): ReturnType<typeof admitAtMost> => {
    const gate = gates.get(institution) ?? admitAtMost(batchesAtOnce)
    gates.set(institution, gate)
    return gate
  }
  void app.register(async (plain: FastifyInstance) => {
    const scope: Shell = plain.withTypeProvider<ZodTypeProvider>()
    // A batch is read as it arrives, and nothing else is taken here.
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(['application/x-ndjson', 'text/csv'], (_request, payload, done) => { done(null, payload) })
    scope.put(
      path,
      {
        config: { apiScope: 'results:write' },
        schema: {
          operationId: 'putResultBatch', tags: ['results'],
          summary: 'Hand in a whole batch of results as a stream. A batch that was cut off goes on where it was when it is sent again; one that is complete is answered again',
          consumes: ['application/x-ndjson', 'text/csv'],
          params: batchParams,
          body: z.unknown().meta({ type: 'string', description: `NDJSON: one result on each line, as in sendResults. CSV: UTF-8, separated by commas or semicolons, the first line names the columns ${csvColumns.join(', ')} (grade may be left out; others are dropped). At most ${mostRowsOfBatch} rows` }),
          response: { 200: batchSchema, 400: problemSchema, 404: problemSchema, 408: problemSchema, 409: problemSchema, 413: problemSchema, 415: problemSchema },
        },
      },
      async (request, reply) => {
        const read = readerFor(request)
        const { institution, books: { resultBatches } } = visitOf(request)
        const admit = gateOf(institution.id)
        const batch = await withLongBody(request, reply, pace, (pieces) =>
          admit(() => receiveBatch({ ...nameOf(request.params), lines: read(pieces) }, actOf(request, now), { batches: resultBatches, newId })))
        return toBody(batch, await firstRows(batch, resultBatches))
      },
    )
  })

  app.get(
    path,
    {
      config: { apiScope: 'read' },
      schema: { operationId: 'getResultBatch', tags: ['results'], summary: 'Read how far a batch is and what became of its rows', params: batchParams, response: { 200: batchSchema, 404: problemSchema } },
    },
    async (request) => {
      const { resultBatches } = visitOf(request).books
      const batch = await known(nameOf(request.params), resultBatches)
      return toBody(batch, await firstRows(batch, resultBatches))
    },
  )

  app.get(
    `${path}/rows`,
    {
      config: { apiScope: 'read' },
      schema: {
        operationId: 'listResultBatchRows', tags: ['results'], summary: 'List the rows of a batch that need a look, in their order',
        params: batchParams,
        querystring: z.object({ outcome: rowOutcomes.optional(), after: z.coerce.number().int().min(0).max(2_147_483_647).default(0), limit: z.coerce.number().int().min(1).max(1000).default(100) }),
        response: { 200: z.object({ rows: z.array(batchRowSchema), next: count.optional() }), 404: problemSchema },
      },
    },
    async (request) => {
      const { resultBatches } = visitOf(request).books
      const name = nameOf(request.params)
      await known(name, resultBatches)
      const { outcome, after, limit } = request.query
      const rows = await resultBatches.rows(name, { after, limit, ...(outcome === undefined ? {} : { outcome }) })
      const last = rows.length === limit ? rows.at(-1) : undefined
      return { rows, ...(last === undefined ? {} : { next: last.row }) }
    },
  )
}

/** Throws 415 with what to send instead. */
function readerFor(request: FastifyRequest): (pieces: AsyncIterable<Uint8Array>) => AsyncGenerator<BatchLine> {
  const { 'content-type': type, 'content-encoding': encoding = 'identity' } = request.headers
  const charset = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(type ?? '')?.[1]?.toLowerCase() ?? 'utf-8'
  const detail = request.body === undefined || request.body === null ? 'Send the batch as application/x-ndjson or text/csv.'
    : charset !== 'utf-8' && charset !== 'utf8' ? 'Send the batch in UTF-8; a spreadsheet calls it “CSV UTF-8”.'
      : encoding !== 'identity' ? 'Send the batch as it is, not compressed.'
        : undefined
  if (detail !== undefined) throw problem(415, 'unsupported-media-type', 'This content type is not accepted here', { detail, headers: { connection: 'close' } })
  return type?.toLowerCase().startsWith('text/csv') === true ? readCsv : readNdjson
}

function nameOf({ id, batchId }: { id: string; batchId: string }): BatchName {
  return { achievementId: id as AchievementId, id: batchId as ResultBatchId }
}

async function known(name: BatchName, batches: ResultBatchBook): Promise<ResultBatch> {
  const batch = await batches.get(name)
  if (batch === undefined) throw problem(404, 'not-found', 'There is nothing at this address')
  return batch
}

function firstRows(batch: BatchName, batches: ResultBatchBook): Promise<BatchRow[]> {
  return batches.rows(batch, { after: 0, limit: rowsInAnswer + 1 })
}

function toBody({ id, achievementId, state, rows, counts, startedAt, updatedAt, completedAt }: ResultBatch, toLookAt: BatchRow[]): z.infer<typeof batchSchema> {
  const shown = toLookAt.slice(0, rowsInAnswer)
  const last = toLookAt.length > rowsInAnswer ? shown.at(-1) : undefined
  return {
    id, achievementId, state, rowCount: rows,
    summary: { awarded: counts.awarded, unchanged: counts.unchanged, corrected: counts.corrected, notAwarded: counts.not_awarded, rejected: counts.rejected },
    dropped: { nationalIdentityNumbers: counts.droppedNumbers, fields: counts.droppedFields },
    startedAt: startedAt.toISOString(), updatedAt: updatedAt.toISOString(),
    ...(completedAt === undefined ? {} : { completedAt: completedAt.toISOString() }),
    rows: shown,
    ...(last === undefined ? {} : { next: last.row }),
  }
}
