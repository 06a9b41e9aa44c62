/**
 * The words of OOAPI v5 and OEAPI v6 in those of the model, each a row. A word that is absent here has no counterpart that means the
 * same, and is not taken over. Sources: open-education-api/specification, v5/enumerations (release/5.0) and source/enumerations (6.1-RC.1).
 */
import type { AchievementDraft } from '../achievement/achievement.ts'
import type { AchievementKind, AssessmentType, ParticipationType, Sector } from '../achievement/vocabulary.ts'

type Level = NonNullable<AchievementDraft['level']>
type GradeScale = NonNullable<AchievementDraft['gradeScale']>

/** modeOfDelivery (v5), modesOfDelivery (v6). Distance learning need not be online; joint, project and research delivery say nothing of the form. */
export const participationOf: Readonly<Record<string, ParticipationType>> = {
  'on campus': 'onsite', situated: 'onsite', online: 'online', hybrid: 'blended', // v5; online and hybrid are in v6 too
  blended: 'blended', coil: 'online', presential: 'onsite', work_based: 'work_experience', // v6
}

/** levelOfQualification. In v5 the number is that of the NLQF and of the EQF; 4+ is the NLQF's own. */
export const levelOfQualification: Readonly<Record<string, Level>> = {
  1: { eqf: 1, nlqf: '1' }, 2: { eqf: 2, nlqf: '2' }, 3: { eqf: 3, nlqf: '3' }, 4: { eqf: 4, nlqf: '4' }, '4+': { nlqf: '4+' },
  5: { eqf: 5, nlqf: '5' }, 6: { eqf: 6, nlqf: '6' }, 7: { eqf: 7, nlqf: '7' }, 8: { eqf: 8, nlqf: '8' },
  eqf_1: { eqf: 1 }, eqf_2: { eqf: 2 }, eqf_3: { eqf: 3 }, eqf_4: { eqf: 4 }, nlqf_4plus: { nlqf: '4+' }, eqf_5: { eqf: 5 }, eqf_6: { eqf: 6 }, eqf_7: { eqf: 7 }, eqf_8: { eqf: 8 },
}

/** level: what the specification says it corresponds to, and the cycle of higher education (QF-EHEA). */
export const levelOfEducation: Readonly<Record<string, Level>> = {
  'secondary vocational education 1': { eqf: 1 }, 'secondary vocational education 2': { eqf: 2 }, 'secondary vocational education 3': { eqf: 3 }, 'secondary vocational education 4': { eqf: 4 },
  secondary_vocational_education_1: { eqf: 1 }, secondary_vocational_education_2: { eqf: 2 }, secondary_vocational_education_3: { eqf: 3 }, secondary_vocational_education_4: { eqf: 4 },
  'associate degree': { eqf: 5, cycle: 'short' }, associate_degree: { eqf: 5, cycle: 'short' },
  bachelor: { eqf: 6, cycle: 'first' }, master: { eqf: 7, cycle: 'second' }, doctoral: { eqf: 8, cycle: 'third' },
}

/** sector (v5), and the levels of the mbo, which no other sector has. */
export const sectorOf: Readonly<Record<string, Sector>> = {
  'secondary vocational education': 'mbo', 'higher professional education': 'hbo', 'university education': 'wo',
  'secondary vocational education 1': 'mbo', 'secondary vocational education 2': 'mbo', 'secondary vocational education 3': 'mbo', 'secondary vocational education 4': 'mbo',
  secondary_vocational_education: 'mbo', secondary_vocational_education_1: 'mbo', secondary_vocational_education_2: 'mbo', secondary_vocational_education_3: 'mbo', secondary_vocational_education_4: 'mbo',
}

/** formalDocument (v6) that makes a programme a microcredential. */
export const kindOfFormalDocument: Readonly<Record<string, AchievementKind>> = { micro_credential_certificate: 'microcredential' }

/** educationSpecificationType (v5). */
export const kindOfSpecification: Readonly<Record<string, AchievementKind>> = { program: 'programme', course: 'course' }

/** componentType of a test component (v6). A test of v5 may be of any kind. */
export const assessmentTypeOf: Readonly<Record<string, AssessmentType>> = {
  test_on_paper: 'written_exam', oral_test: 'oral_exam', portfolio_assessment: 'portfolio_assessment', life_skills_test: 'skills_test',
}

/** resultValueType of an offering or a test component, where it is a scale of numbers. */
export const gradeScaleOf: Readonly<Record<string, GradeScale>> = {
  '1-10': { minimum: '1', maximum: '10' }, '0-100': { minimum: '0', maximum: '100' },
  grade_0_10: { minimum: '0', maximum: '10' }, grade_0_10_one_decimal: { minimum: '0', maximum: '10' }, grade_0_100: { minimum: '0', maximum: '100' },
}

/** The row for a word, or undefined; own rows only. */
export function rowFor<Value>(table: Readonly<Record<string, Value>>, word: unknown): Value | undefined {
  return typeof word === 'string' && Object.hasOwn(table, word) ? table[word] : undefined
}
