import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasReferenceData, referenceData, referenceDataAbsent } from '../../../../test/reference-data/index.ts'
import { almost, anyJson } from '../testing/any-json.ts'
import { oeapiSendersName, readOeapiAssociation, readOeapiResultPatch } from './read-oeapi-association.ts'

const person = { personId: 'p-1', primaryCode: { codeType: 'student_number', code: '1234567' }, givenName: 'Maartje', surnamePrefix: 'van', surname: 'Damme', dateOfBirth: '2003-09-30', otherCodes: [{ codeType: 'eckid', code: 'https://roc.example/1' }] }
const result = { state: 'completed', pass: 'passed', score: '9', final: true, resultDateTime: '2026-06-30T23:30:00Z', comment: 'Strong.', assessor: { surname: 'Jansen' } }
const association = { associationId: 'a-1', role: 'student', state: 'associated', personId: 'p-1', person, courseOfferingId: 'o-1', result }

const fields = (body: unknown): string[] => {
  const read = readOeapiAssociation(body)
  return read.ok ? [] : read.findings.map(({ code, path }) => `${code} ${path}`)
}
const patched = (body: unknown) => { const read = readOeapiResultPatch({ result: body }); return read.ok ? read.result : read.findings.map(({ code, path }) => `${code} ${path}`) }

describe('an association of v6', () => {
  it('comes out as one of v5 does', () => {
    const read = readOeapiAssociation(association)
    expect(read).toMatchObject({ ok: true, warnings: [], association: {
      associationId: 'a-1', associationType: 'courseOfferingAssociation', state: 'associated', offeringId: 'o-1', personId: 'p-1',
      learner: { reference: '1234567', givenName: 'Maartje', familyName: 'van Damme' },
      result: { final: true, passed: true, state: 'completed', achievedOn: '2026-07-01', grade: '9' },
    } })
    expect(JSON.stringify(read)).not.toMatch(/2003|Strong|Jansen/)
  })

  it.each([['programmeOffering', 'programOfferingAssociation'], ['testComponentOffering', 'componentOfferingAssociation'], ['learningComponentOffering', 'componentOfferingAssociation'], ['courseOffering', 'courseOfferingAssociation']])('%s by id and expanded', (member, associationType) => {
    const { courseOfferingId: _, ...rest } = association
    for (const links of [{ [`${member}Id`]: 'o-2' }, { [member]: { [`${member}Id`]: 'o-2', name: [] } }, { [`${member}Id`]: 'o-2', [member]: { [`${member}Id`]: 'o-2' } }]) {
      expect(readOeapiAssociation({ ...rest, ...links })).toMatchObject({ ok: true, association: { associationType, offeringId: 'o-2' } })
    }
  })

  it('a person by id only has no learner', () => {
    const read = readOeapiAssociation({ ...association, person: null })
    expect(read).toMatchObject({ ok: true, association: { personId: 'p-1' } })
    expect(read.ok && read.association).not.toHaveProperty('learner')
  })

  it('cancelled is canceled, as the other version writes it', () => {
    expect(readOeapiAssociation({ ...association, state: 'cancelled' })).toMatchObject({ ok: true, association: { state: 'canceled' } })
  })

  it('what is missing or contradicts itself is named', () => {
    expect(fields({})).toEqual(['MISSING /role'])
    expect(fields({ role: 'student' })).toEqual(['MISSING /person', 'MISSING /courseOfferingId'])
    expect(fields({ ...association, role: 'lecturer' })).toEqual(['NOT_A_STUDENT /role'])
    expect(fields({ ...association, programmeOfferingId: 'o-2' })).toEqual(['INCONSISTENT /programmeOfferingId'])
    expect(fields({ ...association, courseOffering: { courseOfferingId: 'o-2' } })).toEqual(['INCONSISTENT /courseOffering/courseOfferingId'])
    expect(fields({ ...association, personId: 'p-2' })).toEqual(['INCONSISTENT /person/personId'])
    expect(fields({ ...association, result: { ...result, score: 9 } })).toEqual(['WRONG_TYPE /result/score'])
    expect(fields({ ...association, attemptId: 't-1' })).toEqual(['WRONG_FORM /attemptId'])
  })

  it('a message of v4 or v5 is refused, naming the field that gives it away', () => {
    expect(fields({ ...association, associationType: 'x', offering: 'o', consumers: [] })).toEqual(['OOAPI_V5_SHAPE /associationType', 'OOAPI_V5_SHAPE /offering', 'OOAPI_V5_SHAPE /consumers'])
    expect(fields({ ...association, type: 'x', result: { ...result, ects: 5 } })).toEqual(['OOAPI_V4_SHAPE /type', 'OOAPI_V4_SHAPE /result/ects'])
  })

  it.each(['nationalIdentityNumber', 'national_identity_number'])('a national identity number (%s) is dropped, counted, and used under no other name', (codeType) => {
    const coded = { ...person, otherCodes: [{ codeType, code: '111222333' }] }
    const read = readOeapiAssociation({ ...association, person: coded })
    expect(read).toMatchObject({ ok: true, dropped: { nationalIdentityNumbers: 1 } })
    expect(JSON.stringify(read)).not.toContain('111222333')
    expect(fields({ ...association, programmeOfferingId: null, courseOfferingId: '111222333', person: coded })).toEqual(['NATIONAL_IDENTITY_NUMBER /courseOfferingId'])
    const addressed = readOeapiAssociation({ ...association, associationId: undefined, person: coded }, { address: '111222333' })
    expect(addressed).toMatchObject({ ok: false, findings: [{ path: '/associationId', code: 'NATIONAL_IDENTITY_NUMBER' }] })
  })
})

