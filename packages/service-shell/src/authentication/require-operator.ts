import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { problem } from '../problem.ts'
import { bearerToken } from './bearer-token.ts'

/** Lets nobody into this scope without the operator's token, before anything else of a request is read. Compares hashes, in constant time. */
export function requireOperator(scope: Pick<FastifyInstance, 'addHook'>, operatorToken: string): void {
  const expected = sha256(operatorToken)
  scope.addHook('onRequest', async (request) => {
    const given = bearerToken(request.headers.authorization)
    if (given === undefined || !timingSafeEqual(sha256(given), expected)) {
      throw problem(401, 'unauthorized', 'The operator token is needed', { headers: { 'www-authenticate': 'Bearer' } })
    }
  })
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
