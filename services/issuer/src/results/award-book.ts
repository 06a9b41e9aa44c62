import type { CatalogueEntry } from '../catalogue/types.ts'
import type { AchievementId, AwardId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { Award, Decision, ResultToSettle, Settled } from './types.ts'

/** Says what is to happen with a result, given what is on record. Pure: it may be asked again after a lost race. */
export type Decide = (result: ResultToSettle, onRecord: { entry: CatalogueEntry; award: Award | undefined }) => Decision

/** The awards of one institution. */
export type AwardBook = {
  /**
   * One transaction: for each result, reads the award of the same source and reference (held against others), asks `decide`, and
   * records the outcome with the journal. Of two at once with the same reference one awards, and the other sees that award. A
   * withdrawal also withdraws the award's open offers. References must differ within one call.
   */
  settle(
    to: { achievementId: AchievementId; source: Award['source']; results: readonly ResultToSettle[] },
    decide: Decide,
    act: Act,
  ): Promise<Settled[] | 'unknown_achievement'>
  get(id: AwardId): Promise<Award | undefined>
  /** In order of creation; `after` is the last id of the page before. */
  list(page: { after?: AwardId; limit: number }): Promise<Award[]>
}
