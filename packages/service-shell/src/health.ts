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
 * Adds `GET /livez` (200 as long as the process answers) and `GET /readyz` (200, or 503 naming the checks that fail).
 * @param checks by name; a check throws when the thing it names cannot be used
 */
export function registerHealth(app: Shell, checks: Readonly<Record<string, () => Promise<void>>>): void {
  const options = { schema: { hide: true } as object, logLevel: 'warn' as const }
  app.get('/livez', options, async (_request, reply) => reply.type('application/json').header('cache-control', 'no-store').serializer(JSON.stringify).send({ status: 'ok' }))
  app.get('/readyz', options, async (request, reply) => {
    const failing = isDraining(app) ? ['stopping'] : []
    await Promise.all(Object.entries(checks).map(async ([name, check]) => {
      try {
        await withinSeconds(CHECK_SECONDS, check())
      } catch (error) {
        failing.push(name)
        request.log.warn({ err: error, check: name }, 'not ready')
      }
    }))
    return reply.code(failing.length === 0 ? 200 : 503).type('application/json').header('cache-control', 'no-store').serializer(JSON.stringify)
      .send(failing.length === 0 ? { status: 'ok' } : { status: 'not ready', failing: failing.sort() })
  })
}

async function withinSeconds(seconds: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => { timer = setTimeout(() => { reject(new Error('the check took too long')) }, seconds * 1000) })
  try {
    await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
