import { sweep } from './showing/index.ts'

const ROUND_SECONDS = 15

/** Sweeps every quarter of a minute, one round at a time. Returns what ends it, after the round that is under way. */
export function startSweeping({ onError, ...sweeping }: Parameters<typeof sweep>[0] & { onError: (error: unknown) => void }): () => Promise<void> {
  let round: Promise<void> | undefined
  const timer = setInterval(() => {
    round ??= sweep(sweeping)
      .then(() => {}, onError)
      .finally(() => {
        round = undefined
      })
  }, ROUND_SECONDS * 1000)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await round
  }
}
