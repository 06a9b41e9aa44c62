/** What many ask for at once is read for all of them together, and never older than their question. */
import { describe, expect, it } from 'vitest'
import { createSharedReads } from './share-reads.ts'

/** A record that is read slowly: what a read gives is what was on record when it began. */
function slowRecord(milliseconds = 5) {
  let value = 0
  let reads = 0
  const read = async (): Promise<number> => {
    reads += 1
    const seen = value
    await new Promise((resolve) => { setTimeout(resolve, milliseconds) })
    return seen
  }
  return { read, reads: () => reads, write: () => { value += 1 }, value: () => value }
}

describe('VPR-22 shared reads', () => {
  it('are two for a thousand who ask at once, and one for who asks alone, at once', async () => {
    const record = slowRecord()
    const reads = createSharedReads<number>()
    await Promise.all(Array.from({ length: 1000 }, () => reads('a', record.read)))
    expect(record.reads()).toBe(2)
    await new Promise((resolve) => { setTimeout(resolve, 150) })
    const start = performance.now()
    for (let time = 0; time < 10; time += 1) await reads('a', record.read)
    expect(record.reads()).toBe(12)
    expect(performance.now() - start).toBeLessThan(95)
  })

  it('never give less than what was on record when they were asked for, however many others ask', async () => {
    const record = slowRecord()
    const reads = createSharedReads<number>()
    const stale: string[] = []
    await Promise.all(Array.from({ length: 50 }, async (_none, at) => {
      for (let time = 0; time < 20; time += 1) {
        await new Promise((resolve) => { setTimeout(resolve, (at * 7 + time * 3) % 11) })
        if (at % 10 === 0) record.write()
        const known = record.value()
        const seen = await reads('a', record.read)
        if (seen < known) stale.push(`${seen} < ${known}`)
      }
    }))
    expect(stale).toEqual([])
    expect(record.reads()).toBeLessThan(200)
  })

  it('for a crowd that never ends are ten a second', async () => {
    const record = slowRecord(1)
    const reads = createSharedReads<number>()
    const until = performance.now() + 1000
    let answers = 0
    await Promise.all(Array.from({ length: 100 }, async () => { while (performance.now() < until) { await reads('a', record.read); answers += 1 } }))
    expect(answers).toBeGreaterThan(500)
    expect(record.reads()).toBeLessThanOrEqual(13)
  })

  it('are apart for every key', async () => {
    const reads = createSharedReads<string>()
    const answers = await Promise.all(Array.from({ length: 100 }, (_none, at) => reads(`key ${at % 10}`, async () => `value ${at % 10}`)))
    expect(answers).toEqual(Array.from({ length: 100 }, (_none, at) => `value ${at % 10}`))
  })

  it('that fail fail for all who share them, and the next is made', async () => {
    const reads = createSharedReads<number>()
    let lost = true
    const read = async (): Promise<number> => { if (lost) throw new Error('lost'); return 1 }
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => reads('a', read)))
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['rejected']))
    lost = false
    expect(await reads('a', read)).toBe(1)
  })
})
