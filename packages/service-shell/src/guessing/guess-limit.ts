/** How many wrong guesses one network has. Kept in the memory of one process, and of a fixed size. */

/** How patient we are. A guess that was right costs nothing. */
export type GuessPatience = {
  /** Wrong guesses at once */
  readonly atOnce: number
  /** After so long one wrong guess is forgotten */
  readonly forgetSeconds: number
  /** Networks that are remembered at most; the one that guessed least recently goes first */
  readonly mostNetworks: number
}

export type GuessLimit = {
  /**
   * How many whole seconds a network has to wait before it may guess again; 0 when it may now. `underWay`: guesses of it that may turn out
   * wrong yet. They count as wrong for a network that was wrong before: else who guesses many times at once has them all for one.
   */
  waitSeconds(network: string, underWay?: number): number
  /** Counts a wrong guess. */
  wrong(network: string): void
  /** How many networks are remembered. */
  size(): number
}

/**
 * Makes an empty memory. For each network it keeps the moment at which all its wrong guesses will be forgotten (a leaky bucket,
 * written down as one number).
 * @param clock monotonic, milliseconds
 */
export function createGuessLimit({ atOnce, forgetSeconds, mostNetworks }: GuessPatience, clock: () => number): GuessLimit {
  const forgetMilliseconds = forgetSeconds * 1000
  const forgottenAt = new Map<string, number>()
  return {
    waitSeconds(network, underWay = 0) {
      const left = (forgottenAt.get(network) ?? 0) - clock()
      if (left <= 0) return 0
      return Math.min(forgetSeconds, Math.max(0, Math.ceil((left + (underWay + 1 - atOnce) * forgetMilliseconds) / 1000)))
    },
    wrong(network) {
      const now = clock()
      // Guesses that were under way together may be more than are taken; who else is in that network shall not wait for them all.
      const next = Math.min(Math.max(forgottenAt.get(network) ?? 0, now) + forgetMilliseconds, now + atOnce * forgetMilliseconds)
      forgottenAt.delete(network)
      forgottenAt.set(network, next)
      for (const oldest of forgottenAt.keys()) {
        if (forgottenAt.size <= mostNetworks) break
        forgottenAt.delete(oldest)
      }
    },
    size: () => forgottenAt.size,
  }
}
