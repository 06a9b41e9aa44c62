/** Health for whoever runs the service: alive (restart me if not) and ready (send me work). */
import type { Shell } from './create-shell.ts'

const draining = new WeakSet<object>()

/** How long one check may take before it counts as failed. */
const CHECK_SECONDS = 3

/** From now on `/readyz` answers 503: the service is stopping. */
export function markDraining(app: object): void {
  draining.add(app)
}

/** Whether the service is stopping. A scope of the app, which inherits from it, knows it too. */
export function isDraining(app: object): boolean {
  for (let one: object | null = app; one !== null; one = Object.getPrototypeOf(one) as object | null) if (draining.has(one)) return true
  return false
}

/**
 * Throws when the thing it looks at cannot be used. When it cannot be used for some only, and everybody else is served, it
 * gives for whom: one institution must not take the service away from the others.
 */
export type Check = () => Promise<void | readonly string[]>

/**
 * Adds `GET /livez` (200 as long as the process answers) and `GET /readyz`: 200, or 503 naming the checks that fail. What
 * fails for some only is named under `partly`, with 200.
 */
export function registerHealth(app: Shell, checks: Readonly<Record<string, Check>>): void {
  checksOf.set(app, checks)
  const options = { schema: { hide: true } as object, logLevel: 'warn' as const }
  app.get('/livez', options, async (_request, reply) => reply.type('application/json').header('cache-control', 'no-store').serializer(JSON.stringify).send({ status: 'ok' }))
  app.get('/readyz', options, async (request, reply) => {
    const failing = isDraining(app) ? ['stopping'] : []
    const partly: Record<string, readonly string[]> = {}
    for (const { name, without, error } of await runChecks(checks)) {
      if (error !== undefined) {
        failing.push(name)
        request.log.warn({ err: error, check: name }, 'not ready')
      } else if (without.length > 0) {
        partly[name] = without
        request.log.warn({ check: name, without }, 'partly ready')
      }
    }
    return reply.code(failing.length === 0 ? 200 : 503).type('application/json').header('cache-control', 'no-store').serializer(JSON.stringify)
      .send({ ...(failing.length === 0 ? { status: 'ok' } : { status: 'not ready', failing: failing.sort() }), ...(Object.keys(partly).length === 0 ? {} : { partly }) })
  })
}

const checksOf = new WeakMap<object, Readonly<Record<string, Check>>>()

/** What came of a check: `error`, why it failed; else for whom it failed. */
type Outcome = { name: string; without: readonly string[]; error?: unknown }

/** Runs what `/readyz` of an app would run. */
export function runChecksOf(app: object): Promise<Outcome[]> {
  return runChecks(checksOf.get(app) ?? {})
}

function runChecks(checks: Readonly<Record<string, Check>>): Promise<Outcome[]> {
  return Promise.all(Object.entries(checks).map(async ([name, check]) => {
    try {
      return { name, without: await withinSeconds(CHECK_SECONDS, check()) ?? [] }
    } catch (error) {
      return { name, without: [], error: error ?? new Error('it failed') }
    }
  }))
}

async function withinSeconds<T>(seconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => { timer = setTimeout(() => { reject(new Error('the check took too long')) }, seconds * 1000) })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
