import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { answerError, describeError, readClientCredentials, wrongGuess, type Shell } from '@eduwallet/service-shell'
import { issueApiToken } from '../../institutions/api-clients.ts'
import { InstitutionError } from '../../institutions/errors.ts'
import { visitOf } from '../visit.ts'
import { slugParams } from './schemas.ts'

/** RFC 6749 #section-5.2 */
type OAuthError = 'invalid_request' | 'invalid_client' | 'unauthorized_client' | 'unsupported_grant_type' | 'invalid_scope' | 'temporarily_unavailable'

const tokenRequest = z.object({
  grant_type: z.string(),
  scope: z.string().regex(/^[\x21\x23-\x5B\x5D-\x7E]+( [\x21\x23-\x5B\x5D-\x7E]+)*$/).optional(),
  client_id: z.string().max(200).optional(),
  client_secret: z.string().max(200).optional(),
}).meta({ description: 'RFC 6749 #section-4.4.2. The client authenticates with HTTP Basic, or with client_id and client_secret here.' })

const tokenResponse = z.object({ access_token: z.string(), token_type: z.literal('Bearer'), expires_in: z.number().int(), scope: z.string() })
const errorResponse = z.object({ error: z.string(), error_description: z.string() })

/** Anybody may send this, and it is held in memory: a few identifiers are far below it. */
const bodyLimit = 16_384

/** POST /{slug}/oauth/token: an access token for a system of the institution (OAuth 2.0 client credentials). */
export function registerOAuthToken(app: Shell, { now, randomBytes }: { now: () => Date; randomBytes: (n: number) => Uint8Array }): void {
  app.post(
    '/oauth/token',
    {
      bodyLimit,
      config: { guesses: 'client' },
      schema: {
        operationId: 'requestAccessToken',
        tags: ['institution'],
        summary: 'Exchange client credentials for an access token (OAuth 2.0 client credentials)',
        params: slugParams,
        consumes: ['application/x-www-form-urlencoded'],
        body: tokenRequest,
        response: { 200: tokenResponse, 400: errorResponse, 401: errorResponse, 429: errorResponse },
        security: [{ client: [] }],
      },
      // A parameter that is repeated arrives as a list, and is refused with the protocol's own error (RFC 6749 #section-3.2).
      attachValidation: true,
      errorHandler: answerOAuthError,
    },
    async (request, reply) => {
      if (request.validationError !== undefined || !isForm(request)) return refuse(reply, 400, 'invalid_request', 'the parameters are not those of a token request')
      const { grant_type: grantType, scope } = request.body
      const client = readClientCredentials(request.headers.authorization, request.body)
      if (client === 'twice') return refuse(reply, 400, 'invalid_request', 'the client authenticates in two ways')
      if (client === 'missing' || client === 'unreadable') return refuseClient(reply)
      if (grantType !== 'client_credentials') return refuse(reply, 400, 'unsupported_grant_type', 'only client_credentials is possible here')
      try {
        const { accessToken, expiresInSeconds, scopes } = await issueApiToken({ ...client, scope }, { clients: visitOf(request).books.clients, now, randomBytes })
        return await reply.header('cache-control', 'no-store').send({ access_token: accessToken, token_type: 'Bearer', expires_in: expiresInSeconds, scope: scopes.join(' ') })
      } catch (error) {
        if (!(error instanceof InstitutionError)) throw error
        if (error.code === 'CLIENT_SCOPE_NOT_GRANTED') return refuse(reply, 400, 'invalid_scope', 'the client may not have this scope')
        wrongGuess(request)
        return refuseClient(reply)
      }
    },
  )
}

function isForm(request: FastifyRequest): boolean {
  return /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '')
}

function refuseClient(reply: FastifyReply): FastifyReply {
  void reply.header('www-authenticate', 'Basic realm="institution"')
  return refuse(reply, 401, 'invalid_client', 'client authentication failed')
}

function refuse(reply: FastifyReply, status: 400 | 401 | 429, error: OAuthError, description: string): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').send({ error, error_description: description })
}

/** A body that cannot be read is an `invalid_request`, who guessed too often has to wait; what is on our side is answered as everywhere. */
function answerOAuthError(error: Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { statusCode, message, extra } = describeError(error)
  if (statusCode === 429) return refuse(reply.headers({ ...extra.headers }), 429, 'temporarily_unavailable', extra.detail ?? message)
  if (statusCode === 400 || statusCode === 415) return refuse(reply, 400, 'invalid_request', 'the body cannot be read')
  return answerError(error, request, reply)
}
