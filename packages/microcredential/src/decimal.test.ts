import fc from 'fast-check'
import { expect, it } from 'vitest'
import { compareDecimals, decimalFromWriting, isDecimal, isMultipleOf, isTimes } from './decimal.ts'

const decimal = fc.tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 0, max: 9999 })).map(([whole, fraction]) => `${whole}.${String(fraction).padStart(4, '0')}`)

it('compares exactly, whatever the number of digits', () => {
  fc.assert(fc.property(decimal, decimal, (a, b) => {
    expect(Math.sign(compareDecimals(a, b))).toBe(Math.sign(Number(a.replace('.', '')) - Number(b.replace('.', ''))))
    expect(compareDecimals(a, a.replace(/\.?0+$/, '') || '0')).toBe(0)
  }))
  expect(compareDecimals('2.5', '2.50')).toBe(0)
  expect(compareDecimals('10', '9.9999')).toBe(1)
})

it('knows multiples that binary fractions do not', () => {
  expect(isMultipleOf('0.3', '0.1')).toBe(true)
  expect(isMultipleOf('7.5', '0.5')).toBe(true)
  expect(isMultipleOf('7.25', '0.5')).toBe(false)
  expect(isTimes('70', '2.5', 28)).toBe(true)
  expect(isTimes('71', '2.5', 28)).toBe(false)
})

it.each(['0', '30', '2.5', '0.5000', '999999.9999'])('%s is a decimal', (text) => { expect(isDecimal(text)).toBe(true) })
it.each(['', '-1', '+1', '1.', '.5', '01', '1e3', '1,5', '٣', '1.00000', '1000000', 2.5, null])('%s is not', (text) => { expect(isDecimal(text)).toBe(false) })
it('reads a grade as a Dutch teacher writes it', () => {
  expect(decimalFromWriting('7,5')).toBe('7.5')
  expect(decimalFromWriting(' 8 ')).toBe('8')
  expect(decimalFromWriting('A+')).toBeUndefined()
})
