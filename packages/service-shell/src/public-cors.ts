/** Cross-origin reading for public, impersonal documents and for wallets that live in a browser. */
import type { FastifyInstance, HTTPMethods } from 'fastify'

/**
 * From here on every route of this scope (register one scope for them) may be read from any origin, without credentials
 * (Fetch #http-cors-protocol: `*` never goes with cookies). Answers OPTIONS for those routes. Call before adding routes.
 */
export function publicCors(app: Pick<FastifyInstance, 'addHook' | 'route'>): void {
  const methodsByUrl = new Map<string, Set<HTTPMethods>>()
  app.addHook('onRequest', async (_request, reply) => {
    void reply.header('access-control-allow-origin', '*').header('access-control-expose-headers', 'DPoP-Nonce, ETag, Retry-After, WWW-Authenticate')
  })
  app.addHook('onRoute', (route) => {
    const given = Array.isArray(route.method) ? route.method : [route.method]
    if (given.includes('OPTIONS')) return
    const url = route.path
    const known = methodsByUrl.get(url)
    if (known !== undefined) {
      for (const method of given) known.add(method)
      return
    }
    const methods = new Set(given)
    methodsByUrl.set(url, methods)
    const local = route.prefix !== '' && url.startsWith(route.prefix) ? url.slice(route.prefix.length) : url
    app.route({
      method: 'OPTIONS',
      url: local,
      schema: { hide: true },
      handler: async (_request, reply) => reply
        .header('access-control-allow-methods', [...methods].sort().join(', '))
        .header('access-control-allow-headers', 'Authorization, Content-Type, DPoP')
        .header('access-control-max-age', '86400')
        .code(204).send(),
    })
  })
}
