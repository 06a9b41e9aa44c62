import { z } from 'zod'
import type { Shell } from '@eduwallet/service-shell'
import { visitOf } from '../visit.ts'
import { instant, slugParams } from './schemas.ts'

const entrySchema = z.object({
  seq: z.number().int(),
  at: instant,
  actor: z.string(),
  action: z.string(),
  objectKind: z.string(),
  objectId: z.string(),
  reason: z.string(),
  correlationId: z.string().meta({ description: 'The trace id of the request that did it' }),
  previousHash: z.string(),
  hash: z.string().meta({ description: 'SHA-256 over the previous hash and every field, hexadecimal' }),
}).meta({ id: 'JournalEntry' })

/** GET /api/v1/journal: the institution reads its own journal, in order. */
export function registerJournal(app: Shell): void {
  app.get(
    '/api/v1/journal',
    {
      config: { apiScope: 'read' },
      schema: {
        operationId: 'readJournal',
        tags: ['journal'],
        summary: 'Read the journal: who did what to which object, when and why',
        params: slugParams,
        querystring: z.object({
          after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
        }),
        response: { 200: z.object({ entries: z.array(entrySchema), next: z.number().int().optional() }) },
      },
    },
    async (request) => {
      const { limit } = request.query
      const rows = await visitOf(request).books.journal.list(request.query)
      const last = rows.length === limit ? rows.at(-1) : undefined
      const entries = rows.map((row) => ({ ...row, at: row.at.toISOString(), previousHash: hex(row.previousHash), hash: hex(row.hash) }))
      return { entries, ...(last === undefined ? {} : { next: last.seq }) }
    },
  )
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
