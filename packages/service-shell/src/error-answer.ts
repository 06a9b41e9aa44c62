/** The default error handler: problem+json, or for a browser a plain page that says the same in the reader's language. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { html } from 'ghtml'
import Negotiator from 'negotiator'
import { errorCodeOf } from './error-code.ts'
import { languageOf } from './language.ts'
import { page } from './page.ts'
import { describeError, sendProblem, type ProblemError } from './problem.ts'

/** Answers a request that ended in an error; an unknown error is logged, and only its trace id goes out. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = describeError(error)
  if (known.statusCode >= 500) request.log.error({ err: error, req: request }, 'failed')
  return wantsPage(request) ? sendErrorPage(reply, known) : sendProblem(reply, known)
}

function wantsPage(request: FastifyRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD' && request.method !== 'POST') return false
  return new Negotiator(request.raw).mediaType(['application/problem+json', 'application/json', 'text/html']) === 'text/html'
}

const sentences = {
  nl: {
    notFound: ['Deze pagina bestaat niet', 'De link is niet (meer) geldig, of niet volledig overgenomen.'],
    request: ['Dit verzoek kunnen we niet uitvoeren', 'Ga terug en probeer het opnieuw. Blijft het misgaan, vraag dan om een nieuwe link.'],
    busy: ['Het lukt nu even niet', 'De dienst is tijdelijk niet beschikbaar. Probeer het over een minuut opnieuw.'],
    internal: ['Er ging iets mis bij ons', 'We zijn op de hoogte. Probeer het later opnieuw.'],
    reference: 'Meld bij vragen dit nummer:',
  },
  en: {
    notFound: ['This page does not exist', 'The link is not valid (any more), or was not copied completely.'],
    request: ['We cannot carry out this request', 'Go back and try again. If it keeps failing, ask for a new link.'],
    busy: ['This does not work right now', 'The service is temporarily unavailable. Please try again in a minute.'],
    internal: ['Something went wrong on our side', 'We have been told. Please try again later.'],
    reference: 'If you contact us, mention this number:',
  },
} as const

function sendErrorPage(reply: FastifyReply, error: ProblemError): FastifyReply {
  const { request } = reply
  const language = languageOf(request)
  errorCodeOf.note(request, error.code)
  const words = sentences[language]
  const status = error.statusCode
  const [title, sentence] = status === 404 || status === 410 ? words.notFound : status === 503 || status === 429 ? words.busy : status >= 500 ? words.internal : words.request
  for (const [name, value] of Object.entries(error.extra.headers ?? {})) void reply.header(name, value)
  const body = html`<h1>${title}</h1><p>${sentence}</p><p class="quiet">${words.reference} <code>${request.id}</code></p>`
  return reply.code(status).type('text/html; charset=utf-8').serializer((text: unknown) => String(text)).send(page({ language, title, body }))
}
