/**
 * How much the fault and fuzz tests do. `EDUWALLET_FAULTS` says it: nothing for every test run, `ci` for what CI does on
 * top of that, `long` for `npm run test:faults`, which takes as long as it takes.
 */
const setting = process.env['EDUWALLET_FAULTS'] ?? ''
if (!['', 'ci', 'long'].includes(setting)) throw new Error(`EDUWALLET_FAULTS is "ci", "long" or nothing, not "${setting}"`)

/** Whether this is the long run. */
export const isLongRun = setting === 'long'

/** CI does this many times what every run does. */
const ciTimes = 3

/** How often, how many or how long: the first in every run, the second in the long one, something between them in CI. */
export function amount(everyRun: number, longRun: number): number {
  if (isLongRun) return longRun
  return setting === 'ci' ? Math.min(longRun, everyRun * ciTimes) : everyRun
}

/** For the options of a test that does more when there is more time: CI runs those, and only those, once more. */
export function sized(seconds: number, secondsInLongRun: number): { tags: string[]; timeout: number } {
  return { tags: [sizedTag], timeout: amount(seconds, secondsInLongRun) * 1000 }
}

export const sizedTag = 'sized'
