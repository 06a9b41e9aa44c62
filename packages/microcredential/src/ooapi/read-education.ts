/**
 * Courses, programmes and components of OOAPI v5 and OEAPI v6 as achievements to finish: what the catalogue of an institution says of
 * them, in the model's words. v4 is refused by field. What cannot be taken over as it was is a warning; nothing is guessed.
 */
import { draftFromSource } from '../achievement/draft-from-source.ts'
import type { SourceField } from '../achievement/draft-from-source.ts'
import type { AchievementDraft } from '../achievement/achievement.ts'
import { missing } from '../achievement/missing.ts'
import type { ParticipationType } from '../achievement/vocabulary.ts'
import { fault, pointer, warning } from '../findings.ts'
import type { Finding } from '../findings.ts'
import { notTakenOver } from '../not-taken-over.ts'
import type { Taken } from '../not-taken-over.ts'
import type { Reading } from '../projection.ts'
import { valueAt } from '../schema-findings.ts'
import { textLimits } from '../text/plain-text.ts'
import { readDocument } from './education-document.ts'
import { readLearningOutcomes, readTexts } from './education-texts.ts'
import type { TextInLanguages } from './education-texts.ts'
import { assessmentTypeOf, gradeScaleOf, kindOfFormalDocument, kindOfSpecification, levelOfEducation, levelOfQualification, participationOf, rowFor, sectorOf } from './education-vocabulary.ts'
import { readProgrammeCodes } from './programme-codes.ts'
import { readStudyLoad } from './study-load.ts'
import { readTeachingLanguages } from './teaching-language.ts'

/** A course: a draft of kind `course`. */
export function readCourse(document: unknown): Reading<AchievementDraft> {
  return readDocument(document, ['course'], (course) => readEducation(course, 'course'))
}

/** A program (v5), programme (v6) or education specification (v5): a draft of kind `programme`, or `microcredential` where its formal document says so. */
export function readProgramme(document: unknown): Reading<AchievementDraft> {
  return readDocument(document, ['programme', 'specification'], (programme, found) => readEducation(programme, rowFor(kindOfFormalDocument, valueAt(programme, ['formalDocument']))
    ?? (found === 'programme' ? 'programme' : rowFor(kindOfSpecification, valueAt(programme, ['educationSpecificationType'])))))
}

/** A component (v5), learning component or test component (v6). A part of a course has no kind of its own: somebody chooses it. */
export function readLearningComponent(document: unknown): Reading<AchievementDraft> {
  return readDocument(document, ['component'], (component) => readEducation(component, undefined))
}

/** The draft of an object of any of these kinds, with pointers below `base`. */
export function readEducation(document: unknown, kind: AchievementDraft['kind'], base: readonly string[] = []): Taken<AchievementDraft> {
  const at = (...members: string[]): string[] => [...base, ...members]
  const value = (member: string): unknown => valueAt(document, [member])
  /** The member under its name in v6, else under that in v5. */
  const either = (v6: string, v5: string): readonly [value: unknown, path: string[]] => (value(v6) !== undefined ? [value(v6), at(v6)] : [value(v5), at(v5)])
  const texts = (member: string, longest: number = textLimits.text) => readTexts(value(member), at(member), { as: 'text', longest })

  const sector = rowFor(sectorOf, value('sector')) ?? rowFor(sectorOf, value('level'))
  const title = readTexts(value('name'), at('name'), { as: 'name', longest: textLimits.title })
  const [loads, loadPath] = [value('studyLoad'), at('studyLoad')]
  const [tongues, tonguesPath] = either('teachingLanguages', 'teachingLanguage')
  const [modes, modesPath] = either('modesOfDelivery', 'modeOfDelivery')
  const read = {
    description: texts('description'),
    requirements: texts('qualificationRequirements'),
    assessment: texts('assessment'),
    learningOutcomes: readLearningOutcomes(value('learningOutcomes'), at('learningOutcomes')),
    workload: readStudyLoad(loads, loadPath),
    level: readLevel(document, base),
    languages: readTeachingLanguages(tongues, tonguesPath),
    participation: readParticipation(modes, modesPath),
    prerequisites: texts('admissionRequirements', textLimits.outcome),
    programmeIdentifiers: readProgrammeCodes(document, sector),
    fieldsOfStudy: readFieldsOfStudy(value('fieldsOfStudy'), at('fieldsOfStudy')),
  }
  const gradeScale = readGradeScale(document)
  const assessmentType = rowFor(assessmentTypeOf, value('componentType'))
  const link = value('link')
  const fields: SourceField[] = [
    { field: 'kind', value: kind, path: pointer(base) },
    { field: 'sector', value: sector, path: pointer(at('sector')) },
    { field: 'title', value: title.value, path: pointer(at('name')) },
    { field: 'description', value: read.description.value, path: pointer(at('description')) },
    { field: 'criteria', value: together(read.requirements.value, read.assessment.value), path: pointer(at('assessment')) },
    { field: 'learningOutcomes', value: read.learningOutcomes.value, path: pointer(at('learningOutcomes')) },
    { field: 'workload', value: read.workload.value, path: pointer(loadPath) },
    { field: 'level', value: read.level.value, path: pointer(at('levelOfQualification')) },
    { field: 'languages', value: read.languages.value, path: pointer(tonguesPath) },
    { field: 'assessmentTypes', value: assessmentType && [assessmentType], path: pointer(at('componentType')) },
    { field: 'participation', value: read.participation.value, path: pointer(modesPath) },
    { field: 'prerequisites', value: read.prerequisites.value && [read.prerequisites.value], path: pointer(at('admissionRequirements')) },
    { field: 'programmeIdentifiers', value: read.programmeIdentifiers.value, path: pointer(at('otherCodes')) },
    { field: 'fieldsOfStudy', value: read.fieldsOfStudy.value, path: pointer(at('fieldsOfStudy')) },
    { field: 'gradeScale', value: gradeScale, path: pointer(at('resultValueType')) },
    { field: 'furtherInformation', value: typeof link === 'string' && link !== '' ? { url: link } : undefined, path: pointer(at('link')) },
  ]
  const { draft, findings } = draftFromSource(fields)
  const all = [...[title, ...Object.values(read)].flatMap((part) => part.findings), ...findings]
  return draft.title === undefined ? { findings: [...all, nameless(document, pointer(at('name')))] } : { value: draft, findings: all }
}

