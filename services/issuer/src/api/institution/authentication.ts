import type { FastifyInstance } from 'fastify'
import { bearerToken, problem } from '@eduwallet/service-shell'
import { checkApiToken } from '../../institutions/api-clients.ts'
import type { ApiScope } from '../../institutions/types.ts'
import { visitOf } from '../visit.ts'
import { problemSchema } from './schemas.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The scope a token must have for this route. */
    apiScope?: ApiScope
  }
}

/**
 * From here on every route needs an access token of the institution in the path, with the route's `config.apiScope`.
 * RFC 6750 #section-3.1: 401 `invalid_token`, 403 `insufficient_scope`. A token of another institution is not known here.
 * A route without a scope does not start.
 */
export function authenticateClients(app: FastifyInstance, { now }: { now: () => Date }): void {
  app.addHook('onRoute', (route) => {
    const scope = route.config?.apiScope
    if (scope === undefined) throw new Error(`route ${route.url} names no scope`)
    if (route.schema === undefined) return
    route.schema.security = [{ institution: [scope] }]
    route.schema.response = { 401: problemSchema, 403: problemSchema, ...(route.schema.response as object) }
  })
  app.addHook('onRequest', async (request) => {
    const accessToken = bearerToken(request.headers.authorization)
    if (accessToken === undefined) {
      throw problem(401, 'unauthorized', 'An access token is needed', { headers: { 'www-authenticate': 'Bearer' } })
    }
    const grant = await checkApiToken(accessToken, { clients: visitOf(request).books.clients, now })
    const needed = request.routeOptions.config.apiScope
    if (needed === undefined || !grant.scopes.includes(needed)) {
      throw problem(403, 'insufficient-scope', 'The access token does not allow this', {
        headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${needed ?? ''}"` },
      })
    }
    request.caller = { clientId: grant.clientId, scopes: grant.scopes }
  })
}
