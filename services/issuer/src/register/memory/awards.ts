import type { AchievementId } from '../../institutions/types.ts'
import type { Act } from '../../journal/types.ts'
import type { AwardBook, Decide } from '../../results/award-book.ts'
import type { Award, AwardContent, ResultToSettle, Settled } from '../../results/types.ts'
import { entryNow } from './catalogued.ts'
import { appendMemoryJournal, type MemoryScope } from './scope.ts'

/** The awards of one institution, in memory. */
export function openAwardBook(scope: MemoryScope): AwardBook {
  const { awards } = scope.tables
  return {
    settle: async (to, decide, act) => settleInMemory(scope, to, decide, act),
    async get(id) {
      const award = awards.get(id)
      return award && structuredClone(award)
    },
    async list({ after, limit }) {
      const inOrder = [...awards.values()].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1))
      const start = after === undefined ? 0 : inOrder.findIndex(({ id }) => id === after) + 1
      return start === 0 && after !== undefined ? [] : inOrder.slice(start, start + limit).map((award) => structuredClone(award))
    },
  }
}

/** Settles results without awaiting, so that nothing comes in between. */
export function settleInMemory(
  scope: MemoryScope,
  { achievementId, source, results }: { achievementId: AchievementId; source: Award['source']; results: readonly ResultToSettle[] },
  decide: Decide,
  act: Act,
): Settled[] | 'unknown_achievement' {
  const { achievements, awards } = scope.tables
  const onRecord = achievements.get(achievementId)
  if (onRecord === undefined) return 'unknown_achievement'
  const entry = entryNow(scope, onRecord)
  const decisions = results.map((result) => {
    const award = [...awards.values()].find((known) => known.achievementId === achievementId && known.source === source && known.sourceReference === result.reference)
    return { result, award, decision: decide(result, { entry, award }) }
  })
  return decisions.map(({ result: { reference }, award, decision }) => {
    if (decision.outcome === 'awarded') {
      const { id } = decision
      awards.set(id, { id, achievementId, source, sourceReference: reference, ...decision.content, revision: 1, createdAt: act.at })
      appendMemoryJournal(scope, act, [{ action: 'award.recorded', objectKind: 'award', objectId: id }])
      return { reference, outcome: decision.outcome, awardId: id, reasons: decision.reasons }
    }
    if (decision.outcome === 'corrected' && award) correct(scope, award, decision.content, act)
    return { reference, outcome: decision.outcome, ...(award ? { awardId: award.id } : {}), reasons: decision.reasons }
  })
}

function correct(scope: MemoryScope, award: Award, content: AwardContent, act: Act): void {
  const { awards, awardRevisions, offers } = scope.tables
  const { grade: previousGrade, ...kept } = award
  awardRevisions.push({ awardId: award.id, revision: award.revision, awardedOn: award.awardedOn, ...(previousGrade === undefined ? {} : { grade: previousGrade }), state: award.state, replacedAt: act.at })
  awards.set(award.id, { ...kept, ...content, learner: { ...content.learner, reference: award.learner.reference }, revision: award.revision + 1, correctedAt: act.at })
  const withdrawn = content.state === 'withdrawn' && award.state !== 'withdrawn'
  appendMemoryJournal(scope, act, [{ action: withdrawn ? 'award.withdrawn' : 'award.corrected', objectKind: 'award', objectId: award.id }])
  if (!withdrawn) return
  for (const offer of offers.values()) {
    if (offer.awardId !== award.id || offer.state !== 'open') continue
    offers.set(offer.id, { ...offer, state: 'withdrawn' })
    appendMemoryJournal(scope, act, [{ action: 'offer.withdrawn', objectKind: 'offer', objectId: offer.id, reason: 'the award was withdrawn' }])
  }
}
