import type { AchievementBook } from '../../catalogue/achievement-book.ts'
import type { CataloguedAchievement, CatalogueEntry } from '../../catalogue/types.ts'
import type { AchievementId } from '../../institutions/types.ts'
import { appendMemoryJournal, type MemoryScope } from './scope.ts'

/** The catalogue of one institution, in memory. */
export function openAchievementBook(scope: MemoryScope): AchievementBook {
  const { achievements, achievementOfferings, awards } = scope.tables
  const offeringsOf = (id: AchievementId): string[] =>
    [...achievementOfferings].filter(([, achievementId]) => achievementId === id).map(([offeringId]) => offeringId).sort()
  const taken = (id: AchievementId, offeringIds: readonly string[]): boolean =>
    new Set(offeringIds).size !== offeringIds.length || offeringIds.some((offeringId) => (achievementOfferings.get(offeringId) ?? id) !== id)
  const catalogued = (entry: CatalogueEntry): CataloguedAchievement => structuredClone({
    entry, offeringIds: offeringsOf(entry.id), awarded: [...awards.values()].some(({ achievementId }) => achievementId === entry.id),
  })
  return {
    async create({ id, content, offeringIds }, act) {
      if (taken(id, offeringIds)) return 'offering_taken'
      achievements.set(id, { state: 'draft', id, content: structuredClone(content), createdAt: act.at })
      for (const offeringId of offeringIds) achievementOfferings.set(offeringId, id)
      appendMemoryJournal(scope, act, [
        { action: 'achievement.created', objectKind: 'achievement', objectId: id },
        ...(offeringIds.length > 0 ? [{ action: 'achievement.offerings-linked', objectKind: 'achievement', objectId: id } as const] : []),
      ])
      return 'created'
    },
    async get(id) {
      const entry = achievements.get(id)
      return entry && catalogued(entry)
    },
    async list({ after, limit }) {
      const inOrder = [...achievements.values()].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1))
      const start = after === undefined ? 0 : inOrder.findIndex(({ id }) => id === after) + 1
      return start === 0 && after !== undefined ? [] : inOrder.slice(start, start + limit).map(catalogued)
    },
    async change(id, decide, act) {
      const entry = achievements.get(id)
      if (entry === undefined) return 'unknown'
      const { content, publish, offeringIds } = decide(catalogued(entry))
      if (offeringIds !== undefined && taken(id, offeringIds)) return 'offering_taken'
      const about = { objectKind: 'achievement', objectId: id } as const
      let changed = entry
      if (content !== undefined) {
        // The room gives a published achievement only complete content.
        changed = { ...changed, content: structuredClone(content) } as CatalogueEntry
        appendMemoryJournal(scope, act, [{ action: 'achievement.changed', ...about }])
      }
      if (publish !== undefined) {
        changed = { state: 'published', id, content: structuredClone(publish), createdAt: entry.createdAt, publishedAt: entry.state === 'published' ? entry.publishedAt : act.at }
        appendMemoryJournal(scope, act, [{ action: 'achievement.published', ...about }])
      }
      achievements.set(id, changed)
      if (offeringIds !== undefined) {
        for (const offeringId of offeringsOf(id)) achievementOfferings.delete(offeringId)
        for (const offeringId of offeringIds) achievementOfferings.set(offeringId, id)
        appendMemoryJournal(scope, act, [{ action: 'achievement.offerings-linked', ...about }])
      }
      return catalogued(changed)
    },
  }
}
