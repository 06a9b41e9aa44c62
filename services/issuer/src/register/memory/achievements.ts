import type { AchievementBook } from '../../catalogue/achievement-book.ts'
import type { CatalogueEntry } from '../../catalogue/types.ts'
import type { AchievementId } from '../../institutions/types.ts'
import { catalogued, offeringsOf } from './catalogued.ts'
import { appendMemoryJournal, type MemoryScope } from './scope.ts'

/** The catalogue of one institution, in memory. */
export function openAchievementBook(scope: MemoryScope): AchievementBook {
  const { achievements, laterVersions, achievementOfferings } = scope.tables
  const taken = (id: AchievementId, offeringIds: readonly string[]): boolean =>
    new Set(offeringIds).size !== offeringIds.length || offeringIds.some((offeringId) => (achievementOfferings.get(offeringId) ?? id) !== id)
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
    async createVersion({ of, id }, draftOf, act) {
      const entry = achievements.get(of)
      if (entry === undefined) return 'unknown'
      const current = catalogued(scope, entry)
      const version = current.versions.length + 1
      achievements.set(id, { state: 'draft', id, content: structuredClone(draftOf(current)), createdAt: act.at })
      laterVersions.set(id, { lineage: laterVersions.get(of)?.lineage ?? of, version })
      appendMemoryJournal(scope, act, [{ action: 'achievement.created', objectKind: 'achievement', objectId: id, reason: `version ${version}, after ${of}` }])
      return 'created'
    },
    async get(id) {
      const entry = achievements.get(id)
      return entry && catalogued(scope, entry)
    },
    async list({ state, after, limit }) {
      const inOrder = [...achievements.values()].sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1))
      const start = after === undefined ? 0 : inOrder.findIndex(({ id }) => id === after) + 1
      return start === 0 && after !== undefined ? [] : inOrder.slice(start).filter((entry) => state === undefined || entry.state === state).slice(0, limit).map((entry) => catalogued(scope, entry))
    },
    async change(id, decide, act) {
      const entry = achievements.get(id)
      if (entry === undefined) return 'unknown'
      const { content, publish, offeringIds, archived } = decide(catalogued(scope, entry))
      if (offeringIds !== undefined && taken(id, offeringIds)) return 'offering_taken'
      const about = { objectKind: 'achievement', objectId: id } as const
      let changed = entry
      if (content !== undefined) {
        // The room gives a published achievement only complete content.
        changed = { ...changed, content: structuredClone(content) } as CatalogueEntry
        appendMemoryJournal(scope, act, [{ action: 'achievement.changed', ...about }])
      }
      if (publish !== undefined) {
        changed = { state: 'published', id, content: structuredClone(publish), createdAt: entry.createdAt, publishedAt: entry.state === 'draft' ? act.at : entry.publishedAt }
        appendMemoryJournal(scope, act, [{ action: 'achievement.published', ...about }])
      }
      if (archived !== undefined && changed.state !== 'draft') {
        const published = { id, content: changed.content, createdAt: changed.createdAt, publishedAt: changed.publishedAt }
        changed = archived ? { state: 'archived', ...published, archivedAt: act.at } : { state: 'published', ...published }
        appendMemoryJournal(scope, act, [{ action: archived ? 'achievement.archived' : 'achievement.restored', ...about }])
      }
      achievements.set(id, changed)
      if (offeringIds !== undefined) {
        for (const offeringId of offeringsOf(scope, id)) achievementOfferings.delete(offeringId)
        for (const offeringId of offeringIds) achievementOfferings.set(offeringId, id)
        appendMemoryJournal(scope, act, [{ action: 'achievement.offerings-linked', ...about }])
      }
      return catalogued(scope, changed)
    },
  }
}
