import type { Shell } from '@eduwallet/service-shell'
import type { z } from 'zod'

/**
 * Says in the OpenAPI document, of every route of this scope, which security scheme it demands and what its refusals
 * look like. For the document only: errors are written by the scope's own error handler. Call before adding routes.
 */
export function documentScope(app: Shell, { security, refusal }: { security?: 'operator' | 'employer'; refusal: { mediaType: string; schema: z.ZodType } }): void {
  app.addHook('onRoute', ({ schema }) => {
    if (schema === undefined || ('hide' in schema && schema.hide)) return
    if (security !== undefined) schema.security = [{ [security]: [] }]
    schema.response = { ...(schema.response as object | undefined), '4xx': { description: 'Refused', content: { [refusal.mediaType]: { schema: refusal.schema } } } }
  })
}
