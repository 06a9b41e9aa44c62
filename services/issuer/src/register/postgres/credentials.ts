import type { BitstringPurpose } from '@eduwallet/status-list'
import type { CredentialBook, CredentialRecord } from '../../revoking/credential-book.ts'
import type { AwardId, CredentialId, OfferId, StatusListId } from '../../institutions/types.ts'
import { changeStatus } from './change-status.ts'
import type { InstitutionScope } from './scope.ts'

/** The credentials of one institution, looked up, revoked, suspended and restored. Writing them is the issuance book's. */
export function openCredentialBook(scope: InstitutionScope): CredentialBook {
  return {
    list: ({ awardId, after, limit }) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<CredentialColumns>(
          `${selectCredential} AND ($2::uuid IS NULL OR award_id = $2::uuid) AND ($3::uuid IS NULL OR id > $3::uuid) ORDER BY id LIMIT $4`,
          [awardId ?? null, after ?? null, limit],
        )
        return rows.map(toCredential)
      }),
    get: (id) =>
      scope.transaction(async (tx) => {
        const { rows } = await tx.query<CredentialColumns>(`${selectCredential} AND id = $2`, [id])
        return rows[0] && toCredential(rows[0])
      }),
    changeStatus: (selection, change, act) => scope.transaction((tx) => changeStatus(tx, selection, change, act)),
  }
}

const selectCredential = `SELECT id, award_id, award_revision, offer_id, configuration_id, state, list_id, status_index, issued_at, expires_at, signed_at, revoked_at, revocation_reason,
    suspended_at, suspension_reason, status_purposes FROM credentials WHERE institution_id = $1`

type CredentialColumns = {
  id: CredentialId
  award_id: AwardId | null
  award_revision: number | null
  offer_id: OfferId | null
  configuration_id: string
  state: CredentialRecord['state']
  list_id: StatusListId
  status_index: number
  issued_at: Date
  expires_at: Date | null
  signed_at: Date | null
  revoked_at: Date | null
  revocation_reason: string | null
  suspended_at: Date | null
  suspension_reason: string | null
  status_purposes: BitstringPurpose[] | null
}

function toCredential(columns: CredentialColumns): CredentialRecord {
  return {
    id: columns.id,
    ...(columns.award_id === null || columns.award_revision === null ? {} : { awardId: columns.award_id, awardRevision: columns.award_revision }),
    ...(columns.offer_id === null ? {} : { offerId: columns.offer_id }),
    configurationId: columns.configuration_id,
    state: columns.state,
    listId: columns.list_id,
    statusIndex: columns.status_index,
    ...(columns.status_purposes === null ? {} : { statusPurposes: columns.status_purposes }),
    issuedAt: columns.issued_at,
    ...(columns.expires_at === null ? {} : { expiresAt: columns.expires_at }),
    ...(columns.signed_at === null ? {} : { signedAt: columns.signed_at }),
    ...(columns.revoked_at === null ? {} : { revokedAt: columns.revoked_at }),
    ...(columns.revocation_reason === null ? {} : { revocationReason: columns.revocation_reason }),
    ...(columns.suspended_at === null ? {} : { suspendedAt: columns.suspended_at }),
    ...(columns.suspension_reason === null ? {} : { suspensionReason: columns.suspension_reason }),
  }
}
