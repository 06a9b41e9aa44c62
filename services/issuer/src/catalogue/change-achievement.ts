import { isDeepStrictEqual } from 'node:util'
import { completeAchievement, type AchievementDraft } from '@eduwallet/microcredential'
import type { AchievementId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { AchievementBook, AchievementChange } from './achievement-book.ts'
import { offeringTaken } from './create-achievement.ts'
import { achievementUnknown, CatalogueError } from './errors.ts'
import { readContent, readOfferingIds } from './read-content.ts'
import type { CataloguedAchievement } from './types.ts'

/**
 * Replaces the content, the linked offerings, or both. A draft may become anything well-formed; a published achievement must stay
 * complete; one that was awarded, shared, adopted or archived keeps its content, and only its offerings can change. Sending what is there already
 * changes nothing.
 * Throws CatalogueError ACHIEVEMENT_UNKNOWN, ACHIEVEMENT_MALFORMED, ACHIEVEMENT_INCOMPLETE, ACHIEVEMENT_FROZEN, ACHIEVEMENT_ARCHIVED,
 * ACHIEVEMENT_ADOPTED, OFFERING_TAKEN.
 */
export async function changeAchievement(
  id: AchievementId,
  wanted: { content?: unknown; offeringIds?: readonly string[] },
  act: Act,
  { achievements }: { achievements: Pick<AchievementBook, 'change'> },
): Promise<CataloguedAchievement> {
  const content = wanted.content === undefined ? undefined : readContent(wanted.content)
  const offeringIds = wanted.offeringIds === undefined ? undefined : readOfferingIds(wanted.offeringIds)
  const outcome = await achievements.change(id, (current) => ({
    ...(content === undefined || isDeepStrictEqual(content, current.entry.content) ? {} : contentChange(content, current, act.at)),
    ...(offeringIds === undefined || isDeepStrictEqual(offeringIds, current.offeringIds) ? {} : { offeringIds }),
  }), act)
  if (outcome === 'unknown') throw achievementUnknown()
  if (outcome === 'offering_taken') throw offeringTaken()
  return outcome
}

/** The change that replaces the content. Throws CatalogueError ACHIEVEMENT_INCOMPLETE, and what `checkMayChange` throws. */
export function contentChange(content: AchievementDraft, current: CataloguedAchievement, on: Date): AchievementChange {
  checkMayChange(current)
  if (current.entry.state === 'draft') return { content }
  const complete = completeAchievement(content, { on })
  if (!complete.ok) throw new CatalogueError('ACHIEVEMENT_INCOMPLETE', 'a published achievement must stay complete', complete.findings)
  return { content: complete.achievement }
}

/** Throws CatalogueError ACHIEVEMENT_ADOPTED, ACHIEVEMENT_FROZEN, ACHIEVEMENT_ARCHIVED when the content stands. */
export function checkMayChange({ entry, awarded, wasShared }: CataloguedAchievement): void {
  if (entry.state !== 'draft' && entry.adoptedFrom !== undefined) throw new CatalogueError('ACHIEVEMENT_ADOPTED', 'only its owner changes it')
  if (awarded || wasShared) throw new CatalogueError('ACHIEVEMENT_FROZEN', 'the achievement was awarded or shared, so its content stands')
  if (entry.state === 'archived') throw new CatalogueError('ACHIEVEMENT_ARCHIVED', 'an archived achievement does not change')
}
