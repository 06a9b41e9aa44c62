import { describeError, type Shell } from '@eduwallet/service-shell'
import { AskError, type AskErrorCode } from '../../asking/index.ts'
import { AnswerError, type AnswerErrorCode } from '../../receiving/index.ts'

type Answer = { readonly status: number; readonly error: 'invalid_request' | 'server_error'; readonly description: string }

const unknown = { status: 404, error: 'invalid_request', description: 'there is no such request' } as const
const internal = { status: 500, error: 'server_error', description: 'something went wrong on our side' } as const
const refused = (description: string) => ({ status: 400, error: 'invalid_request', description }) as const

/**
 * What a wallet is told: the only place with status codes and error words of this door (RFC 6749 #section-5.2 form;
 * OpenID4VP 1.0 leaves both to the verifier). The descriptions are ours and repeat nothing that was sent.
 */
const answers = {
  ASK_QUESTION_NOT_ALLOWED: internal,
  ASK_CLAIM_NOT_IN_QUESTION: internal,
  ASK_NO_ISSUER_RECOGNISED: internal,
  ASK_PREFIX_UNAVAILABLE: internal,
  ASK_IDENTITY_UNUSABLE: internal,
  ASK_REQUEST_UNKNOWN: unknown,
  ASK_REQUEST_CLOSED: { status: 410, error: 'invalid_request', description: 'this request was answered' },
  ASK_REQUEST_EXPIRED: { status: 410, error: 'invalid_request', description: 'this request has expired' },
  ANSWER_REQUEST_UNKNOWN: unknown,
  ANSWER_REQUEST_CLOSED: refused('this request was answered before'),
  ANSWER_REQUEST_EXPIRED: refused('this request has expired'),
  ANSWER_NOT_ENCRYPTED: refused('the answer must be encrypted (direct_post.jwt)'),
  ANSWER_ENCRYPTION_REFUSED: refused('the answer must be encrypted with ECDH-ES and A128GCM or A256GCM to the key of this request, named by kid'),
  ANSWER_UNREADABLE: refused('the answer cannot be decrypted with the key of this request'),
  ANSWER_MALFORMED: refused('the answer is not formed as it should be'),
  ANSWER_STATE_WRONG: refused('state is not that of this request'),
} as const satisfies Record<AskErrorCode | AnswerErrorCode, Answer>

/** Answers every error of this scope as a wallet expects it: JSON, not stored, never a redirect. */
export function answerWalletErrors(app: Shell): void {
  app.setErrorHandler((error, request, reply) => {
    const { status, body, headers } = describe(error)
    if (status >= 500) request.log.error({ err: error }, 'failed')
    else request.log.info({ code: codeOf(error) }, 'refused')
    // The shape has no place for the trace id but the words for the wallet's maker.
    const said = status < 500 ? body : { ...body, error_description: `${body.error_description}; to ask about it mention ${request.id}` }
    return reply.code(status).headers(headers).header('cache-control', 'no-store').type('application/json').serializer(JSON.stringify).send(said)
  })
}

function describe(error: unknown): { status: number; body: { error: string; error_description: string }; headers: Readonly<Record<string, string>> } {
  if (error instanceof AskError || error instanceof AnswerError) {
    const { status, error: name, description }: Answer = answers[error.code]
    return { status, body: { error: name, error_description: description }, headers: {} }
  }
  const { statusCode, message, extra } = describeError(error)
  const name = statusCode === 503 ? 'temporarily_unavailable' : statusCode >= 500 ? 'server_error' : 'invalid_request'
  return { status: statusCode, body: { error: name, error_description: message }, headers: extra.headers ?? {} }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
