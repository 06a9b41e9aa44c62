import { describe, expect, it } from 'vitest'
import { createFetchMemory } from './fetch-memory.ts'

function rig({ capacity = 10, failureSeconds = 5 } = {}) {
  let seconds = 1_000
  const loads: string[] = []
  const memory = createFetchMemory<string>({ now: () => new Date(seconds * 1000), capacity, failureSeconds })
  return {
    loads,
    passSeconds: (passed: number) => { seconds += passed },
    get: (key: string, options?: { maxAgeSeconds: number }) =>
      memory.get(key, async () => {
        loads.push(key)
        await Promise.resolve()
        if (key.startsWith('broken')) throw new Error(`no ${key}`)
        return { value: `${key} ${loads.length}`, freshSeconds: 60 }
      }, options),
  }
}

describe('remembering what was fetched', () => {
  it('NET-13 loads once for 500 who ask at the same time', async () => {
    const { get, loads } = rig()
    const answers = await Promise.all(Array.from({ length: 500 }, () => get('a')))
    expect(new Set(answers)).toEqual(new Set(['a 1']))
    expect(loads).toEqual(['a'])
  })

  it('NET-13 remembers a failure for a moment (one load for 500, then the next after five seconds)', async () => {
    const { get, loads, passSeconds } = rig()
    const answers = await Promise.allSettled(Array.from({ length: 500 }, () => get('broken')))
    expect(answers.every((answer) => answer.status === 'rejected')).toBe(true)
    await expect(get('broken')).rejects.toThrow('no broken')
    expect(loads).toHaveLength(1)
    passSeconds(5)
    await expect(get('broken')).rejects.toThrow('no broken')
    expect(loads).toHaveLength(2)
  })

  it('loads again when the value is no longer fresh', async () => {
    const { get, loads, passSeconds } = rig()
    await get('a')
    passSeconds(59)
    await get('a')
    expect(loads).toHaveLength(1)
    passSeconds(1)
    await get('a')
    expect(loads).toHaveLength(2)
  })

  it('loads again when the caller wants it younger', async () => {
    const { get, loads, passSeconds } = rig()
    await get('a')
    passSeconds(11)
    await get('a', { maxAgeSeconds: 10 })
    expect(loads).toHaveLength(2)
  })

  it('loads again when the clock was set back (an answer from the future is not used)', async () => {
    const { get, loads, passSeconds } = rig()
    await get('a')
    passSeconds(-10)
    await get('a')
    expect(loads).toHaveLength(2)
  })

  it('keeps no more than its capacity, and drops what was used longest ago', async () => {
    const { get, loads } = rig({ capacity: 2 })
    await get('a')
    await get('b')
    await get('a')
    await get('c')
    await get('a')
    await get('b')
    expect(loads).toEqual(['a', 'b', 'c', 'b'])
  })
})
