import type { AchievementVersion, CataloguedAchievement, CatalogueEntry } from '../../catalogue/types.ts'
import type { AchievementId } from '../../institutions/types.ts'
import type { MemoryScope } from './scope.ts'

/** An entry with what stands around it. */
export function catalogued(scope: MemoryScope, entry: CatalogueEntry): CataloguedAchievement {
  const { awards, laterVersions, achievementShares } = scope.tables
  const shares = achievementShares.get(entry.id)
  return structuredClone({
    entry: entryNow(scope, entry), offeringIds: offeringsOf(scope, entry.id), awarded: [...awards.values()].some(({ achievementId }) => achievementId === entry.id),
    versions: versionsOf(scope, laterVersions.get(entry.id)?.lineage ?? entry.id),
    sharedWith: (shares ?? []).map(({ slug }) => slug), wasShared: shares !== undefined,
  })
}

/** Sorted. */
export function offeringsOf({ tables }: MemoryScope, id: AchievementId): string[] {
  return [...tables.achievementOfferings].filter(([, achievementId]) => achievementId === id).map(([offeringId]) => offeringId).sort()
}

function versionsOf({ tables: { achievements, laterVersions } }: MemoryScope, lineage: AchievementId): AchievementVersion[] {
  const later = [...laterVersions].filter(([, version]) => version.lineage === lineage).map(([id, { version }]) => ({ id, version }))
  return [{ id: lineage, version: 1 }, ...later.sort((a, b) => a.version - b.version)].flatMap((one) => {
    const entry = achievements.get(one.id)
    return entry === undefined ? [] : [{ ...one, state: entry.state }]
  })
}

/** An entry with where it was adopted from, as of now. */
export function entryNow(scope: MemoryScope, entry: CatalogueEntry): CatalogueEntry {
  const adoption = scope.tables.adoptions.get(entry.id)
  if (adoption === undefined || entry.state === 'draft') return entry
  const { owner, achievement, version } = adoption
  const { tables } = scope.world.scopeOf(owner.id)
  const shared = tables.achievements.get(achievement)?.state === 'published'
    && tables.achievementShares.get(achievement)?.some(({ id }) => id === scope.institutionId) === true
  return { ...entry, adoptedFrom: { institution: owner.slug, achievement, version, shared } }
}
