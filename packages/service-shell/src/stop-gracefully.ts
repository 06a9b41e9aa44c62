/** Stopping without losing anybody's request. */
import type { Shell } from './create-shell.ts'
import { markDraining } from './health.ts'

/** After this the process ends even when requests are still running. */
const DEADLINE_SECONDS = 25
/** A terminal sends Ctrl-C to every process, and npm passes it on to what it runs as well: within this time it is the same one. */
const SAME_SIGNAL_SECONDS = 0.5

/** `drainSeconds`: how long `/readyz` says 503 before new requests are refused. `onStop` closes what the service holds (its database). */
export type StopOptions = { drainSeconds: number; onStop: () => Promise<void> }

/**
 * On SIGTERM or SIGINT: not ready, wait, refuse new requests with 503 and `Connection: close`, let running ones finish,
 * `onStop`, exit 0. A second signal half a second later, or 25 seconds, ends it with exit 1.
 * @returns stops by hand in the same way, without ending the process
 */
export function stopGracefully(app: Shell, { drainSeconds, onStop }: StopOptions): () => Promise<void> {
  let stopping: Promise<void> | undefined
  let toldAt: number | undefined
  const stop = (): Promise<void> => stopping ??= (async () => {
    markDraining(app)
    await new Promise((resolve) => { setTimeout(resolve, drainSeconds * 1000) })
    await app.close()
    await onStop()
  })()
  const onSignal = (signal: NodeJS.Signals): void => {
    const toldBefore = toldAt
    toldAt ??= performance.now()
    if (toldBefore !== undefined && performance.now() - toldBefore < SAME_SIGNAL_SECONDS * 1000) return
    if (stopping !== undefined) process.exit(1)
    app.log.info({ signal }, 'stopping')
    setTimeout(() => { process.exit(1) }, DEADLINE_SECONDS * 1000).unref()
    stop().then(() => { process.exit(0) }, (error: unknown) => {
      app.log.error({ err: error }, 'could not stop in order')
      process.exit(1)
    })
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
  return async () => {
    process.removeListener('SIGTERM', onSignal)
    process.removeListener('SIGINT', onSignal)
    await stop()
  }
}
