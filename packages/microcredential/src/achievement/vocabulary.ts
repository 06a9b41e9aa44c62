/**
 * The closed vocabularies of the model, with their words in Dutch and English. They are the union of what edubadges
 * (BadgeClass.assessment_type, participation) and the educredentials Open Badges 3.0 model know, because one value cannot be
 * expressed in the other: a mapping to either is a table with its losses, not a rename.
 */
import type { LocalizedText } from '../text/localized-text.ts'

/** The three kinds of edubadge, and results of courses and programmes that are no edubadge. */
export const achievementKinds = ['microcredential', 'regular', 'extra_curricular', 'course', 'programme'] as const
export const sectors = ['mbo', 'hbo', 'wo'] as const
export const assessmentTypes = ['written_exam', 'report_paper', 'behavioural_assessment', 'professional_product', 'development_report',
  'portfolio_assessment', 'oral_exam', 'personalized_assessment', 'skills_test', 'recognition_of_prior_learning'] as const
export const participationTypes = ['online', 'onsite', 'blended', 'work_experience', 'volunteering', 'personalized_learning'] as const
export const educationCycles = ['short', 'first', 'second', 'third'] as const
export const nlqfLevels = ['1', '2', '3', '4', '4+', '5', '6', '7', '8'] as const
export const programmeSchemes = ['rio', 'crebo', 'croho'] as const

export type AchievementKind = (typeof achievementKinds)[number]
export type Sector = (typeof sectors)[number]
export type AssessmentType = (typeof assessmentTypes)[number]
export type ParticipationType = (typeof participationTypes)[number]

export const achievementKindLabels: Readonly<Record<AchievementKind, LocalizedText>> = {
  microcredential: { nl: 'Microcredential', en: 'Microcredential' },
  regular: { nl: 'Reguliere edubadge', en: 'Regular edubadge' },
  extra_curricular: { nl: 'Extra-curriculaire edubadge', en: 'Extra-curricular edubadge' },
  course: { nl: 'Vak of module', en: 'Course' },
  programme: { nl: 'Opleiding', en: 'Programme' },
}

export const sectorLabels: Readonly<Record<Sector, LocalizedText>> = {
  mbo: { nl: 'mbo', en: 'vocational education (mbo)' },
  hbo: { nl: 'hbo', en: 'university of applied sciences (hbo)' },
  wo: { nl: 'wo', en: 'research university (wo)' },
}

export const assessmentTypeLabels: Readonly<Record<AssessmentType, LocalizedText>> = {
  written_exam: { nl: 'Tentamen', en: '(Written) exam' },
  report_paper: { nl: 'Rapport of paper', en: 'Report or paper' },
  behavioural_assessment: { nl: 'Gedragsassessment', en: 'Behavioural assessment' },
  professional_product: { nl: 'Beroepsproduct', en: 'Professional product' },
  development_report: { nl: 'Ontwikkelverslag', en: 'Development report' },
  portfolio_assessment: { nl: 'Portfolio', en: 'Portfolio' },
  oral_exam: { nl: 'Presentatie of mondeling', en: 'Presentation or oral exam' },
  personalized_assessment: { nl: 'Gepersonaliseerde toetsing', en: 'Personalised assessment' },
  skills_test: { nl: 'Vaardigheidstoets', en: 'Skills test' },
  recognition_of_prior_learning: { nl: 'Erkenning van eerder verworven competenties', en: 'Recognition of prior learning' },
}

export const participationTypeLabels: Readonly<Record<ParticipationType, LocalizedText>> = {
  online: { nl: 'Online', en: 'Online' },
  onsite: { nl: 'Op locatie', en: 'On site' },
  blended: { nl: 'Deels online, deels op locatie', en: 'Blended' },
  work_experience: { nl: 'Werkervaring', en: 'Work experience' },
  volunteering: { nl: 'Vrijwilligerswerk', en: 'Volunteering' },
  personalized_learning: { nl: 'Gepersonaliseerde leeractiviteiten', en: 'Personalised learning activities' },
}
