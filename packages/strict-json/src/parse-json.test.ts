import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cpuMilliseconds } from '../../../test/measure/index.ts'
import { JsonError, type JsonErrorCode, type JsonLimits, parseJson, parseJsonObject } from './index.ts'

const limits: JsonLimits = { maxDepth: 32, maxBytes: 1_000_000 }
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** A name, and one way to write it: some characters as escapes. */
const spelledName: fc.Arbitrary<[name: string, spelling: string]> = fc.tuple(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.array(fc.boolean(), { minLength: 32, maxLength: 32 }))
  .filter(([name]) => !['__proto__', 'prototype'].includes(name))
  .map(([name, escaped]) => [name, `"${Array.from({ length: name.length }, (_, at) => escaped[at % 32] === true ? `\\u${name.charCodeAt(at).toString(16).padStart(4, '0')}` : JSON.stringify(name.charAt(at)).slice(1, -1)).join('')}"`])

/** Valid JSON text without repeated members: odd white space, odd spellings of names, texts and numbers. */
const jsonText: fc.Arbitrary<string> = fc.letrec<{ value: string; list: string; object: string }>((tie) => {
  const space = fc.constantFrom('', '', '', ' ', '\n', '\t \r\n')
  const around = (text: fc.Arbitrary<string>) => fc.tuple(space, text, space).map((parts) => parts.join(''))
  return {
    value: around(fc.oneof({ depthSize: 'small', withCrossShrink: true },
      spelledName.map(([, spelling]) => spelling),
      fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
      fc.constantFrom('0', '-0', '-0.0', '1E+2', '1e-400', '123456789012345678901234567890', '0.1000000000000000055511151231257827', 'true', 'false', 'null', '""', '"\\\\"', '"\\\\\\""', '"{[:,"'),
      tie('list'), tie('object'))),
    list: fc.array(tie('value'), { maxLength: 4 }).map((values) => `[${values.length === 0 ? ' ' : values.join(',')}]`),
    object: fc.uniqueArray(fc.tuple(spelledName, around(fc.constant('')), tie('value')), { maxLength: 4, selector: ([[name]]) => name })
      .map((members) => `{${members.map(([[, spelling], gap, value]) => `${gap}${spelling}${gap}:${value}`).join(',')}}`),
  }
})['value']

function expectRefusal(code: JsonErrorCode, input: string | Uint8Array, changed: Partial<JsonLimits> = {}): void {
  let thrown: unknown
  try {
    parseJson(input, { ...limits, ...changed })
  } catch (error) {
    thrown = error
  }
  expect(thrown).toBeInstanceOf(JsonError)
  expect((thrown as JsonError).code).toBe(code)
}

