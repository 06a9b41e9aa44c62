import type { AchievementId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { AchievementBook } from './achievement-book.ts'
import { achievementUnknown, CatalogueError } from './errors.ts'
import type { CataloguedAchievement } from './types.ts'

/**
 * Begins the next version of an achievement: a draft with the same content, which can then be changed and published like any other. The
 * version before stays as it is, and goes on being awarded until it is archived; its offerings stay with it until they are moved. A
 * lineage is a line: only its newest version has a next one, and a draft has none, so there is one draft at most.
 * Throws CatalogueError ACHIEVEMENT_UNKNOWN, ACHIEVEMENT_NOT_PUBLISHED, ACHIEVEMENT_SUPERSEDED, ACHIEVEMENT_ADOPTED.
 */
export async function createVersion(
  of: AchievementId,
  act: Act,
  { achievements, newId }: { achievements: Pick<AchievementBook, 'createVersion'>; newId: () => string },
): Promise<AchievementId> {
  const id = newId() as AchievementId
  const outcome = await achievements.createVersion({ of, id }, (current) => {
    checkIsNewest(current)
    if (current.entry.state === 'draft') throw new CatalogueError('ACHIEVEMENT_NOT_PUBLISHED', 'a draft can be changed itself')
    if (current.entry.adoptedFrom !== undefined) throw new CatalogueError('ACHIEVEMENT_ADOPTED', 'only its owner makes its next version')
    return current.entry.content
  }, act)
  if (outcome === 'unknown') throw achievementUnknown()
  return id
}

function checkIsNewest({ entry, versions }: CataloguedAchievement): void {
  if (versions.at(-1)?.id !== entry.id) throw new CatalogueError('ACHIEVEMENT_SUPERSEDED', 'the achievement has a next version already')
}
