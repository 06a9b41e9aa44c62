import type { AchievementId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { AchievementBook } from './achievement-book.ts'
import { achievementUnknown, CatalogueError } from './errors.ts'
import type { CataloguedAchievement } from './types.ts'

/**
 * Ends the awarding of an achievement. Awards that are there can still be offered, claimed, corrected and taken back: the learners earned
 * them. Archiving again changes nothing.
 * Throws CatalogueError ACHIEVEMENT_UNKNOWN, ACHIEVEMENT_NOT_PUBLISHED.
 */
export function archiveAchievement(id: AchievementId, act: Act, needs: { achievements: Pick<AchievementBook, 'change'> }): Promise<CataloguedAchievement> {
  return setArchived(id, true, act, needs)
}

/**
 * Lets an archived achievement be awarded again, as it was published; restoring what is published changes nothing.
 * Throws CatalogueError ACHIEVEMENT_UNKNOWN, ACHIEVEMENT_NOT_PUBLISHED.
 */
export function restoreAchievement(id: AchievementId, act: Act, needs: { achievements: Pick<AchievementBook, 'change'> }): Promise<CataloguedAchievement> {
  return setArchived(id, false, act, needs)
}

async function setArchived(id: AchievementId, archived: boolean, act: Act, { achievements }: { achievements: Pick<AchievementBook, 'change'> }): Promise<CataloguedAchievement> {
  const outcome = await achievements.change(id, ({ entry }) => {
    if (entry.state === 'draft') throw new CatalogueError('ACHIEVEMENT_NOT_PUBLISHED', 'a draft was never awardable')
    return (entry.state === 'archived') === archived ? {} : { archived }
  }, act)
  if (outcome === 'unknown') throw achievementUnknown()
  if (outcome === 'offering_taken') throw new Error('archiving links no offering')
  return outcome
}
