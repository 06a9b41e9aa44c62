import type { FastifyInstance, FastifyRequest } from 'fastify'
import { problem } from '@eduwallet/service-shell'
import type { IssuingInstitution } from '../institutions/issuing-institution.ts'
import { looksLikeSlug } from '../institutions/slug.ts'
import type { ApiScope } from '../institutions/types.ts'
import type { Act } from '../journal/types.ts'
import type { InstitutionBooks, Register } from '../register/index.ts'

/** Whom a request is at: the institution its path names, and that institution's books. */
export type Visit = { institution: IssuingInstitution; books: InstitutionBooks }

/** What it takes to find the institution of a request. */
export type Institutions = {
  institutions: { bySlug(slug: string): Promise<IssuingInstitution | undefined> }
  register: Pick<Register, 'forInstitution'>
}

/** Who a request comes from, once its access token was checked. */
export type ApiCaller = { clientId: string; scopes: readonly ApiScope[] }

declare module 'fastify' {
  interface FastifyRequest {
    visit: Visit | null
    caller: ApiCaller | null
  }
}

/**
 * Makes every route of this scope belong to the institution in its `:slug` parameter: an unknown one answers 404 before
 * anything of the request is read. Handlers take it with `visitOf(request)`. `always`: the one institution of routes without that parameter.
 */
export function resolveInstitution(app: FastifyInstance, { institutions, register }: Institutions, always?: { slug: string }): void {
  if (!app.hasRequestDecorator('visit')) app.decorateRequest('visit', null)
  if (!app.hasRequestDecorator('caller')) app.decorateRequest('caller', null)
  app.addHook('onRequest', async (request) => {
    const { slug } = always ?? request.params as { slug?: unknown }
    const institution = typeof slug === 'string' && looksLikeSlug(slug) ? await institutions.bySlug(slug) : undefined
    if (institution === undefined) throw problem(404, 'not-found', 'There is nothing at this address')
    request.visit = { institution, books: register.forInstitution(institution.id) }
  })
}

/** The institution this request is at. Only for routes in a scope with `resolveInstitution`. */
export function visitOf(request: FastifyRequest): Visit {
  if (request.visit === null) throw new Error('route is outside the institution scope')
  return request.visit
}

/** The act a request performs, for the journal: by its client when it has one, else by the wallet. */
export function actOf(request: FastifyRequest, now: () => Date): Act {
  const actor = request.caller === null ? 'wallet' : `client:${request.caller.clientId}`
  return { at: now(), actor, correlationId: request.id }
}
