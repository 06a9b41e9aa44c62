/** The model's shapes on the wire. What comes in is judged by the rooms, which name every fault in two languages, so it is only described here. */
import { z } from 'zod'
import { localizedTextSchema } from '@eduwallet/microcredential'

/** Anything, documented as `schema`. */
export function describedAs(schema: z.ZodType, description: string) {
  const { $schema: _dialect, ...jsonSchema } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return z.unknown().meta({ ...jsonSchema, description })
}

export const findingSchema = z.object({
  path: z.string().meta({ description: 'JSON pointer' }),
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  message: localizedTextSchema,
  rule: z.object({ id: z.string(), source: z.string() }).optional(),
}).meta({ id: 'Finding', description: 'Something that is wrong (error) or deserves a look (warning), and what to do about it' })

export const reasonOutSchema = z.object({
  field: z.string().meta({ description: 'JSON pointer into what was sent; empty: the whole of it' }),
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  message: localizedTextSchema,
}).meta({ id: 'Reason' })

export const outcomeSchema = z.enum(['awarded', 'unchanged', 'corrected', 'not_awarded', 'rejected'])

export const droppedSchema = z.object({
  nationalIdentityNumbers: z.number().int(),
  fields: z.number().int(),
}).meta({ id: 'Dropped', description: 'What was thrown away before anything was kept: national identity numbers, and other values that are not needed' })

export const learnerOutSchema = z.object({ reference: z.string(), givenName: z.string(), familyName: z.string() }).meta({ id: 'Learner' })
