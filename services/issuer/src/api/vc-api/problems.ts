import type { FastifyInstance } from 'fastify'
import { answerError, describeError, problem, type FieldError, type ProblemError } from '@eduwallet/service-shell'
import { concerns, VcdmError, type Concern } from '@eduwallet/credential-formats'
import { IssueError, ReadyMadeError, type ReadyMadeErrorCode } from '../../issuing/index.ts'
import { roomProblem } from '../institution/problems.ts'

/** VCDM 2.0 #problem-details, VC Data Integrity 1.0 #processing-errors, VCALM #error-handling */
const types = {
  parsing: 'https://www.w3.org/TR/vc-data-model#PARSING_ERROR',
  malformed: 'https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR',
  range: 'https://www.w3.org/TR/vc-data-model#RANGE_ERROR',
  lossy: 'https://w3id.org/security#DATA_LOSS_DETECTION_ERROR',
  generation: 'https://w3id.org/security#PROOF_GENERATION_ERROR',
  option: 'https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED',
} as const

type Answer = { status: number; code: string; title: string; type?: string; path?: string }

const answers = {
  READY_MADE_OTHER_ISSUER: { status: 400, code: 'other-issuer', title: 'The issuer of the credential is not this institution', type: types.malformed, path: '/credential/issuer' },
  READY_MADE_REFERENCE_TAKEN: { status: 409, code: 'credential-id-taken', title: 'Another credential was issued under this credential id' },
  READY_MADE_REVOKED: { status: 409, code: 'credential-revoked', title: 'The credential under this id was revoked' },
} satisfies Record<ReadyMadeErrorCode, Answer>

/** An option whose value cannot be used. */
export function malformedOption(name: string, message: string): ProblemError {
  return problem(400, 'invalid-request', 'The request is not as this endpoint needs it', { errors: [{ path: `/options/${name}`, message }], members: { type: types.malformed } })
}

/** A member of the body that says something else than is so. */
export function malformedMember(path: string, message: string): ProblemError {
  return problem(400, 'invalid-request', 'The request is not as this endpoint needs it', { errors: [{ path, message }], members: { type: types.malformed } })
}

/** From here on everything refused is problem details, of a type of the specifications where there is one, that name the member. */
export function answerVcApiErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => answerError(vcApiProblem(error) ?? roomProblem(error) ?? error, request, reply))
}

/** The problem for an error of issuing, of the data model or of a mechanism; undefined when it is none of these. */
function vcApiProblem(error: unknown): ProblemError | undefined {
  if (error instanceof ReadyMadeError) return readyMadeProblem(error)
  // Of the other ways in which issuing fails, none but this can come here.
  if (error instanceof IssueError && error.code === 'ISSUE_NOT_RECORDED') return problem(503, 'unavailable', 'The service cannot answer right now, please try again', { headers: { 'retry-after': '2' } })
  if (error instanceof VcdmError) {
    return problem(400, 'malformed-credential', 'The credential is not as the data model has it', {
      detail: error.message, errors: [{ path: pointerTo(error.member), message: error.message }], members: { type: error.code === 'VCDM_PERIOD' ? types.range : types.malformed },
    })
  }
  if (isFormatError(error)) return formatProblem(error)
  return unknownOption(error)
}

function readyMadeProblem({ code }: ReadyMadeError): ProblemError {
  const { status, code: word, title, type, path }: Answer = answers[code]
  return problem(status, word, title, {
    ...(path === undefined ? {} : { errors: [{ path, message: 'is not this institution' }] }),
    ...(type === undefined ? {} : { members: { type } }),
  })
}

/** DIN-04: what JSON-LD would drop is not signed, and said to be that. VC Data Integrity 1.0 #securing-data-losslessly */
function formatProblem(error: Error & { concern: Concern }): ProblemError {
  if (error.concern === 'lossy') return problem(422, 'data-loss', 'Something in the credential would be lost when it is secured', { detail: error.message, errors: [{ path: '/credential', message: error.message }], members: { type: types.lossy } })
  const type = error.concern === 'context' ? types.parsing : error.concern === 'claims' || error.concern === 'kind' ? types.malformed : types.generation
  return problem(400, 'malformed-credential', 'The credential cannot be secured as it is', { detail: error.message, errors: [{ path: '/credential', message: error.message }], members: { type } })
}

function isFormatError(error: unknown): error is Error & { concern: Concern } {
  return error instanceof Error && 'concern' in error && concerns.includes(error.concern as Concern)
}

/** VCALM #error-handling: an option that is not known has a type of its own. */
function unknownOption(error: unknown): ProblemError | undefined {
  const { statusCode, code, message, extra }: ProblemError = describeError(error)
  if (statusCode !== 400 || code !== 'invalid-request' || extra.errors === undefined) return undefined
  const unknown = extra.errors.some(({ path, message: why }: FieldError) => path === '/options' && /^unrecognized key/i.test(why))
  return problem(statusCode, code, message, { ...extra, members: { type: unknown ? types.option : types.malformed } })
}

/** `credentialSubject[1].id` of the credential, as JSON Pointer into the body. */
function pointerTo(member: string): string {
  return ['/credential', ...member.split(/[.[\]]+/).filter((step) => step !== '')].join('/')
}
