import type { AskedRequest, Sealing } from '../asking/index.ts'
import { openCredentials, type JudgedAnswer } from '../receiving/index.ts'
import type { RequestOnRecord } from './showing-book.ts'

/** A request as somebody may see it. `verdict` is there when it was answered and this visitor may know. */
export type ShownRequest = {
  readonly request: AskedRequest
  readonly employerName: string
  readonly state: 'waiting' | 'answered' | 'declined' | 'expired'
  readonly declineReason?: string | undefined
  readonly livesUntil: Date
  /** Whether the life of this request is over: nothing of the learner can be shown any more */
  readonly ended: boolean
  readonly verdict?: JudgedAnswer | undefined
  readonly answerDigest?: string | undefined
}

/**
 * Composes what is shown at this moment. A waiting request past its time is `expired`. After the end of a request's
 * life the verdict has no credentials, whether or not they have been wiped yet.
 */
export function composeShown(
  record: RequestOnRecord,
  { sealing, at, withVerdict }: { sealing: Pick<Sealing, 'open'>; at: Date; withVerdict: boolean },
): ShownRequest {
  const { request, employerName, declineReason, livesUntil, outcome, sealedCredentials } = record
  const alive = at < livesUntil
  const state: ShownRequest['state'] = record.state === 'waiting' && request.expiresAt <= at ? 'expired' : record.state
  const shown = { request, employerName, state, declineReason, livesUntil, ended: !alive }
  if (!withVerdict || !outcome) return { ...shown, verdict: undefined, answerDigest: undefined }
  const credentials = alive && sealedCredentials !== undefined ? openCredentials(sealing, request.id, sealedCredentials) : []
  return { ...shown, verdict: { ...outcome, credentials }, answerDigest: record.answerDigest }
}
