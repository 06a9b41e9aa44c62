import { html, languageOf, page, problem, type Language, type Shell } from '@eduwallet/service-shell'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import { returnToPage, ShowError, showPage, type ShowErrorCode, type ShowingPages, type ShownPage } from '../../showing/index.ts'
import { registerInspect } from './inspect-routes.ts'
import type { Inspecting } from '../../inspecting/index.ts'
import { isVisit } from './is-visit.ts'
import { waitingHtml } from './request-html.ts'
import { verdictHtml } from './verdict-html.ts'
import { words } from './words.ts'

export type PageRoutes = { readonly showing: ShowingPages; readonly publicUrl: string; readonly inspecting: Inspecting }

/** Held by one browser for one request's page only: the path keeps it from every other. */
const COOKIE = 'eduwallet_request'
const REFRESH_SECONDS = 3

const paramsSchema = z.object({ pageSecret: z.string().max(64) })
const pageQuerySchema = z.object({ lang: z.string().max(8).optional() })
const returnQuerySchema = z.object({ lang: z.string().max(8).optional(), response_code: z.string().min(1).max(128) })

/**
 * The page for people:
 *
 *     GET /requests/{pageSecret}          who asks what, the ways to the wallet, and then the verdict
 *     GET /requests/{pageSecret}/return   where the wallet brings its user back, once
 *     GET /inspect, POST /inspect         where a credential is handed in as a file
 */
export async function pagesDoor(app: Shell, { showing, publicUrl, inspecting }: PageRoutes): Promise<void> {
  registerInspect(app, { inspecting })
  const secure = publicUrl.startsWith('https:')

  app.get('/requests/:pageSecret', { schema: { hide: true, params: paramsSchema, querystring: pageQuerySchema } as const }, async (request, reply) => {
    const { pageSecret } = request.params
    const path = `/requests/${pageSecret}`
    const language = languageOf(request)
    const shown = await shownPage(showing, { pageSecret, session: request.cookies[COOKIE], mayBegin: isVisit(request) })
    if (shown.newSession !== undefined) {
      void reply.setCookie(COOKIE, shown.newSession, { path, httpOnly: true, sameSite: 'lax', secure })
    }
    const { title, body, follow } = await compose(shown, { language, publicUrl })
    return sendPage(reply, 200, page({ language, title, body, path, ...(follow ? { refreshSeconds: REFRESH_SECONDS } : {}) }))
  })

  app.get('/requests/:pageSecret/return', { schema: { hide: true, params: paramsSchema, querystring: returnQuerySchema } as const }, async (request, reply) => {
    const { pageSecret } = request.params
    const path = `/requests/${pageSecret}`
    try {
      await returnToPage(showing, { pageSecret, session: request.cookies[COOKIE], responseCode: request.query.response_code })
    } catch (error) {
      if (!(error instanceof ShowError)) throw error
      return sendRefusal(reply, error.code, { language: languageOf(request), path })
    }
    // On to the page itself, so that the code stays neither in the address bar nor in the history.
    return reply.header('cache-control', 'no-store').redirect(path, 303)
  })
}

async function shownPage(showing: ShowingPages, visit: Parameters<typeof showPage>[1]): Promise<ShownPage> {
  try {
    return await showPage(showing, visit)
  } catch (error) {
    throw error instanceof ShowError ? notFound() : error
  }
}

async function compose(
  { shown, ownSession }: ShownPage,
  { language, publicUrl }: { language: Language; publicUrl: string },
): Promise<{ title: string; body: string; follow: boolean }> {
  const text = words[language]
  const said = (title: string, sentence: string, follow = false) => ({ title, body: html`<h1>${title}</h1><p><bdi>${sentence}</bdi></p>`, follow })
  switch (shown.state) {
    case 'waiting':
      return { title: text.askTitle, body: await waitingHtml(shown, { language, publicUrl, ownSession }), follow: true }
    case 'expired':
      return said(text.expiredTitle, text.expired(shown.employerName))
    case 'declined':
      return said(text.declinedTitle, shown.declineReason === 'access_denied' ? text.declined : text.unable)
    case 'answered':
      if (shown.verdict) return { title: text.verdict[shown.verdict.verdict], body: verdictHtml(shown, shown.verdict, language), follow: false }
      if (shown.ended) return said(text.endedTitle, text.ended)
      return ownSession ? said(text.receivedTitle, text.goBack, true) : said(text.elsewhereTitle, text.elsewhere)
  }
}

function sendRefusal(reply: FastifyReply, code: ShowErrorCode, { language, path }: { language: Language; path: string }): FastifyReply {
  if (code === 'SHOW_UNKNOWN') throw notFound()
  const text = words[language]
  const [title, sentence] = code === 'SHOW_OTHER_SESSION' ? [text.otherSessionTitle, text.otherSession] : [text.codeRefusedTitle, text.codeRefused]
  const body = html`<h1>${title}</h1><p>${sentence}</p><p><a href="${path}">${text.toPage}</a></p>`
  return sendPage(reply, 403, page({ language, title, body }))
}

function sendPage(reply: FastifyReply, status: number, text: string): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'no-store').serializer(String).send(text)
}

function notFound(): Error {
  return problem(404, 'not-found', 'There is nothing at this address')
}