function nameless(document: unknown, path: string): Finding {
  return valueAt(document, ['name']) === undefined
    ? { ...missing('/title'), path }
    : fault(path, 'MISSING', 'Er is geen naam in het Nederlands of het Engels. Geef er een.', 'There is no name in Dutch or English. Give one.')
}

/** What is asked to pass and how it is tested, as one text a language. Too long together: cut off nothing, the draft leaves it out. */
function together(requirements: TextInLanguages | undefined, assessment: TextInLanguages | undefined): TextInLanguages | undefined {
  const texts = (['nl', 'en'] as const).flatMap((language) => {
    const parts = [requirements?.[language], assessment?.[language]].filter((part) => part !== undefined)
    return parts.length > 0 ? [[language, parts.join('\n\n')] as const] : []
  })
  return texts.length > 0 ? Object.fromEntries(texts) : undefined
}

function readLevel(document: unknown, base: readonly string[]): Taken<NonNullable<AchievementDraft['level']>> {
  const [qualification, education] = [valueAt(document, ['levelOfQualification']), valueAt(document, ['level'])]
  const [stated, derived] = [rowFor(levelOfQualification, qualification), rowFor(levelOfEducation, education)]
  const findings: Finding[] = []
  if (qualification !== undefined && qualification !== null && stated === undefined) findings.push(notTakenOver(pointer([...base, 'levelOfQualification']), 'Dit niveau kennen wij niet.', 'We do not know this level.'))
  if (stated === undefined) return { value: derived, findings }
  if (derived === undefined || stated.eqf === undefined) return { value: stated, findings }
  if (derived.eqf !== stated.eqf) return { value: stated, findings: [...findings, warning(pointer([...base, 'level']), 'INCONSISTENT', 'Dit past niet bij "levelOfQualification", dat is overgenomen. Controleer beide.', 'This does not match "levelOfQualification", which was taken over. Check both.')] }
  return { value: { ...derived, ...stated }, findings }
}

function readParticipation(value: unknown, path: readonly string[]): Taken<ParticipationType[]> {
  if (value === undefined || value === null) return { findings: [] }
  const modes: unknown[] = Array.isArray(value) ? value : [value]
  const known = modes.map((mode) => rowFor(participationOf, mode))
  const types = [...new Set(known.filter((type) => type !== undefined))]
  return {
    value: types.length > 0 ? types : undefined,
    findings: modes.flatMap((_, at) => (known[at] !== undefined ? [] : [notTakenOver(pointer([...path, at]), 'Deze vorm zegt niet of het online, op locatie of op het werk is.', 'This form does not say whether it is online, on site or at work.')])),
  }
}

/** ISCED-F 2013: four digits at most; the Dutch classification (SOI 2021) adds two, and the first four are those of ISCED-F. */
function readFieldsOfStudy(value: unknown, path: readonly string[]): Taken<string[]> {
  if (value === undefined || value === null) return { findings: [] }
  const codes: unknown[] = Array.isArray(value) ? value : [value]
  const good = codes.filter((code): code is string => typeof code === 'string' && /^\d{2,6}$/.test(code))
  const findings = codes.length > good.length ? [notTakenOver(pointer(path), 'Dit is geen code van ISCED-F 2013 (twee tot zes cijfers).', 'This is not a code of ISCED-F 2013 (two to six digits).')]
    : good.some((code) => code.length > 4) ? [notTakenOver(pointer(path), 'De laatste cijfers zijn van SOI 2021 en niet van ISCED-F.', 'The last digits are of SOI 2021, not of ISCED-F.')] : []
  return { value: good.length > 0 ? [...new Set(good.map((code) => code.slice(0, 4)))] : undefined, findings }
}

function readGradeScale(document: unknown): AchievementDraft['gradeScale'] {
  const scale = rowFor(gradeScaleOf, valueAt(document, ['resultValueType']))
  const passFrom = valueAt(document, ['passFrom'])
  return scale && typeof passFrom === 'string' ? { ...scale, required: passFrom } : scale
}
