import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { problem } from '@eduwallet/service-shell'
import { bearerToken } from '../institution/authentication.ts'
import { problemSchema } from '../institution/schemas.ts'

/** From here on every route needs the operator's token, compared in constant time. */
export function authenticateOperator(app: FastifyInstance, { operatorToken }: { operatorToken: string }): void {
  const expected = sha256(operatorToken)
  app.addHook('onRoute', (route) => {
    if (route.schema === undefined) return
    route.schema.security = [{ operator: [] }]
    route.schema.response = { 401: problemSchema, ...(route.schema.response as object) }
  })
  app.addHook('onRequest', async (request) => {
    const given = bearerToken(request.headers.authorization)
    if (given === undefined || !timingSafeEqual(sha256(given), expected)) {
      throw problem(401, 'unauthorized', 'The operator token is needed', { headers: { 'www-authenticate': 'Bearer' } })
    }
  })
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
