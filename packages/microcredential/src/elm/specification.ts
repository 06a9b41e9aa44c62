import type { Achievement } from '../achievement/achievement.ts'
import { node, ownConcept } from './concept.ts'
import type { Node } from './concept.ts'
import { languageConcept, languageOf } from './languages-and-countries.ts'
import { noteOf } from './notes.ts'
import { durationOf } from './time.ts'
import { creditFrameworks, cycleConcepts, eqfConcepts, escoConcept, fieldOfStudyConcept, kindConcepts, learningSettingConcepts, modeConcepts, nlqfConcepts, programmeQualityAssurance, sectorConcepts } from './vocabularies.ts'

type NextId = (kind: string) => string

/**
 * What was awarded, as Qualification: of the two specifications only this one has a level, and the microcredential of the Commission's
 * own example is one. `organisation` vouches for the quality; a framework is no organisation that accredits.
 */
export function specificationOf(achievement: Achievement, organisation: Node, nextId: NextId): Node {
  const { level, qualityAssurance, stackability, furtherInformation, learningOutcomes, programmeIdentifiers } = achievement
  return node({
    id: nextId('qualification'),
    type: 'Qualification',
    dcType: [kindConcepts.of(achievement.kind), sectorConcepts.of(achievement.sector)],
    title: { ...achievement.title },
    description: achievement.description && { ...achievement.description },
    additionalNote: filled([
      achievement.criteria && noteOf(nextId('note'), 'criteria', achievement.criteria),
      stackability?.explanation && noteOf(nextId('note'), 'stackability', stackability.explanation),
      furtherInformation?.text && noteOf(nextId('note'), 'further-information', furtherInformation.text),
      level?.verified === undefined ? undefined : noteOf(nextId('note'), level.verified ? 'level-validated' : 'level-not-validated'),
    ]),
    homepage: furtherInformation?.url && [webResource(furtherInformation.url, nextId)],
    learningOutcome: learningOutcomes?.map(({ text, esco }) => node({
      id: nextId('learningOutcome'), type: 'LearningOutcome', title: { ...text }, relatedESCOSkill: esco && filled(esco.map(escoConcept)),
    })),
    creditPoint: creditPointsOf(achievement, nextId),
    volumeOfLearning: achievement.workload?.hours === undefined ? undefined : durationOf(achievement.workload.hours),
    eqfLevel: level?.eqf === undefined ? undefined : eqfConcepts.of(String(level.eqf)),
    educationLevel: filled([level?.nlqf && nlqfConcepts.of(level.nlqf), level?.cycle && cycleConcepts.of(level.cycle)]),
    language: languagesOf(achievement),
    mode: achievement.participation?.map(modeConcepts.of),
    accreditation: qualityAssurance && [node({
      id: nextId('accreditation'), type: 'Accreditation', dcType: programmeQualityAssurance, title: { ...qualityAssurance.name }, accreditingAgent: organisation,
      description: qualityAssurance.description && { ...qualityAssurance.description }, homepage: qualityAssurance.url && [webResource(qualityAssurance.url, nextId)],
    })],
    entryRequirement: achievement.prerequisites && {
      id: nextId('note'), type: 'Note', noteLiteral: { nl: achievement.prerequisites.map(({ nl }) => nl), en: achievement.prerequisites.map(({ en }) => en) },
    },
    isPartialQualification: stackability?.stackable,
    qualificationCode: programmeIdentifiers?.map(({ scheme, code }) => ownConcept(`${scheme}-${code}`, scheme, { nl: `${scheme.toUpperCase()} ${code}`, en: `${scheme.toUpperCase()} ${code}` }, code)),
    thematicArea: achievement.fieldsOfStudy?.map(fieldOfStudyConcept),
    learningSetting: achievement.formal === undefined ? undefined : learningSettingConcepts.of(achievement.formal ? 'formal' : 'non-formal'),
  })
}

/** European credits, and study load hours of the mbo as a credit system of our own. */
export function creditPointsOf({ workload }: Achievement, nextId: NextId): Node[] | undefined {
  return filled((['ects', 'sbu'] as const).map((unit) => workload?.[unit] === undefined ? undefined : { id: nextId('creditPoint'), type: 'CreditPoint', framework: creditFrameworks.of(unit), point: workload[unit] }))
}

/** Each language once: of Dutch and Flemish Dutch the table has one. */
export function languagesOf({ languages }: Achievement): Node[] | undefined {
  const known = new Set(languages?.flatMap((tag) => languageOf(tag)?.language ?? []))
  return filled([...known].map(languageConcept))
}

export function webResource(contentURL: string, nextId: NextId, title?: string): Node {
  return node({ id: nextId('webResource'), type: 'WebResource', title: title === undefined ? undefined : { nl: title, en: title }, contentURL })
}

function filled(items: readonly (Node | undefined | '')[]): Node[] | undefined {
  const present = items.filter((item): item is Node => item !== undefined && item !== '')
  return present.length > 0 ? present : undefined
}
