/**
 * What a wallet is told when something is refused: the only place with status codes and the protocol's error words.
 * OpenID4VCI 1.0 #token-error-response, #credential-request-errors; RFC 6749 #section-5.2; RFC 6750 #section-3; RFC 9449 #section-7.1, #section-8.
 */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { answerError, describeError } from '@eduwallet/service-shell'
import { ClaimError, dpopAlgorithms, type ClaimErrorCode } from '../../claiming/index.ts'
import { IssueError, type IssueErrorCode } from '../../issuing/index.ts'

export type WalletErrorWord =
  | 'invalid_request' | 'invalid_client' | 'invalid_grant' | 'unsupported_grant_type' | 'invalid_authorization_details'
  | 'invalid_dpop_proof' | 'use_dpop_nonce' | 'invalid_token'
  | 'invalid_credential_request' | 'unknown_credential_configuration' | 'unknown_credential_identifier' | 'invalid_proof'
  | 'invalid_nonce' | 'invalid_encryption_parameters' | 'credential_request_denied'
  | 'invalid_notification_id' | 'invalid_notification_request'
  | 'temporarily_unavailable' | 'server_error'

type Answer = { status: 400 | 401 | 503 | 500; error: WalletErrorWord }
/** At the token endpoint, and where an access token is presented. */
type Answers = { token: Answer; resource: Answer }

const everywhere = (status: Answer['status'], error: WalletErrorWord): Answers => ({ token: { status, error }, resource: { status, error } })
const dpop = (error: 'invalid_dpop_proof' | 'use_dpop_nonce'): Answers => ({ token: { status: 400, error }, resource: { status: 401, error } })

const answers = {
  CLAIM_CODE_INVALID: everywhere(400, 'invalid_grant'),
  CLAIM_TRANSACTION_CODE_MISSING: everywhere(400, 'invalid_request'),
  CLAIM_TRANSACTION_CODE_UNEXPECTED: everywhere(400, 'invalid_request'),
  CLAIM_NOT_OFFERED: everywhere(400, 'invalid_authorization_details'),
  CLAIM_TOKEN_INVALID: everywhere(401, 'invalid_token'),
  CLAIM_TOKEN_BOUND: everywhere(401, 'invalid_token'),
  CLAIM_DPOP_INVALID: dpop('invalid_dpop_proof'),
  CLAIM_DPOP_NONCE_NEEDED: dpop('use_dpop_nonce'),
  CLAIM_DPOP_REPLAYED: dpop('invalid_dpop_proof'),
  CLAIM_DPOP_OTHER_KEY: everywhere(401, 'invalid_token'),
  CLAIM_PROOF_MISSING: everywhere(400, 'invalid_proof'),
  CLAIM_PROOF_INVALID: everywhere(400, 'invalid_proof'),
  CLAIM_NONCE_INVALID: everywhere(400, 'invalid_nonce'),
  CLAIM_NOTIFICATION_UNKNOWN: everywhere(400, 'invalid_notification_id'),
  ISSUE_AWARD_CHANGED: everywhere(400, 'credential_request_denied'),
  ISSUE_AWARD_UNKNOWN: everywhere(400, 'credential_request_denied'),
  ISSUE_NOT_OFFERED: everywhere(400, 'unknown_credential_configuration'),
  ISSUE_CERTIFICATE_MISSING: everywhere(400, 'credential_request_denied'),
  ISSUE_EXPIRED: everywhere(400, 'credential_request_denied'),
  ISSUE_LIMIT_REACHED: everywhere(400, 'credential_request_denied'),
  ISSUE_REVOKED: everywhere(400, 'credential_request_denied'),
  ISSUE_NOT_THE_SAME: everywhere(400, 'credential_request_denied'),
  ISSUE_TOKEN_GONE: everywhere(401, 'invalid_token'),
  ISSUE_NONCE_USED: everywhere(400, 'invalid_nonce'),
  ISSUE_DPOP_REPLAYED: dpop('invalid_dpop_proof'),
  ISSUE_NOT_RECORDED: everywhere(503, 'temporarily_unavailable'),
  ISSUE_TICKET_SPENT: everywhere(500, 'server_error'),
} satisfies Record<ClaimErrorCode | IssueErrorCode, Answers>

