import type { SharedAchievement, SharingBook } from '../../catalogue/sharing-book.ts'
import type { AchievementId, Institution } from '../../institutions/types.ts'
import { catalogued } from './catalogued.ts'
import { appendMemoryJournal, type MemoryScope } from './scope.ts'

/** What one institution shares with others, and they with it, in memory. */
export function openSharingBook(scope: MemoryScope): SharingBook {
  const { achievements, achievementShares, adoptions } = scope.tables
  const shared = (): (SharedAchievement & { institution: Institution })[] => [...scope.world.institutions.values()].flatMap((institution) => {
    const { tables } = scope.world.scopeOf(institution.id)
    return [...tables.achievementShares].flatMap(([id, receivers]) => {
      const entry = tables.achievements.get(id)
      if (entry?.state !== 'published' || !receivers.some((receiver) => receiver.id === scope.institutionId)) return []
      const adoptedAs = [...adoptions].find(([, adoption]) => adoption.owner.id === institution.id && adoption.achievement === id)?.[0]
      const { slug, name } = institution
      return [structuredClone({ institution, owner: { slug, name }, id, version: tables.laterVersions.get(id)?.version ?? 1, content: entry.content, publishedAt: entry.publishedAt, ...(adoptedAs === undefined ? {} : { adoptedAs }) })]
    })
  })
  const find = ({ owner, id }: { owner: string; id: AchievementId }) => shared().find((one) => one.owner.slug === owner && one.id === id)
  return {
    async share(id, receivers, check, act) {
      const entry = achievements.get(id)
      if (entry === undefined) return 'unknown'
      const current = catalogued(scope, entry)
      check(current)
      const slugs = receivers.map(({ slug }) => slug)
      if (slugs.join() === current.sharedWith.join()) return current
      achievementShares.set(id, structuredClone(receivers))
      appendMemoryJournal(scope, act, [{ action: 'achievement.shared', objectKind: 'achievement', objectId: id, reason: `with ${slugs.length === 0 ? 'nobody' : slugs.join(', ')}` }])
      return catalogued(scope, entry)
    },
    async list({ after, limit }) {
      const inOrder = shared().filter(({ id }) => after === undefined || id > after).sort((a, b) => (a.id < b.id ? -1 : 1))
      return inOrder.slice(0, limit).map(({ institution: _institution, ...one }) => one)
    },
    async find(achievement) {
      const found = find(achievement)
      if (found === undefined) return undefined
      const { institution: _institution, ...one } = found
      return one
    },
    async adopt(achievement, as, act) {
      const found = find(achievement)
      if (found === undefined) return 'unknown'
      if (found.adoptedAs !== undefined) return 'adopted_before'
      achievements.set(as, { state: 'published', id: as, content: found.content, createdAt: act.at, publishedAt: act.at })
      adoptions.set(as, { owner: found.institution, achievement: found.id, version: found.version })
      appendMemoryJournal(scope, act, [{ action: 'achievement.adopted', objectKind: 'achievement', objectId: as, reason: `version ${found.version} of ${found.id} of ${achievement.owner}` }])
      return 'adopted'
    },
  }
}
