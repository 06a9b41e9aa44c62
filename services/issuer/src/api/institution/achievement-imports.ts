import { z } from 'zod'
import { languages } from '@eduwallet/microcredential'
import type { Shell } from '@eduwallet/service-shell'
import { importAchievements, importSources, mostDocuments } from '../../catalogue/import-achievements.ts'
import { onceHeaders, sendOnce, type Once } from '../once.ts'
import { actOf, visitOf } from '../visit.ts'
import { droppedSchema, findingSchema } from './model-schemas.ts'
import { problemSchema, slugParams } from './schemas.ts'

const importedOut = z.object({
  document: z.number().int().meta({ description: 'Which of the documents, from 0' }),
  outcome: z.enum(['created', 'rejected']),
  id: z.uuid().optional().meta({ description: 'Of the draft in the catalogue' }),
  findings: z.array(findingSchema).meta({ description: 'Why it was rejected (error), or what could not be taken over as it was (warning); paths point into the document' }),
  dropped: droppedSchema,
}).meta({ id: 'ImportedDocument' })

/** POST /api/v1/achievement-imports: courses, programmes and badges of other systems become drafts. */
export function registerAchievementImports(app: Shell, door: Once & { now: () => Date; newId: () => string }): void {
  const { now, newId } = door
  app.post(
    '/api/v1/achievement-imports',
    {
      config: { apiScope: 'catalogue:write' },
      schema: {
        operationId: 'importAchievements', tags: ['catalogue'], summary: 'Add a draft for each document of another system; the others are answered with what is wrong with them',
        params: slugParams,
        headers: onceHeaders,
        body: z.strictObject({
          source: z.enum(importSources).meta({ description: 'Courses, programmes and learning components: OOAPI v5 or OEAPI v6' }),
          documents: z.array(z.unknown()).min(1).max(mostDocuments),
          textLanguage: z.enum(languages).default('nl').meta({ description: 'Of texts whose source does not say in which language they are' }),
          sector: z.enum(['mbo', 'hbo', 'wo']).optional().meta({ description: 'Of achievements whose source names none' }),
        }),
        response: { 200: z.object({ summary: z.object({ created: z.number().int(), rejected: z.number().int() }), documents: z.array(importedOut) }), 400: problemSchema },
      },
    },
    async (request, reply) => {
      const act = actOf(request, now)
      const { id: institution } = visitOf(request).institution
      const { source, documents, textLanguage, sector } = request.body
      return sendOnce(request, reply, door, { institution, act }, async (books) => {
        const imported = await importAchievements({ source, documents, textLanguage, sector }, act, { achievements: books.forInstitution(institution).achievements, newId })
        const created = imported.filter(({ outcome }) => outcome === 'created').length
        return { status: 200, body: { summary: { created, rejected: imported.length - created }, documents: imported.map((one, document) => ({ document, ...one })) } }
      })
    },
  )
}
