import type { Achievement, LocalizedText } from '@eduwallet/microcredential'
import type { AchievementId, InstitutionId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { CataloguedAchievement } from './types.ts'

/** An achievement of another institution, by that institution's slug and its own id. */
export type ForeignAchievement = { owner: string; id: AchievementId }

/** What another institution shares and awards itself. `adoptedAs`: what it is in one's own catalogue already. */
export type SharedAchievement = {
  owner: { slug: string; name: LocalizedText }
  id: AchievementId
  version: number
  content: Achievement
  publishedAt: Date
  adoptedAs?: AchievementId
}

/** What one institution shares with others, and they with it. Nothing else of another institution can be had here. */
export type SharingBook = {
  /**
   * One transaction: holds the achievement, lets `check` refuse by throwing, and records with whom it is shared from now on, with the
   * journal. Sharing it with whom it is shared already changes nothing.
   */
  share(id: AchievementId, receivers: readonly { id: InstitutionId; slug: string }[], check: (current: CataloguedAchievement) => void, act: Act): Promise<CataloguedAchievement | 'unknown'>
  /** What is shared with this institution, in the order of its ids; `after` is the last id of the page before. */
  list(page: { after?: AchievementId; limit: number }): Promise<SharedAchievement[]>
  find(achievement: ForeignAchievement): Promise<SharedAchievement | undefined>
  /**
   * One transaction: if the achievement is shared with this institution, puts it into the own catalogue under `as`, published, with the
   * journal.
   */
  adopt(achievement: ForeignAchievement, as: AchievementId, act: Act): Promise<'adopted' | 'unknown' | 'adopted_before'>
}
