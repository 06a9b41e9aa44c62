import { programmeSchemes } from '../achievement/vocabulary.ts'
import { warning } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { listOf, memberAt, memberOf, stringOf } from '../json-members.ts'
import { conceptIds, noteAbout, textFrom, textsFrom } from './concept.ts'
import type { Node } from './concept.ts'
import { languageFrom } from './languages-and-countries.ts'
import { subjectId } from './notes.ts'
import { hoursFrom } from './time.ts'
import { creditFrameworks, cycleConcepts, eqfConcepts, escoAddressFrom, fieldOfStudyFrom, kindConcepts, learningSettingConcepts, modeConcepts, nlqfConcepts, sectorConcepts } from './vocabularies.ts'

/** The members of an achievement that its specification says; `path` is where it stands in the document. */
export function readSpecification(specification: unknown, path: string, findings: Finding[]): Node {
  const member = (name: string) => memberOf(specification, name)
  const known = <Word>(name: string, from: (id: string) => Word | undefined): Word[] => knownConcepts(member(name), `${path}/${name}`, from, findings)
  const notes = member('additionalNote')
  const [quality, ...otherQuality] = listOf(member('accreditation'))
  if (otherQuality.length > 0) findings.push(warning(`${path}/accreditation`, 'TOO_MANY', 'Van de kwaliteitsborging is alleen de eerste overgenomen.', 'Only the first accreditation was taken over.'))
  const setting = known('learningSetting', learningSettingConcepts.from)[0]
  return {
    kind: firstOf(member('dcType'), kindConcepts.from),
    sector: firstOf(member('dcType'), sectorConcepts.from),
    title: textFrom(member('title')),
    description: textFrom(member('description')),
    criteria: textFrom(noteAbout(notes, subjectId('criteria'))),
    learningOutcomes: listOf(member('learningOutcome')).map((outcome) => ({
      text: textFrom(memberOf(outcome, 'title')), esco: conceptIds(memberOf(outcome, 'relatedESCOSkill')).map(({ id }) => escoAddressFrom(id)),
    })),
    workload: { ...readCreditPoints(member('creditPoint')), hours: hoursOf(member('volumeOfLearning'), `${path}/volumeOfLearning`, findings) },
    level: {
      eqf: known('eqfLevel', eqfConcepts.from).map(Number)[0],
      nlqf: firstOf(member('educationLevel'), nlqfConcepts.from),
      cycle: firstOf(member('educationLevel'), cycleConcepts.from),
      verified: noteAbout(notes, subjectId('level-validated')) !== undefined ? true : noteAbout(notes, subjectId('level-not-validated')) !== undefined ? false : undefined,
    },
    languages: known('language', languageFrom),
    participation: known('mode', modeConcepts.from),
    qualityAssurance: { name: textFrom(memberOf(quality, 'title')), description: textFrom(memberOf(quality, 'description')), url: memberOf(listOf(memberOf(quality, 'homepage'))[0], 'contentURL') },
    prerequisites: textsFrom(memberAt(specification, 'entryRequirement', 'noteLiteral')),
    stackability: { stackable: member('isPartialQualification'), explanation: textFrom(noteAbout(notes, subjectId('stackability'))) },
    programmeIdentifiers: listOf(member('qualificationCode')).flatMap((code) => {
      const scheme = programmeSchemes.find((name) => memberAt(code, 'inScheme', 'id') === `urn:epass:conceptScheme:${name}`)
      return scheme === undefined ? [] : [{ scheme, code: memberOf(code, 'notation') }]
    }),
    fieldsOfStudy: known('thematicArea', fieldOfStudyFrom),
    formal: setting === undefined ? undefined : setting === 'formal',
    furtherInformation: { text: textFrom(noteAbout(notes, subjectId('further-information'))), url: memberOf(listOf(member('homepage'))[0], 'contentURL') },
  }
}

/** Credits by their system. */
export function readCreditPoints(points: unknown): Node {
  const of = (unit: 'ects' | 'sbu') => {
    const point = memberOf(listOf(points).find((candidate) => creditFrameworks.from(stringOf(memberAt(candidate, 'framework', 'id')) ?? '') === unit), 'point')
    return typeof point === 'number' ? String(point) : point
  }
  return { ects: of('ects'), sbu: of('sbu') }
}

/** A duration as hours, or a warning: months of learning are no hours. */
export function hoursOf(duration: unknown, path: string, findings: Finding[]): string | undefined {
  if (duration === undefined) return undefined
  const hours = hoursFrom(stringOf(duration) ?? '')
  if (hours === undefined) findings.push(warning(path, 'WRONG_FORM', 'Deze duur is niet in uren en is weggelaten.', 'This duration is not in hours, and was left out.'))
  return hours
}

/** The words of the concepts we know; each other one is a warning. */
export function knownConcepts<Word>(concepts: unknown, path: string, from: (id: string) => Word | undefined, findings: Finding[]): Word[] {
  const words = conceptIds(concepts).flatMap(({ id, at }) => {
    const word = from(id)
    if (word === undefined) findings.push(warning(`${path}${at}`, 'NOT_ALLOWED_VALUE', 'Dit begrip kennen wij niet en is weggelaten.', 'We do not know this concept, and left it out.'))
    return word === undefined ? [] : [word]
  })
  return [...new Set(words)]
}

function firstOf<Word>(concepts: unknown, from: (id: string) => Word | undefined): Word | undefined {
  return conceptIds(concepts).map(({ id }) => from(id)).find((word) => word !== undefined)
}
