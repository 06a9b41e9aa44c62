/**
 * Machines that speak the W3C CCG VC-API (now VCALM): `POST /{slug}/credentials/issue` and `/credentials/status`, with an access token of
 * the institution. In an open sandbox the same stands at the root as well, for everybody, in the name of the sandbox's own institution.
 */
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Shell } from '@eduwallet/service-shell'
import type { Mechanisms } from '../../configurations/index.ts'
import type { IssuingInstitution } from '../../institutions/issuing-institution.ts'
import { sandboxSlug } from '../../institutions/open-sandbox-institution.ts'
import { authenticateClients } from '../institution/authentication.ts'
import { slugParams } from '../institution/schemas.ts'
import { resolveInstitution, type Institutions } from '../visit.ts'
import { registerIssue } from './issue.ts'
import { answerVcApiErrors } from './problems.ts'
import { registerStatus } from './status.ts'

export type VcApiNeeds = Institutions & {
  /** Every way in which a given credential can be secured here. */
  mechanisms: Mechanisms
  now: () => Date
  randomBytes: (n: number) => Uint8Array
  newId: () => string
  statusListSize: number
  /** Told of every change of a status, to publish it. */
  changed: (institution: IssuingInstitution) => void
}

/** Where the routes stand: what their schema says of the path, and whether they are of an open sandbox: that issues in the name of its keys too, and VCDM 1.1. */
export type VcApiPlace = { schema: { params: typeof slugParams } | { hide: true }; openSandbox: boolean }

/** The door of each institution, for a scope at `/:slug`. */
export function vcApiDoor(app: Shell, needs: VcApiNeeds): void {
  resolveInstitution(app, needs)
  answerVcApiErrors(app)
  void app.register(async (scope: FastifyInstance) => {
    const api = scope.withTypeProvider<ZodTypeProvider>()
    authenticateClients(api, needs)
    register(api, needs, { schema: { params: slugParams }, openSandbox: false })
  })
}

/** The same without a token, at the root. Only in an open sandbox; its documents do not list it. */
export function openVcApiDoor(app: Shell, needs: VcApiNeeds): void {
  answerVcApiErrors(app)
  resolveInstitution(app, needs, { slug: sandboxSlug })
  register(app, needs, { schema: { hide: true }, openSandbox: true })
}

function register(app: Shell, needs: VcApiNeeds, place: VcApiPlace): void {
  registerIssue(app, needs, place)
  registerStatus(app, needs, place)
}
