/**
 * Nobody waits for an answer for ever. What a handler waits for has limits of its own (a statement, a connection, a fetch); this
 * is the limit of all of it together. The caller is told to try again; the work goes on, because half of it may be on
 * record already, and ends as if its answer had been lost on the way.
 *
 * Fastify's own `handlerTimeout` counts the time in which a body comes in, which would make a slow caller our fault (503, not
 * 408), and does not say when the work has ended, so that nobody could count it.
 */
import type { FastifyRequest } from 'fastify'
import type { Shell } from './create-shell.ts'
import { isLongBodyArriving } from './long-body.ts'
import { problem } from './problem.ts'

const late = problem(503, 'too-slow', 'The answer took too long, please try again', { headers: { 'retry-after': '5' } })

const ghosts = new WeakMap<object, Promise<unknown>>()

/** The end of the work for a request that was told that it takes too long; undefined when it was not. Never rejects. */
export function ghostOf(request: object): Promise<unknown> | undefined {
  return ghosts.get(request)
}

/** Answers 503 with `Retry-After` when a handler of a route that is added from now on has no answer after so many seconds. */
export function setDeadline(app: Shell, seconds: number): void {
  const limited = new WeakSet<object>()
  app.addHook('onRoute', (route) => {
    const { handler } = route
    // A HEAD route is added with the handler of its GET.
    if (limited.has(handler)) return
    route.handler = function (request, reply) {
      const work: unknown = handler.call(this, request, reply)
      return work instanceof Promise ? withinSeconds(seconds, work, request) : work
    }
    limited.add(route.handler)
  })
}

async function withinSeconds(seconds: number, work: Promise<unknown>, request: FastifyRequest): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_resolve, reject) => {
    const atDeadline = (): void => {
      // A long body has a pace of its own; the time for the answer begins when it has come in.
      if (isLongBodyArriving(request.raw.socket)) {
        timer = setTimeout(atDeadline, seconds * 1000)
        return
      }
      ghosts.set(request, work.then(
        () => { request.log.warn('finished after its deadline') },
        (error: unknown) => { request.log.warn({ err: error }, 'failed after its deadline') },
      ))
      reject(late)
    }
    timer = setTimeout(atDeadline, seconds * 1000)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}
