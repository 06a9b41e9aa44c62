/** More work than can be done is refused at once and cheaply, so that what is under way gets finished. */
import type { Shell } from './create-shell.ts'
import { problem } from './problem.ts'

/** Answered always: whoever runs the service must be able to see that it is alive. */
const always = new Set(['/livez', '/readyz'])

/** Longest that the work for a caller who has gone is counted; every statement and every fetch gives up before. */
const ABANDONED_SECONDS = 30

/** A place in the count. `working`: a handler was given the request; `composed`: its answer is there. */
type Place = { working: boolean; composed: boolean; gone: boolean; giveBack: () => void }

/**
 * Refuses a request with 503 and `Retry-After` while `maxInFlight` others are being answered.
 * Call before any other hook, so that a refusal costs next to nothing.
 *
 * A caller who hangs up ends no work, so its place is taken until the answer that nobody reads is composed. It never ends
 * in an `onResponse` (the answer is never finished), so the place is given back by the end of the connection's use.
 */
export function shedLoad(app: Shell, maxInFlight: number): void {
  const places = new WeakMap<object, Place>()
  let inFlight = 0
  let refused = 0
  /** One line a second, however many they are: a log that grows with what is refused would be the next thing to run out. */
  const tell = (): void => {
    refused += 1
    if (refused > 1) return
    setTimeout(() => {
      app.log.warn({ refused, inFlight }, 'busy')
      refused = 0
    }, 1000).unref()
  }
  app.addHook('onRequest', async (request, reply) => {
    if (always.has(request.routeOptions.url ?? '')) return
    if (inFlight >= maxInFlight) {
      tell()
      request.log.level = 'silent'
      throw problem(503, 'busy', 'The service is busy, please try again', { headers: { 'retry-after': '2' } })
    }
    inFlight += 1
    let taken = true
    const place: Place = {
      working: false, composed: false, gone: false,
      giveBack: () => {
        if (taken) inFlight -= 1
        taken = false
      },
    }
    places.set(request, place)
    reply.raw.once('close', () => {
      place.gone = true
      if (place.working && !place.composed) setTimeout(place.giveBack, ABANDONED_SECONDS * 1000).unref()
      else place.giveBack()
    })
  })
  app.addHook('preHandler', async (request) => {
    const place = places.get(request)
    if (place !== undefined) place.working = true
  })
  app.addHook('onSend', async (request) => {
    const place = places.get(request)
    if (place === undefined) return
    place.composed = true
    if (place.gone) place.giveBack()
  })
  app.addHook('onResponse', async (request) => { places.get(request)?.giveBack() })
}
