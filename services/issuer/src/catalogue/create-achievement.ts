import type { AchievementId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { AchievementBook } from './achievement-book.ts'
import { CatalogueError } from './errors.ts'
import { readContent, readOfferingIds } from './read-content.ts'

/**
 * Records a draft in the catalogue; it may lack anything, but nothing in it may be malformed.
 * Throws CatalogueError ACHIEVEMENT_MALFORMED, OFFERING_TAKEN.
 */
export async function createAchievement(
  { content, offeringIds }: { content: unknown; offeringIds: readonly string[] },
  act: Act,
  { achievements, newId }: { achievements: Pick<AchievementBook, 'create'>; newId: () => string },
): Promise<AchievementId> {
  const id = newId() as AchievementId
  const outcome = await achievements.create({ id, content: readContent(content), offeringIds: readOfferingIds(offeringIds) }, act)
  if (outcome === 'offering_taken') throw offeringTaken()
  return id
}

/** The error that an offering leads elsewhere already. */
export function offeringTaken(): CatalogueError {
  return new CatalogueError('OFFERING_TAKEN', 'one of these offerings leads to another achievement already')
}
