/** Some numbers in one: what lies in the middle, and how far apart the rounds were. */
export type Spread = { median: number; least: number; most: number }

/** The middle of a list; of an even number of them, the mean of the two in the middle. NaN for an empty list. */
export function medianOf(values: readonly number[]): number {
  return percentileOf(values, 0.5)
}

/** The value below which `share` (0 to 1) of the values lie, between neighbours in proportion. NaN for an empty list. */
export function percentileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] ?? Number.NaN
  const above = sorted[Math.ceil(at)] ?? Number.NaN
  return below + (above - below) * (at - Math.floor(at))
}

/** Median and extremes of several rounds. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: medianOf(values), least: Math.min(...values), most: Math.max(...values) }
}
