/** An achievement of the catalogue on the wire. */
import { z } from 'zod'
import { achievementSchema, checkAchievement } from '@eduwallet/microcredential'
import type { CataloguedAchievement } from '../../catalogue/types.ts'
import { describedAs, findingSchema } from './model-schemas.ts'
import { instant } from './schemas.ts'

export const stateSchema = z.enum(['draft', 'published', 'archived'])

export const achievementOut = z.object({
  id: z.uuid(),
  state: stateSchema.meta({ description: 'Only a published one is newly awarded. An archived one: what was awarded can still be offered and claimed' }),
  frozen: z.boolean().meta({ description: 'It was awarded, shared or adopted: its content cannot change any more' }),
  version: z.number().int().meta({ description: 'From 1' }),
  previousVersion: z.uuid().optional(),
  versions: z.array(z.object({ id: z.uuid(), version: z.number().int(), state: stateSchema })).meta({ description: 'All versions of it, oldest first' }),
  adoptedFrom: z.object({
    institution: z.string(), achievement: z.uuid(), version: z.number().int(),
    shared: z.boolean().meta({ description: 'false: its owner does not share it with you any more, or does not award it any more; no new awards' }),
  }).optional().meta({ description: 'Whose it is' }),
  sharedWith: z.array(z.string()).meta({ description: 'Slugs of the institutions that may award it too' }),
  achievement: describedAs(achievementSchema, 'Complete when published'),
  ooapiOfferings: z.array(z.string()),
  findings: z.array(findingSchema).meta({ description: 'What it lacks to be published today (error), and what deserves a look (warning)' }),
  createdAt: instant,
  publishedAt: instant.optional(),
  archivedAt: instant.optional(),
}).meta({ id: 'CataloguedAchievement' })

/** As it is answered; `on` is the day by whose rules it is checked. */
export function toBody({ entry, offeringIds, awarded, versions, sharedWith, wasShared }: CataloguedAchievement, on: Date): z.infer<typeof achievementOut> {
  const at = versions.findIndex(({ id }) => id === entry.id)
  const previous = versions[at - 1]
  const adoptedFrom = entry.state === 'draft' ? undefined : entry.adoptedFrom
  return {
    id: entry.id,
    state: entry.state,
    frozen: awarded || wasShared || adoptedFrom !== undefined,
    version: at + 1,
    ...(previous === undefined ? {} : { previousVersion: previous.id }),
    versions: [...versions],
    ...(adoptedFrom === undefined ? {} : { adoptedFrom }),
    sharedWith: [...sharedWith],
    achievement: entry.content,
    ooapiOfferings: [...offeringIds],
    findings: checkAchievement(entry.content, { on }),
    createdAt: entry.createdAt.toISOString(),
    ...(entry.state === 'draft' ? {} : { publishedAt: entry.publishedAt.toISOString() }),
    ...(entry.state === 'archived' ? { archivedAt: entry.archivedAt.toISOString() } : {}),
  }
}
