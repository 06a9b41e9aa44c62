import { completeAchievement } from '@eduwallet/microcredential'
import type { AchievementId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import { achievementUnknown, CatalogueError } from './errors.ts'
import type { ForeignAchievement, SharingBook } from './sharing-book.ts'

/**
 * Takes an achievement that another institution shares into the own catalogue, published, with the content that its owner published. It
 * is awarded under one's own name and key, for as long as the owner shares it and awards it itself. Adopting is publishing, so the rules
 * of the day hold.
 * Throws CatalogueError ACHIEVEMENT_UNKNOWN (also for what there is, but is not shared), ADOPTED_BEFORE, ACHIEVEMENT_INCOMPLETE.
 */
export async function adoptAchievement(
  from: ForeignAchievement,
  act: Act,
  { sharing, newId }: { sharing: Pick<SharingBook, 'find' | 'adopt'>; newId: () => string },
): Promise<AchievementId> {
  const shared = await sharing.find(from)
  if (shared === undefined) throw achievementUnknown()
  const complete = completeAchievement(shared.content, { on: act.at })
  if (!complete.ok) throw new CatalogueError('ACHIEVEMENT_INCOMPLETE', 'by the rules of today the achievement is not complete', complete.findings)
  const id = newId() as AchievementId
  // What was shared does not change: what is adopted is what was checked.
  const outcome = await sharing.adopt(from, id, act)
  if (outcome === 'unknown') throw achievementUnknown()
  if (outcome === 'adopted_before') throw new CatalogueError('ADOPTED_BEFORE', 'the achievement is in the catalogue already')
  return id
}
