import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findTextFault, hasBidiControl, isBlank, plainText } from './plain-text.ts'

describe('PAR-07: text', () => {
  it.each(['\u0000', '\u0007', '\u001b[2J', '\u007f', '\u0085', 'a\nb', 'a\u2028b'])('a control character has no place on a line: %j', (text) => {
    expect(findTextFault(text, 'one')).toBe('TEXT_CONTROL_CHARACTER')
  })

  it('a text of many lines may have tabs and line ends, and nothing else of the kind', () => {
    expect(findTextFault('a\tb\r\nc', 'many')).toBeUndefined()
    for (const text of ['\u0000', 'a\u001bb', '\u0085']) expect(findTextFault(text, 'many')).toBe('TEXT_CONTROL_CHARACTER')
  })

  it('half a character is none, a whole one of two halves is', () => {
    for (const text of ['\ud83d', 'a\udc00b', '\udc00\ud83d']) expect(findTextFault(text, 'one')).toBe('TEXT_LONE_SURROGATE')
    expect(findTextFault('👩🏽‍🎓 張偉 İbrahim مَهَا', 'one')).toBeUndefined()
  })

  it('length is bounded exactly', () => {
    expect(plainText(5).safeParse('12345').success).toBe(true)
    expect(plainText(5).safeParse('123456').success).toBe(false)
    expect(plainText(5, 'one', 'allowed').safeParse('').success).toBe(true)
  })

  it('what cannot be seen is blank', () => {
    for (const text of ['', ' ', '\u00a0', '\u200b\u200d', '\u2003\n', '\ufeff']) expect(isBlank(text)).toBe(true)
    for (const text of ['a', '.', '張', ' x ']) expect(isBlank(text)).toBe(false)
  })

  it('direction controls are noticed, right-to-left writing is not held against anybody', () => {
    expect(hasBidiControl('abc\u202egpj.exe')).toBe(true)
    expect(hasBidiControl('\u2067x\u2069')).toBe(true)
    expect(hasBidiControl('שלום مرحبا')).toBe(false)
  })

  it('what passes can be stored in UTF-8 and comes back the same', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 50 }), (text) => {
      if (plainText(200, 'many').safeParse(text).success) {
        expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text)
        expect(text).not.toContain('\u0000')
      }
    }), { numRuns: 2000 })
  })
})
