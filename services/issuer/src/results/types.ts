import type { Finding, Learner, ReportedResult } from '@eduwallet/microcredential'
import type { AchievementId, AwardId } from '../institutions/types.ts'

/** A result that was found final, passed and of a published achievement: what a credential may say about one learner. */
export type Award = {
  id: AwardId
  achievementId: AchievementId
  source: 'ooapi' | 'batch'
  /** The institution's own id of the result: the association id, or the row's reference. */
  sourceReference: string
  learner: Learner
  /** YYYY-MM-DD, the date the result was established. */
  awardedOn: string
  grade?: string
  /** `withdrawn`: a later message said the result is not (or no longer) a pass. No new offer is made for it. */
  state: 'awarded' | 'withdrawn'
  /** 1, and one more for every correction. */
  revision: number
  createdAt: Date
  correctedAt?: Date
}

/** One result of one learner, as a source reported it. `result` is absent when the source took it away again. */
export type ResultToSettle = { reference: string; learner: Learner; result?: ReportedResult }

/** Why a result did not become an award, or what deserves a look although it did. */
export type Reason = { field: string; code: Finding['code'] | OwnReasonCode; severity: Finding['severity']; message: Finding['message'] }
export type OwnReasonCode =
  | 'ACHIEVEMENT_NOT_PUBLISHED' | 'ACHIEVEMENT_ARCHIVED' | 'ACHIEVEMENT_NOT_SHARED' | 'LEARNER_CHANGED' | 'REFERENCE_REPEATED' | 'RESULT_REMOVED' | 'ASSOCIATION_NOT_STANDING'
  | 'AWARD_WITHDRAWN' | 'AWARD_CORRECTED'

/** What an award says; all that a correction can change. */
export type AwardContent = Pick<Award, 'learner' | 'awardedOn' | 'grade' | 'state'>

/** What is to happen with one result. Only `awarded` (under a new id) and `corrected` record something. */
export type Decision =
  | { outcome: 'awarded'; id: AwardId; content: AwardContent; reasons: Reason[] }
  | { outcome: 'corrected'; content: AwardContent; reasons: Reason[] }
  | { outcome: 'unchanged' | 'not_awarded' | 'rejected'; reasons: Reason[] }

/** What became of one result. */
export type Settled = { reference: string; outcome: Decision['outcome']; awardId?: AwardId; reasons: Reason[] }
