import { setImmediate } from 'node:timers/promises'

/** Runs one piece of drawing when those before it are done. */
export type DrawingTurn = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Drawing keeps the processor for up to some 300 ms at a time. One after another, with whatever else waits in between, so that other requests of this process
 * are answered after one drawing and not after all of them. How many may wait is for who lets them in.
 */
export function takeTurns(): DrawingTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const turn = last.then(() => setImmediate()).then(work)
    last = turn.catch(() => undefined)
    return turn
  }
}
