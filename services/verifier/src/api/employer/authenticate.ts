import { bearerToken, problem, type Shell } from '@eduwallet/service-shell'
import type { FastifyRequest } from 'fastify'
import { identifyEmployer, type Employer, type GivingAccess } from '../../employers/index.ts'
import { toProblem } from './problems.ts'

const DECORATOR = 'employer'

/**
 * Lets nobody into this scope without an access token of an employer, before anything else of the request is read.
 * A token goes in the Authorization header only (RFC 6750 #section-2.1): one in the address would end up in logs.
 */
export function requireEmployer(app: Shell, access: Pick<GivingAccess, 'book' | 'now'>): void {
  app.decorateRequest(DECORATOR)
  app.addHook('onRequest', async (request) => {
    const token = bearerToken(request.headers.authorization)
    if (token === undefined) throw problem(401, 'unauthorized', 'An access token is needed', { headers: { 'www-authenticate': 'Bearer' } })
    try {
      request.setDecorator(DECORATOR, await identifyEmployer(access, token))
    } catch (error) {
      throw toProblem(error)
    }
  })
}

/** The employer whose token came with this request. */
export function employerOf(request: FastifyRequest): Employer {
  return request.getDecorator<Employer>(DECORATOR)
}
