import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hasReferenceData, referenceData, referenceDataAbsent } from '../../../../test/reference-data/index.ts'
import { almost, anyJson } from '../testing/any-json.ts'
import type { Reading } from '../projection.ts'
import { readOffering } from './read-offering.ts'
import { readOrganisation } from './read-organisation.ts'

const name = [{ language: 'nl-NL', value: 'Najaar' }]
const offering = {
  offeringId: 'o-1', primaryCode: { codeType: 'offeringCode', code: 'x' }, offeringType: 'course', name, teachingLanguage: 'eng', resultValueType: '1-10', startDate: '2026-09-01', endDate: '2027-01-31',
  course: { courseId: 'c-1', name: [{ language: 'nl-NL', value: 'Statistiek' }], studyLoad: { studyLoadUnit: 'ects', value: 5 }, teachingLanguage: 'nld' },
}
const organisation = {
  organisationId: 'i-1', primaryCode: { codeType: 'schac_home', code: 'hogeschool-voorbeeld.nl' }, organisationType: 'root', name: [{ language: 'nl-NL', value: 'Hogeschool Voorbeeld' }],
  addresses: [{ city: 'Utrecht' }, { countryCode: { 'iso3166-1-alpha2': 'NL' } }], otherCodes: [{ codeType: 'institution_code', code: '114B529' }, { codeType: 'kvk_organisation_id', code: 50277374 }, { codeType: 'brin', code: '00AA' }, { codeType: 'x-own', code: 'q' }],
}
const found = (reading: Reading<unknown>): string[] => reading.findings.map(({ code, path }) => `${code} ${path}`)
const asTest = (reference: string): unknown => referenceData(`ooapi/${reference}.json`)

describe('an offering', () => {
  it('of v5 with its course: what is offered, and what this edition says otherwise', () => {
    expect(readOffering(offering)).toMatchObject({ ok: true, findings: [], value: {
      offeringId: 'o-1', of: 'course', educationId: 'c-1', startsOn: '2026-09-01', endsOn: '2027-01-31',
      achievement: { kind: 'course', title: { nl: 'Statistiek' }, workload: { ects: '5' }, languages: ['en'], gradeScale: { minimum: '1', maximum: '10' } },
    } })
  })

  it('of v5 with an id, and of v6: its own name, for want of another', () => {
    expect(readOffering({ ...offering, course: 'c-2' })).toMatchObject({ ok: true, value: { educationId: 'c-2', achievement: { kind: 'course', title: { nl: 'Najaar' } } } })
    expect(readOffering({ programmeOfferingId: 'o-6', name, programmeId: 'p-1', startDateTime: '2026-08-31T23:30:00Z' })).toMatchObject(
      { ok: true, value: { offeringId: 'o-6', of: 'programme', educationId: 'p-1', startsOn: '2026-09-01', achievement: { kind: 'programme' } } })
    expect(readOffering({ programmeOfferingId: 'o-6', name, programme: { programmeId: 'p-1', name, formalDocument: 'micro_credential_certificate' } })).toMatchObject({ ok: true, value: { educationId: 'p-1', achievement: { kind: 'microcredential' } } })
    expect(readOffering({ testComponentOfferingId: 'o-7', name, componentId: 'k-1' })).toMatchObject({ ok: true, value: { of: 'component', educationId: 'k-1' } })
  })

  it('is refused when it is v4, or has no kind, and so is a v4 course in it', () => {
    expect(found(readOffering({ ...offering, isLineItem: true }))).toEqual(['OOAPI_V4_SHAPE /isLineItem'])
    expect(found(readOffering({ ...offering, offeringType: undefined }))).toEqual(['MISSING /offeringType'])
    expect(found(readOffering({ ...offering, offeringType: 'x' }))).toEqual(['NOT_ALLOWED_VALUE /offeringType'])
    expect(found(readOffering({ ...offering, offeringId: 7 }))).toEqual(['WRONG_TYPE /offeringId'])
    expect(readOffering({ ...offering, course: { ...offering.course, ects: 5 } })).toMatchObject({ ok: false, findings: [{ path: '/course/ects', code: 'OOAPI_V4_SHAPE' }] })
  })

  it('a date that does not exist is left out, with a warning', () => {
    expect(readOffering({ ...offering, startDate: '2026-02-30' })).toMatchObject({ ok: true, findings: [{ path: '/startDate', code: 'NOT_TAKEN_OVER' }] })
  })

  it.for([['v5_spec_fieldexamples_CourseOffering', 'component'], ['v5_spec_fieldexamples_ComponentOffering', 'component'], ['v5_spec_fieldexamples_ProgramOffering', 'component'], ['v6_spec_fieldexamples_CourseOffering', 'course'],
    ['v6_spec_fieldexamples_ProgrammeOffering', 'programme'], ['v6_spec_fieldexamples_TestComponentOffering', 'component'], ['quickstart_courseOffering_template', 'course'], ['quickstart_programOffering_template', 'programme']])('%s', ([file = '', of], ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    expect(readOffering(asTest(file))).toMatchObject({ ok: true, value: { of } })
  })

  it.for(['smb_offering', 'v4shape_gateway_testbackend_offerings', 'v4shape_gateway_testbackend_offering_associations'])('%s is v4 and refused', (file, ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    expect(found(readOffering(asTest(file))).some((line) => line.startsWith('OOAPI_V4_SHAPE') || line.startsWith('WRONG_FORM'))).toBe(true)
    expect(readOffering(asTest(file)).ok).toBe(false)
  })
})

