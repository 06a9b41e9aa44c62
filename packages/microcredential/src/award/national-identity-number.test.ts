import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkReference, findNationalIdentityNumbers, holdsNationalIdentityNumber, holdsOneOf, looksLikeNationalIdentityNumber, namesNationalIdentityNumber } from './national-identity-number.ts'

describe('a national identity number by its name', () => {
  it.each(['nationalIdentityNumber', 'national_identity_number', 'NationalIdentityNumber', 'national-identity-number', 'NATIONALIDENTITYNUMBER', ' nationalIdentityNumber ', 'x-nationalIdentityNumber',
    'x_bsn', 'x-bsn', 'BSN', 'bsn', 'bsnNummer', 'burgerservicenummer', 'Burger Service Nummer', 'onderwijsnummer', 'PGN', 'persoonsgebonden_nummer', 'sofi-nummer'])('%j is one', (word) => {
    expect(namesNationalIdentityNumber(word)).toBe(true)
  })

  it.each(['studentNumber', 'student_number', 'esi', 'eckid', 'accountId', 'nationality', 'countryOfBirth', 'code', '', 'institution_code'])('%j is not', (word) => {
    expect(namesNationalIdentityNumber(word)).toBe(false)
  })

  it('is found and counted wherever it stands, with its number', () => {
    const found = findNationalIdentityNumbers({
      person: { primaryCode: { codeType: 'national_identity_number', code: '111222333' }, otherCodes: [{ codeType: 'nationalIdentityNumber', code: 123456782 }, { codeType: 'studentNumber', code: '1' }] },
      assessor: { bsn: '999.99.0019' }, learner: { 'x-bsn': null },
    })
    expect(found.count).toBe(3)
    expect([...found.numbers].sort()).toEqual(['111222333', '123456782', '999990019'])
    expect(holdsOneOf(found.numbers, '1112 22 333')).toBe(true)
    expect(holdsOneOf(found.numbers, '111222334')).toBe(false)
    expect(holdsOneOf(new Set(), '')).toBe(false)
  })
})

describe('a national identity number by its looks', () => {
  it.each(['123456782', '111222333', '999990019', '12.34.56.782', ' 123456782 ', '010464554', '10464554'])('%j passes the eleven-test', (text) => {
    expect(looksLikeNationalIdentityNumber(text)).toBe(true)
  })

  it.each(['123456789', '1234567', '1234567820', '000000000', '00000000', 's123456782', '', 'abc'])('%j does not', (text) => {
    expect(looksLikeNationalIdentityNumber(text)).toBe(false)
  })

  it('agrees with the eleven-test as the law has it, for any nine digits', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 999_999_999 }), (number) => {
      const text = String(number).padStart(9, '0')
      const digits = text.split('').map(Number)
      const weights = [9, 8, 7, 6, 5, 4, 3, 2, -1]
      expect(looksLikeNationalIdentityNumber(text)).toBe(digits.reduce((sum, digit, at) => sum + digit * (weights[at] ?? 0), 0) % 11 === 0)
    }))
  })
})

describe('a sentence', () => {
  it.each(['Toegekend aan 123456782 in plaats van een ander.', 'verkeerde bsn: 123456789', 'BSN 1112.22.333', 'burgerservicenummer van hem is 12345678', '(111222333)'])('holds a number: %j', (sentence) => {
    expect(holdsNationalIdentityNumber(sentence)).toBe(true)
  })

  it.each(['Examencommissie 2026-11: verkeerde opdracht', 'besluit van 20260630, zaak 1234567', 'student 123456789', 'een bsn stond op het formulier', 'nummer 1234567820', ''])('holds none: %j', (sentence) => {
    expect(holdsNationalIdentityNumber(sentence)).toBe(false)
  })

  it('WEB-25 is judged fast, however it is filled', () => {
    const before = performance.now()
    for (const part of ['bsn ', '1', 'bsn1', '- ', '123456782']) holdsNationalIdentityNumber(part.repeat(100_000 / part.length))
    expect(performance.now() - before).toBeLessThan(1000)
  })
})

describe('a reference', () => {
  it('that only looks like one passes with a warning: honest student numbers do, once in eleven', () => {
    expect(checkReference('/learner/reference', '123456782')).toMatchObject([{ severity: 'warning', code: 'LOOKS_LIKE_NATIONAL_IDENTITY_NUMBER' }])
    expect(checkReference('/learner/reference', '1234567')).toEqual([])
    expect(checkReference('/learner/reference', 'urn:schac:personalUniqueCode:int:esi:nl:123456782')).toEqual([])
  })

  it.each(['bsn:123456782', 'BSN 123456782', 'urn:nl:bsn:123456782', 'burgerservicenummer=123456789', 'nationalIdentityNumber/111222333', 'http://bsn.nl/123456782'])('that calls itself one is refused: %j', (reference) => {
    expect(checkReference('/learner/reference', reference)).toMatchObject([{ severity: 'error', code: 'NATIONAL_IDENTITY_NUMBER' }])
  })

  it('the number stands in no message', () => {
    for (const reference of ['123456782', 'bsn:123456782']) expect(JSON.stringify(checkReference('/r', reference))).not.toContain('123456782')
  })
})
