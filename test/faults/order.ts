/** What a service that was started by a program of this folder can be told while it runs. */
import { once } from 'node:events'
import path from 'node:path'
import type { RunningService } from '../journeys/start-services.ts'

/** `crashAt`: the point at which it kills itself; `slowAt`, `slowSeconds`: the point at which it waits, and how long; `clockSeconds`: how far its clock is ahead (or, below zero, behind). */
export type Order = { crashAt?: string; slowAt?: string; slowSeconds?: number; clockSeconds?: number }

/** The program to start instead of the issuer's own. */
export const issuerWithCrashPoints = path.join(import.meta.dirname, 'issuer-with-crash-points.ts')

/** Gives an order and waits until it holds; it is forgotten when the process ends. */
export async function tell({ process: running }: RunningService, order: Order): Promise<void> {
  const done = once(running, 'message')
  running.send(order)
  await done
}

/** Waits until the process has killed itself. @throws Error when it ends in another way, or is still there after ten seconds */
export async function crashed({ process: running }: RunningService): Promise<void> {
  const until = Date.now() + 10_000
  while (running.signalCode === null && running.exitCode === null) {
    if (Date.now() > until) throw new Error('the process never came to the point where it was to crash')
    await new Promise((resolve) => { setTimeout(resolve, 10) })
  }
  if (running.signalCode !== 'SIGKILL') throw new Error(`the process ended with ${running.exitCode ?? running.signalCode}`)
}
