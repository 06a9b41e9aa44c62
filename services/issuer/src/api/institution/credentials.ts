import { z } from 'zod'
import type { Shell } from '@eduwallet/service-shell'
import { statusListUri } from '../../institutions/identifiers.ts'
import type { IssuingInstitution } from '../../institutions/issuing-institution.ts'
import type { AwardId, CredentialId } from '../../institutions/types.ts'
import { confirmValid, revokeCredential } from '../../revoking/change-status.ts'
import type { CredentialRecord } from '../../revoking/credential-book.ts'
import { RevocationError } from '../../revoking/errors.ts'
import { actOf, visitOf } from '../visit.ts'
import { idParams, instant, pageQuery, problemSchema, reasonSchema, slugParams } from './schemas.ts'

const credentialSchema = z.object({
  id: z.uuid(),
  awardId: z.uuid(),
  awardRevision: z.number().int(),
  offerId: z.uuid(),
  status: z.enum(['valid', 'revoked']),
  handedOver: z.boolean().meta({ description: 'False: the intent is on record, but not that the signed credential was answered to a wallet' }),
  statusList: z.object({ uri: z.url(), index: z.number().int() }),
  issuedAt: instant,
  expiresAt: instant.optional(),
  revokedAt: instant.optional(),
  reason: z.string().optional(),
}).meta({ id: 'Credential' })

const statusChange = z.discriminatedUnion('status', [
  z.strictObject({ status: z.literal('revoked'), reason: reasonSchema }),
  z.strictObject({ status: z.literal('valid'), reason: reasonSchema.optional() }).meta({ description: 'Refused: a revocation is final' }),
]).meta({ examples: [{ status: 'revoked', reason: 'The examination board withdrew the result.' }] })

/** Looking credentials up, and taking them back. `revoked` is told of every revocation, to publish it. */
export function registerCredentials(app: Shell, { now, revoked }: { now: () => Date; revoked: (institution: IssuingInstitution) => void }): void {
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
      return { credentials: records.map((record) => toBody(record, institution)), ...(last === undefined ? {} : { next: last.id }) }
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
      return toBody(record, institution)
    },
  )

  app.put(
    '/api/v1/credentials/:id/status',
    {
      config: { apiScope: 'revocations:write' },
      schema: {
        operationId: 'setCredentialStatus',
        tags: ['credentials'],
        summary: 'Revoke a credential, for good',
        params: idParams,
        body: statusChange,
        response: { 200: credentialSchema, 404: problemSchema, 409: problemSchema },
      },
    },
    async (request) => {
      const { institution, books } = visitOf(request)
      const id = request.params.id as CredentialId
      if (request.body.status === 'valid') return toBody(await confirmValid(id, books), institution)
      const credential = await revokeCredential(id, request.body.reason, actOf(request, now), books)
      // Also when it had been revoked before: who asks again has lost the answer, and perhaps the publication with it.
      revoked(institution)
      return toBody(credential, institution)
    },
  )
}

function toBody(record: CredentialRecord, { credentialIssuer }: IssuingInstitution): z.infer<typeof credentialSchema> {
  return {
    id: record.id,
    awardId: record.awardId,
    awardRevision: record.awardRevision,
    offerId: record.offerId,
    status: record.state === 'revoked' ? 'revoked' : 'valid',
    handedOver: record.signedAt !== undefined,
    statusList: { uri: statusListUri(credentialIssuer, record.listId), index: record.statusIndex },
    issuedAt: record.issuedAt.toISOString(),
    ...(record.expiresAt === undefined ? {} : { expiresAt: record.expiresAt.toISOString() }),
    ...(record.revokedAt === undefined ? {} : { revokedAt: record.revokedAt.toISOString() }),
    ...(record.revocationReason === undefined ? {} : { reason: record.revocationReason }),
  }
}
