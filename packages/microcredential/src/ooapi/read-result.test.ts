import { describe, expect, it } from 'vitest'
import { applyResultPatch } from './read-result.ts'

const known = { final: false, passed: 'unknown', state: 'in progress', achievedOn: '2026-06-01' } as const

describe('a merge patch on a result (RFC 7396)', () => {
  it('changes what it mentions and leaves the rest', () => {
    expect(applyResultPatch(known, { passed: true, final: true, grade: '8' })).toEqual({ final: true, passed: true, state: 'in progress', achievedOn: '2026-06-01', grade: '8' })
  })

  it('null takes a member away; what cannot be absent becomes unknown', () => {
    expect(applyResultPatch({ ...known, grade: '8' }, { grade: null, final: null, passed: null, achievedOn: null, state: null })).toEqual({ final: 'unknown', passed: 'unknown' })
  })

  it('on nothing, what is not said is unknown; as a whole, null takes the result away', () => {
    expect(applyResultPatch(undefined, { grade: '9' })).toEqual({ final: 'unknown', passed: 'unknown', grade: '9' })
    expect(applyResultPatch(known, null)).toBeUndefined()
  })

  it('false is an answer, not an absence', () => {
    expect(applyResultPatch({ final: true, passed: true }, { final: false, passed: false })).toEqual({ final: false, passed: false })
  })

  it('the same patch twice gives the same result', () => {
    const patch = { passed: true, grade: '7,5' } as const
    const once = applyResultPatch(known, patch)
    expect(applyResultPatch(once, patch)).toEqual(once)
  })
})
