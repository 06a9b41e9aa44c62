/** Which awards count when not all of them can: the selection with the most credits, exactly. */

/** An award with credits in the unit of the rule. */
export type Candidate = {
  id: string
  institution: string
  /** In ten-thousandths, above zero. */
  amount: bigint
  /** Ids of awards whose credits cannot count beside this one's. Symmetric: each names the other. */
  excludes: ReadonlySet<string>
}

/** States looked at in one search, all groups together: some tenths of a second. Credits in steps of a half stay far below it; it bounds what sizes made for the purpose could cost. */
const mostStates = 100_000

/** A selection so far: `used` per capped institution of the group; `chosen` and `excluded` as bits by position in the group. */
type State = { total: bigint; size: number; chosen: bigint; used: readonly bigint[]; excluded: bigint }

/**
 * The ids of the selection with the most credits in which no two exclude each other and no institution is over its cap. Of equal ones
 * that with the fewest awards, then the one that is first by id: the order of `candidates` does not matter. `undefined` when the
 * search would be too large: there is no answer then, rather than one that may be wrong.
 */
export function bestSelection(candidates: readonly Candidate[], capOf: (institution: string) => bigint | undefined): ReadonlySet<string> | undefined {
  const selected = new Set<string>()
  const search = { left: mostStates }
  for (const group of independentGroups(candidates, capOf)) {
    const best = bestOfGroup(group, capOf, search)
    if (best === undefined) return undefined
    for (const id of best) selected.add(id)
  }
  return selected
}

/** Candidates that bear on each other, by exclusion or by a shared cap, are chosen together; groups are not. Sorted by id. */
function independentGroups(candidates: readonly Candidate[], capOf: (institution: string) => bigint | undefined): Candidate[][] {
  const sorted = candidates.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const bears = (a: Candidate, b: Candidate) => a.excludes.has(b.id) || (a.institution === b.institution && capOf(a.institution) !== undefined)
  const left = new Set(sorted)
  const groups: Candidate[][] = []
  for (const first of sorted) {
    if (!left.delete(first)) continue
    const group = [first]
    for (const member of group) { // grows while it is walked
      for (const other of left) if (bears(member, other)) { left.delete(other); group.push(other) }
    }
    groups.push(group.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
  }
  return groups
}

/**
 * Dynamic programming over the group in order. What lies ahead depends only on how much of each cap is used and on which of those
 * still to come are excluded, so of states alike in that only the best is kept.
 */
function bestOfGroup(group: readonly Candidate[], capOf: (institution: string) => bigint | undefined, search: { left: number }): string[] | undefined {
  const positions = new Map(group.map(({ id }, at) => [id, at]))
  const capped = [...new Set(group.map(({ institution }) => institution))].filter((institution) => capOf(institution) !== undefined)
  let states: State[] = [{ total: 0n, size: 0, chosen: 0n, used: capped.map(() => 0n), excluded: 0n }]
  for (const [at, candidate] of group.entries()) {
    const bit = 1n << BigInt(at)
    const cap = capOf(candidate.institution)
    const place = capped.indexOf(candidate.institution)
    const excludes = [...candidate.excludes].reduce((mask, id) => mask | 1n << BigInt(positions.get(id) ?? at), 0n)
    const next = new Map<string, State>()
    const keep = (state: State): void => {
      const key = `${state.excluded >> BigInt(at + 1)}|${state.used.join('|')}`
      const rival = next.get(key)
      if (rival === undefined || isBetter(state, rival)) next.set(key, state)
    }
    for (const state of states) {
      keep(state)
      const used = (state.used[place] ?? 0n) + candidate.amount
      if ((state.excluded & bit) !== 0n || (cap !== undefined && used > cap)) continue
      keep({
        total: state.total + candidate.amount,
        size: state.size + 1,
        chosen: state.chosen | bit,
        used: place < 0 ? state.used : state.used.with(place, used),
        excluded: state.excluded | excludes,
      })
    }
    search.left -= next.size
    if (search.left < 0) return undefined
    states = [...next.values()]
  }
  const best = states.reduce((winner, state) => (isBetter(state, winner) ? state : winner))
  return group.filter((_, at) => (best.chosen >> BigInt(at) & 1n) === 1n).map(({ id }) => id)
}

function isBetter(a: State, b: State): boolean {
  if (a.total !== b.total) return a.total > b.total
  if (a.size !== b.size) return a.size < b.size
  const differing = a.chosen ^ b.chosen
  return (a.chosen & differing & -differing) !== 0n // it has the first one in which they differ
}
