import { expect, it } from 'vitest'
import { startReading } from './reading.ts'

const later = <T>(milliseconds: number, value: T): Promise<T> => new Promise((resolve) => { setTimeout(() => { resolve(value) }, milliseconds) })

it('OVR-03 who has an older answer in hand gets the new one when it comes soon, and else the old one after a second', async () => {
  expect(await startReading(later(50, 'new')).orKnown('old')).toBe('new')
  const slow = startReading(later(2000, 'new'))
  const start = performance.now()
  expect(await slow.orKnown('old')).toBe('old')
  expect(performance.now() - start).toBeLessThan(1500)
  // Whoever comes now does not wait at all.
  const again = performance.now()
  expect(await slow.orKnown('old')).toBe('old')
  expect(performance.now() - again).toBeLessThan(100)
  expect(await slow.result).toBe('new')
})
