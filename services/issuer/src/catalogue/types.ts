import type { Achievement, AchievementDraft } from '@eduwallet/microcredential'
import type { AchievementId } from '../institutions/types.ts'

/**
 * An achievement in an institution's catalogue. Only a draft may be incomplete, and only a published one is newly awarded. An archived one
 * gets no new awards; those there are can still be offered, claimed, corrected and taken back.
 */
export type CatalogueEntry =
  | { state: 'draft'; id: AchievementId; content: AchievementDraft; createdAt: Date }
  | { state: 'published'; id: AchievementId; content: Achievement; createdAt: Date; publishedAt: Date; adoptedFrom?: AdoptedFrom }
  | { state: 'archived'; id: AchievementId; content: Achievement; createdAt: Date; publishedAt: Date; archivedAt: Date; adoptedFrom?: AdoptedFrom }

/**
 * Whose achievement it is, by slug, and which version. `shared`: its owner still shares it with this institution, and still awards it
 * itself; otherwise it gets no new awards here.
 */
export type AdoptedFrom = { institution: string; achievement: AchievementId; version: number; shared: boolean }

export type CatalogueState = CatalogueEntry['state']

/** One of the versions of an achievement, as its lineage shows it. */
export type AchievementVersion = { id: AchievementId; version: number; state: CatalogueState }

/** An entry with what stands around it. */
export type CataloguedAchievement = {
  entry: CatalogueEntry
  /** Ids of the offerings, in the institution's own OOAPI, whose results lead to this achievement; sorted. */
  offeringIds: readonly string[]
  /** There is an award of it: its content cannot change any more, because credentials were promised on it. */
  awarded: boolean
  /** Its lineage, from version 1 to the newest, itself among them. */
  versions: readonly AchievementVersion[]
  /** Slugs of the institutions that may award it too; sorted. */
  sharedWith: readonly string[]
  /** It is shared, or was: its content stands, because others may have adopted it. */
  wasShared: boolean
}
