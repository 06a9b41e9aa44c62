import { problem, type Shell } from '@eduwallet/service-shell'
import { JsonError, parseJsonObject } from '@eduwallet/strict-json'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { serveRequest, type ServingRequests } from '../../asking/index.ts'
import { requestObjectFormSchema, requestParamsSchema } from './schemas.ts'

/** RFC 9101 #section-10.2 */
const MEDIA_TYPE = 'application/oauth-authz-req+jwt'

/** GET and POST /openid4vp/requests/{requestId}: the signed request object. OpenID4VP 1.0 #authorization_requests_with_request_uri */
export function registerRequestObject(app: Shell, serving: ServingRequests): void {
  const url = '/openid4vp/requests/:requestId'
  const documented = () => ({
    tags: ['wallet'],
    security: [],
    params: requestParamsSchema,
    response: { 200: { description: 'A signed JWT, typ oauth-authz-req+jwt', content: { [MEDIA_TYPE]: { schema: z.string() } } } },
  })

  app.get(url, { schema: { ...documented(), operationId: 'readRequestObject', summary: 'Fetch the signed request object' } }, async ({ params }, reply) =>
    send(reply, await serveRequest(serving, params.requestId)),
  )

  app.post(
    url,
    {
      schema: {
        ...documented(),
        operationId: 'readRequestObjectByPost',
        summary: 'Fetch the signed request object with a nonce of the wallet in it (request_uri_method=post)',
        consumes: ['application/x-www-form-urlencoded'],
        body: requestObjectFormSchema,
      },
    },
    async ({ params, body }, reply) => {
      if (body?.wallet_metadata !== undefined) checkWalletMetadata(body.wallet_metadata)
      return send(reply, await serveRequest(serving, params.requestId, { walletNonce: body?.wallet_nonce }))
    },
  )
}

function send(reply: FastifyReply, requestObject: string): FastifyReply {
  return reply.type(MEDIA_TYPE).header('cache-control', 'no-store').serializer(String).send(requestObject)
}

/** Nothing here depends on what a wallet can do, but what is not JSON is a fault that the wallet's makers should see. */
function checkWalletMetadata(text: string): void {
  try {
    parseJsonObject(text, { maxDepth: 16, maxBytes: 65_536 })
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw problem(400, 'invalid-request', 'wallet_metadata is not a JSON object')
  }
}
