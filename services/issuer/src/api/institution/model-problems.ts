import { problem, type ProblemError } from '@eduwallet/service-shell'
import type { Finding } from '@eduwallet/microcredential'
import { CatalogueError, type CatalogueErrorCode } from '../../catalogue/errors.ts'
import { ResultError, type ResultErrorCode } from '../../results/errors.ts'

type Answer = { status: number; code: string; title: string }

/** What catalogue and results can refuse. 400: not well-formed; 422: well-formed, and still not something we can work with. */
const answers = {
  ACHIEVEMENT_UNKNOWN: { status: 404, code: 'not-found', title: 'There is nothing at this address' },
  ACHIEVEMENT_MALFORMED: { status: 400, code: 'achievement-malformed', title: 'Something in the achievement is not as it must be' },
  ACHIEVEMENT_INCOMPLETE: { status: 422, code: 'achievement-incomplete', title: 'The achievement lacks something it needs to be published' },
  ACHIEVEMENT_FROZEN: { status: 409, code: 'achievement-frozen', title: 'The achievement was awarded or shared, so its content cannot change; make a next version' },
  ACHIEVEMENT_NOT_PUBLISHED: { status: 409, code: 'achievement-not-published', title: 'The achievement is a draft, which is changed and published, not archived, shared or followed by a version' },
  ACHIEVEMENT_ARCHIVED: { status: 409, code: 'achievement-archived', title: 'The achievement is archived; restore it first' },
  ACHIEVEMENT_SUPERSEDED: { status: 409, code: 'achievement-superseded', title: 'The achievement has a next version already; the newest version is the one to go on from' },
  ACHIEVEMENT_ADOPTED: { status: 409, code: 'achievement-adopted', title: 'The achievement is another institution’s, which alone can change and share it' },
  ADOPTED_BEFORE: { status: 409, code: 'adopted-before', title: 'The achievement is in the catalogue already' },
  RECEIVERS_UNKNOWN: { status: 422, code: 'institution-unknown', title: 'The achievement cannot be shared with one of the institutions' },
  IMAGE_NOT_ACCEPTED: { status: 415, code: 'image-not-accepted', title: 'This is not an image that is taken' },
  IMAGE_TOO_MANY_PIXELS: { status: 422, code: 'image-too-large', title: 'The image has too many pixels' },
  OFFERING_TAKEN: { status: 409, code: 'offering-taken', title: 'One of the offerings leads to another achievement' },
  RESULT_ACHIEVEMENT_UNKNOWN: { status: 404, code: 'not-found', title: 'There is nothing at this address' },
  BATCH_UNREADABLE: { status: 400, code: 'batch-unreadable', title: 'The batch cannot be read' },
  BATCH_EMPTY: { status: 400, code: 'batch-unreadable', title: 'The batch cannot be read' },
  BATCH_LINE_TOO_LONG: { status: 413, code: 'line-too-long', title: 'A line of the batch is too long' },
  BATCH_TOO_MANY_ROWS: { status: 413, code: 'too-many-rows', title: 'The batch has too many rows' },
  BATCH_TAKEN_OVER: { status: 409, code: 'batch-taken-over', title: 'A later request sends this batch' },
  BATCH_DIFFERS: { status: 409, code: 'batch-differs', title: 'This batch came in with other rows before' },
  ASSOCIATION_MALFORMED: { status: 400, code: 'association-malformed', title: 'Something in the association is not as it must be' },
  ASSOCIATION_UNKNOWN: { status: 404, code: 'not-found', title: 'There is nothing at this address' },
  ASSOCIATION_OFFERING_UNKNOWN: { status: 422, code: 'offering-unknown', title: 'The offering leads to no achievement of this institution' },
  ASSOCIATION_OFFERING_CHANGED: { status: 409, code: 'offering-changed', title: 'The association has an award of another achievement, which stands' },
  ASSOCIATION_LEARNER_UNKNOWN: { status: 422, code: 'learner-unknown', title: 'The person was never sent in full' },
  ASSOCIATION_LEARNER_CHANGED: { status: 409, code: 'learner-changed', title: 'The association is about another learner' },
} satisfies Record<CatalogueErrorCode | ResultErrorCode, Answer>

/** The problem for a refusal of catalogue or results, with every finding in Dutch and English; undefined when the error is none. */
export function modelProblem(error: unknown): ProblemError | undefined {
  if (!(error instanceof CatalogueError) && !(error instanceof ResultError)) return undefined
  const { status, code, title } = answers[error.code]
  const { findings } = error
  if (error.code.startsWith('BATCH_')) return problem(status, code, title, { detail: error.message })
  return problem(status, code, title, findings.length === 0 ? {} : {
    errors: findings.map((finding: Finding) => ({ path: finding.path, message: finding.message.en })),
    members: { findings },
  })
}
