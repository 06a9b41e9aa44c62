import {
  fault, readBadgeClass, readCourse, readLearningComponent, readOpenBadge, readProgramme,
  type AchievementDraft, type Dropped, type Finding, type Language, type Reading, type Sector,
} from '@eduwallet/microcredential'
import type { AchievementId } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { AchievementBook } from './achievement-book.ts'
import { createAchievement } from './create-achievement.ts'
import { CatalogueError } from './errors.ts'

/** What an achievement can be taken over from. Courses, programmes and components: OOAPI v5 or OEAPI v6, which their shape tells. */
export const importSources = ['ooapi-course', 'ooapi-programme', 'ooapi-learning-component', 'edubadges-badge-class', 'open-badge'] as const
export type ImportSource = (typeof importSources)[number]

/** Documents in one import at most. */
export const mostDocuments = 100

/** What became of one document. Of what was created the findings say what could not be taken over as it was. */
export type ImportedDocument = { findings: readonly Finding[]; dropped: Dropped } & ({ outcome: 'created'; id: AchievementId } | { outcome: 'rejected' })

const readers: Readonly<Record<ImportSource, (document: unknown, textLanguage: Language) => Reading<AchievementDraft>>> = {
  'ooapi-course': readCourse,
  'ooapi-programme': readProgramme,
  'ooapi-learning-component': readLearningComponent,
  'edubadges-badge-class': (document, textLanguage) => readBadgeClass(document, { textLanguage }),
  'open-badge': (document) => {
    const read = readOpenBadge(document)
    return read.ok ? { ...read, value: read.value.award.achievement } : read
  },
}

/**
 * Adds a draft to the catalogue for each document that can be read, in their order; the others are told why not. A draft may lack
 * what its source does not say: publishing names it.
 * @param textLanguage of texts whose source does not say in which language they are
 * @param sector of achievements whose source does not name one: hardly any does
 */
export async function importAchievements(
  { source, documents, textLanguage, sector }: { source: ImportSource; documents: readonly unknown[]; textLanguage: Language; sector: Sector | undefined },
  act: Act,
  { achievements, newId }: { achievements: Pick<AchievementBook, 'create'>; newId: () => string },
): Promise<ImportedDocument[]> {
  const imported: ImportedDocument[] = []
  for (const document of documents) {
    const read = readers[source](document, textLanguage)
    if (!read.ok) {
      imported.push({ outcome: 'rejected', findings: read.findings, dropped: read.dropped })
      continue
    }
    const { value, findings, dropped } = read
    if (Object.keys(value).length === 0) {
      const empty = fault('', 'MISSING', 'Hier staat niets in dat bij een microcredential hoort.', 'There is nothing in this that belongs to a microcredential.')
      imported.push({ outcome: 'rejected', findings: [...findings, empty], dropped })
      continue
    }
    imported.push(await create({ ...value, ...(value.sector === undefined && sector !== undefined ? { sector } : {}) }, findings, dropped))
  }
  return imported

  async function create(content: AchievementDraft, findings: readonly Finding[], dropped: Dropped): Promise<ImportedDocument> {
    try {
      return { outcome: 'created', id: await createAchievement({ content, offeringIds: [] }, act, { achievements, newId }), findings, dropped }
    } catch (error) {
      if (!(error instanceof CatalogueError)) throw error
      return { outcome: 'rejected', findings: [...findings, ...error.findings], dropped }
    }
  }
}
