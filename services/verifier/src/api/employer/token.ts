import { describeError, readClientCredentials, wrongGuess, type Shell } from '@eduwallet/service-shell'
import type { FastifyReply } from 'fastify'
import { EmployerError, issueToken, type GivingAccess } from '../../employers/index.ts'
import { oauthErrorSchema, tokenBodySchema, tokenSchema } from './schemas.ts'

/** A refusal of the token endpoint. RFC 6749 #section-5.2 */
class TokenRefused extends Error {
  readonly error: 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope'
  constructor(error: TokenRefused['error'], description: string) {
    super(description)
    this.name = 'TokenRefused'
    this.error = error
  }
}

/** Anybody may send this, and it is held in memory: a few identifiers are far below it. */
const TOKEN_BODY_BYTES = 16_384

/** POST /oauth/token: client credentials, by Authorization header (Basic) or in the form. */
export function registerToken(app: Shell, access: GivingAccess): void {
  void app.register(async (scope: Shell) => {
    scope.setErrorHandler((error, request, reply) => {
      const { status, body, headers } = describeRefusal(error)
      if (status < 500) return send(reply, status, body, headers)
      request.log.error({ err: error }, 'failed')
      return send(reply, status, { ...body, error_description: `${body.error_description}; to ask about it mention ${request.id}` }, headers)
    })
    scope.post(
      '/oauth/token',
      {
        bodyLimit: TOKEN_BODY_BYTES,
        config: { guesses: 'client' },
        schema: {
          operationId: 'createAccessToken',
          summary: 'Exchange client credentials for an access token (OAuth 2.0 client credentials)',
          tags: ['employer'],
          consumes: ['application/x-www-form-urlencoded'],
          security: [],
          body: tokenBodySchema,
          response: { 200: tokenSchema, 400: oauthErrorSchema, 401: oauthErrorSchema, 429: oauthErrorSchema },
        },
      },
      async (request, reply) => {
        const { body, headers } = request
        if (!/^application\/x-www-form-urlencoded(?:\s*;|$)/i.test(headers['content-type'] ?? '')) {
          throw new TokenRefused('invalid_request', 'the parameters must be sent as a form')
        }
        if (body.grant_type !== 'client_credentials') throw new TokenRefused('unsupported_grant_type', 'only client_credentials is possible here')
        if (body.scope !== undefined) throw new TokenRefused('invalid_scope', 'there are no scopes here')
        const client = readClientCredentials(headers.authorization, body)
        if (typeof client === 'string') throw new TokenRefused(withoutCredentials[client].error, withoutCredentials[client].description)
        const { accessToken, expiresInSeconds } = await issueToken(access, client).catch((error: unknown) => {
          if (error instanceof EmployerError) wrongGuess(request)
          throw error
        })
        return reply
          .header('cache-control', 'no-store')
          .code(200)
          .send({ access_token: accessToken, token_type: 'Bearer' as const, expires_in: expiresInSeconds })
      },
    )
  })
}

const withoutCredentials = {
  missing: { error: 'invalid_client', description: 'client credentials are missing' },
  unreadable: { error: 'invalid_client', description: 'the client credentials are not HTTP Basic or plain text' },
  twice: { error: 'invalid_request', description: 'client credentials were given in two places' },
} as const satisfies Record<string, { error: TokenRefused['error']; description: string }>

function describeRefusal(error: unknown): { status: number; body: { error: string; error_description: string }; headers: Readonly<Record<string, string>> } {
  const refused = error instanceof EmployerError ? new TokenRefused('invalid_client', 'client id or secret is wrong') : error
  if (refused instanceof TokenRefused) {
    const status = refused.error === 'invalid_client' ? 401 : 400
    return { status, body: { error: refused.error, error_description: refused.message }, headers: status === 401 ? { 'www-authenticate': 'Basic realm="employers"' } : {} }
  }
  const { statusCode, message, extra } = describeError(error)
  const name = statusCode === 503 || statusCode === 429 ? 'temporarily_unavailable' : statusCode >= 500 ? 'server_error' : 'invalid_request'
  return { status: statusCode, body: { error: name, error_description: statusCode === 429 ? extra.detail ?? message : message }, headers: extra.headers ?? {} }
}

function send(reply: FastifyReply, status: number, body: object, headers: Readonly<Record<string, string>>): FastifyReply {
  return reply.code(status).headers(headers).header('cache-control', 'no-store').type('application/json').serializer(JSON.stringify).send(body)
}
