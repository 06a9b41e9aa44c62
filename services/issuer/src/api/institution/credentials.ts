import { z } from 'zod'
import type { Shell } from '@eduwallet/service-shell'
import type { AwardId, CredentialId } from '../../institutions/types.ts'
import { RevocationError } from '../../revoking/errors.ts'
import { visitOf } from '../visit.ts'
import { credentialSchema, toCredentialBody } from './credential-schema.ts'
import { idParams, pageQuery, problemSchema, slugParams } from './schemas.ts'

/** Looking credentials up. */
export function registerCredentials(app: Shell): void {
  app.get(
    '/api/v1/credentials',
    {
      config: { apiScope: 'read' },
      schema: {
        operationId: 'listCredentials',
        tags: ['credentials'],
        summary: 'List the credentials, of one award or all',
        params: slugParams,
        querystring: pageQuery.extend({ awardId: z.uuid().optional() }),
        response: { 200: z.object({ credentials: z.array(credentialSchema), next: z.uuid().optional() }) },
      },
    },
    async (request) => {
      const { institution, books } = visitOf(request)
      const { after, limit, awardId } = request.query
      const records = await books.credentials.list({
        limit,
        ...(after === undefined ? {} : { after: after as CredentialId }),
        ...(awardId === undefined ? {} : { awardId: awardId as AwardId }),
      })
      const last = records.length === limit ? records.at(-1) : undefined
      return { credentials: records.map((record) => toCredentialBody(record, institution)), ...(last === undefined ? {} : { next: last.id }) }
    },
  )

  app.get(
    '/api/v1/credentials/:id',
    {
      config: { apiScope: 'read' },
      schema: { operationId: 'getCredential', tags: ['credentials'], summary: 'Read one credential and its status', params: idParams, response: { 200: credentialSchema, 404: problemSchema } },
    },
    async (request) => {
      const { institution, books } = visitOf(request)
      const record = await books.credentials.get(request.params.id as CredentialId)
      if (record === undefined) throw new RevocationError('REVOCATION_CREDENTIAL_UNKNOWN', 'this institution has no such credential')
      return toCredentialBody(record, institution)
    },
  )
}
