import { problem } from '@eduwallet/service-shell'
import { AskError, type AskErrorCode } from '../../asking/index.ts'
import { EmployerError, type EmployerErrorCode } from '../../employers/index.ts'
import { ShowError, type ShowErrorCode } from '../../showing/index.ts'
import { StackError, type StackErrorCode } from '../../stacking/index.ts'

type Answer = { readonly status: number; readonly code: string; readonly title: string; readonly path?: string }

const notFound = { status: 404, code: 'request-unknown', title: 'There is no such request' } as const

/** What an employer is told. The only place with status codes of this door. */
const answers = {
  ASK_QUESTION_NOT_ALLOWED: { status: 422, code: 'question-not-allowed', title: 'This employer is not registered for this question', path: '/question' },
  ASK_CLAIM_NOT_IN_QUESTION: { status: 422, code: 'claim-not-in-question', title: 'A claim was asked for that the question does not have', path: '/claims' },
  ASK_NO_ISSUER_RECOGNISED: { status: 409, code: 'no-issuer-recognised', title: 'No issuer is recognised yet, so no answer could be confirmed' },
  ASK_PREFIX_UNAVAILABLE: { status: 422, code: 'client-id-prefix-unavailable', title: 'This verifier cannot prove itself in this way', path: '/clientIdPrefix' },
  ASK_REQUEST_UNKNOWN: notFound,
  ASK_REQUEST_CLOSED: notFound,
  ASK_REQUEST_EXPIRED: notFound,
  ASK_IDENTITY_UNUSABLE: { status: 500, code: 'internal', title: 'Something went wrong on our side' },
  EMPLOYER_CREDENTIALS_WRONG: { status: 401, code: 'unauthorized', title: 'An access token is needed' },
  EMPLOYER_TOKEN_UNKNOWN: { status: 401, code: 'unauthorized', title: 'The access token is not known or has expired' },
  EMPLOYER_UNKNOWN: { status: 404, code: 'employer-unknown', title: 'There is no such employer' },
  EMPLOYER_QUESTION_UNKNOWN: { status: 422, code: 'question-unknown', title: 'There is no such question', path: '/questions' },
  SHOW_UNKNOWN: notFound,
  SHOW_RESPONSE_CODE_REFUSED: { status: 403, code: 'response-code-refused', title: 'The response code is not that of this request, or was used before' },
  SHOW_OTHER_SESSION: { status: 403, code: 'other-session', title: 'This request was begun in another browser' },
  STACK_NOT_CONFIRMED: { status: 409, code: 'credential-not-confirmed', title: 'A credential was not confirmed, or cannot be read any more' },
  STACK_MALFORMED: { status: 422, code: 'stacking-malformed', title: 'The rule or a credential cannot be judged as it is' },
} as const satisfies Record<AskErrorCode | EmployerErrorCode | ShowErrorCode | StackErrorCode, Answer>

/** The problem that answers a refusal of a room; any other error is given back as it came. */
export function toProblem(error: unknown): unknown {
  if (!(error instanceof AskError || error instanceof EmployerError || error instanceof ShowError || error instanceof StackError)) return error
  const { status, code, title, path }: Answer = answers[error.code]
  return problem(status, code, title, {
    ...(path === undefined ? {} : { errors: [{ path, message: error.message }] }),
    ...(error instanceof StackError ? { errors: error.faults } : {}),
    ...(status === 401 ? { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } } : {}),
  })
}