describe('an organisation', () => {
  it('of v6: its name, its country, and how registers know it', () => {
    expect(readOrganisation(organisation)).toMatchObject({ ok: true, findings: [], value: { name: { nl: 'Hogeschool Voorbeeld' }, country: 'NL', identifiers: { schacHome: 'hogeschool-voorbeeld.nl', rio: '114B529', kvk: '50277374', brin: '00AA' } } })
  })

  it('a code without the form of its kind is left out', () => {
    const reading = readOrganisation({ ...organisation, otherCodes: [{ codeType: 'brin', code: 'nope' }] })
    expect(reading).toMatchObject({ ok: true, value: { identifiers: { schacHome: 'hogeschool-voorbeeld.nl' } } })
    expect(found(reading)).toEqual(['NOT_TAKEN_OVER /otherCodes/0/code'])
    expect(found(readOrganisation({ organizationId: 'x' }))).toEqual(['MISSING /name'])
  })

  it('of the specifications, and of v4', (ctx) => {
    if (!hasReferenceData) ctx.skip(referenceDataAbsent)
    expect(readOrganisation(asTest('v5_spec_fieldexamples_Organization'))).toMatchObject({ ok: true, value: { name: { nl: 'Coöperatie SURF U.A.' }, country: 'NL', identifiers: { brin: '00AA', kvk: '12345678' } } })
    expect(readOrganisation(asTest('v6_spec_fieldexamples_Organisation'))).toMatchObject({ ok: true, value: { identifiers: { rio: '114B529', kvk: '50277374' } } })
    expect(readOrganisation(asTest('quickstart_organization_template'))).toMatchObject({ ok: false })
    expect(found(readOrganisation(asTest('v4shape_gateway_testbackend_organizations')))).toContain('OOAPI_V4_SHAPE /brin')
  })
})

it('whatever they are given: findings, never an exception', () => {
  fc.assert(fc.property(fc.oneof(anyJson, almost(offering), almost(organisation)), (document) => {
    for (const read of [readOffering, readOrganisation]) {
      const reading: Reading<unknown> = read(document)
      if (!reading.ok) expect(reading.findings.length).toBeGreaterThan(0)
    }
  }), { numRuns: 1500 })
})
