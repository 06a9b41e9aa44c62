import { z } from 'zod'
import type { Shell } from '@eduwallet/service-shell'
import { BITSTRING_ENTRY_TYPE } from '@eduwallet/status-list'
import { bitstringListUri } from '../../institutions/identifiers.ts'
import type { CredentialId } from '../../institutions/types.ts'
import { hashReference } from '../../issuing/index.ts'
import { changeStatus, RevocationError, statusOf, type CredentialRecord, type CredentialStatus } from '../../revoking/index.ts'
import { problemSchema } from '../institution/schemas.ts'
import { actOf, visitOf, type Visit } from '../visit.ts'
import { malformedMember } from './problems.ts'
import { statusBody } from './schemas.ts'
import { statusPurposes } from './statuses.ts'
import type { VcApiNeeds, VcApiPlace } from './index.ts'

type Purpose = (typeof statusPurposes)[number]
type Entry = z.infer<typeof statusBody>['credentialStatus']

/** The journal wants a reason, and this protocol has no place for one. */
const reason = 'asked for through the VC-API'

/** POST …/credentials/status (VCALM #update-status): 200 when the entry says so from now on, or did already. */
export function registerStatus(app: Shell, { now, changed }: VcApiNeeds, { schema }: VcApiPlace): void {
  app.post(
    '/credentials/status',
    {
      config: { apiScope: 'revocations:write' },
      schema: {
        ...schema,
        operationId: 'updateCredentialStatus',
        tags: ['vc-api'],
        summary: 'Revoke, suspend or restore a credential (W3C CCG VC-API)',
        body: statusBody,
        response: { 200: z.object({}).meta({ id: 'VcApiStatusUpdated' }), 400: problemSchema, 404: problemSchema, 409: problemSchema },
      },
    },
    async (request) => {
      const visit = visitOf(request)
      const { credentialId, credentialStatus, status } = request.body
      const record = await recordOf(credentialId, visit)
      const purpose = purposeOf(credentialStatus, record, visit)
      const wanted = wantedStatus(purpose, status, record)
      if (wanted !== statusOf(record)) await changeStatus(record.id, { status: wanted, reason }, actOf(request, now), visit.books)
      // Also when nothing changed: who asks again has lost the answer, and perhaps the publication with it.
      changed(visit.institution)
      return {}
    },
  )
}

/** By the name the institution gave it, or by that of the record. Where these are two credentials, neither is meant for certain. */
async function recordOf(credentialId: string, { books }: Visit): Promise<CredentialRecord> {
  const byReference = await books.readyMade.find(hashReference(credentialId))
  const byRecord = /^(?:urn:uuid:)?([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/.exec(credentialId)?.[1] as CredentialId | undefined
  const ids = new Set([byReference, byRecord].filter((id) => id !== undefined))
  const records = (await Promise.all([...ids].map((id) => books.credentials.get(id)))).filter((record) => record !== undefined)
  if (records.length > 1) throw malformedMember('/credentialId', 'names two credentials; use the address of its status instead, by the id of the record')
  const [record] = records
  if (record === undefined) throw new RevocationError('REVOCATION_CREDENTIAL_UNKNOWN', 'this institution has no such credential')
  return record
}

/** The purpose of the entry, which has to be one that this credential has. */
function purposeOf({ id, type, statusPurpose, statusListIndex, statusListCredential }: Entry, record: CredentialRecord, { institution }: Visit): Purpose {
  const place = '/credentialStatus'
  // VCALM writes the type of the list where that of the entry is meant.
  if (type !== BITSTRING_ENTRY_TYPE && type !== 'BitstringStatusList') throw malformedMember(`${place}/type`, `must be ${BITSTRING_ENTRY_TYPE}`)
  const purpose = statusPurposes.find((one) => one === statusPurpose)
  if (purpose === undefined || record.statusPurposes?.includes(purpose) === false) throw malformedMember(`${place}/statusPurpose`, 'is not one for which this credential has a status entry')
  const list = bitstringListUri(institution.credentialIssuer, record.listId, purpose)
  if (statusListCredential !== undefined && statusListCredential !== list) throw malformedMember(`${place}/statusListCredential`, 'is not the list that this credential is in')
  if (statusListIndex !== undefined && statusListIndex !== String(record.statusIndex)) throw malformedMember(`${place}/statusListIndex`, 'is not the place that this credential has')
  if (id !== undefined && id !== `${list}#${record.statusIndex}`) throw malformedMember(`${place}/id`, 'is not the entry of this credential')
  return purpose
}

/** What the credential is to be. A bit that is cleared and was not set changes nothing; one of a revocation stays set (409, by the room). */
function wantedStatus(purpose: Purpose, status: boolean, record: CredentialRecord): CredentialStatus {
  const current = statusOf(record)
  if (purpose === 'revocation') return status ? 'revoked' : current === 'revoked' ? 'valid' : current
  return status ? (current === 'revoked' ? 'revoked' : 'suspended') : current === 'suspended' ? 'valid' : current
}
