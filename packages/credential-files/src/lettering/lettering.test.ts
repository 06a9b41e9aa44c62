import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cpuMilliseconds } from '../../../../test/measure/index.ts'
import { drawableLine, drawableLines, withinFont } from './drawable-text.ts'
import { dateInWords, levelInWords, workloadInWords } from './in-words.ts'
import { openShippedFonts } from './shipped-fonts.ts'
import { wrapText } from './wrap-text.ts'

const length = (text: string): number => Array.from(text).length

describe('PAR-07: text that is drawn', () => {
  it('loses what turns the direction of writing, what nobody sees, NUL and line ends, and half characters', () => {
    expect(drawableLine('a\u202Eb\u2066c\u200Fd\u200Be\uFEFFf\u00ADg', 20)).toBe('abcdefg')
    expect(drawableLine(' a\0b\n\tc\u2028d\u00A0 \u3000e ', 20)).toBe('a b c d e')
    expect(drawableLine('x\uD800y', 20)).toBe('x\uFFFDy')
    expect(drawableLine('👩\u200D🔬', 20)).toBe('👩\u200D🔬')
  })

  it('is no longer than it may be, and says where it was cut off', () => {
    expect(drawableLine('abcdef', 6)).toBe('abcdef')
    expect(drawableLine('abcdefg', 6)).toBe('abcde…')
    expect(drawableLine('😀😀😀', 2)).toBe('😀…')
    expect(drawableLine(`${'\u200B'.repeat(1000)}abc`, 6)).toBe('…')
  })

  it('a letter keeps at most three marks on top of it', () => {
    expect(drawableLine(`a${'\u0301'.repeat(500)}b`, 100)).toBe('a\u0301\u0301\u0301b')
  })

  it('a name of a megabyte costs what a long name costs', () => {
    for (const text of ['a'.repeat(1e6), '\u202E'.repeat(1e6), 'a '.repeat(5e5), '\u0301'.repeat(1e6), '\n'.repeat(1e6)]) {
      expect(cpuMilliseconds(() => { drawableLine(text, 200); drawableLines(text, 10_000) })).toBeLessThan(50)
    }
  })

  it('whatever it was, it is one line of characters that can be drawn', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (text, longest) => {
      const line = drawableLine(text, longest)
      expect(length(line)).toBeLessThanOrEqual(longest)
      expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069]/u)
      expect(line).toBe(line.trim())
      for (const each of drawableLines(text, longest)) expect(each).not.toBe('')
      expect(length(drawableLines(text, longest).join(''))).toBeLessThanOrEqual(longest)
    }))
  })

  it('with a letter that the font does not have shows that one is missing; a joiner or mark of it shows nothing', async () => {
    const { regular: { font } } = await openShippedFonts()
    for (const name of ['Łukasz Žižek', 'Şeyma Gülşen', 'Nguyễn Thị', 'Ελένη', 'Олександр', 'Ĳsbrand ﬂoris']) expect(withinFont(name, font)).toBe(name)
    expect(withinFont('李 a', font)).toBe('\uFFFD a')
    expect(withinFont('❤\uFE0F', font)).not.toContain('\uFE0F')
  })
})

describe('text in lines', () => {
  const measure = length

  it('is broken between words, and within a word only when it does not fit a line', () => {
    expect(wrapText('een twee drie', 8, 9, measure)).toEqual(['een twee', 'drie'])
    expect(wrapText('abcdefghij', 4, 9, measure)).toEqual(['abcd', 'efgh', 'ij'])
  })

  it('is cut off after the last line, with an ellipsis that fits', () => {
    expect(wrapText('een twee drie vier', 8, 1, measure)).toEqual(['een twe…'])
    expect(wrapText('een twee drie', 8, 2, measure)).toEqual(['een twee', 'drie'])
  })

  it('no line is wider than it may be, no more than there may be, and no letter gets lost', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', 'bb', ' ', 'é', '😀', 'e\u0301'), maxLength: 200 }), fc.integer({ min: 3, max: 30 }), fc.integer({ min: 1, max: 10 }), (any, width, most) => {
      const text = drawableLine(any, 1000)
      const lines = wrapText(text, width, most, measure)
      expect(lines.length).toBeLessThanOrEqual(most)
      for (const line of lines) expect(length(line)).toBeLessThanOrEqual(width)
      expect(wrapText(text, width, 1000, measure).join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
    }))
  })
})

describe('study load, level and dates in words', () => {
  it('are in the language of the reader', () => {
    expect([workloadInWords({ ects: '2.5', hours: '70' }, 'nl'), workloadInWords({ ects: '2.5', hours: '1' }, 'en'), workloadInWords({ sbu: '40' }, 'nl'), workloadInWords(undefined, 'nl')]).toEqual(['2,5 EC, 70 uur', '2.5 ECTS, 1 hour', '40 SBU', ''])
    expect([levelInWords({ nlqf: '4+', eqf: 4 }), levelInWords({ eqf: 6 }), levelInWords({}), levelInWords(undefined)]).toEqual(['NLQF 4+, EQF 4', 'EQF 6', '', ''])
    expect([dateInWords('2026-06-30', 'nl'), dateInWords('2026-01-02', 'en')]).toEqual(['30 juni 2026', '2 January 2026'])
  })
})
