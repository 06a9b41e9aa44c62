import type { FastifyInstance } from 'fastify'
import { requireOperator } from '@eduwallet/service-shell'
import { problemSchema } from '../institution/schemas.ts'

/** From here on every route needs the operator's token, and says so in the document. */
export function authenticateOperator(app: FastifyInstance, { operatorToken }: { operatorToken: string }): void {
  app.addHook('onRoute', (route) => {
    if (route.schema === undefined) return
    route.schema.security = [{ operator: [] }]
    route.schema.response = { 401: problemSchema, ...(route.schema.response as object) }
  })
  requireOperator(app, operatorToken)
}
