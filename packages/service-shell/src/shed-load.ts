/** More work than can be done is refused at once and cheaply, so that what is under way gets finished. */
import type { Shell } from './create-shell.ts'
import { problem } from './problem.ts'

/** Answered always: whoever runs the service must be able to see that it is alive. */
const always = new Set(['/livez', '/readyz'])

/**
 * Refuses a request with 503 and `Retry-After` while `maxInFlight` others are being answered.
 * Call before any other hook, so that a refusal costs next to nothing.
 */
export function shedLoad(app: Shell, maxInFlight: number): void {
  const counted = new WeakSet<object>()
  let inFlight = 0
  app.addHook('onRequest', async (request) => {
    if (always.has(request.routeOptions.url ?? '')) return
    if (inFlight >= maxInFlight) throw problem(503, 'busy', 'The service is busy, please try again', { headers: { 'retry-after': '2' } })
    inFlight += 1
    counted.add(request)
  })
  app.addHook('onResponse', async (request) => { if (counted.has(request)) inFlight -= 1 })
}
