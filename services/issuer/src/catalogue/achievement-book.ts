import type { Achievement, AchievementDraft } from '@eduwallet/microcredential'
import type { AchievementId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { CataloguedAchievement, CatalogueState } from './types.ts'

/**
 * What is to be different about an achievement; what is absent stays as it is. `publish` comes with the complete content; `archived` says
 * of a published one whether it shall be archived.
 */
export type AchievementChange = { content?: AchievementDraft; publish?: Achievement; offeringIds?: readonly string[]; archived?: boolean }

/** The catalogue of one institution. */
export type AchievementBook = {
  /** Records a draft. `offering_taken`: one of the offerings leads to another achievement already; nothing is recorded. */
  create(draft: { id: AchievementId; content: AchievementDraft; offeringIds: readonly string[] }, act: Act): Promise<'created' | 'offering_taken'>
  /**
   * One transaction: holds the achievement, asks `draftOf` for the content of its next version, and records that as a draft of the same
   * lineage. When `draftOf` throws, nothing is recorded. Of two at once for one achievement, the later sees what the earlier made.
   */
  createVersion(next: { of: AchievementId; id: AchievementId }, draftOf: (current: CataloguedAchievement) => AchievementDraft, act: Act): Promise<'created' | 'unknown'>
  get(id: AchievementId): Promise<CataloguedAchievement | undefined>
  /** In order of creation; `after` is the last id of the page before. */
  list(page: { state?: CatalogueState; after?: AchievementId; limit: number }): Promise<CataloguedAchievement[]>
  /**
   * One transaction: holds the achievement so that no award of it is recorded meanwhile, asks `decide` what shall change, and
   * records that with the journal. When `decide` throws, nothing is recorded and its error comes out; it may be asked again after
   * a lost race.
   */
  change(id: AchievementId, decide: (current: CataloguedAchievement) => AchievementChange, act: Act): Promise<CataloguedAchievement | 'unknown' | 'offering_taken'>
}
