import type { Achievement, AchievementDraft } from '@eduwallet/microcredential'
import type { AchievementId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { CataloguedAchievement } from './types.ts'

/** What is to be different about an achievement; what is absent stays as it is. `publish` comes with the complete content. */
export type AchievementChange = { content?: AchievementDraft; publish?: Achievement; offeringIds?: readonly string[] }

/** The catalogue of one institution. */
export type AchievementBook = {
  /** Records a draft. `offering_taken`: one of the offerings leads to another achievement already; nothing is recorded. */
  create(draft: { id: AchievementId; content: AchievementDraft; offeringIds: readonly string[] }, act: Act): Promise<'created' | 'offering_taken'>
  get(id: AchievementId): Promise<CataloguedAchievement | undefined>
  /** In order of creation; `after` is the last id of the page before. */
  list(page: { after?: AchievementId; limit: number }): Promise<CataloguedAchievement[]>
  /**
   * One transaction: holds the achievement so that no award of it is recorded meanwhile, asks `decide` what shall change, and
   * records that with the journal. When `decide` throws, nothing is recorded and its error comes out; it may be asked again after
   * a lost race.
   */
  change(id: AchievementId, decide: (current: CataloguedAchievement) => AchievementChange, act: Act): Promise<CataloguedAchievement | 'unknown' | 'offering_taken'>
}
