import type { LocalizedText } from './text/localized-text.ts'

/** One mandatory element of the European recommendation, where the model keeps it, and the claim a credential says it with. */
export type EuropeanElement = { number: number; name: LocalizedText; keptBy: 'achievement' | 'award' | 'institution'; path: string; claims: readonly string[] }

/** The eleven mandatory elements of Council Recommendation 2022/C 243/02, Annex I. */
export const europeanElements: readonly EuropeanElement[] = [
  { number: 1, name: { nl: 'De deelnemer', en: 'Identification of the learner' }, keptBy: 'award', path: '/learner', claims: ['given_name', 'family_name'] },
  { number: 2, name: { nl: 'De titel', en: 'Title of the microcredential' }, keptBy: 'achievement', path: '/title', claims: ['achievement_title'] },
  { number: 3, name: { nl: 'Het land', en: 'Country or region of the issuer' }, keptBy: 'institution', path: '/country', claims: ['issuing_country'] },
  { number: 4, name: { nl: 'De instelling', en: 'Awarding body' }, keptBy: 'institution', path: '/name', claims: ['issuing_authority'] },
  { number: 5, name: { nl: 'De datum', en: 'Date of issuing' }, keptBy: 'award', path: '/result/achievedOn', claims: ['date_of_issuance'] },
  { number: 6, name: { nl: 'De leeruitkomsten', en: 'Learning outcomes' }, keptBy: 'achievement', path: '/learningOutcomes', claims: ['learning_outcomes'] },
  { number: 7, name: { nl: 'De studielast', en: 'Notional workload' }, keptBy: 'achievement', path: '/workload', claims: ['workload'] },
  { number: 8, name: { nl: 'Het niveau', en: 'Level' }, keptBy: 'achievement', path: '/level/eqf', claims: ['level_of_learning_experience'] },
  { number: 9, name: { nl: 'De toetsvorm', en: 'Type of assessment' }, keptBy: 'achievement', path: '/assessmentTypes', claims: ['assessment_type'] },
  { number: 10, name: { nl: 'De vorm van deelname', en: 'Form of participation' }, keptBy: 'achievement', path: '/participation', claims: ['participation'] },
  { number: 11, name: { nl: 'De kwaliteitsborging', en: 'Type of quality assurance' }, keptBy: 'achievement', path: '/qualityAssurance', claims: ['quality_assurance'] },
]
