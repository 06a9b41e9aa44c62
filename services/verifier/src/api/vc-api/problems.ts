import { type Concern, concerns } from '@eduwallet/credential-formats'
import { answerError, describeError, problem, type ProblemError, type Shell } from '@eduwallet/service-shell'
import type { CheckName, LineOfVerdict } from '../../judging/index.ts'

/** One thing that is wrong or was not looked at, in the words of VCALM #error-handling. */
export type ProblemDetails = { type: string; title: string; detail: string; code: string; name: string; path?: string }

const dataModel = 'https://www.w3.org/TR/vc-data-model#'
const security = 'https://w3id.org/security#'
const statusList = 'https://www.w3.org/ns/credentials/status-list#'
const ours = 'https://eduwallet.nl/problems/'

/** What a format refuses, by the problem types of VCDM 2.0 #problem-details and VC Data Integrity 1.0 #processing-errors. */
const typeOfConcern = {
  text: `${dataModel}PARSING_ERROR`,
  kind: `${security}PROOF_VERIFICATION_ERROR`,
  algorithm: `${security}PROOF_VERIFICATION_ERROR`,
  context: `${dataModel}MALFORMED_VALUE_ERROR`,
  lossy: `${security}DATA_LOSS_DETECTION_ERROR`,
  signature: `${dataModel}CRYPTOGRAPHIC_SECURITY_ERROR`,
  disclosures: `${dataModel}CRYPTOGRAPHIC_SECURITY_ERROR`,
  claims: `${dataModel}MALFORMED_VALUE_ERROR`,
  expired: `${dataModel}RANGE_ERROR`,
  not_yet_valid: `${dataModel}RANGE_ERROR`,
  binding_missing: `${security}PROOF_VERIFICATION_ERROR`,
  binding_invalid: `${security}PROOF_VERIFICATION_ERROR`,
  binding_audience: `${security}INVALID_DOMAIN_ERROR`,
  binding_nonce: `${security}INVALID_CHALLENGE_ERROR`,
  binding_stale: `${dataModel}RANGE_ERROR`,
  too_costly: `${ours}too-costly`,
  caller: `${dataModel}MALFORMED_VALUE_ERROR`,
} as const satisfies Record<Concern, string>

/** Where no format has refused it: by the check that was not passed. */
const typeOfCheck = {
  presentation_complete: `${dataModel}MALFORMED_VALUE_ERROR`,
  format: `${dataModel}MALFORMED_VALUE_ERROR`,
  issuer_recognised: `${ours}issuer-not-recognised`,
  issuer_key: `${security}INVALID_VERIFICATION_METHOD`,
  issuer_signature: `${dataModel}CRYPTOGRAPHIC_SECURITY_ERROR`,
  validity_period: `${dataModel}RANGE_ERROR`,
  holder_binding: `${security}PROOF_VERIFICATION_ERROR`,
  answers_question: `${dataModel}MALFORMED_VALUE_ERROR`,
  status: `${statusList}STATUS_VERIFICATION_ERROR`,
} as const satisfies Record<CheckName, string>

/** What is wrong with what was handed in: a problem for each check that was made and not passed. */
export function errorsOf(checks: readonly LineOfVerdict[], refusal: Concern | undefined, path?: string): ProblemDetails[] {
  const failed = checks.filter((check) => (check.outcome === 'failed' || check.outcome === 'unknown') && check.code !== 'not_reached')
  return failed.map((check) => toProblem(check, typeOf(check, refusal), path))
}

/** What was not looked at here: it counts neither for nor against. */
export function warningsOf(checks: readonly LineOfVerdict[], path?: string): ProblemDetails[] {
  return checks.filter(({ outcome }) => outcome === 'not_asked').map((check) => toProblem(check, `${ours}${wordOf(check)}`, path))
}

function typeOf(check: LineOfVerdict, refusal: Concern | undefined): string {
  if (check.name === 'status') return check.outcome === 'unknown' ? `${statusList}STATUS_RETRIEVAL_ERROR` : check.code === 'revoked' || check.code === 'suspended' ? `${ours}${check.code}` : typeOfCheck.status
  // Not a credential at all, or another kind of document than was asked for: that is no matter of a proof.
  if (check.name === 'format' && refusal === 'kind') return typeOfCheck.format
  return refusal === undefined || check.outcome === 'unknown' || check.name === 'issuer_key' || check.name === 'issuer_recognised' ? typeOfCheck[check.name] : typeOfConcern[refusal]
}

function toProblem({ name, code = name, sentence }: LineOfVerdict, type: string, path: string | undefined): ProblemDetails {
  return { type, title: type.slice(type.search(/[#/][^#/]*$/) + 1), detail: sentence.en, code, name, ...(path === undefined ? {} : { path }) }
}

function wordOf({ code = '' }: LineOfVerdict): string {
  return code.replaceAll('_', '-')
}

/**
 * The refusal of what does not verify. As a whole it is problem details of the first thing that is wrong, and it has the members of the 200.
 * The text of VCALM also allows 200 with `verified: false`; here 200 is said only of what is verified.
 */
export function notVerified({ errors, warnings, ...more }: { errors: readonly ProblemDetails[]; warnings: readonly ProblemDetails[] } & Record<string, unknown>): ProblemError {
  return problem(400, 'not-verified', 'What was handed in could not be verified', {
    ...(errors[0] === undefined ? {} : { detail: errors[0].detail }),
    members: { ...(errors[0] === undefined ? {} : { type: errors[0].type }), verified: false, problemDetails: [...errors, ...warnings], errors, warnings, ...more },
  })
}

/** From here on a request that cannot be understood is answered with a type of the specifications; an option that is not known has its own. */
export function answerVcApiErrors(app: Shell): void {
  app.setErrorHandler((error, request, reply) => answerError(refusedByFormat(error) ?? unreadable(error) ?? error, request, reply))
}

/** What a format refuses while it derives. */
function refusedByFormat(error: unknown): ProblemError | undefined {
  if (!(error instanceof Error && 'concern' in error && concerns.includes(error.concern as Concern))) return undefined
  const members = { type: typeOfConcern[error.concern as Concern] }
  return problem(400, 'cannot-be-derived', 'Nothing can be derived from this credential', { detail: error.message, errors: [{ path: '/verifiableCredential', message: error.message }], members })
}

function unreadable(error: unknown): ProblemError | undefined {
  const { statusCode, code, message, extra } = describeError(error)
  if (statusCode !== 400 || (code !== 'invalid-request' && code !== 'malformed-body') || extra.members !== undefined) return undefined
  const unknown = (extra.errors ?? []).some(({ path, message: why }) => path === '/options' && /^unrecognized key/i.test(why))
  return problem(statusCode, code, message, { ...extra, members: { type: unknown ? 'https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED' : code === 'malformed-body' ? `${dataModel}PARSING_ERROR` : `${dataModel}MALFORMED_VALUE_ERROR` } })
}
