import type { FastifyInstance } from 'fastify'
import { answerError, problem, type ProblemError } from '@eduwallet/service-shell'
import type { InstitutionErrorCode } from '../../institutions/errors.ts'
import type { IssueErrorCode } from '../../issuing/errors.ts'
import type { OfferErrorCode } from '../../offering/errors.ts'
import type { RepeatErrorCode } from '../../repeating/errors.ts'
import type { RevocationErrorCode } from '../../revoking/errors.ts'
import { modelProblem } from './model-problems.ts'

/** How issuing can fail where no wallet claims. */
type UnboundErrorCode = Exclude<IssueErrorCode, 'ISSUE_LIMIT_REACHED' | 'ISSUE_TOKEN_GONE' | 'ISSUE_NONCE_USED' | 'ISSUE_DPOP_REPLAYED'>

type Answer = { status: number; code: string; title: string }

/** What the institution's and the operator's door answer for each thing a room can refuse. */
const answers = {
  INSTITUTION_SLUG_INVALID: { status: 400, code: 'invalid-request', title: 'This slug cannot be used' },
  INSTITUTION_SLUG_RESERVED: { status: 409, code: 'slug-reserved', title: 'This slug is kept for the service itself' },
  INSTITUTION_SLUG_TAKEN: { status: 409, code: 'slug-taken', title: 'There is an institution with this slug already' },
  CERTIFICATE_UNREADABLE: { status: 422, code: 'certificate-unreadable', title: 'The certificate chain cannot be read' },
  CERTIFICATE_NOT_THIS_KEY: { status: 422, code: 'certificate-not-this-key', title: 'The certificate is not for the signing key of this institution' },
  CERTIFICATE_CHAIN_INVALID: { status: 422, code: 'certificate-chain-invalid', title: 'The certificate chain does not hold' },
  CLIENT_UNKNOWN: { status: 404, code: 'not-found', title: 'There is nothing at this address' },
  CLIENT_AUTHENTICATION_FAILED: { status: 401, code: 'unauthorized', title: 'Client authentication failed' },
  CLIENT_SCOPE_NOT_GRANTED: { status: 403, code: 'insufficient-scope', title: 'The client may not do this' },
  TOKEN_INVALID: { status: 401, code: 'unauthorized', title: 'An access token that is still valid is needed' },
  OFFER_AWARD_UNKNOWN: { status: 404, code: 'not-found', title: 'There is nothing at this address' },
  OFFER_AWARD_WITHDRAWN: { status: 409, code: 'award-withdrawn', title: 'The award was withdrawn and cannot be offered' },
  OFFER_CONFIGURATION_UNKNOWN: { status: 422, code: 'configuration-unknown', title: 'One of the configurations cannot be offered' },
  OFFER_ALREADY_CLAIMED: { status: 409, code: 'offer-already-claimed', title: 'The award has a valid credential already; revoke it before offering again' },
  OFFER_UNKNOWN: { status: 404, code: 'not-found', title: 'There is nothing at this address' },
  OFFER_NOT_OPEN: { status: 409, code: 'offer-not-open', title: 'The offer was redeemed, locked or withdrawn before' },
  ISSUE_AWARD_UNKNOWN: { status: 404, code: 'not-found', title: 'There is nothing at this address' },
  ISSUE_AWARD_CHANGED: { status: 409, code: 'award-changed', title: 'The award was withdrawn, or corrected since its file was made; revoke what it said before' },
  ISSUE_NOT_OFFERED: { status: 422, code: 'form-unknown', title: 'There is no such file' },
  ISSUE_CERTIFICATE_MISSING: { status: 409, code: 'certificate-missing', title: 'This form is sealed with a certificate, and the institution has none' },
  ISSUE_EXPIRED: { status: 409, code: 'award-expired', title: 'The award is not valid any more' },
  ISSUE_REVOKED: { status: 409, code: 'credential-revoked', title: 'The credential was revoked while it was made' },
  ISSUE_NOT_THE_SAME: { status: 409, code: 'credential-differs', title: 'The credential on record would say something else now; revoke it first' },
  ISSUE_NOT_RECORDED: { status: 503, code: 'unavailable', title: 'The service cannot answer right now, please try again' },
  ISSUE_TICKET_SPENT: { status: 500, code: 'internal', title: 'Something went wrong on our side' },
  REVOCATION_CREDENTIAL_UNKNOWN: { status: 404, code: 'not-found', title: 'There is nothing at this address' },
  REVOCATION_AWARD_UNKNOWN: { status: 404, code: 'not-found', title: 'There is nothing at this address' },
  REVOCATION_FINAL: { status: 409, code: 'revocation-final', title: 'A revoked credential stays revoked; make a new offer instead' },
  REVOCATION_UNSEEN: { status: 409, code: 'status-not-seen', title: 'This credential does not say where such a status is to be read, so nobody would see it' },
  KEY_IN_USE: { status: 409, code: 'idempotency-key-in-use', title: 'A request with this idempotency key is being worked on; send it again in a moment' },
  KEY_REUSED: { status: 422, code: 'idempotency-key-reused', title: 'This idempotency key was used for another request; take a new one for each' },
} satisfies Record<InstitutionErrorCode | UnboundErrorCode | OfferErrorCode | RepeatErrorCode | RevocationErrorCode, Answer>

const retryAfter: Readonly<Record<string, Readonly<Record<string, string>>>> = { KEY_IN_USE: { 'retry-after': '1' }, ISSUE_NOT_RECORDED: { 'retry-after': '2' } }

/** From here on what a room refuses is answered as the table says. Codes of 422 tell the room's own words, which hold no secret. */
export function answerRoomErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => answerError(roomProblem(error) ?? modelProblem(error) ?? error, request, reply))
}

/** The problem for an error of a room; undefined when the error is none. */
export function roomProblem(error: unknown): ProblemError | undefined {
  if (!(error instanceof Error) || !('code' in error) || !isKnown(error.code)) return undefined
  const { status, code, title } = answers[error.code]
  const headers = status === 401 ? { 'www-authenticate': 'Bearer error="invalid_token"' } : retryAfter[error.code]
  const known = problem(status, code, title, { ...(status === 422 || status === 400 ? { detail: error.message } : {}), ...(headers === undefined ? {} : { headers }) })
  // For the log, which has what goes wrong with us.
  known.cause = error
  return known
}

function isKnown(code: unknown): code is keyof typeof answers {
  return typeof code === 'string' && Object.hasOwn(answers, code)
}
