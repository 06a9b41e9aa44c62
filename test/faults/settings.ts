/** How much the fault tests do: a little in every test run, more in `npm run test:faults`. */

/** Whether this is the long run (`EDUWALLET_FAULTS=long`). */
export const isLongRun = process.env['EDUWALLET_FAULTS'] === 'long'

/** How often, how many or how long: the first in every run, the second in the long one. */
export function amount(everyRun: number, longRun: number): number {
  return isLongRun ? longRun : everyRun
}
