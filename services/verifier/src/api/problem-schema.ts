import { z } from 'zod'

/** A refusal as employers and the operator get it (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.url(),
    title: z.string(),
    status: z.number().int(),
    code: z.string().meta({ description: 'Stable; the last part of `type`' }),
    detail: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    traceId: z.string().meta({ description: 'Found in the log lines of this request' }),
  })
  .meta({ id: 'Problem', description: 'Problem details (RFC 9457)' })
