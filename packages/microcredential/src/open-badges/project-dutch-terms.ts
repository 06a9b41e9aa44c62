import type { Achievement } from '../achievement/achievement.ts'
import { withoutAbsent } from './without-absent.ts'

/**
 * What Open Badges has no word for, in the words of our context (DutchAchievement). Texts are here in both languages, decimals as text:
 * a JSON number would become a double, and "2.5" is an xsd:decimal.
 */
export function projectDutchTerms(achievement: Achievement): Readonly<Record<string, unknown>> {
  const { workload, level, qualityAssurance, supervision, stackability, furtherInformation } = achievement
  return withoutAbsent({
    kind: achievement.kind,
    sector: achievement.sector,
    titleByLanguage: achievement.title,
    descriptionByLanguage: achievement.description,
    criteriaByLanguage: achievement.criteria,
    learningOutcome: achievement.learningOutcomes?.map(({ text, esco }) => ({ type: ['LearningOutcome'], textByLanguage: text, ...withoutAbsent({ esco }) })),
    ects: workload?.ects,
    sbu: workload?.sbu,
    studyHours: workload?.hours,
    eqfLevel: level?.eqf,
    nlqfLevel: level?.nlqf,
    educationCycle: level?.cycle,
    levelVerified: level?.verified,
    instructionLanguage: achievement.languages,
    assessmentForm: achievement.assessmentTypes,
    participationForm: achievement.participation,
    qualityAssurance: qualityAssurance && {
      type: ['QualityAssurance'],
      nameByLanguage: qualityAssurance.name,
      ...withoutAbsent({ descriptionByLanguage: qualityAssurance.description, page: qualityAssurance.url }),
    },
    supervised: supervision?.supervised,
    identityVerified: supervision?.identityVerified,
    assessmentPlace: supervision?.place,
    prerequisite: achievement.prerequisites?.map((text) => ({ type: ['Prerequisite'], textByLanguage: text })),
    stackable: stackability?.stackable,
    stackabilityByLanguage: stackability?.explanation,
    formal: achievement.formal,
    validForDays: achievement.validForDays,
    awardableUntil: achievement.awardableUntil,
    furtherInformationByLanguage: furtherInformation?.text,
    furtherInformationPage: furtherInformation?.url,
  })
}
