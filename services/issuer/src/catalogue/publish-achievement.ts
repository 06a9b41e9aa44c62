import { completeAchievement, type Finding } from '@eduwallet/microcredential'
import type { AchievementId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { AchievementBook } from './achievement-book.ts'
import { achievementUnknown, CatalogueError } from './errors.ts'
import type { CataloguedAchievement } from './types.ts'

/**
 * Makes a draft awardable when it has all it must have on this day; publishing again changes nothing.
 * Throws CatalogueError ACHIEVEMENT_UNKNOWN, ACHIEVEMENT_ARCHIVED, and ACHIEVEMENT_INCOMPLETE with every finding at once.
 */
export async function publishAchievement(
  id: AchievementId,
  act: Act,
  { achievements }: { achievements: Pick<AchievementBook, 'change'> },
): Promise<{ published: CataloguedAchievement; warnings: Finding[] }> {
  let warnings: Finding[] = []
  const outcome = await achievements.change(id, ({ entry }) => {
    if (entry.state === 'archived') throw new CatalogueError('ACHIEVEMENT_ARCHIVED', 'an archived achievement is restored, not published')
    if (entry.state === 'published') return {}
    const complete = completeAchievement(entry.content, { on: act.at })
    if (!complete.ok) throw new CatalogueError('ACHIEVEMENT_INCOMPLETE', 'the achievement is not complete', complete.findings)
    warnings = complete.findings
    return { publish: complete.achievement }
  }, act)
  if (outcome === 'unknown') throw achievementUnknown()
  if (outcome === 'offering_taken') throw new Error('publishing links no offering')
  return { published: outcome, warnings }
}
