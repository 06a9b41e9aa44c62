import { z } from 'zod'
import type { Shell } from '@eduwallet/service-shell'
import type { IssuingInstitution } from '../../institutions/issuing-institution.ts'
import type { AwardId, CredentialId } from '../../institutions/types.ts'
import { changeStatus, changeStatuses, changeStatusOfAward } from '../../revoking/change-status.ts'
import { actOf, visitOf } from '../visit.ts'
import { credentialSchema, toCredentialBody } from './credential-schema.ts'
import { idParams, problemSchema, reasonSchema, slugParams } from './schemas.ts'

/** More than this in one call takes several; each is all or nothing, and a call that is sent again changes nothing more. */
const MOST_AT_ONCE = 1000

const statusChange = z.strictObject({
  status: z.enum(['revoked', 'suspended', 'valid']).meta({ description: 'revoked: for good. suspended: until it is made valid again. valid: lifts a suspension; refused for what was revoked' }),
  reason: reasonSchema,
})
const example = { status: 'revoked', reason: 'The examination board withdrew the result.' } as const

const changedSchema = z.object({
  status: statusChange.shape.status,
  credentials: z.number().int().meta({ description: 'How many have this status now' }),
  changed: z.number().int().meta({ description: 'How many of them did not have it before' }),
}).meta({ id: 'ChangedCredentials' })

type StatusDoor = { now: () => Date; revoked: (institution: IssuingInstitution) => void }

/** Revoking, suspending and restoring: one credential, many, or everything of an award. `revoked` is told of each, to publish it. */
export function registerCredentialStatus(app: Shell, { now, revoked }: StatusDoor): void {
  app.put(
    '/api/v1/credentials/:id/status',
    {
      config: { apiScope: 'revocations:write' },
      schema: {
        operationId: 'setCredentialStatus',
        tags: ['credentials'],
        summary: 'Revoke a credential for good, suspend it, or lift its suspension',
        params: idParams,
        body: statusChange.meta({ examples: [example] }),
        response: { 200: credentialSchema, 404: problemSchema, 409: problemSchema },
      },
    },
    async (request) => {
      const { institution, books } = visitOf(request)
      const credential = await changeStatus(request.params.id as CredentialId, request.body, actOf(request, now), books)
      // Also when it was so before: who asks again has lost the answer, and perhaps the publication with it.
      revoked(institution)
      return toCredentialBody(credential, institution)
    },
  )

  app.put(
    '/api/v1/credential-statuses',
    {
      config: { apiScope: 'revocations:write' },
      schema: {
        operationId: 'setStatusOfCredentials',
        tags: ['credentials'],
        summary: 'The same for up to a thousand credentials: all of them, or none',
        params: slugParams,
        body: statusChange.extend({
          credentials: z.array(z.uuid()).min(1).max(MOST_AT_ONCE).refine((ids) => new Set(ids).size === ids.length, 'must not name a credential twice'),
        }).meta({ examples: [{ ...example, credentials: ['5f0f1b1c-3f6e-4c39-9d1e-0d7f3c1f6a55'] }] }),
        response: { 200: changedSchema, 404: problemSchema, 409: problemSchema },
      },
    },
    async (request) => {
      const { institution, books } = visitOf(request)
      const { credentials, ...change } = request.body
      const changed = await changeStatuses(credentials as CredentialId[], change, actOf(request, now), books)
      revoked(institution)
      return { status: change.status, ...changed }
    },
  )

  app.put(
    '/api/v1/awards/:id/credentials/status',
    {
      config: { apiScope: 'revocations:write' },
      schema: {
        operationId: 'setStatusOfAward',
        tags: ['credentials'],
        summary: 'The same for everything that was issued of one award, in whatever form; what was revoked before stays so',
        params: idParams,
        body: statusChange.meta({ examples: [example] }),
        response: { 200: changedSchema, 404: problemSchema, 409: problemSchema },
      },
    },
    async (request) => {
      const { institution, books } = visitOf(request)
      const changed = await changeStatusOfAward(request.params.id as AwardId, request.body, actOf(request, now), books)
      revoked(institution)
      return { status: request.body.status, ...changed }
    },
  )
}
