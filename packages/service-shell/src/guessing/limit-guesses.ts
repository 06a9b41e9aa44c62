/**
 * Who guesses at secrets is slowed down. A route says what can be guessed at it (`config.guesses`) and calls
 * {@link wrongGuess} when a request was wrong; a network that was wrong too often gets 429 with `Retry-After`, before
 * its request is read any further. What was right is never counted, so many people behind one address can all be right.
 *
 * There is no limit where nobody can be told apart: behind a proxy that was not named, everybody has the same address, and one
 * who guesses would shut out all others. The services themselves speak http, so an https address means that there is a proxy.
 */
import { finished } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Shell } from '../create-shell.ts'
import { problem, type ProblemError } from '../problem.ts'
import { networkOf, readClientAddress } from './client-address.ts'
import { createGuessLimit, type GuessPatience } from './guess-limit.ts'

/** What is guessed at, each with a memory of its own: `code` is what a learner was given, `client` the secret of a system. */
export type Guessed = 'code' | 'client'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What can be guessed at this route. */
    guesses?: Guessed
  }
}

/** A class of learners mistypes less; and nobody finds a code of six digits, spread over many offers, at twenty a minute. */
const patience: GuessPatience = { atOnce: 100, forgetSeconds: 3, mostNetworks: 10_000 }

const limited = new WeakMap<object, Record<Guessed, number>>()
const wrongGuesses = new WeakMap<object, () => void>()

/** How many requests an app refused because of wrong guesses before. */
export function limitedBy(app: object): Readonly<Record<Guessed, number>> {
  return limited.get(app) ?? { code: 0, client: 0 }
}

/** Says that a request of a route with `config.guesses` guessed wrong. */
export function wrongGuess(request: FastifyRequest): void {
  wrongGuesses.get(request)?.()
}

/** `trustedProxies`: addresses and ranges. `clock`: monotonic, milliseconds. */
export type LimitingGuesses = { publicUrl: string; trustedProxies: readonly string[]; clock?: () => number }

/** Limits wrong guesses in this app. Call before routes are added. */
export function limitGuesses(app: Shell, { publicUrl, trustedProxies, clock = () => performance.now() }: LimitingGuesses): void {
  if (publicUrl.startsWith('https:') && trustedProxies.length === 0) {
    app.addHook('onListen', async () => { app.log.warn('no trusted proxy is named: who guesses at secrets is not slowed down here, the proxy must do it') })
    return
  }
  const limits = { code: createGuessLimit(patience, clock), client: createGuessLimit(patience, clock) } satisfies Record<Guessed, unknown>
  const underWay = { code: new Map<string, number>(), client: new Map<string, number>() } satisfies Record<Guessed, unknown>
  const addressOf = readClientAddress(trustedProxies)
  const refused: Record<Guessed, number> = { code: 0, client: 0 }
  limited.set(app, refused)
  const begin = (network: string, guesses: Guessed, reply: FastifyReply): void => {
    const counts = underWay[guesses]
    counts.set(network, (counts.get(network) ?? 0) + 1)
    finished(reply.raw, () => {
      const left = (counts.get(network) ?? 0) - 1
      if (left > 0) counts.set(network, left)
      else counts.delete(network)
    })
  }
  const check = (request: FastifyRequest, reply: FastifyReply, guesses: Guessed): ProblemError | undefined => {
    const header = request.headers['x-forwarded-for']
    const address = addressOf(request.socket.remoteAddress, Array.isArray(header) ? header.join(',') : header)
    if (address === undefined) return undefined
    const network = networkOf(address)
    const seconds = limits[guesses].waitSeconds(network, underWay[guesses].get(network))
    if (seconds === 0) {
      begin(network, guesses, reply)
      wrongGuesses.set(request, () => { limits[guesses].wrong(network) })
      return undefined
    }
    refused[guesses] += 1
    return tooManyAttempts(seconds)
  }
  app.addHook('onRoute', (route) => {
    const { guesses } = route.config ?? {}
    if (guesses === undefined) return
    const others = route.preParsing ?? []
    // After onRequest, where the doors say who may read an answer and that it is not to be kept; before the body is read.
    route.preParsing = [(request, reply, _payload, done) => { done(check(request, reply, guesses)) }, ...(Array.isArray(others) ? others : [others])]
  })
}

function tooManyAttempts(seconds: number): ProblemError {
  return problem(429, 'too-many-attempts', 'Too many attempts from this address were wrong', {
    detail: `please try again after ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`,
    headers: { 'retry-after': String(seconds) },
  })
}
