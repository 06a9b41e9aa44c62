import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { almost, anyJson } from '../testing/any-json.ts'
import { readResultRow } from './result-row.ts'

const row = { reference: 'OSIRIS-2026-000017', learner: { reference: '1234567', givenName: 'Maartje', familyName: 'van Damme' }, passed: true, final: true, achievedOn: '2026-06-30', grade: '8' }
const fields = (value: unknown): string[] => {
  const read = readResultRow(value)
  return read.ok ? [] : read.findings.map(({ path, code }) => `${code} ${path}`).sort()
}

describe('a row of a batch', () => {
  it('comes out as what an award needs', () => {
    expect(readResultRow(row)).toEqual({
      ok: true, reference: row.reference, learner: row.learner, result: { final: true, passed: true, achievedOn: '2026-06-30', grade: '8' },
      dropped: { nationalIdentityNumbers: 0, fields: 0 }, warnings: [],
    })
  })

  it('what is not needed is dropped and counted; a national identity number too, and none of it comes out', () => {
    const full = { ...row, bsn: '123456782', ext: { dateOfBirth: '2003-09-30', mail: 'm@example.org' }, learner: { ...row.learner, nationalIdentityNumber: '123456782', gender: 'F', dateOfBirth: '2003-09-30' } }
    const read = readResultRow(full)
    expect(read).toMatchObject({ ok: true, dropped: { nationalIdentityNumbers: 2, fields: 4 } })
    expect(JSON.stringify(read)).not.toMatch(/123456782|2003|example\.org/)
  })

  it('a reference that is the national identity number of the same row is refused, however it is written', () => {
    expect(fields({ ...row, bsn: '123456782', learner: { ...row.learner, reference: '1234.56.782' } })).toEqual(['LOOKS_LIKE_NATIONAL_IDENTITY_NUMBER /learner/reference', 'NATIONAL_IDENTITY_NUMBER /learner/reference'])
  })

  it('a learner reference that only looks like one comes through with a warning', () => {
    expect(readResultRow({ ...row, learner: { ...row.learner, reference: '123456782' } })).toMatchObject({ ok: true, warnings: [{ path: '/learner/reference', severity: 'warning' }] })
  })

  it('each wrong field is named, all at once', () => {
    expect(fields({})).toEqual(['MISSING /achievedOn', 'MISSING /final', 'MISSING /learner', 'MISSING /passed', 'MISSING /reference'])
    expect(fields({ ...row, learner: {}, passed: 'yes', achievedOn: '30-06-2026', grade: 8 })).toEqual([
      'MISSING /learner/familyName', 'MISSING /learner/givenName', 'MISSING /learner/reference', 'NOT_A_DATE /achievedOn', 'WRONG_TYPE /grade', 'WRONG_TYPE /passed'])
    expect(fields({ ...row, achievedOn: '2026-02-29' })).toEqual(['NOT_A_DATE /achievedOn'])
    expect(fields(null)).toEqual(['MISSING '])
  })

  it('unknown is a possible answer, and stays unknown', () => {
    expect(readResultRow({ ...row, passed: 'unknown', final: 'unknown' })).toMatchObject({ ok: true, result: { passed: 'unknown', final: 'unknown' } })
  })

  it('PAR-07: a name of a megabyte, with NUL, or with half a character is refused by field', () => {
    expect(fields({ ...row, learner: { ...row.learner, givenName: 'x'.repeat(1_000_000) } })).toEqual(['TOO_LONG /learner/givenName'])
    expect(fields({ ...row, learner: { ...row.learner, givenName: 'a\u0000', familyName: '\udc00' } })).toEqual(['TEXT_CONTROL_CHARACTER /learner/givenName', 'TEXT_LONE_SURROGATE /learner/familyName'])
  })

  it('whatever it is given, answers and never throws, and learner data is in no finding', () => {
    fc.assert(fc.property(fc.oneof(anyJson, almost(row)), (value) => {
      const read = readResultRow(value)
      if (!read.ok) expect(JSON.stringify(read.findings)).not.toMatch(/Maartje|Damme|1234567/)
      expect(read.dropped.fields).toBeGreaterThanOrEqual(0)
    }), { numRuns: 1500 })
  })
})