describe('parseJson', () => {
  // The first test: what was read before decides what the compiler makes of it.
  it('takes time in proportion to the text, also when it has read so much before that it was compiled', () => {
    const usual = [JSON.stringify({ a: [1, 'b', { c: null }] }), '{"a":"\\u0061"}', 'ey'.repeat(1000), '['.repeat(100), '0'.repeat(100)]
    for (let n = 0; n < 4000; n += 1) tryParse(usual[n % usual.length] ?? '')
    for (const unit of ['did:', '%00', '1,', '{}', '"",', '\u{1F600}']) {
      const text = unit.repeat(800_000 / Buffer.byteLength(unit))
      expect(cpuMilliseconds(() => void tryParse(text)), unit).toBeLessThan(500)
    }
  })

  it('agrees with JSON.parse on everything valid without repeated members, however it is spelled', () => {
    fc.assert(
      fc.property(jsonText, (text) => {
        const expected: unknown = JSON.parse(text)
        expect(parseJson(text, limits)).toEqual(expected)
        expect(parseJson(bytes(text), limits)).toEqual(expected)
      }),
      { numRuns: 1000 },
    )
    const value = { 'a"b\\': ['x', 1, -0.5e-7, true, null, { '': '\u{1F600}\n"' }], é: {} }
    expect(parseJson(bytes(JSON.stringify(value)), limits)).toEqual(value)
    expect(parseJson(` [ 1 , "a" ]\n`, limits)).toEqual([1, 'a'])
  })

  it('refuses the same text as soon as one member stands twice', () => {
    fc.assert(
      fc.property(jsonText, spelledName, jsonText, (first, [name, spelling], second) => {
        const text = `{${JSON.stringify(name)}:${first} , ${spelling} :${second}}`
        expectRefusal('JSON_DUPLICATE_MEMBER', text)
        expectRefusal('JSON_DUPLICATE_MEMBER', `[0,${text}]`)
      }),
      { numRuns: 300 },
    )
  })

  it('never throws anything but JsonError, and never accepts what JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', 'u', 'd', '8', '0', 'a', ' ', '-', '.', 'e', 't', 'n'), maxLength: 40 }), (text) => {
        const parsed = tryParse(text)
        if (parsed !== undefined) expect(parsed.value).toEqual(JSON.parse(text))
      }),
      { numRuns: 3000 },
    )
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (input) => void tryParse(input)), { numRuns: 1000 })
  })

  it('PAR-02 refuses 100,000 opening brackets in less than 50 ms', () => {
    for (const unit of ['[', '{"a":', '[{"a":']) {
      const text = unit.repeat(100_000)
      expect(cpuMilliseconds(() => expectRefusal('JSON_TOO_DEEP', text))).toBeLessThan(50)
    }
    expect(parseJson('['.repeat(32) + ']'.repeat(32), limits)).toBeDefined()
    expectRefusal('JSON_TOO_DEEP', '['.repeat(33) + ']'.repeat(33))
  })

  it('PAR-03 refuses names that reach prototypes, however they are spelled', () => {
    for (const text of ['{"__proto__":{"polluted":1}}', '{"a":[{"__proto__":null}]}', '{"\\u005f_proto__":1}', '{"constructor":{"prototype":{"polluted":1}}}']) {
      expectRefusal('JSON_FORBIDDEN_MEMBER', text)
    }
    expect(parseJson('{"constructor":"x","prototype":1}', limits)).toEqual({ constructor: 'x', prototype: 1 })
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('PAR-04 refuses repeated members at every level, however they are spelled', () => {
    for (const text of ['{"aud":"A","aud":"B"}', '{"a":{"b":1,"b":1}}', '[{"a":1,"b":2,"a":3}]', '{"aud":1,"\\u0061ud":2}', '{"a" :1 , "a"\n:2}', '{"a\\"":1,"a\\u0022":2}']) {
      expectRefusal('JSON_DUPLICATE_MEMBER', text)
    }
    expect(parseJson('{"a":{"a":{"a":1}},"b":[{"a":1},{"a":2}],"c":"a"}', limits)).toBeDefined()
  })

  it('PAR-05 refuses numbers beyond a double', () => {
    for (const text of ['1e400', '-1e400', '[1e309]', `{"iat":${'9'.repeat(400)}}`]) expectRefusal('JSON_NUMBER', text)
    for (const text of ['01', '+1', '.5', '1.', 'NaN', 'Infinity', '-', '0x10', '1e', '--1']) expect(() => parseJson(text, limits)).toThrow(JsonError)
    expect(parseJson('[1e308,-0,1E2]', limits)).toEqual([1e308, -0, 100])
  })

  it('PAR-07 refuses bytes that are not UTF-8, byte order marks and lone surrogates', () => {
    expectRefusal('JSON_NOT_UTF8', new Uint8Array([0x22, 0xff, 0x22]))
    expectRefusal('JSON_NOT_UTF8', new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22]))
    expectRefusal('JSON_SYNTAX', new Uint8Array([0xef, 0xbb, 0xbf, 0x31]))
    for (const text of ['"\\ud800"', '{"\\udc00":1}', '"\ud800"', '["ok","\\ud800x"]']) expectRefusal('JSON_NOT_UTF8', text)
    expect(parseJson('"\\ud83d\\ude00"', limits)).toBe('😀')
  })

  it('PAR-07 refuses U+0000, in names and values, where the caller cannot store it', () => {
    for (const text of ['"\\u0000"', '{"a\\u0000":1}', '["a","b\\u0000"]']) {
      expectRefusal('JSON_FORBIDDEN_CHARACTER', text, { nul: 'refused' })
      expect(parseJson(text, limits)).toEqual(JSON.parse(text))
    }
    expect(parseJson('"\\\\u0000"', { ...limits, nul: 'refused' })).toBe('\\u0000')
    expectRefusal('JSON_SYNTAX', '"\0"')
  })

  it('says where the fault stands, and nothing of the text', () => {
    const messageOf = (text: string): string => {
      try {
        return JSON.stringify(parseJson(text, limits))
      } catch (error) {
        return (error as JsonError).message
      }
    }
    expect(messageOf('{"secret":1,"secret":2}')).toBe('a member name stands twice in one object (position 12)')
    expect(messageOf('["secret",1e999]')).toBe('a number is out of range (position 10)')
    expect(messageOf('{"secret"')).toBe('the text is not JSON')
  })

  it('refuses what is too large, what is no JSON, and what is no object where one must be', () => {
    expectRefusal('JSON_TOO_LARGE', '"é"', { maxBytes: 3 })
    expectRefusal('JSON_TOO_LARGE', new Uint8Array(5), { maxBytes: 4 })
    for (const text of ['', ' ', '{', '"', '"\\', '"\\"', '{"a"}', '[1,]', '{"a":1,}', '1 2', "{'a':1}", '\u00a01', '// x\n1']) expectRefusal('JSON_SYNTAX', text)
    for (const text of ['1', 'null', '[]', '"x"']) expect(() => parseJsonObject(text, limits)).toThrow(expect.objectContaining({ code: 'JSON_NOT_AN_OBJECT' }))
  })

  it('takes time in proportion to the text', () => {
    const hostile = ['"' + '\\'.repeat(999_990) + '"', '"' + '\\"'.repeat(499_990) + '"', `{"a"${' '.repeat(900_000)}:1}`, '["' + 'a'.repeat(999_000) + '"]', `[${'"",'.repeat(300_000)}""]`]
    for (const text of hostile) expect(cpuMilliseconds(() => void tryParse(text))).toBeLessThan(500)
  })
})

function tryParse(input: string | Uint8Array): { value: unknown } | undefined {
  try {
    return { value: parseJson(input, limits) }
  } catch (error) {
    expect(error).toBeInstanceOf(JsonError)
    return undefined
  }
}
