import type { Achievement } from '../achievement/achievement.ts'
import { sectorLabels } from '../achievement/vocabulary.ts'
import type { Language } from '../text/localized-text.ts'
import { escapeMarkdown } from './escape-markdown.ts'
import type { BadgeAchievement } from './open-badge-credential.ts'
import { projectAlignments } from './project-alignments.ts'
import { projectDutchTerms } from './project-dutch-terms.ts'
import { achievementTypes, programmeIdentifierTypes } from './vocabulary.ts'
import { unlessEmpty, withoutAbsent } from './without-absent.ts'

/** The result description of the achievement with this id; results refer to it. */
export function gradeDescriptionId(achievementId: string): string {
  return `${achievementId}#grade`
}

/** The achievement in the words of Open Badges, in one language, and beside them what only our own words can say. */
export function projectAchievement(achievement: Achievement, id: string, language: Language): BadgeAchievement {
  return { id, type: ['Achievement', 'DutchAchievement'], ...projectCore(achievement, id, language), ...projectDutchTerms(achievement) }
}

/** The part that any reader of Open Badges understands. A description and criteria are mandatory: without one, the title stands in. */
export function projectCore(achievement: Achievement, id: string, language: Language) {
  const { title, description, criteria, kind, sector, workload, programmeIdentifiers, gradeScale, image } = achievement
  return {
    name: title[language],
    description: (description ?? title)[language],
    criteria: { narrative: escapeMarkdown((criteria ?? title)[language]) },
    achievementType: achievementTypes[kind],
    inLanguage: language,
    tag: [sectorLabels[sector][language]],
    ...withoutAbsent({
      creditsAvailable: workload?.ects === undefined ? undefined : Number(workload.ects),
      image: image && { id: image.url, type: 'Image' },
      otherIdentifier: programmeIdentifiers?.map(({ scheme, code }) => ({ type: 'IdentifierEntry', identifier: code, identifierType: programmeIdentifierTypes[scheme] })),
      alignment: unlessEmpty(projectAlignments(achievement, language)),
      resultDescription: gradeScale && [{
        id: gradeDescriptionId(id),
        type: ['ResultDescription'],
        name: { nl: 'Cijfer', en: 'Grade' }[language],
        resultType: 'RawScore',
        valueMin: gradeScale.minimum,
        valueMax: gradeScale.maximum,
        ...withoutAbsent({ requiredValue: gradeScale.required }),
      }],
    }),
  }
}
