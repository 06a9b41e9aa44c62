import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasReferenceData, referenceData, referenceDataAbsent } from '../../../../test/reference-data/index.ts'
import { parseAchievementDraft } from '../achievement/parse-achievement-draft.ts'
import { almost, anyJson } from '../testing/any-json.ts'
import type { Reading } from '../projection.ts'
import { readCourse, readLearningComponent, readProgramme } from './read-education.ts'

const nl = (value: string) => ({ language: 'nl-NL', value })
const en = (value: string) => ({ language: 'en-GB', value })

const course = {
  courseId: 'c-1', primaryCode: { codeType: 'identifier', code: 'VZ-12' }, name: [nl('Wijkverpleging'), en('District nursing')], abbreviation: 'WV',
  description: [en('Care at [home](https://roc.example/home).')], studyLoad: { studyLoadUnit: 'sbu', value: 240 }, teachingLanguage: 'nld', level: 'secondary vocational education 3',
  modeOfDelivery: ['situated', 'online', 'distance-learning'], fieldsOfStudy: '0913', learningOutcomes: [[nl('Meet de bloeddruk.'), en('Measures blood pressure.')], [nl('Rapporteert.')]],
  admissionRequirements: [nl('Een <b>startkwalificatie</b>.')], qualificationRequirements: [nl('Alle onderdelen voldoende.')], assessment: [nl('Vaardigheidstoets.')],
  link: 'https://roc.example/wv', otherCodes: [{ codeType: 'crohoCreboCode', code: '25491' }], coordinators: [{ givenName: 'Jan', otherCodes: [{ codeType: 'nationalIdentityNumber', code: '111222333' }] }],
}
const v6Course = {
  courseId: 'c-6', primaryCode: { codeType: 'identifier', code: 'x' }, name: [nl('Privacyrecht')], studyLoad: [{ studyLoadUnit: 'ects', value: 2.5 }, { studyLoadUnit: 'hour', value: 70 }], teachingLanguages: ['en-GB', 'nl'],
  modesOfDelivery: ['work_based', 'hybrid'], learningOutcomes: [{ learningOutcomeId: 'l', primaryCode: { codeType: 'x', code: '1' }, name: [en('Judges.')] }], level: 'master', fieldsOfStudy: '042101',
  otherCodes: [{ codeType: 'programme_code', code: '1001O4021' }],
}
const draftOf = <Value>(reading: Reading<Value>): Value => {
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings))
  return reading.value
}
const found = (reading: Reading<unknown>): string[] => reading.findings.map(({ code, path }) => `${code} ${path}`)

describe('a course', () => {
  it('of v5, in the words of the model', () => {
    expect(draftOf(readCourse(course))).toEqual({
      kind: 'course', sector: 'mbo', title: { nl: 'Wijkverpleging', en: 'District nursing' }, description: { en: 'Care at home.' },
      criteria: { nl: 'Alle onderdelen voldoende.\n\nVaardigheidstoets.' }, prerequisites: [{ nl: 'Een startkwalificatie.' }],
      learningOutcomes: [{ text: { nl: 'Meet de bloeddruk.', en: 'Measures blood pressure.' } }, { text: { nl: 'Rapporteert.' } }],
      workload: { sbu: '240' }, level: { eqf: 3 }, languages: ['nl'], participation: ['onsite', 'online'], fieldsOfStudy: ['0913'],
      programmeIdentifiers: [{ scheme: 'crebo', code: '25491' }], furtherInformation: { url: 'https://roc.example/wv' },
    })
    expect(found(readCourse(course))).toEqual(['MARKUP_REMOVED /description/0/value', 'NOT_TAKEN_OVER /modeOfDelivery/2', 'MARKUP_REMOVED /admissionRequirements/0/value'])
  })

  it('of v6, under its own names', () => {
    expect(draftOf(readCourse(v6Course))).toEqual({
      kind: 'course', title: { nl: 'Privacyrecht' }, learningOutcomes: [{ text: { en: 'Judges.' } }], workload: { ects: '2.5', hours: '70' }, level: { eqf: 7, cycle: 'second' },
      languages: ['en-GB', 'nl'], participation: ['work_experience', 'blended'], fieldsOfStudy: ['0421'], programmeIdentifiers: [{ scheme: 'rio', code: '1001O4021' }],
    })
    expect(found(readCourse(v6Course))).toEqual(['NOT_TAKEN_OVER /fieldsOfStudy'])
  })

  it('people and their national identity numbers are dropped and counted', () => {
    const reading = readCourse(course)
    expect(reading.dropped.nationalIdentityNumbers).toBe(1)
    expect(JSON.stringify(reading)).not.toMatch(/111222333|Jan/)
    const repeated = readCourse({ ...course, description: [nl('Bel 111222333')] })
    expect([repeated.ok, found(repeated)[0]]).toEqual([false, 'NATIONAL_IDENTITY_NUMBER '])
    expect(JSON.stringify(repeated)).not.toContain('111222333')
  })

  it.each(['nationalIdentityNumber', 'national_identity_number'])('%s in any corner', (codeType) => {
    expect(readCourse({ ...v6Course, organisation: { contacts: [{ otherCodes: [{ codeType, code: '123456782' }] }] } }).dropped.nationalIdentityNumbers).toBe(1)
  })
})

