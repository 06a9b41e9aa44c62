import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { composeStatusEntry, createBits, readStatusEntry, StatusListError, statusType, statusValues } from './index.ts'

const withCode = (code: string) => expect.objectContaining({ name: 'StatusListError', code })

describe('createBits', () => {
  it('starts with every status valid, and keeps each status apart from its neighbours', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 4, 8), fc.array(fc.tuple(fc.nat(999), fc.nat(255)), { maxLength: 200 }), (width, changes) => {
        const bits = createBits(1000, width)
        const expected = new Map<number, number>()
        for (const [index, any] of changes) {
          const value = any % 2 ** width
          bits.set(index, value)
          expected.set(index, value)
        }
        for (let index = 0; index < 1000; index++) expect(bits.get(index)).toBe(expected.get(index) ?? 0)
      }),
      { numRuns: 50 },
    )
  })

  it('STL-13 puts index 0 in the least significant bit of the first byte', () => {
    const bits = createBits(16)
    bits.set(0, 1)
    bits.set(9, 1)
    expect([...bits.bytes]).toEqual([0b0000_0001, 0b0000_0010])
    const wide = createBits(4, 4)
    wide.set(1, 0xa)
    expect([...wide.bytes]).toEqual([0xa0, 0])
  })

  it('STL-07 refuses every index outside the list, and every value that does not fit', () => {
    const bits = createBits(16)
    for (const index of [16, -1, 2 ** 53, 2 ** 32, 1.5, Number.NaN, Infinity, -0.5, '1' as never, undefined as never, null as never]) {
      expect(() => bits.get(index), String(index)).toThrow(withCode('STATUS_INDEX_OUT_OF_RANGE'))
      expect(() => bits.set(index, 1), String(index)).toThrow(withCode('STATUS_INDEX_OUT_OF_RANGE'))
    }
    for (const value of [2, -1, 0.5, Number.NaN]) expect(() => bits.set(0, value)).toThrow(withCode('STATUS_VALUE_OUT_OF_RANGE'))
    expect([...bits.bytes]).toEqual([0, 0])
  })

  it('rounds up to whole bytes, and refuses sizes and widths that make no list', () => {
    expect(createBits(131_072).bytes).toHaveLength(16_384)
    expect(createBits(9).size).toBe(16)
    expect(createBits(2 ** 26).bytes).toHaveLength(2 ** 23)
    for (const size of [0, -1, 1.5, 2 ** 26 + 1, Number.NaN]) expect(() => createBits(size)).toThrow(withCode('STATUS_LIST_SIZE'))
    expect(() => createBits(2 ** 26, 2)).toThrow(withCode('STATUS_LIST_SIZE'))
    for (const width of [0, 3, 16, '1']) expect(() => createBits(8, width as 1)).toThrow(withCode('STATUS_LIST_BITS'))
  })
})

describe('statusType', () => {
  it('STL-25 knows valid, invalid and suspended, and takes nothing else for valid', () => {
    expect([0, 1, 2, 3, 4, 0x0b, 0x0f, 255, -1, 0.5].map(statusType)).toEqual(['valid', 'invalid', 'suspended', 'other', 'other', 'other', 'other', 'other', 'other', 'other'])
    expect(statusType(undefined as never)).toBe('other')
    expect(statusValues).toEqual({ valid: 0, invalid: 1, suspended: 2 })
  })
})

describe('a status entry', () => {
  it('reads back what it composed', () => {
    const entry = { uri: 'https://issuer.example/school/status-lists/1', index: 131_071 }
    expect(composeStatusEntry(entry)).toEqual({ status_list: { idx: 131_071, uri: entry.uri } })
    expect(readStatusEntry(composeStatusEntry(entry))).toEqual(entry)
  })

  it('STL-07 refuses an index that is none', () => {
    const uri = 'https://issuer.example/1'
    for (const idx of [-1, 2 ** 53, 1.5, 1e300]) expect(() => readStatusEntry({ status_list: { idx, uri } })).toThrow(withCode('STATUS_INDEX_OUT_OF_RANGE'))
    for (const idx of ['1', undefined, null, [1], true]) expect(() => readStatusEntry({ status_list: { idx, uri } })).toThrow(withCode('STATUS_ENTRY_MALFORMED'))
  })

  it('says apart that there is no entry and that the entry is malformed', () => {
    for (const status of [undefined, null, {}, 'x', [], { bitstring: {} }]) expect(() => readStatusEntry(status)).toThrow(withCode('STATUS_ENTRY_MISSING'))
    for (const list of [null, [], 'x', { idx: 1 }, { idx: 1, uri: 5 }, { idx: 1, uri: 'no uri' }, { idx: 1, uri: `https://x.example/${'a'.repeat(3000)}` }]) {
      expect(() => readStatusEntry({ status_list: list })).toThrow(withCode('STATUS_ENTRY_MALFORMED'))
    }
    fc.assert(
      fc.property(fc.anything(), (anything) => {
        for (const status of [anything, { status_list: anything }]) {
          try {
            readStatusEntry(status)
          } catch (error) {
            expect(error).toBeInstanceOf(StatusListError)
          }
        }
      }),
    )
  })
})
