import { z } from 'zod'
import { holdsNationalIdentityNumber, plainText } from '@eduwallet/microcredential'
import { apiScopes } from '../../institutions/types.ts'

/** The institution in the path. Its form is checked when it is looked up: a slug that cannot be is simply not found. */
export const slugParameter = z.string().meta({ description: 'The slug of the institution', example: 'hogeschool-voorbeeld' })
export const slugParams = z.object({ slug: slugParameter })
/** A path with the institution and one id. */
export const idParams = z.object({ slug: slugParameter, id: z.uuid() })

/** RFC 9457. */
export const problemSchema = z.object({
  type: z.url(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  traceId: z.string(),
}).meta({ id: 'Problem', description: 'Problem details (RFC 9457)' })

/** An instant on the wire: RFC 3339 in UTC. */
export const instant = z.string().meta({ format: 'date-time', example: '2026-09-01T12:00:00.000Z' })

export const scopesSchema = z.array(z.enum(apiScopes)).min(1).max(apiScopes.length).refine((scopes) => new Set(scopes).size === scopes.length, 'must not repeat a scope')

/** Why somebody did something, for the journal, from which nothing can be taken out again. Write no learner data in it. */
export const reasonSchema = plainText(255).refine((reason) => !holdsNationalIdentityNumber(reason), 'must not hold a national identity number').meta({ description: 'Why, for the journal. No learner data.', example: 'fraud established by the examination board' })

/** Pages of a list: `after` is the `next` of the page before. */
export const pageQuery = z.object({
  after: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
