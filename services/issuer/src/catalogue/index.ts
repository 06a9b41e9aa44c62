/**
 * What an institution may award.
 *
 * A draft may lack anything; publishing demands the elements of the European recommendation and the limits of the sector on that
 * day, and names all that is missing at once. From the first award on the content stands: a credential says what was promised when
 * the learner earned it; what is to be different goes into a next version. An archived achievement gets no new awards, and all that was
 * awarded goes on. An institution may let others award what is its own: they adopt it as it is, for as long as it is shared with them.
 * Which OOAPI offerings lead to an achievement is administration, and can change at any time.
 */
export type { AchievementBook, AchievementChange } from './achievement-book.ts'
export { adoptAchievement } from './adopt-achievement.ts'
export { archiveAchievement, restoreAchievement } from './archive-achievement.ts'
export { changeAchievement } from './change-achievement.ts'
export { createAchievement } from './create-achievement.ts'
export { createVersion } from './create-version.ts'
export { CatalogueError, type CatalogueErrorCode } from './errors.ts'
export { importAchievements, importSources, type ImportedDocument, type ImportSource } from './import-achievements.ts'
export { publishAchievement } from './publish-achievement.ts'
export type { ImageBook, KeptImage } from './image/image-book.ts'
export { setImage } from './image/set-image.ts'
export { shareAchievement } from './share-achievement.ts'
export type { ForeignAchievement, SharedAchievement, SharingBook } from './sharing-book.ts'
export { mostOfferings } from './read-content.ts'
export type { AchievementVersion, AdoptedFrom, CataloguedAchievement, CatalogueEntry, CatalogueState } from './types.ts'
