/**
 * What an institution may award.
 *
 * A draft may lack anything; publishing demands the elements of the European recommendation and the limits of the sector on that
 * day, and names all that is missing at once. From the first award on the content stands: a credential says what was promised when
 * the learner earned it. Which OOAPI offerings lead to an achievement is administration, and can change at any time.
 */
export type { AchievementBook, AchievementChange } from './achievement-book.ts'
export { changeAchievement } from './change-achievement.ts'
export { createAchievement } from './create-achievement.ts'
export { CatalogueError, type CatalogueErrorCode } from './errors.ts'
export { importAchievements, importSources, type ImportedDocument, type ImportSource } from './import-achievements.ts'
export { publishAchievement } from './publish-achievement.ts'
export { mostOfferings } from './read-content.ts'
export type { CataloguedAchievement, CatalogueEntry } from './types.ts'
