import { z } from 'zod'
import { plainText } from '@eduwallet/microcredential'
import type { Shell } from '@eduwallet/service-shell'
import { createClient, disableClient } from '../../institutions/api-clients.ts'
import { apiScopes } from '../../institutions/types.ts'
import { problemSchema, scopesSchema, slugParameter, slugParams } from '../institution/schemas.ts'
import { onceHeaders, sendOnce } from '../once.ts'
import { findInstitution, type InstitutionsDoor } from './institutions.ts'
import { operatorAct } from './operator-act.ts'

/** POST /operator/institutions/{slug}/clients, DELETE …/clients/{clientId}. */
export function registerClients(
  app: Shell,
  door: Pick<InstitutionsDoor, 'directory' | 'register' | 'answerSeal' | 'now'> & { randomBytes: (n: number) => Uint8Array },
): void {
  const { directory, register, now, randomBytes } = door
  app.post(
    '/institutions/:slug/clients',
    {
      schema: {
        operationId: 'createClient',
        tags: ['operator'],
        summary: 'Make an API client of an institution; its secret is shown this once',
        params: slugParams,
        headers: onceHeaders,
        body: z.strictObject({ name: plainText(100), scopes: scopesSchema }).meta({ examples: [{ name: 'student administration', scopes: ['results:write', 'offers:write', 'read'] }] }),
        response: {
          201: z.object({ clientId: z.string(), clientSecret: z.string(), scopes: z.array(z.enum(apiScopes)) }),
          404: problemSchema,
          409: problemSchema,
          422: problemSchema,
        },
      },
    },
    async (request, reply) => {
      const { id } = await findInstitution(directory, request.params.slug)
      const act = operatorAct(request, now)
      void reply.header('cache-control', 'no-store')
      return sendOnce(request, reply, door, { institution: id, act }, async (books) => (
        { status: 201, body: await createClient(request.body, act, { clients: books.forInstitution(id).clients, randomBytes }) }
      ))
    },
  )

  app.delete(
    '/institutions/:slug/clients/:clientId',
    {
      schema: {
        operationId: 'disableClient',
        tags: ['operator'],
        summary: 'Disable an API client; its tokens are refused from the next request on',
        params: z.object({ slug: slugParameter, clientId: z.string().max(100) }),
        response: { 204: z.undefined(), 404: problemSchema },
      },
    },
    async (request, reply) => {
      const { clients } = register.forInstitution((await findInstitution(directory, request.params.slug)).id)
      await disableClient(request.params.clientId, operatorAct(request, now), { clients })
      return reply.code(204).send(undefined)
    },
  )
}
