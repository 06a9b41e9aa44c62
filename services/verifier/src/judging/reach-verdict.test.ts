import { describe, expect, it } from 'vitest'
import { reachVerdict, worstOf } from './reach-verdict.ts'
import { everyCheck } from './types.ts'
import type { CheckName, Finding } from './types.ts'

const all = (outcome: Finding['outcome']) => everyCheck.map((name) => ({ name, outcome }))
const with1 = (changed: CheckName, outcome: Finding['outcome']) =>
  everyCheck.map((name) => ({ name, outcome: name === changed ? outcome : ('passed' as const) }))

describe('reaching the verdict', () => {
  it('confirms when every check ran and passed', () => {
    expect(reachVerdict(all('passed'))).toBe('confirmed')
  })

  it.each(everyCheck)('does not confirm when %s was left out (undetermined)', (name) => {
    expect(reachVerdict(all('passed').filter((check) => check.name !== name))).toBe('undetermined')
  })

  it.each(everyCheck)('does not confirm when %s could not be made (undetermined)', (name) => {
    expect(reachVerdict(with1(name, 'unknown'))).toBe('undetermined')
  })

  it.each(everyCheck)('rejects when %s failed', (name) => {
    expect(reachVerdict(with1(name, 'failed'))).toBe('rejected')
  })

  it('rejects when one check failed and another could not be made', () => {
    expect(reachVerdict([...all('unknown'), { name: 'status', outcome: 'failed' }])).toBe('rejected')
  })

  it('does not confirm when a check was made twice and once could not be made (undetermined)', () => {
    expect(reachVerdict([...all('passed'), { name: 'status', outcome: 'unknown' }])).toBe('undetermined')
  })

  it('does not confirm without any check (undetermined)', () => {
    expect(reachVerdict([])).toBe('undetermined')
  })

  it('takes the worst finding of several credentials', () => {
    const passed: Finding<'status'> = { outcome: 'passed' }
    const unknown: Finding<'status'> = { outcome: 'unknown', code: 'status_unreachable' }
    const failed: Finding<'status'> = { outcome: 'failed', code: 'revoked' }
    expect(worstOf([passed, unknown, failed])).toBe(failed)
    expect(worstOf([passed, unknown, passed])).toBe(unknown)
    expect(worstOf([passed, passed])).toEqual({ outcome: 'passed' })
  })
})
