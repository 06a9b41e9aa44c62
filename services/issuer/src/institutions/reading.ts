import { setTimeout as wait } from 'node:timers/promises'

/** How long somebody who has an older answer in hand waits for a newer one. A database that says nothing would hold them for eleven seconds. */
const PATIENCE_SECONDS = 1

/** One reading that everybody who asks meanwhile shares. */
export type Reading<T> = {
  /** For who has nothing: as long as it takes. */
  result: Promise<T>
  /** For who has `known`: the result, or `known` when the reading has been under way for a second. */
  orKnown(known: T): Promise<T>
}

/** Makes the work of a reading shareable. */
export function startReading<T>(result: Promise<T>): Reading<T> {
  const patience = wait(PATIENCE_SECONDS * 1000, undefined, { ref: false })
  return { result, orKnown: (known) => Promise.race([result, patience.then(() => known)]) }
}