describe('the study load', () => {
  const load = (studyLoad: unknown) => { const read = readCourse({ ...course, studyLoad }); return [read.ok && read.value.workload, found(read).filter((line) => line.includes('studyLoad'))] }

  it.each([
    [{ studyLoadUnit: 'ects', value: 7.5 }, { ects: '7.5' }], [{ studyLoadUnit: 'hour', value: 28 }, { hours: '28' }], [[{ studyLoadUnit: 'sbu', value: 1 }], { sbu: '1' }], [null, undefined],
  ])('%j', (given, workload) => { expect(load(given)).toEqual([workload, []]) })

  it.each([
    [{ studyLoadUnit: 'sp', value: 3 }, 'studyLoadUnit'], [{ studyLoadUnit: 'contacttime', value: 3 }, 'studyLoadUnit'], [{ studyLoadUnit: 'contact_time', value: 3 }, 'studyLoadUnit'], [{ studyLoadUnit: 'x-weeks', value: 3 }, 'studyLoadUnit'],
    [{ studyLoadUnit: 'ects', value: '3' }, 'value'], [{ studyLoadUnit: 'ects', value: 0.123_45 }, 'value'], [{ studyLoadUnit: 'ects', value: -3 }, 'value'], [{ studyLoadUnit: 'ects', value: 1e21 }, 'value'], [{ value: 3 }, 'studyLoadUnit'], [7, 'studyLoadUnit'],
  ])('%j is not turned into something else', (given, member) => { expect(load(given)).toEqual([undefined, [`NOT_TAKEN_OVER /studyLoad/${member}`]]) })

  it('twice in one unit: the first, with a warning', () => {
    expect(load([{ studyLoadUnit: 'ects', value: 3 }, { studyLoadUnit: 'ects', value: 4 }])).toEqual([{ ects: '3' }, ['NOT_TAKEN_OVER /studyLoad/1/value']])
  })
})

describe('the level', () => {
  const level = (changes: Record<string, unknown>) => draftOf(readProgramme({ programId: 'p', name: [nl('x')], ...changes })).level

  it.each([
    ['4+', { nlqf: '4+' }], ['6', { eqf: 6, nlqf: '6' }], ['nlqf_4plus', { nlqf: '4+' }], ['eqf_5', { eqf: 5 }], ['eqf_0', undefined], ['x-own', undefined], [6, undefined], ['toString', undefined],
  ])('levelOfQualification %j', (levelOfQualification, expected) => { expect(level({ levelOfQualification })).toEqual(expected) })

  it('level alone says the EQF level and the cycle; beside another level of qualification it is not believed', () => {
    expect(level({ level: 'associate degree' })).toEqual({ eqf: 5, cycle: 'short' })
    expect(level({ level: 'bachelor', levelOfQualification: '6' })).toEqual({ eqf: 6, nlqf: '6', cycle: 'first' })
    expect(level({ level: 'master', levelOfQualification: '6' })).toEqual({ eqf: 6, nlqf: '6' })
    expect(found(readProgramme({ programId: 'p', name: [nl('x')], level: 'master', levelOfQualification: '6' }))).toEqual(['INCONSISTENT /level'])
    expect(level({ level: 'undivided' })).toBeUndefined()
  })
})