/** A refusal of the door itself: the request is not one it could pass on to a room. */
export class WalletRequestError extends Error {
  override readonly name = 'WalletRequestError'
  readonly status: 400 | 401
  readonly error: WalletErrorWord | undefined

  /** Without `error`: a request without any access token is only told how to present one (RFC 6750 #section-3.1). */
  constructor(status: 400 | 401, error: WalletErrorWord | undefined, message: string) {
    super(message)
    this.status = status
    this.error = error
  }
}

export type Endpoint = { place: 'token' | 'resource'; malformed: WalletErrorWord }

/**
 * The error handler of an endpoint. `malformed` is its word for a body that cannot be read. The request's own words are
 * never repeated. Nothing here may be cached.
 */
export function answerWalletErrors({ place, malformed }: Endpoint) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    void reply.header('cache-control', 'no-store')
    if (error instanceof ClaimError || error instanceof IssueError) {
      const answer: Answer = answers[error.code][place]
      if (answer.status === 503) {
        request.log.error({ err: error, req: request }, 'failed')
        return send(reply.header('retry-after', '2'), answer.status, answer.error, notNow(request))
      }
      if (answer.status === 401) challenge(request, reply, answer.error, error.code === 'CLAIM_TOKEN_BOUND')
      return send(reply, answer.status, answer.error, error.message)
    }
    if (error instanceof WalletRequestError) {
      if (error.status === 401) challenge(request, reply, error.error, false)
      return error.error === undefined ? reply.code(error.status).send() : send(reply, error.status, error.error, error.message)
    }
    const { statusCode, message, extra } = describeError(error)
    if (statusCode === 400 || statusCode === 413 || statusCode === 415) return send(reply, statusCode, malformed, 'the request cannot be read')
    if (statusCode === 404 || statusCode === 405) return answerError(error, request, reply)
    for (const [name, value] of Object.entries(extra.headers ?? {})) void reply.header(name, value)
    if (statusCode === 429) return send(reply, statusCode, 'temporarily_unavailable', extra.detail ?? message)
    request.log.error({ err: error, req: request }, 'failed')
    return send(reply, statusCode, statusCode === 503 ? 'temporarily_unavailable' : 'server_error', notNow(request))
  }
}

/** The shape of these answers has no place for the trace id but the words for the wallet's maker. */
function notNow({ id }: FastifyRequest): string {
  return `not possible right now, please try again; to ask about it mention ${id}`
}

function send(reply: FastifyReply, status: number, error: WalletErrorWord, description: string): FastifyReply {
  return reply.code(status).serializer(JSON.stringify).type('application/json').send({ error, error_description: inAllowedCharacters(description) })
}

/** How a token has to be presented, for a 401 where one is needed (RFC 6750 #section-3, RFC 9449 #section-7.1). */
function challenge(request: FastifyRequest, reply: FastifyReply, error: WalletErrorWord | undefined, bound: boolean): void {
  const usedDpop = bound || /^dpop /i.test(request.headers.authorization ?? '')
  const said = error === undefined ? '' : `error="${error}", `
  const dpopChallenge = `DPoP ${error !== undefined && usedDpop ? said : ''}algs="${dpopAlgorithms.join(' ')}"`
  const bearerChallenge = `Bearer ${usedDpop ? '' : said}realm="credential"`
  void reply.header('www-authenticate', usedDpop ? dpopChallenge : `${bearerChallenge}, ${dpopChallenge}`)
}

/** OpenID4VCI 1.0 #credential-request-errors: %x20-21 / %x23-5B / %x5D-7E. */
function inAllowedCharacters(text: string): string {
  return text.replaceAll(/[^\x20\x21\x23-\x5B\x5D-\x7E]/g, '')
}
