import type { AwardedAchievement } from '../award/awarded-achievement.ts'
import { lastValidDay } from '../sd-jwt-vc/compose-claims.ts'
import type { StackableAward } from './stacking-rule.ts'

/**
 * An award as stacking sees it. The ids are those the rule writes; a learning outcome is known by its ESCO addresses, and by none when
 * it has none. Nothing of the learner is in it: who has earned what is settled before.
 */
export function stackableAwardOf({ achievement, awardedOn }: AwardedAchievement, ids: Pick<StackableAward, 'id' | 'achievement' | 'institution'>): StackableAward {
  const { kind, sector, level, workload = {}, learningOutcomes = [], validForDays } = achievement
  return {
    ...ids,
    kind,
    sector,
    ...(level?.eqf === undefined ? {} : { eqf: level.eqf }),
    workload,
    learningOutcomes: [...new Set(learningOutcomes.flatMap(({ esco = [] }) => esco))],
    awardedOn,
    ...(validForDays === undefined ? {} : { validUntil: lastValidDay(awardedOn, validForDays) }),
  }
}
