import { isDeepStrictEqual } from 'node:util'
import { calendarDateOf, judgeAward, type Finding } from '@eduwallet/microcredential'
import type { AwardId } from '../institutions/types.ts'
import type { Decide } from './award-book.ts'
import type { Award, AwardContent, Decision, OwnReasonCode, Reason } from './types.ts'

/**
 * The rule of the room, as a function a book asks inside its transaction. A result becomes an award when it is final, passed, dated,
 * of a published achievement, and new. After that: the same result changes nothing; other content is a correction; an established
 * fail withdraws the award; and anything not established leaves the award as it stands, with the reason. An achievement that
 * is archived, or that its owner shares no more, has no new awards; those it has are still corrected and withdrawn, because what is wrong
 * must not stay so.
 */
export function resultDecider({ on, newId }: { on: Date; newId: () => string }): Decide {
  const today = calendarDateOf(on)
  return ({ learner, result }, { entry, award }) => {
    if (entry.state === 'draft') return { outcome: 'not_awarded', reasons: [reasons.achievementNotPublished] }
    if (entry.state === 'archived' && !award) return { outcome: 'not_awarded', reasons: [reasons.achievementArchived] }
    if (entry.adoptedFrom?.shared === false && !award) return { outcome: 'not_awarded', reasons: [reasons.achievementNotShared] }
    if (award && award.learner.reference !== learner.reference) return { outcome: 'rejected', reasons: [reasons.learnerChanged] }
    if (result === undefined) return { outcome: award ? 'unchanged' : 'not_awarded', reasons: [award ? reasons.resultRemoved : reasons.noResult] }

    const findings = judgeAward(entry.content, result, learner, { today })
    const found = findings.map(reasonOf)
    if (award && result.final === true && result.passed === false) return withdrawn(award, found)
    if (findings.some(({ severity }) => severity === 'error')) {
      if (award) return { outcome: 'unchanged', reasons: found }
      const wrongLearner = findings.some(({ severity, path }) => severity === 'error' && path.startsWith('/learner'))
      return { outcome: wrongLearner ? 'rejected' : 'not_awarded', reasons: found }
    }
    const { achievedOn, grade } = result
    if (achievedOn === undefined) throw new Error('judgeAward lets no result through without a date')
    const content: AwardContent = { learner, awardedOn: achievedOn, ...(grade === undefined ? {} : { grade }), state: 'awarded' }
    if (!award) return { outcome: 'awarded', id: newId() as AwardId, content, reasons: found }
    if (isDeepStrictEqual(content, contentOf(award))) return { outcome: 'unchanged', reasons: found }
    return { outcome: 'corrected', content, reasons: [...found, reasons.corrected] }
  }
}

function withdrawn(award: Award, found: Reason[]): Decision {
  if (award.state === 'withdrawn') return { outcome: 'unchanged', reasons: found }
  // The date and grade stay those of the award that is withdrawn: the record says what was taken back.
  return { outcome: 'corrected', content: { ...contentOf(award), state: 'withdrawn' }, reasons: [...found, reasons.withdrawn] }
}

function contentOf({ learner, awardedOn, grade, state }: Award): AwardContent {
  return { learner, awardedOn, ...(grade === undefined ? {} : { grade }), state }
}

/** A finding of the model as a reason. */
export function reasonOf({ path, code, severity, message }: Finding): Reason {
  return { field: path, code, severity, message }
}

const reason = (field: string, code: OwnReasonCode | 'MISSING', severity: Reason['severity'], nl: string, en: string): Reason => ({ field, code, severity, message: { nl, en } })

/** Reasons of this room's own. */
export const reasons = {
  achievementNotPublished: reason('', 'ACHIEVEMENT_NOT_PUBLISHED', 'error', 'Deze microcredential is nog niet gepubliceerd. Publiceer hem en stuur het resultaat opnieuw.', 'This microcredential is not published yet. Publish it and send the result again.'),
  achievementArchived: reason('', 'ACHIEVEMENT_ARCHIVED', 'error', 'Deze microcredential is gearchiveerd en wordt niet meer toegekend. Stuur het resultaat naar de nieuwe versie, of haal hem terug uit het archief.', 'This microcredential is archived and is not awarded any more. Send the result to its new version, or restore it.'),
  achievementNotShared: reason('', 'ACHIEVEMENT_NOT_SHARED', 'error', 'De instelling waarvan deze microcredential is, deelt hem niet meer met u of kent hem zelf niet meer toe. Neem contact met haar op.', 'The institution whose microcredential this is does not share it with you any more, or does not award it any more. Get in touch with it.'),
  learnerChanged: reason('/learner/reference', 'LEARNER_CHANGED', 'error', 'Dit resultaat hoorde eerder bij een andere deelnemer. Gebruik voor elk resultaat een eigen nummer.', 'This result belonged to another learner before. Use a number of its own for each result.'),
  resultRemoved: reason('/result', 'RESULT_REMOVED', 'warning', 'Het resultaat is weggehaald, maar er is al een toekenning. Die blijft staan. Stuur een vastgesteld onvoldoende resultaat als de toekenning moet vervallen.', 'The result was taken away, but there is an award already. It stands. Send an established fail if the award must go.'),
  noResult: reason('/result', 'MISSING', 'warning', 'Er is nog geen resultaat.', 'There is no result yet.'),
  repeated: reason('/reference', 'REFERENCE_REPEATED', 'error', 'Dit nummer staat al eerder in deze lijst. Stuur elk resultaat één keer.', 'This number stands earlier in this list already. Send each result once.'),
  notStanding: reason('/state', 'ASSOCIATION_NOT_STANDING', 'error', 'De inschrijving is afgewezen of ingetrokken. Er komt geen microcredential.', 'The enrolment was denied or cancelled. There will be no microcredential.'),
  corrected: reason('', 'AWARD_CORRECTED', 'warning', 'De toekenning is verbeterd. Is er al een credential uitgegeven? Trek dat in en doe een nieuw aanbod.', 'The award was corrected. Was a credential issued already? Revoke it and make a new offer.'),
  withdrawn: reason('', 'AWARD_WITHDRAWN', 'warning', 'De toekenning is vervallen en er kan geen aanbod meer worden gedaan. Is er al een credential uitgegeven? Trek dat in: dat gebeurt niet vanzelf.', 'The award is withdrawn and no offer can be made any more. Was a credential issued already? Revoke it: that does not happen by itself.'),
} as const
