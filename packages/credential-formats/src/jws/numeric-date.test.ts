import { describe, expect, it } from 'vitest'
import { isNumericDate, toNumericDate } from './numeric-date.ts'

describe('isNumericDate', () => {
  it('PAR-05 knows whole seconds from everything else', () => {
    for (const good of [0, 1, 1_700_000_000, 253_402_300_799]) expect(isNumericDate(good)).toBe(true)
    for (const odd of [-1, 1.5, Infinity, Number.NaN, 253_402_300_800, 1e20, '1', null, undefined, [1], true]) expect(isNumericDate(odd)).toBe(false)
    expect(toNumericDate(new Date('2026-01-01T00:00:00.999Z'))).toBe(1_767_225_600)
  })
})
