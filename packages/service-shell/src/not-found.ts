/** What is answered where nothing is: 404, or 405 with `Allow` when the address exists for another method (RFC 9110 #section-15.5.6). */
import type { Shell } from './create-shell.ts'
import { problem } from './problem.ts'

/** Keeps count of the routes that are added from now on, and answers for all that do not exist. */
export function answerNotFound(app: Shell): void {
  const methodsByPattern = new Map<string, Set<string>>()
  app.addHook('onRoute', (route) => {
    const methods = methodsByPattern.get(route.url) ?? new Set()
    for (const method of Array.isArray(route.method) ? route.method : [route.method]) methods.add(method)
    methodsByPattern.set(route.url, methods)
  })
  let matchers: { pattern: RegExp; methods: Set<string> }[] | undefined
  app.setNotFoundHandler((request) => {
    matchers ??= [...methodsByPattern].map(([url, methods]) => ({ pattern: patternOf(url), methods }))
    const path = request.url.split('?', 1)[0] ?? ''
    const allowed = new Set(matchers.filter(({ pattern }) => pattern.test(path)).flatMap(({ methods }) => [...methods]))
    if (allowed.size > 0 && !allowed.has(request.method)) {
      throw problem(405, 'method-not-allowed', 'This method is not possible here', { headers: { allow: [...allowed].sort().join(', ') } })
    }
    throw problem(404, 'not-found', 'There is nothing at this address')
  })
}

/** `/a/:id/*` as an expression; every part matches without backtracking. */
function patternOf(url: string): RegExp {
  const parts = url.split('/').map((part) => part === '*' ? '.*' : part.includes(':') ? '[^/]+' : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('/')}$`)
}
