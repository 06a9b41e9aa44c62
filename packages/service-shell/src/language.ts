/** Dutch or English, as the reader wants it; and what follows for caches. */
import type { FastifyRequest } from 'fastify'
import Negotiator from 'negotiator'
import type { Shell } from './create-shell.ts'

/** The languages of every page and every sentence to people. */
export type Language = 'nl' | 'en'

const languages: readonly Language[] = ['nl', 'en']

function chosen(request: FastifyRequest): Language | undefined {
  const { lang } = (request.query ?? {}) as { lang?: unknown }
  return languages.find((language) => language === lang)
}

/** `?lang=`, else the cookie `lang`, else Accept-Language, else Dutch. */
export function languageOf(request: FastifyRequest): Language {
  const { lang } = request.cookies ?? {}
  return chosen(request)
    ?? languages.find((language) => language === lang)
    ?? languages.find((language) => language === new Negotiator(request.raw).language([...languages]))
    ?? 'nl'
}

/** Pages may hold a learner's name or a secret: they are not stored by caches, differ by language, and remember a choice of it. */
export function keepPagesPrivate(app: Shell, secure: boolean): void {
  app.addHook('onSend', async (request, reply) => {
    if (!String(reply.getHeader('content-type') ?? '').startsWith('text/html')) return
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store')
    void reply.header('vary', 'Accept-Language, Cookie')
    const language = chosen(request)
    // An address that any site may read (publicCors) sets no cookie, not even with its error page.
    if (language !== undefined && !reply.hasHeader('access-control-allow-origin')) void reply.setCookie('lang', language, { path: '/', sameSite: 'lax', httpOnly: true, secure, maxAge: 31_536_000 })
  })
}
