import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

/** RFC 8785 #section-3.2.2, #section-3.2.3, #appendix-B */
describe('canonicalJson', () => {
  it('writes the samples of RFC 8785', () => {
    expect(canonicalJson({ numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001], string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/', literals: [null, true, false] }))
      .toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}')
  })

  it('orders names by UTF-16 units', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6']
    const written = canonicalJson(Object.fromEntries(names.map((name) => [name, 0])))
    expect([...written.matchAll(/"((?:[^"\\]|\\.)*)":/g)].map(([, name]) => name)).toEqual(['\\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33'])
  })

  it('writes numbers as ECMAScript does', () => {
    for (const [value, text] of [[-0, '0'], [Number.MIN_VALUE, '5e-324'], [Number.MAX_VALUE, '1.7976931348623157e+308'], [9007199254740992, '9007199254740992'], [2.9514790517935283e20, '295147905179352830000'], [1e21, '1e+21'], [0.000001, '0.000001'], [1e-7, '1e-7']] as const) expect(canonicalJson(value)).toBe(text)
  })
})
