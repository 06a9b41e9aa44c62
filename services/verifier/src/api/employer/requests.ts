import type { Shell } from '@eduwallet/service-shell'
import { ask, pageUrlOf, requestUriOf, walletUrlOf, type Asking, type ClientIdPrefix } from '../../asking/index.ts'
import { showToEmployer, type ShowingToEmployers, type ShownRequest } from '../../showing/index.ts'
import { employerOf } from './authenticate.ts'
import { toProblem } from './problems.ts'
import { createdRequestSchema, requestBodySchema, requestParamsSchema, requestQuerySchema, requestStateSchema } from './schemas.ts'

export type RequestRoutes = {
  readonly asking: Asking
  readonly showing: ShowingToEmployers
  readonly publicUrl: string
}

/** POST /api/v1/requests and GET /api/v1/requests/{id}. */
export function registerRequests(app: Shell, { asking, showing, publicUrl }: RequestRoutes): void {
  const defaultPrefix: ClientIdPrefix = asking.clientIds.x509_hash === undefined ? 'decentralized_identifier' : 'x509_hash'

  app.post(
    '/api/v1/requests',
    {
      schema: {
        operationId: 'createRequest',
        summary: 'Ask a learner a named question, for a purpose',
        tags: ['employer'],
        body: requestBodySchema,
        response: { 201: createdRequestSchema },
      },
    },
    async (httpRequest, reply) => {
      const { clientIdPrefix = defaultPrefix, ...wanted } = httpRequest.body
      try {
        const { request, pageSecret } = await ask(asking, employerOf(httpRequest), { ...wanted, clientIdPrefix })
        return await reply.code(201).header('location', `/api/v1/requests/${request.id}`).send({
          id: request.id,
          walletUrl: walletUrlOf(publicUrl, request),
          requestUri: requestUriOf(publicUrl, request),
          pageUrl: pageUrlOf(publicUrl, pageSecret),
          expiresAt: request.expiresAt.toISOString(),
        })
      } catch (error) {
        throw toProblem(error)
      }
    },
  )

  app.get(
    '/api/v1/requests/:id',
    {
      schema: {
        operationId: 'readRequest',
        summary: 'Read what became of a request: waiting, answered with a verdict, declined or expired',
        description:
          'On one device (flow same_device) the verdict is there once the learner has come back from the wallet to the page, or in the answer to the one call that brings the fresh response_code.',
        tags: ['employer'],
        params: requestParamsSchema,
        querystring: requestQuerySchema,
        response: { 200: requestStateSchema },
      },
    },
    async (httpRequest) => {
      const { params, query } = httpRequest
      try {
        return toShape(await showToEmployer(showing, employerOf(httpRequest).id, { id: params.id, responseCode: query.response_code }))
      } catch (error) {
        throw toProblem(error)
      }
    },
  )
}

function toShape({ request, state, declineReason, livesUntil, verdict, answerDigest }: ShownRequest) {
  return {
    id: request.id,
    state,
    expiresAt: livesUntil.toISOString(),
    ...(declineReason === undefined ? {} : { declineReason }),
    ...(answerDigest === undefined ? {} : { answerDigest }),
    ...(verdict === undefined
      ? {}
      : {
          verdict: {
            verdict: verdict.verdict,
            judgedAt: verdict.judgedAt.toISOString(),
            checks: verdict.checks.map((check) => ({ ...check })),
            credentials: verdict.credentials.map((credential) => ({ ...credential })),
          },
        }),
  }
}
