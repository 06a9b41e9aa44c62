import type { Achievement, AchievementDraft } from '@eduwallet/microcredential'
import type { AchievementId } from '../institutions/types.ts'

/** An achievement in an institution's catalogue. Only a published one is complete, and only a published one is awarded. */
export type CatalogueEntry =
  | { state: 'draft'; id: AchievementId; content: AchievementDraft; createdAt: Date }
  | { state: 'published'; id: AchievementId; content: Achievement; createdAt: Date; publishedAt: Date }

/** An entry with what stands around it. */
export type CataloguedAchievement = {
  entry: CatalogueEntry
  /** Ids of the offerings, in the institution's own OOAPI, whose results lead to this achievement; sorted. */
  offeringIds: readonly string[]
  /** There is an award of it: its content cannot change any more, because credentials were promised on it. */
  awarded: boolean
}
