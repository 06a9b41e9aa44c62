import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { almost, anyJson } from '../testing/any-json.ts'
import { hasReferenceData, referenceData, referenceDataAbsent } from '../../../../test/reference-data/index.ts'
import { readOoapiAssociation, readOoapiResultPatch } from './read-association.ts'

const person = {
  personId: '111-2222-33-4444-222',
  primaryCode: { codeType: 'studentNumber', code: '1234567' },
  givenName: 'Maartje', preferredName: 'Maar', surnamePrefix: 'van', surname: 'Damme', displayName: 'Maartje van Damme', dateOfBirth: '2003-09-30', gender: 'F',
  mail: 'vandamme@student.roc.example', activeEnrollment: true, affiliations: ['student'],
  otherCodes: [{ codeType: 'accountId', code: 's1234567@student.roc.example' }, { codeType: 'eckid', code: 'https://roc.example/8078d3' }],
}
const association = {
  associationId: 'a-1', associationType: 'componentOfferingAssociation', role: 'student', state: 'associated', consumers: [{ consumerKey: 'nl-test-admin', extraTimeInMin: 30 }],
  person, offering: 'o-1',
}
const result = { state: 'completed', pass: 'passed', score: '9', resultDate: '2026-06-30', comment: 'Jantje heeft gespiekt.', consumers: [{ consumerKey: 'nl-test-admin', final: true, assessorCode: 'JAJE' }] }

const fields = (body: unknown): string[] => {
  const read = readOoapiAssociation(body)
  return read.ok ? [] : read.findings.map(({ path, code }) => `${code} ${path}`)
}
const withPerson = (changes: Record<string, unknown>) => ({ ...association, person: { ...person, ...changes } })
const learnerOf = (body: unknown) => {
  const read = readOoapiAssociation(body)
  return read.ok ? read.association.learner : read.findings.map(({ code, path }) => `${code} ${path}`)
}

