import { randomInt } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bitstringOf, createBits, MIN_BITSTRING_ENTRIES } from '../index.ts'
import { bitstringOver } from './bitstring.ts'

const withCode = (code: string) => expect.objectContaining({ name: 'StatusListError', code })

describe('a bitstring', () => {
  it('STL-13 has index 0 in the left-most bit of the first byte', () => {
    const bitstring = bitstringOver(Uint8Array.of(0b1000_0000, 0b0100_0001))
    expect(Array.from({ length: 16 }, (_, index) => bitstring.valueAt(index))).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1])
  })

  it('reads wider statuses at index times size, also across bytes, the left-most bit counting for most', () => {
    const bitstring = bitstringOver(Uint8Array.of(0b001_010_01, 0b1_100_101_1, 0b10_111_000))
    expect(Array.from({ length: 8 }, (_, index) => bitstring.valueAt(index, 3))).toEqual([1, 2, 3, 4, 5, 6, 7, 0])
  })

  it('STL-07 refuses every index of which a bit lies outside (RANGE_ERROR)', () => {
    const bitstring = bitstringOver(new Uint8Array(2))
    for (const index of [16, -1, 2 ** 53, 2 ** 32, 1.5, Number.NaN, Infinity, '1' as never]) expect(() => bitstring.valueAt(index), String(index)).toThrow(withCode('STATUS_INDEX_OUT_OF_RANGE'))
    expect(bitstring.valueAt(4, 3)).toBe(0)
    expect(() => bitstring.valueAt(5, 3)).toThrow(withCode('STATUS_INDEX_OUT_OF_RANGE'))
  })
})

describe('bitstringOf', () => {
  it('says 1 where the list says the value, and nowhere else, for every width', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 4, 8), fc.nat(3), fc.array(fc.tuple(fc.nat(2999), fc.nat(255)), { maxLength: 100 }), (width, asked, changes) => {
        const value = asked % 2 ** width
        const statuses = createBits(3000, width)
        for (const [index, any] of changes) statuses.set(index, any % 2 ** width)
        const bitstring = bitstringOf(statuses, value)
        const either = bitstringOf(statuses, 0, value)
        for (let index = 0; index < 3000; index += 1) {
          expect(bitstring.valueAt(index)).toBe(statuses.get(index) === value ? 1 : 0)
          expect(either.valueAt(index)).toBe([0, value].includes(statuses.get(index)) ? 1 : 0)
        }
      }),
      { numRuns: 40 },
    )
  })

  it('has no value where the list is too narrow for it', () => {
    const statuses = createBits(MIN_BITSTRING_ENTRIES, 1)
    statuses.set(5, 1)
    expect(bitstringOf(statuses, 2).bytes.some((byte) => byte !== 0)).toBe(false)
  })

  it('STL-12 has 131,072 entries at least, also for a shorter list, and as many as the list when that is longer', () => {
    expect(bitstringOf(createBits(8, 2), 1).length).toBe(MIN_BITSTRING_ENTRIES)
    expect(bitstringOf(createBits(2 ** 20, 2), 1).length).toBe(2 ** 20)
  })

  it('is made of 2^20 statuses in milliseconds', () => {
    const statuses = createBits(2 ** 20, 2)
    for (let set = 0; set < 10_000; set += 1) statuses.set(randomInt(2 ** 20), 1)
    bitstringOf(statuses, 1)
    const start = process.threadCpuUsage()
    for (let round = 0; round < 10; round += 1) bitstringOf(statuses, 1)
    const { user, system } = process.threadCpuUsage(start)
    expect((user + system) / 10).toBeLessThan(25_000)
  })
})
