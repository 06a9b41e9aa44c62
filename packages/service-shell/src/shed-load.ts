/** More work than can be done is refused at once and cheaply, so that what is under way gets finished. */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Shell } from './create-shell.ts'
import { ghostOf } from './deadline.ts'
import { problem, problemBody } from './problem.ts'

/** Answered always: whoever runs the service must be able to see that it is alive. */
const always = new Set(['/livez', '/readyz'])

/** Longest that the work for a caller who has gone is counted; every statement and every fetch gives up before. */
const ABANDONED_SECONDS = 30

/** What is told to whom there is no room for. */
export const busy = problem(503, 'busy', 'The service is busy, please try again', { headers: { 'retry-after': '2' } })

/** How many requests an app refused since it was made. */
export function refusedBy(app: object): number {
  return refusals.get(app) ?? 0
}
const refusals = new WeakMap<object, number>()

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
    refusals.set(app, refusedBy(app) + 1)
    if (refused > 1) return
    setTimeout(() => {
      app.log.warn({ refused, inFlight }, 'busy')
      refused = 0
    }, 1000).unref()
  }
  refuseEarly(app, () => {
    if (inFlight < maxInFlight) return false
    tell()
    return true
  })
  app.addHook('onRequest', async (request, reply) => {
    if (always.has(request.routeOptions.url ?? '')) return
    if (inFlight >= maxInFlight) {
      tell()
      request.log.level = 'silent'
      throw busy
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
      else leave(request, place)
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
  app.addHook('onResponse', async (request) => {
    const place = places.get(request)
    if (place !== undefined) leave(request, place)
  })
}

/** Gives a place back; for work that goes on after its deadline, when that ends. */
function leave(request: object, { giveBack }: Place): void {
  const ghost = ghostOf(request)
  if (ghost === undefined) giveBack()
  else {
    void ghost.then(giveBack)
    setTimeout(giveBack, ABANDONED_SECONDS * 1000).unref()
  }
}

const refusalHeaders = Object.entries({
  ...busy.extra.headers,
  'cache-control': 'no-store',
  'content-type': 'application/problem+json',
  'content-security-policy': "default-src 'none'",
  'x-content-type-options': 'nosniff',
}).flat()

/**
 * Refuses on a socket before Fastify makes a request and a reply of it. Under ten times the load there are nine refusals for
 * each answer: what they cost is taken from the work.
 */
function refuseEarly(app: Shell, isBusy: () => boolean): void {
  const handlers = app.server.listeners('request') as ((incoming: IncomingMessage, outgoing: ServerResponse) => void)[]
  app.server.removeAllListeners('request')
  app.server.on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (always.has(incoming.url ?? '') || !isBusy()) {
      for (const handle of handlers) handle.call(app.server, incoming, outgoing)
      return
    }
    const body = JSON.stringify(problemBody(busy, randomUUID()))
    // With its length and in one piece: as chunks it would be three writes.
    outgoing.writeHead(503, [...refusalHeaders, 'content-length', String(Buffer.byteLength(body))])
    outgoing.end(body)
  })
}
