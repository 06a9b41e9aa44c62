/** Health for whoever runs the service: alive (restart me if not) and ready (send me work). */
import type { Shell } from './create-shell.ts'

const draining = new WeakSet<object>()

/** How long one check may take before it counts as failed. */
const CHECK_SECONDS = 3

/** From now on `/readyz` answers 503: the service is stopping. */
export function markDraining(app: object): void {
  draining.add(app)
}

/** Whether the service is stopping. */
export function isDraining(app: object): boolean {
  return draining.has(app)
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
  const options = { schema: { hide: true } as object, logLevel: 'warn' as const }
  app.get('/livez', options, async (_request, reply) => reply.type('application/json').header('cache-control', 'no-store').serializer(JSON.stringify).send({ status: 'ok' }))
  app.get('/readyz', options, async (request, reply) => {
    const failing = isDraining(app) ? ['stopping'] : []
    const partly: Record<string, readonly string[]> = {}
    await Promise.all(Object.entries(checks).map(async ([name, check]) => {
      try {
        const without = await withinSeconds(CHECK_SECONDS, check())
        if (without === undefined || without.length === 0) return
        partly[name] = without
        request.log.warn({ check: name, without }, 'partly ready')
      } catch (error) {
        failing.push(name)
        request.log.warn({ err: error, check: name }, 'not ready')
      }
    }))
    return reply.code(failing.length === 0 ? 200 : 503).type('application/json').header('cache-control', 'no-store').serializer(JSON.stringify)
      .send({ ...(failing.length === 0 ? { status: 'ok' } : { status: 'not ready', failing: failing.sort() }), ...(Object.keys(partly).length === 0 ? {} : { partly }) })
  })
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