describe('a result of v6', () => {
  it('is final when it says so; absent, null and unknown stay unknown', () => {
    expect(patched({ ...result, final: false })).toMatchObject({ final: false, passed: true })
    expect(patched({ final: null, pass: 'unknown' })).toEqual({ final: 'unknown', passed: 'unknown' })
    expect(patched({ state: 'in_progress', score: '7' })).toEqual({ state: 'in progress', grade: '7' })
    const { final: _, ...silent } = result
    expect(readOeapiAssociation({ ...association, result: silent })).toMatchObject({ ok: true, association: { result: { final: 'unknown' } } })
    expect(patched(null)).toBeNull()
    expect(patched({ final: 'true' })).toEqual(['WRONG_TYPE /result/final'])
  })

  it('our fields under the names of its sender', () => {
    expect(['/offeringId', '/result/final', '/result/achievedOn', '/learner/reference'].map((path) => oeapiSendersName(path, 'programmeOfferingId'))).toEqual(['/programmeOfferingId', '/result/final', '/result/resultDateTime', '/person/primaryCode'])
  })
})

describe('the messages of the specification', () => {
  const message = (file: string) => referenceData(`ooapi/v6_spec_fieldexamples_${file}.json`) as Record<string, unknown>

  it.for([['CourseOfferingAssociation', 'courseOffering'], ['ProgrammeOfferingAssociation', 'programmeOffering'], ['TestComponentOfferingAssociation', 'testComponentOffering']] as const)('%s: put together from examples, its ids contradict each other; with one id it is read', ([file, member], ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    expect(fields(message(file))).toEqual([`INCONSISTENT /${member}/${member}Id`])
    expect(readOeapiAssociation({ ...message(file), [member]: null })).toMatchObject({ ok: true, dropped: { nationalIdentityNumbers: expect.any(Number) as number }, association: { learner: { reference: '0', familyName: 'van Damme' }, result: { final: true, passed: true, achievedOn: '2025-11-28', grade: '9' } } })
  })

  it.for(['CourseOfferingAssociationResult', 'TestComponentOfferingAssociationResult', 'Result'])('%s', (file, ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    expect(patched(message(file))).toEqual({ state: 'completed', passed: true, grade: '9', achievedOn: '2025-11-28', final: true })
  })

  it('an attempt is none, and neither are those of v5 and v4', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    expect(fields(message('TestComponentOfferingAssociationAttempt'))).toEqual(['WRONG_FORM /attemptId'])
    for (const name of ['CourseOfferingAssociation', 'ComponentOfferingAssociation', 'ProgramOfferingAssociation']) expect(fields(referenceData(`ooapi/v5_spec_fieldexamples_${name}.json`))).toContain('OOAPI_V5_SHAPE /associationType')
    expect(fields(referenceData('ooapi/v4shape_gateway_testbackend_associations.json'))).toContain('OOAPI_V4_SHAPE /type')
  })
})

it('whatever it is given: findings, never an exception, and no national identity number', () => {
  const withNumber = { ...association, person: { ...person, otherCodes: [{ codeType: 'national_identity_number', code: '111222333' }] } }
  fc.assert(fc.property(fc.oneof(anyJson, almost(withNumber)), (body) => {
    for (const read of [readOeapiAssociation(body), readOeapiResultPatch(body)]) {
      if (!read.ok) expect(read.findings.length).toBeGreaterThan(0)
      if (JSON.stringify(body)?.includes('national_identity_number","code":"111222333"')) expect(JSON.stringify(read)).not.toContain('111222333')
    }
  }), { numRuns: 1500 })
})
