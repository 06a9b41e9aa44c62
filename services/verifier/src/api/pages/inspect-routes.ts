import { fileLimits } from '@eduwallet/credential-files'
import { admitAtMost, languageOf, page, type Language, type Shell } from '@eduwallet/service-shell'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { inspect, InspectError, type Inspecting } from '../../inspecting/index.ts'
import { INSPECT_PATH, inspectFormHtml, inspectionHtml } from './inspect-html.ts'
import { inspectWords, refusalWords } from './inspect-words.ts'
import { readForm } from './read-form.ts'

/** A file of the largest size, and the form around it. */
const BODY_BYTES = fileLimits.octets + 65_536
/** How many files of people are taken apart at once in one process. */
const AT_ONCE = 8

const querySchema = z.object({ lang: z.string().max(8).optional() })

/**
 * The page for people who were given a file:
 *
 *     GET  /inspect   choose a file, or paste a text
 *     POST /inspect   what became of it; nothing of it is kept, not even until the page is loaded anew
 *
 * It needs no script, no cookie and nobody's account: what it does, anyone can do with the file at hand.
 */
export function registerInspect(app: Shell, { inspecting }: { readonly inspecting: Inspecting }): void {
  const admit = admitAtMost(AT_ONCE)
  app.get(INSPECT_PATH, { schema: { hide: true, querystring: querySchema } as const }, async (request, reply) => {
    const language = languageOf(request)
    return send(reply, 200, { language, title: inspectWords[language].title, body: inspectFormHtml(language) })
  })

  void app.register(async (scope: Shell) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('multipart/form-data', { parseAs: 'buffer', bodyLimit: BODY_BYTES }, (_request, body, done) => { done(null, body) })
    scope.post(INSPECT_PATH, { bodyLimit: BODY_BYTES, schema: { hide: true, querystring: querySchema } as const }, async (request, reply) => {
      const language = languageOf(request)
      const refuse = (status: number, refusal: string) => send(reply, status, { language, title: inspectWords[language].refusedTitle, body: inspectFormHtml(language, refusal) })
      const handedIn = await readForm(request.body, request.headers['content-type'] ?? '')
      if (typeof handedIn === 'string') return refuse(400, inspectWords[language][handedIn])
      try {
        const inspection = await admit(async () => await inspect(inspecting, handedIn, { links: 'refused' }))
        return send(reply, 200, { language, title: inspectWords[language].verdict[inspection.verdict], body: inspectionHtml(inspection, language) })
      } catch (error) {
        if (!(error instanceof InspectError)) throw error
        return refuse(422, refusalWords[error.code][language])
      }
    })
  })
}

function send(reply: FastifyReply, status: number, { language, title, body }: { language: Language; title: string; body: string }): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').serializer(String).send(page({ language, title, body, path: INSPECT_PATH }))
}
