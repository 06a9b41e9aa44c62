import { describeError, type Shell } from '@eduwallet/service-shell'
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

/** POST /oauth/token: client credentials, by Authorization header (Basic) or in the form. */
export function registerToken(app: Shell, access: GivingAccess): void {
  void app.register(async (scope: Shell) => {
    scope.setErrorHandler((error, request, reply) => {
      const { status, body, headers } = describeRefusal(error)
      if (status >= 500) request.log.error({ err: error }, 'failed')
      return send(reply, status, body, headers)
    })
    scope.post(
      '/oauth/token',
      {
        schema: {
          operationId: 'createAccessToken',
          summary: 'Exchange client credentials for an access token (OAuth 2.0 client credentials)',
          tags: ['employer'],
          consumes: ['application/x-www-form-urlencoded'],
          security: [],
          body: tokenBodySchema,
          response: { 200: tokenSchema, 400: oauthErrorSchema, 401: oauthErrorSchema },
        },
      },
      async ({ body, headers }, reply) => {
        if (!/^application\/x-www-form-urlencoded(?:\s*;|$)/i.test(headers['content-type'] ?? '')) {
          throw new TokenRefused('invalid_request', 'the parameters must be sent as a form')
        }
        if (body.grant_type !== 'client_credentials') throw new TokenRefused('unsupported_grant_type', 'only client_credentials is possible here')
        if (body.scope !== undefined) throw new TokenRefused('invalid_scope', 'there are no scopes here')
        const { accessToken, expiresInSeconds } = await issueToken(access, readCredentials(headers.authorization, body))
        return reply
          .header('cache-control', 'no-store')
          .code(200)
          .send({ access_token: accessToken, token_type: 'Bearer' as const, expires_in: expiresInSeconds })
      },
    )
  })
}

type Credentials = { clientId: string; clientSecret: string }

/** One way of authenticating and not two. RFC 6749 #section-2.3 */
function readCredentials(authorization: string | undefined, body: { client_id?: string | undefined; client_secret?: string | undefined }): Credentials {
  if (authorization !== undefined) {
    const credentials = readBasic(authorization)
    if (body.client_secret !== undefined || (body.client_id !== undefined && body.client_id !== credentials.clientId)) {
      throw new TokenRefused('invalid_request', 'client credentials were given in two places')
    }
    return credentials
  }
  if (body.client_id === undefined || body.client_secret === undefined) throw new TokenRefused('invalid_client', 'client credentials are missing')
  return { clientId: body.client_id, clientSecret: body.client_secret }
}

/** Both halves are form-encoded before they are joined. RFC 6749 #section-2.3.1 */
function readBasic(authorization: string): Credentials {
  const encoded = /^Basic ([A-Za-z0-9+/]+={0,2})$/i.exec(authorization)?.[1]
  const text = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  const [clientId, clientSecret] = [text.slice(0, colon), text.slice(colon + 1)].map(decodeForm)
  if (colon < 1 || !clientId || !clientSecret) throw new TokenRefused('invalid_client', 'the Authorization header is not Basic with a client id and secret')
  return { clientId, clientSecret }
}

function decodeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return ''
  }
}

function describeRefusal(error: unknown): { status: number; body: { error: string; error_description: string }; headers: Readonly<Record<string, string>> } {
  const refused = error instanceof EmployerError ? new TokenRefused('invalid_client', 'client id or secret is wrong') : error
  if (refused instanceof TokenRefused) {
    const status = refused.error === 'invalid_client' ? 401 : 400
    return { status, body: { error: refused.error, error_description: refused.message }, headers: status === 401 ? { 'www-authenticate': 'Basic realm="employers"' } : {} }
  }
  const { statusCode, message, extra } = describeError(error)
  const name = statusCode === 503 ? 'temporarily_unavailable' : statusCode >= 500 ? 'server_error' : 'invalid_request'
  return { status: statusCode, body: { error: name, error_description: message }, headers: extra.headers ?? {} }
}

function send(reply: FastifyReply, status: number, body: object, headers: Readonly<Record<string, string>>): FastifyReply {
  return reply.code(status).headers(headers).header('cache-control', 'no-store').type('application/json').serializer(JSON.stringify).send(body)
}
