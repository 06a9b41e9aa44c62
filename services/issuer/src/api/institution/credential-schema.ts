import { z } from 'zod'
import { statusListUri } from '../../institutions/identifiers.ts'
import type { IssuingInstitution } from '../../institutions/issuing-institution.ts'
import { statusOf, type CredentialRecord } from '../../revoking/credential-book.ts'
import { instant } from './schemas.ts'

export const credentialSchema = z.object({
  id: z.uuid(),
  awardId: z.uuid().optional().meta({ description: 'Absent, with awardRevision and offerId, from one that the institution composed itself' }),
  awardRevision: z.number().int().optional(),
  offerId: z.uuid().optional().meta({ description: 'Absent, too, from a file that no wallet claimed' }),
  configuration: z.string().meta({ description: 'In which form it was issued; of one that the institution composed itself, how it was secured' }),
  status: z.enum(['valid', 'suspended', 'revoked']),
  handedOver: z.boolean().meta({ description: 'False: the intent is on record, but not that the signed credential was answered to a wallet' }),
  statusList: z.object({ uri: z.url(), index: z.number().int() }),
  issuedAt: instant,
  expiresAt: instant.optional(),
  revokedAt: instant.optional(),
  suspendedAt: instant.optional(),
  reason: z.string().optional().meta({ description: 'Why it was revoked or, when it was not, suspended' }),
}).meta({ id: 'Credential' })

/** A credential as the institution's API shows it. */
export function toCredentialBody(record: CredentialRecord, { credentialIssuer }: IssuingInstitution): z.infer<typeof credentialSchema> {
  const reason = record.revocationReason ?? record.suspensionReason
  return {
    id: record.id,
    ...(record.awardId === undefined ? {} : { awardId: record.awardId }),
    ...(record.awardRevision === undefined ? {} : { awardRevision: record.awardRevision }),
    ...(record.offerId === undefined ? {} : { offerId: record.offerId }),
    configuration: record.configurationId,
    status: statusOf(record),
    handedOver: record.signedAt !== undefined,
    statusList: { uri: statusListUri(credentialIssuer, record.listId), index: record.statusIndex },
    issuedAt: record.issuedAt.toISOString(),
    ...(record.expiresAt === undefined ? {} : { expiresAt: record.expiresAt.toISOString() }),
    ...(record.revokedAt === undefined ? {} : { revokedAt: record.revokedAt.toISOString() }),
    ...(record.suspendedAt === undefined ? {} : { suspendedAt: record.suspendedAt.toISOString() }),
    ...(reason === undefined ? {} : { reason }),
  }
}