describe('a programme', () => {
  it('is a microcredential when its formal document says so, and else a programme', () => {
    const programme = { programmeId: 'p', programmeType: 'minor', name: [nl('x')] }
    expect(draftOf(readProgramme(programme)).kind).toBe('programme')
    expect(draftOf(readProgramme({ ...programme, formalDocument: 'micro_credential_certificate' })).kind).toBe('microcredential')
    expect(draftOf(readProgramme({ educationSpecificationId: 'e', educationSpecificationType: 'course', name: [nl('x')] })).kind).toBe('course')
  })

  it('CREBO or CROHO by its sector, and neither when that is not known', () => {
    const codes = (changes: Record<string, unknown>) => draftOf(readProgramme({ programId: 'p', name: [nl('x')], primaryCode: { codeType: 'programCode', code: 'BIO' }, otherCodes: [{ codeType: 'crohoCreboCode', code: '59312' }, null, 7], ...changes })).programmeIdentifiers
    expect(codes({ sector: 'higher professional education' })).toEqual([{ scheme: 'croho', code: '59312' }])
    expect(codes({ sector: 'secondary vocational education' })).toEqual([{ scheme: 'crebo', code: '59312' }])
    expect(codes({})).toBeUndefined()
  })
})

describe('languages', () => {
  const languages = (teachingLanguage: unknown) => draftOf(readCourse({ ...course, teachingLanguage })).languages

  it.each([['nld', ['nl']], ['dut', ['nl']], ['fry', ['fy']], ['eng', ['en']], ['en-GB', ['en-GB']], ['und', undefined], ['mul', undefined], ['Nederlands', undefined], ['', undefined], [['nld', 'ger', 'nl'], ['nl', 'de']]])('%j', (given, expected) => {
    expect(languages(given)).toEqual(expected)
  })

  it('texts in other languages are left out, and one there already stays', () => {
    const reading = readCourse({ ...course, name: [{ language: 'es-ES', value: 'Curso' }, { language: 'nld', value: 'Een' }, nl('Twee'), 'x', { language: 'nl' }] })
    expect(draftOf(reading).title).toEqual({ nl: 'Een' })
    expect(found(reading).filter((line) => line.includes('/name'))).toEqual(['NOT_TAKEN_OVER /name/0', 'NOT_TAKEN_OVER /name/2', 'NOT_TAKEN_OVER /name/3', 'NOT_TAKEN_OVER /name/4'])
    expect(found(readCourse({ ...course, name: [{ language: 'es-ES', value: 'Curso' }] }))).toContain('MISSING /name')
  })
})

describe('what is refused', () => {
  it.each([['type', 'x'], ['ects', 5], ['requirements', 'x'], ['mainLanguage', 'nl'], ['crohoCreboCode', '1'], ['name', 'Een naam'], ['description', 'tekst']])('%s of v4, by name', (member, value) => {
    expect(found(readCourse({ ...course, [member]: value }))).toEqual([`OOAPI_V4_SHAPE /${member}`])
  })

  it('an object of another kind', () => {
    expect(readProgramme(course)).toMatchObject({ ok: false, findings: [{ path: '', code: 'WRONG_FORM', message: { en: 'This is a course; this must be a programme.' } }] })
    expect(readCourse({ ...course, courseOfferingId: 'o' })).toMatchObject({ ok: false })
    expect(readLearningComponent({ ...course, componentId: 'k', componentType: 'test_on_paper', resultValueType: 'grade_0_10', passFrom: '5.5' })).toMatchObject({ ok: true, value: { assessmentTypes: ['written_exam'], gradeScale: { minimum: '0', maximum: '10', required: '5.5' } } })
  })

  it('as many findings as somebody can read', () => {
    expect(readCourse({ ...course, modeOfDelivery: Array.from({ length: 5_000 }, () => 'x') }).findings).toHaveLength(200)
  })

  it('whatever it is given: findings, never an exception, and a draft that is one', () => {
    fc.assert(fc.property(fc.oneof(anyJson, almost(course), almost(v6Course)), (document) => {
      for (const read of [readCourse, readProgramme, readLearningComponent]) {
        const reading = read(document)
        if (reading.ok) expect(parseAchievementDraft(reading.value)).toEqual({ ok: true, achievement: reading.value })
        else expect(reading.findings.length).toBeGreaterThan(0)
      }
    }), { numRuns: 1500 })
  })
})

