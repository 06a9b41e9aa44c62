import { assessmentTypeLabels } from '../achievement/vocabulary.ts'
import type { AwardedAchievement } from '../award/awarded-achievement.ts'
import { node } from './concept.ts'
import type { Node } from './concept.ts'
import { noteOf } from './notes.ts'
import { creditPointsOf, languagesOf, specificationOf, webResource } from './specification.ts'
import { durationOf, firstMomentOf } from './time.ts'
import { assessmentTypeConcepts, modeConcepts, supervisionConcepts } from './vocabularies.ts'

type NextId = (kind: string) => string

/** What the learner achieved, how it was proven and what was done for it. */
export function learningAchievementOf(award: AwardedAchievement, organisation: Node, nextId: NextId): Node {
  const { achievement, evidence } = award
  const awardedBy = { id: nextId('awardingProcess'), type: 'AwardingProcess', awardingBody: [organisation], awardingDate: firstMomentOf(award.awardedOn) }
  const shown = evidence?.filter(({ url }) => url !== undefined) ?? []
  const assessment = assessmentOf(award, awardedBy, nextId)
  const activity = activityOf(award, awardedBy, nextId)
  return node({
    id: nextId('learningAchievement'),
    type: 'LearningAchievement',
    title: { ...achievement.title },
    awardedBy,
    creditReceived: creditPointsOf(achievement, nextId),
    provenBy: assessment && [assessment],
    influencedBy: activity && [activity],
    supplementaryDocument: shown.length > 0 ? shown.map(({ name, url = '' }) => webResource(url, nextId, name)) : undefined,
    specifiedBy: specificationOf(achievement, organisation, nextId),
  })
}

/** One assessment: the grade, the check of identity, and each type of assessment with the scale of its grade. */
function assessmentOf({ achievement, grade }: AwardedAchievement, awardedBy: Node, nextId: NextId): Node | undefined {
  const { assessmentTypes, supervision, gradeScale } = achievement
  if (grade === undefined && !assessmentTypes && !supervision && !gradeScale) return undefined
  const gradingScheme = gradeScale && {
    id: nextId('gradingScheme'), type: 'GradingScheme',
    title: { nl: `Van ${gradeScale.minimum} tot en met ${gradeScale.maximum}`, en: `From ${gradeScale.minimum} to ${gradeScale.maximum}` },
    identifier: Object.entries(gradeScale).map(([schemeName, notation]) => ({ id: nextId('identifier'), type: 'Identifier', notation, schemeName })),
  }
  const specification = (title: Node, dcType?: Node) => node({ id: nextId('learningAssessmentSpec'), type: 'LearningAssessmentSpecification', title, dcType, gradingScheme })
  const title = { nl: 'Toets', en: 'Assessment' }
  return node({
    id: nextId('learningAssessment'),
    type: 'LearningAssessment',
    title,
    awardedBy,
    // A grade is demanded. Who is awarded something passed; that it is no grade is the subject of the note.
    grade: grade === undefined ? noteOf(nextId('note'), 'passed-without-grade') : { id: nextId('note'), type: 'Note', noteLiteral: { nl: grade, en: grade } },
    idVerification: supervision && supervisionConcepts.of(supervision),
    specifiedBy: assessmentTypes?.map((type) => specification({ ...assessmentTypeLabels[type] }, assessmentTypeConcepts.of(type))) ?? (gradingScheme && [specification(title)]),
  })
}

/** What was done for it, with its form and its time. Study load hours are a time here, which they cannot be beside the hours. */
function activityOf({ achievement }: AwardedAchievement, awardedBy: Node, nextId: NextId): Node | undefined {
  const { participation, workload } = achievement
  const hours = workload?.hours ?? workload?.sbu
  if (!participation && hours === undefined) return undefined
  return {
    id: nextId('activity'), type: 'LearningActivity', title: { ...achievement.title }, awardedBy,
    specifiedBy: node({
      id: nextId('learningActivitySpec'), type: 'LearningActivitySpecification', title: { ...achievement.title },
      mode: participation?.map(modeConcepts.of), language: languagesOf(achievement), volumeOfLearning: hours === undefined ? undefined : durationOf(hours),
    }),
  }
}
