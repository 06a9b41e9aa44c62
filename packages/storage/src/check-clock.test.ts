/** DUR-16: a process that has another time than its database is seen, measured, and gets no work. */
import { expect, it } from 'vitest'
import { checkClock, clockSkew, DatabaseUnavailableError } from './index.ts'

const noon = Date.parse('2026-09-01T12:00:00.000Z')
/** Asking takes two seconds of the process's own clock. */
const process = () => {
  let asked = 0
  return () => new Date(noon + 2000 * asked++)
}
const databaseAt = (seconds: number) => ({ clock: async () => new Date(noon + seconds * 1000) })

it.each([[-3600, 3600], [-1, 1], [0, 0], [1, 0], [2, 0], [5, -3], [3602, -3600]])('DUR-16 of a database %s seconds after the question, the process is %s seconds ahead', async (there, ahead) => {
  expect(await clockSkew(databaseAt(there), process())).toBe(ahead)
})

it('DUR-16 up to thirty seconds it gets work, more either way it does not', async () => {
  for (const seconds of [-30, 0, 32]) await checkClock(databaseAt(seconds), process())
  for (const seconds of [-31, 33]) await expect(checkClock(databaseAt(seconds), process())).rejects.toThrow(/3[01] seconds apart/)
})

it('while the database is away the clock is not what is wrong, and is not measured', async () => {
  const away = { clock: async () => { throw new DatabaseUnavailableError('away') } }
  await checkClock(away, process())
  await expect(clockSkew(away, process())).rejects.toThrow('away')
})