describe('the catalogues of the sector', () => {
  it.for([
    ['v5_spec_fieldexamples_Course', readCourse, { kind: 'course', title: { en: 'Academic and Professional Writing' }, workload: { ects: '3' }, level: { eqf: 7, cycle: 'second' }, languages: ['nl'], participation: ['onsite'], fieldsOfStudy: ['0732'] }],
    ['v6_spec_fieldexamples_Course', readCourse, { kind: 'course', criteria: { en: 'Exam on campus' }, fieldsOfStudy: ['0732'] }],
    ['quickstart_course_template', readCourse, { workload: { ects: '6' }, languages: ['es'], participation: ['onsite', 'online'], description: { en: 'Description of the course. This course will be:\n\n- Nice\n\n- Interesting...' } }],
    ['v5_spec_fieldexamples_Program', readProgramme, { kind: 'programme', sector: 'wo', level: { eqf: 6, nlqf: '6' }, programmeIdentifiers: [{ scheme: 'croho', code: '59312' }] }],
    ['v6_spec_fieldexamples_Programme', readProgramme, { kind: 'programme', level: { eqf: 6 } }],
    ['v5_spec_fieldexamples_EducationSpecification', readProgramme, { kind: 'programme', programmeIdentifiers: [{ scheme: 'croho', code: '1234123' }] }],
    ['v5_spec_fieldexamples_Component', readLearningComponent, { title: { en: 'Written test for INFOMQNM' }, learningOutcomes: [{ text: {} }] }],
    ['v6_spec_fieldexamples_LearningComponent', readLearningComponent, { criteria: { en: 'Exam on campus' } }],
    ['v6_spec_fieldexamples_TestComponent', readLearningComponent, { assessmentTypes: ['written_exam'], gradeScale: { minimum: '0', maximum: '10', required: '5.5' } }],
  ] as const)('%s', ([file, read, expected], ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    const reading = read(referenceData(`ooapi/${file}.json`))
    expect(reading.ok && reading.value).toMatchObject(expected)
    expect(JSON.stringify(reading.ok && reading.value)).not.toMatch(/<[a-z/]|\]\(|href/)
  })

  it('a program that is only in Spanish has no name for us', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    expect(found(readProgramme(referenceData('ooapi/quickstart_program_template.json')))).toContain('MISSING /name')
  })

  it.for([['courses', readCourse], ['programs', readProgramme], ['components', readLearningComponent]] as const)('v4 %s are refused', ([file, read], ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    const reading = read(referenceData(`ooapi/v4shape_gateway_testbackend_${file}.json`))
    expect(reading.ok).toBe(false)
    expect(found(reading)).toContain('OOAPI_V4_SHAPE /name')
  })

  it('what is no course at all is not read as one', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    for (const file of ['v5_spec_fieldexamples_AcademicSession', 'v5_spec_fieldexamples_IdentifierEntry', 'v5_spec_fieldexamples_StudyLoadDescriptor', 'quickstart_academic_session_template', 'v6_spec_fieldexamples_LearningOutcome', 'v4shape_gateway_testbackend_academic-sessions',
      'v4shape_gateway_testbackend_education-specifications', 'smb_eduhub-offering', 'v6_spec_fieldexamples_Person', 'quickstart_person_template', 'smb_person', 'v4shape_gateway_testbackend_persons']) {
      expect(readCourse(referenceData(`ooapi/${file}.json`)).ok, file).toBe(false)
    }
  })
})
