import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { startSweeping } from './sweeping.ts'

describe('sweeping', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('wipes every quarter of a minute, batch after batch, one round at a time, and goes on after a failure', async () => {
    const left = [500, 500, 3]
    const errors: unknown[] = []
    const wipe = vi.fn<() => Promise<number>>(async () => left.shift() ?? 0)
    const forgetTokens = vi.fn<() => Promise<number>>(async () => 0)
    const stop = startSweeping({ book: { wipe, forgetTokens }, now: () => new Date(), onError: (error) => errors.push(error) })
    await vi.advanceTimersByTimeAsync(15_000)
    expect([wipe.mock.calls.length, forgetTokens.mock.calls.length]).toEqual([3, 1])
    wipe.mockRejectedValueOnce(new Error('lost'))
    await vi.advanceTimersByTimeAsync(15_000)
    expect(errors).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(15_000)
    expect(wipe).toHaveBeenCalledTimes(5)
    await stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(wipe).toHaveBeenCalledTimes(5)
  })

  it('ends after the round that is under way', async () => {
    let finish: (wiped: number) => void = () => {}
    const wipe = async () => await new Promise<number>((resolve) => (finish = resolve))
    const stop = startSweeping({ book: { wipe, forgetTokens: async () => 0 }, now: () => new Date(), onError: () => {} })
    await vi.advanceTimersByTimeAsync(15_000)
    let stopped = false
    const stopping = stop().then(() => (stopped = true))
    await vi.advanceTimersByTimeAsync(0)
    expect(stopped).toBe(false)
    finish(0)
    await stopping
    expect(stopped).toBe(true)
  })
})
