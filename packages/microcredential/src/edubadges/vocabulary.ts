/**
 * The words of an edubadge in those of the model, each a row (edubadges-server 9.1, apps/issuer and its user interface). What is absent
 * on either side has no counterpart, and is a loss on the way out and not taken over on the way in.
 */
import type { AchievementKind, AssessmentType, ParticipationType } from '../achievement/vocabulary.ts'

/** badge_class_type. */
export const kindOf: Readonly<Record<string, AchievementKind>> = { micro_credential: 'microcredential', regular: 'regular', extra_curricular: 'extra_curricular' }

/** A course or programme that is no edubadge yet is nearest to a regular one; read back it is a regular one. */
export const badgeClassTypeOf: Readonly<Record<AchievementKind, 'micro_credential' | 'regular' | 'extra_curricular'>> = {
  microcredential: 'micro_credential', regular: 'regular', extra_curricular: 'extra_curricular', course: 'regular', programme: 'regular',
}

/** assessment_type, a list with commas. "oram_exam" is how edubadges writes it. */
export const assessmentTypeOf: Readonly<Record<string, AssessmentType>> = {
  written_exam: 'written_exam', report_paper: 'report_paper', behavioural_assessment: 'behavioural_assessment', professional_product: 'professional_product',
  development_report: 'development_report', portfolio_assessment: 'portfolio_assessment', oram_exam: 'oral_exam', personalized_assessment: 'personalized_assessment',
}

/** participation, a list with commas. */
export const participationOf: Readonly<Record<string, ParticipationType>> = { online: 'online', onsite: 'onsite', blended: 'blended', work_experience: 'work_experience' }

/** LanguageExtension. "en_EN" is how edubadges writes English; it means no country. */
export const languageOf: Readonly<Record<string, string>> = { nl_NL: 'nl', en_EN: 'en', de_DE: 'de', fr_FR: 'fr', es_ES: 'es' }

/** The word on the other side for `value`, in a table of these. */
export function wordFor<Value extends string>(table: Readonly<Record<string, Value>>, value: string): string | undefined {
  return Object.keys(table).find((word) => table[word] === value)
}