describe('an association', () => {
  it('comes out as who takes part in which offering, and nothing else of the person', () => {
    const read = readOoapiAssociation({ ...association, result })
    expect(read).toEqual({
      ok: true,
      association: {
        associationId: 'a-1', associationType: 'componentOfferingAssociation', state: 'associated', offeringId: 'o-1', personId: '111-2222-33-4444-222',
        learner: { reference: '1234567', givenName: 'Maartje', familyName: 'van Damme' },
        result: { final: true, passed: true, state: 'completed', achievedOn: '2026-06-30', grade: '9' },
      },
      dropped: { nationalIdentityNumbers: 0, fields: expect.any(Number) as number },
      warnings: [],
    })
    expect(JSON.stringify(read)).not.toMatch(/2003|student\.roc|Maar"|gespiekt|JAJE/)
  })

  it('person and offering may be ids; an attempt names the association it belongs to', () => {
    expect(readOoapiAssociation({ ...association, person: 'p-1', consumers: [{ consumerKey: 'other', orgAssociationId: 'x' }, { consumerKey: 'nl-test-admin', orgAssociationId: 'a-0' }] })).toMatchObject(
      { ok: true, association: { personId: 'p-1', originalAssociationId: 'a-0', offeringId: 'o-1' } })
    expect(readOoapiAssociation({ ...association, offering: { offeringId: 'o-2', offeringType: 'component' } })).toMatchObject({ ok: true, association: { offeringId: 'o-2' } })
  })

  it('the least an association can hold is enough', () => {
    const least = { associationType: 'courseOfferingAssociation', role: 'student', offering: 'o-1', person: { personId: 'p-1', givenName: 'Noor', surname: 'de Wit' } }
    expect(readOoapiAssociation(least)).toMatchObject({ ok: true, association: { learner: { reference: 'p-1', givenName: 'Noor', familyName: 'de Wit' } } })
  })

  it('each missing or malformed field is named as the sender knows it', () => {
    expect(fields({})).toEqual(['MISSING /associationType', 'MISSING /role', 'MISSING /person', 'MISSING /offering'])
    expect(fields(withPerson({ givenName: undefined, surname: 7 }))).toEqual(['MISSING /person/givenName', 'WRONG_TYPE /person/surname'])
    expect(fields({ ...association, associationType: 'x', result: { pass: 'yes', score: 9, resultDate: 'soon' } })).toEqual(
      ['NOT_ALLOWED_VALUE /associationType', 'NOT_ALLOWED_VALUE /result/pass', 'WRONG_TYPE /result/score', 'NOT_A_DATE /result/resultDate'])
    expect(fields({ ...association, offering: ['o-1'] })).toEqual(['WRONG_TYPE /offering'])
  })

  it('a lecturer earns nothing', () => {
    expect(fields({ ...association, role: 'lecturer' })).toEqual(['NOT_A_STUDENT /role'])
  })

  it('a message of version 4 or 6 is refused, naming the field that gives it away', () => {
    const { associationType: _left, ...rest } = association
    expect(fields({ ...rest, type: 'componentOfferingAssociation', result: { ...result, ects: 15 } })).toEqual(['OOAPI_V4_SHAPE /type', 'OOAPI_V4_SHAPE /result/ects'])
    expect(fields({ ...association, courseOfferingId: 'o-1' })).toEqual(['OOAPI_V6_SHAPE /courseOfferingId'])
  })
})

describe('the reference of a learner', () => {
  it('is the student number before any other code, then codes of the institution, then the id of the person', () => {
    expect(learnerOf(withPerson({ primaryCode: { codeType: 'identifier', code: 'i-1' }, otherCodes: [{ codeType: 'studentNumber', code: '77' }] }))).toMatchObject({ reference: '77' })
    expect(learnerOf(withPerson({ primaryCode: { codeType: 'x-osiris', code: 'q-9' }, otherCodes: [] }))).toMatchObject({ reference: 'q-9' })
    expect(learnerOf(withPerson({ primaryCode: { codeType: 'student_number', code: 42 }, otherCodes: null }))).toMatchObject({ reference: '42' })
    expect(learnerOf(withPerson({ primaryCode: undefined, otherCodes: [{ codeType: 'emailAdress', code: 'm@example.org' }] }))).toMatchObject({ reference: '111-2222-33-4444-222' })
    expect(learnerOf(withPerson({ primaryCode: { codeType: 7 }, otherCodes: [null, 1, { codeType: 'eckid', code: 'https://x' }] }))).toMatchObject({ reference: 'https://x' })
  })

  it.each(['nationalIdentityNumber', 'national_identity_number', 'NATIONALIDENTITYNUMBER', 'x-bsn', 'BSN'])('a national identity number (%s) is dropped and counted, as primary code and among the others', (codeType) => {
    for (const changes of [
      { primaryCode: { codeType, code: '111222333' } },
      { otherCodes: [{ codeType: 'studentNumber', code: '1234567' }, { codeType, code: '111222333' }] },
    ]) {
      const read = readOoapiAssociation(withPerson({ ...changes }))
      expect(read).toMatchObject({ ok: true, dropped: { nationalIdentityNumbers: 1 } })
      expect(JSON.stringify(read)).not.toContain('111222333')
    }
  })

  it('a person known by nothing but a national identity number has no reference', () => {
    const only = { personId: undefined, primaryCode: { codeType: 'nationalIdentityNumber', code: '111222333' }, otherCodes: [{ codeType: 'national_identity_number', code: 111222333 }] }
    const read = readOoapiAssociation(withPerson(only))
    expect(read).toMatchObject({ ok: false, findings: [{ path: '/person/primaryCode', code: 'NO_USABLE_REFERENCE' }], dropped: { nationalIdentityNumbers: 2 } })
    expect(JSON.stringify(read)).not.toContain('111222333')
  })

  it('the same number under another name is not used either', () => {
    const hidden = { personId: '111222333', primaryCode: { codeType: 'studentNumber', code: '111.222.333' }, otherCodes: [{ codeType: 'nationalIdentityNumber', code: '111222333' }] }
    expect(learnerOf(withPerson(hidden))).toEqual(['NO_USABLE_REFERENCE /person/primaryCode'])
    expect(learnerOf(withPerson({ ...hidden, otherCodes: [...hidden.otherCodes, { codeType: 'eckid', code: 'https://roc.example/1' }] }))).toMatchObject({ reference: 'https://roc.example/1' })
    expect(fields({ ...association, person: '111222333', ext: { bsn: '111222333' } })).toEqual(['NATIONAL_IDENTITY_NUMBER /person'])
    expect(fields({ ...association, associationId: 'a-111222333', offering: '1112-22333', ext: { bsn: '111222333' } })).toEqual(['NATIONAL_IDENTITY_NUMBER /associationId', 'NATIONAL_IDENTITY_NUMBER /offering'])
    const { associationId: _, ...withoutId } = association
    const addressed = (address: string, body: unknown = { ...withoutId, ext: { bsn: '111222333' } }) => {
      const read = readOoapiAssociation(body, { address })
      return read.ok ? read.association : read.findings.map(({ code, path }) => `${code} ${path}`)
    }
    for (const address of ['111222333', 'a-1112.22333', 'BSN:999999999']) expect(addressed(address), address).toEqual(['NATIONAL_IDENTITY_NUMBER /associationId'])
    expect(addressed('a-1')).not.toHaveProperty('associationId')
    expect(addressed('111222333', withoutId)).toMatchObject({ offeringId: 'o-1' })
    expect(fields({ ...association, person: { ...person, surname: 'Damme 111222333' }, ext: { bsn: '111222333' } })).toEqual(['NATIONAL_IDENTITY_NUMBER /person/surname'])
  })

  it('a student number that looks like one is used with a warning; under a code type of the sender’s own it is not used', () => {
    expect(readOoapiAssociation(withPerson({ primaryCode: { codeType: 'studentNumber', code: '123456782' } }))).toMatchObject(
      { ok: true, association: { learner: { reference: '123456782' } }, warnings: [{ code: 'LOOKS_LIKE_NATIONAL_IDENTITY_NUMBER' }] })
    expect(learnerOf(withPerson({ personId: undefined, primaryCode: { codeType: 'x-persoon', code: '123456782' }, otherCodes: [] }))).toEqual(['NO_USABLE_REFERENCE /person/primaryCode'])
  })
})

describe('a result', () => {
  const read = (body: unknown) => {
    const patch = readOoapiResultPatch({ result: body })
    return patch.ok ? patch.result : patch.findings.map(({ code, path }) => `${code} ${path}`)
  }

  it('unknown and absent are not the same as no', () => {
    expect(read({ ...result, pass: 'unknown' })).toMatchObject({ passed: 'unknown' })
    expect(read({ ...result, pass: 'failed' })).toMatchObject({ passed: false })
    expect(read({ score: '9' })).toEqual({ grade: '9' })
  })

  it('is final when the OKE consumer or the result says so, and unknown when they contradict each other', () => {
    expect(read({ consumers: [{ consumerKey: 'nl-test-admin', final: true }] })).toEqual({ final: true })
    expect(read({ consumers: [{ consumerKey: 'another', final: true }] })).toEqual({ final: 'unknown' })
    expect(read({ consumers: [] })).toEqual({ final: 'unknown' })
    expect(read({ final: true })).toEqual({ final: true })
    expect(read({ final: true, consumers: [{ consumerKey: 'nl-test-admin', final: false }] })).toEqual({ final: 'unknown' })
    expect(read({ consumers: [{ consumerKey: 'nl-test-admin', final: 'true' }] })).toEqual(['WRONG_TYPE /result/consumers/0/final'])
  })

  it('a score is text: a number is refused by name', () => {
    expect(read({ score: 9 })).toEqual(['WRONG_TYPE /result/score'])
  })

  it('a moment is a day in the Netherlands', () => {
    expect(read({ resultDateTime: '2025-11-28T23:30:00Z' })).toEqual({ achievedOn: '2025-11-29' })
    expect(read({ resultDate: '2025-11-28' })).toEqual({ achievedOn: '2025-11-28' })
    expect(read({ resultDate: '2025-11-31' })).toEqual(['NOT_A_DATE /result/resultDate'])
  })

  it('null takes away; a patch without a result is not one', () => {
    expect(read(null)).toBeNull()
    expect(read({ score: null, pass: null, resultDate: null, state: null })).toEqual({ grade: null, passed: 'unknown', achievedOn: null, state: null })
    expect(readOoapiResultPatch({ remoteState: 'associated' })).toMatchObject({ ok: false, findings: [{ path: '/result', code: 'MISSING' }] })
    expect(readOoapiResultPatch({ type: 'x', result })).toMatchObject({ ok: false, findings: [{ code: 'OOAPI_V4_SHAPE' }] })
  })
})

describe('whatever it is given', () => {
  it('answers with findings, never an exception, and never lets a national identity number through', () => {
    const withNumber = { ...association, result, person: { ...person, otherCodes: [...person.otherCodes, { codeType: 'nationalIdentityNumber', code: '111222333' }] } }
    fc.assert(fc.property(fc.oneof(anyJson, almost(withNumber)), (body) => {
      const read = readOoapiAssociation(body)
      if (!read.ok) expect(read.findings.length).toBeGreaterThan(0)
      if (JSON.stringify(body)?.includes('nationalIdentityNumber","code":"111222333"')) expect(JSON.stringify(read)).not.toContain('111222333')
    }), { numRuns: 2000 })
  })

  it('the same of a patch', () => {
    fc.assert(fc.property(fc.oneof(anyJson, almost({ result })), (body) => {
      const read = readOoapiResultPatch(body)
      if (!read.ok) expect(read.findings.length).toBeGreaterThan(0)
    }), { numRuns: 2000 })
  })
})

describe('the messages of the sector', () => {
  const body = (file: string): unknown => (referenceData(`ooapi/${file}.json`) as { body: unknown }).body

  it('OKE flow 2: a learner is put in an offering', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    expect(readOoapiAssociation(body('oke_v5_flow2_put_association_person'))).toMatchObject({
      ok: true, association: { learner: { reference: '1234567', givenName: 'Maartje', familyName: 'van Damme' }, offeringId: '123e4567-e89b-12d3-a456-134564174000' } })
  })

  it('OKE flow 5.1: a final result with a grade of which it is unknown whether it is a pass', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    const read = readOoapiResultPatch(body('oke_v5_flow5_1_patch_association_result'))
    expect(read).toMatchObject({ ok: true, result: { final: true, passed: 'unknown', grade: '9', achievedOn: '2020-09-28', state: 'completed' } })
    expect(JSON.stringify(read)).not.toMatch(/gespiekt|JAJE|pdf/)
  })

  it('OKE flow 5.2: an attempt, with a person by id', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    const read = readOoapiAssociation(body('oke_v5_flow5_2_put_association_attempt_result'))
    expect(read).toMatchObject({ ok: true, association: { personId: '500e6ac0-b5ab-4071-a207-7983ccd26f7b', originalAssociationId: '5a52f86b-edcd-4f7f-9ea9-c8617f6043b6', result: { final: true } } })
    expect(read.ok && 'learner' in read.association).toBe(false)
  })

  it('the person of the v5 specification, national identity number and all', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    const full = referenceData('ooapi/v5_spec_fieldexamples_Person.json')
    expect(readOoapiAssociation({ ...association, person: full })).toMatchObject({ ok: true, association: { learner: { reference: '0', familyName: 'van Damme' } }, dropped: { nationalIdentityNumbers: 1 } })
  })

  it.for(['CourseResult', 'ComponentResult', 'ProgramResult', 'Result'])('a %s of the v5 specification: passed, but it does not say whether it is final', (name, ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    expect(readOoapiResultPatch({ result: referenceData(`ooapi/v5_spec_fieldexamples_${name}.json`) })).toMatchObject({ ok: true, result: { passed: true, grade: '9', achievedOn: '2020-09-28' } })
  })

  it('the v4 messages are refused, the v6 ones too, each by field', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    expect(fields(referenceData('ooapi/v4shape_gateway_testbackend_associations.json'))).toContain('OOAPI_V4_SHAPE /type')
    expect(fields(referenceData('ooapi/v4shape_gateway_testbackend_person_associations.json'))).toEqual(['OOAPI_V4_SHAPE /items'])
    expect(fields(referenceData('ooapi/v6_spec_fieldexamples_CourseOfferingAssociation.json'))).toEqual(['OOAPI_V6_SHAPE /courseOfferingId'])
  })
})
